/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All state of the kernel that does not live in user-retyped objects: one structure, so that it can
 * be checked, hashed and copied as a whole. There are no other variables at file scope.
 */
#pragma once
#include "cancel.h"
#include "config.h"
#include "objects/irq.h"
#include "objects/sched_context.h"
#include "objects/tcb.h"
#include "objects/vm.h"
#include "platform.h"
#include "thread_queue.h"

enum { PRIORITY_COUNT = 256, PRIORITY_WORDS = PRIORITY_COUNT / WORD_BITS };

/* Ready threads of one domain: a queue per priority, a bit for each that is not empty, and one more
 * than the highest of these (0: there is none). */
struct ready_queues {
    word_t nonempty[PRIORITY_WORDS];
    word_t above;
    struct thread_queue queue[PRIORITY_COUNT];
};

/* The highest priority with a ready thread, or -1. */
static inline int ready_highest(const struct ready_queues *q)
{
    return (int)q->above - 1;
}

/* The longest slice: the one the system starts with. */
#define DOMAIN_FOREVER (word_mask(56))

/* One slice of the domain schedule; ticks 0 is an end marker. */
struct domain_slice {
    uint8_t domain;
    ticks_t ticks;
};

/* What belongs to one processor. */
struct cpu {
    struct tcb *current;          /* whose registers the trap code saves and restores */
    struct sched_context *current_sc; /* whom time is charged to */
    struct tcb *candidate;        /* a thread woken by this kernel entry that may run directly */
    bool reschedule;              /* choose a thread from the queues before leaving */
    bool rearm_timer;             /* the next timer event may have changed */
    ticks_t now;                  /* when the kernel was entered; not kept by the fast path */
    ticks_t charged_until;        /* current_sc has been charged for the time before this */
    ticks_t quiet_until;          /* before that nothing is due by itself: the current thread has
                                   * budget, nobody is released, the domain's slice goes on */
    struct tcb *fpu_owner;        /* whose state the FPU registers hold, or NULL */
    bool fpu_enabled;             /* user level has access to the FPU */
    struct thread_queue release;  /* waiting for their next refill, earliest first */
    unsigned domain;              /* current scheduling domain */
    unsigned domain_index;        /* in the schedule */
    unsigned domain_start;
    ticks_t domain_end;           /* when the slice ends */

    struct tcb idle;
    word_t idle_sc_memory[32];    /* its scheduling context: idle_context() */
    struct utilisation_state utilisation; /* benchmark kernels */
    struct arch_cpu arch;

    struct ready_queues ready[CONFIG_NUM_DOMAINS]; /* large: the rest is near the beginning */
};

struct kernel {
    struct asid_pool *asid_pool[ASID_POOLS];

    struct cpu cpu;

    enum irq_state irq_state[IRQ_COUNT];
    struct slot irq_slot[IRQ_COUNT];

    struct domain_slice domain_schedule[CONFIG_NUM_DOMAIN_SCHEDULES];

    struct cancel cancel;

    struct tcb *debug_threads;    /* debug kernels: all threads */
    struct arch_kernel arch;
};

extern struct kernel kernel;

static inline struct cpu *this_cpu(void)
{
    return &kernel.cpu;
}

/* The idle thread's scheduling context, never configured. */
static inline struct sched_context *idle_context(void)
{
    return (struct sched_context *)kernel.cpu.idle_sc_memory;
}

static inline struct tcb *current_thread(void)
{
    return kernel.cpu.current;
}
