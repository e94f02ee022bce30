/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Threads. The object begins with the capability slots it holds, which delete.c empties like those
 * of a CNode; then the user registers, then what the kernel knows about it.
 */
#pragma once
#include "fault.h"
#include "message.h"
#include "object.h"
#include "regs.h"
#include "utilisation.h"

struct notification;
struct reply;
struct sched_context;

enum tcb_slot {
    TCB_CSPACE,
    TCB_VSPACE,
    TCB_IPC_BUFFER, /* the frame */
    TCB_FAULT_HANDLER,
    TCB_TIMEOUT_HANDLER,
    TCB_SLOT_COUNT
};

enum thread_state {
    THREAD_INACTIVE,
    THREAD_RUNNING,
    THREAD_RESTART, /* runnable; the instruction at the fault address is executed again */
    THREAD_BLOCKED_ON_RECEIVE,
    THREAD_BLOCKED_ON_SEND,
    THREAD_BLOCKED_ON_REPLY,
    THREAD_BLOCKED_ON_NOTIFICATION,
    THREAD_IDLE,
};

enum { TCB_NAME_BYTES = 128, TCB_FLAG_FPU_DISABLED = 1 };

struct tcb {
    struct slot slots[TCB_SLOT_COUNT];
    struct regs regs;

    /* What it waits for (thread_state BLOCKED_*), and how. */
    uint8_t state;           /* enum thread_state */
    bool send_is_call;       /* blocked on send: a call (or a fault) */
    bool send_can_grant;
    bool send_can_grant_reply;
    bool cancel_done;        /* its CancelBadgedSends was brought to its end by another thread */
    bool in_ready_queue;
    bool in_release_queue;
    uint8_t flags;           /* TCB_FLAG_* */
    void *blocked_on;        /* endpoint or notification; of no meaning while it does not wait */
    struct reply *reply;     /* blocked on receive or on reply: the reply object */
    word_t send_badge;
    word_t send_number;      /* see cancel.h */

    /* Scheduling. */
    uint8_t priority, mcp, domain;
    struct sched_context *sched_context;
    struct sched_context *yield_to; /* waits in YieldTo for this one */
    struct tcb *queue_prev, *queue_next; /* see thread_queue.h */

    struct notification *bound_notification;
    word_t ipc_buffer;       /* user address given with the frame */
    struct fault fault;      /* of the last fault while blocked sending or waiting for its reply */
    struct lookup_failure lookup_failure; /* belongs to a capability fault */
    word_t advanced_from, advanced_to;    /* an interrupted call: see invocation_advance() */

    /* Debug kernels: all threads, and a name. */
    struct tcb *debug_prev, *debug_next;
    char name[TCB_NAME_BYTES];
    struct utilisation utilisation; /* benchmark kernels */
    struct arch_tcb arch;
};

static inline struct tcb *tcb_of(struct cap c)
{
    return cap_object(c);
}

static inline struct cap tcb_cap(struct tcb *t)
{
    return cap_make(CAP_TCB, 0, (word_t)t, 0);
}

/* Initialise zeroed memory as an inactive thread (registers, debug list; the domain is the current
 * one). */
void tcb_init(struct tcb *thread);

/* thread.c: life of a thread. */
bool tcb_is_runnable(const struct tcb *thread);     /* Running or Restart */
bool tcb_is_blocked(const struct tcb *thread);      /* on send, receive, reply or notification */
bool tcb_is_schedulable(const struct tcb *thread);  /* runnable, with usable budget */
void tcb_set_state(struct tcb *thread, enum thread_state state);
/* It is about to run: a restart becomes running, a YieldTo is completed. */
void tcb_activate(struct tcb *thread);
void tcb_suspend(struct tcb *thread);
void tcb_restart(struct tcb *thread);               /* Resume */
void tcb_cancel_ipc(struct tcb *thread);
void tcb_set_priority(struct tcb *thread, unsigned priority);
void tcb_set_mcp(struct tcb *thread, unsigned mcp);
void tcb_set_domain(struct tcb *thread, unsigned domain);
/* The last capability goes away: out of all queues, everything unbound. */
void tcb_finalise(struct tcb *thread);

/* The kernel's view of the IPC buffer, NULL if there is none with the needed rights. */
word_t *tcb_ipc_buffer(const struct tcb *thread, bool writable);
/* Message registers, in CPU registers and beyond in the buffer (which may be NULL). Returns false
 * if there is no room. */
static inline bool tcb_set_message_word(struct tcb *thread, word_t *buffer, unsigned i,
                                        word_t value)
{
    if (i < REGS_MESSAGE_WORDS) {
        regs_set_message(&thread->regs, i, value);
    } else if (buffer) {
        buffer[ABI_BUFFER_MESSAGE + i] = value;
    } else {
        return false;
    }
    return true;
}
