/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An abstract model of the kernel: what its system calls do to capabilities, threads and time,
 * written from the reference of the user interface and not from the kernel.
 *
 * The model is slow and plain on purpose. The derivation tree is a tree with parent pointers; an
 * object knows how many capabilities there are to it; a queue is an array of threads in order; a
 * deletion happens at once. Nothing is packed into words and nothing is computed from the place of
 * something in memory, except where Retype says where objects lie.
 *
 * lockstep.c runs the same system calls on the kernel and on the model; compare.c says whether the
 * kernel's state still is a picture of the model's.
 *
 *     tree.c      capabilities, the derivation tree, slots, deletion
 *     cspace.c    capability addresses, message words, answers
 *     cnode.c     methods of CNodes and of untyped memory
 *     budget.c    scheduling contexts: refills
 *     queues.c    who is ready, who waits for a refill, who runs
 *     threads.c   life of a thread, call stacks, donation
 *     ipc.c       endpoints, notifications, replies, faults
 *     methods.c   methods of threads, scheduling contexts, domains
 *     calls.c     the system calls
 *
 * Left out: address spaces, interrupts, ASIDs, and reading and writing of registers; frames exist
 * as things that can be copied and used as IPC buffers.
 */
#pragma once
#include "cap.h"
#include "errors.h"
#include "types.h"

enum {
    M_OBJECTS = 1500,
    M_CAPS = 4000,
    M_QUEUE = 64,
    M_REFILLS = 40,
    M_BUFFER_WORDS = 128,
    M_FRAME_WORDS = 512,
    M_THREAD_SLOTS = 5, /* CSpace, VSpace, IPC buffer, fault handler, timeout handler */
    M_DOMAINS = 16,
    M_SLICES = 100,
    M_DOMAIN_LAST_BIT = 56,
};

enum m_place { M_CSPACE, M_VSPACE, M_BUFFER, M_FAULT, M_TIMEOUT };

enum m_thread_state {
    M_INACTIVE,
    M_RUNNING,
    M_RESTART,
    M_RECEIVING,
    M_SENDING,
    M_REPLYING, /* blocked until it is replied to */
    M_WAITING,
};

enum m_frame_rights { M_KERNEL_ONLY = 1, M_READ_ONLY = 2, M_READ_WRITE = 3 };

/* A capability, which is also a node of the derivation tree. */
struct m_cap {
    enum cap_type type;
    struct m_object *object; /* NULL: a capability without object */
    struct m_cap *parent;
    struct m_cap *first_child, *next; /* children in order */
    bool original;                    /* copies made of it are its children, not its siblings */
    bool used;                        /* this record is in use */
    unsigned rights;
    word_t badge;
    word_t guard;
    unsigned guard_bits;
    word_t watermark; /* untyped: bytes used */
    enum m_frame_rights frame_rights;
    bool mapped; /* page table or VSpace of the first thread */
};

struct m_queue {
    unsigned count;
    struct m_object *thread[M_QUEUE];
};

struct m_refill {
    ticks_t time, amount;
};

struct m_lookup_failure {
    unsigned type;
    word_t bits_left, bits_found, guard_found;
};

struct m_fault {
    unsigned kind; /* 0: none */
    word_t a, b;
    bool instruction;
    struct m_lookup_failure lookup;
};

/* User registers of a thread. */
struct m_regs {
    word_t x[31];
    word_t sp, pc, spsr, fault_ip, tls;
};

struct m_thread {
    struct m_cap *slot[M_THREAD_SLOTS];
    struct m_regs regs;
    enum m_thread_state state;
    unsigned priority, mcp, domain;
    word_t flags, buffer_address;
    struct m_object *sc, *notification, *yield_to;
    struct m_object *waits_for; /* endpoint or notification */
    struct m_object *reply;     /* used to receive, or holding it */
    bool send_call, send_grant, send_grant_reply, receive_grant;
    word_t send_badge;
    struct m_fault fault;
    bool ready, postponed; /* in a ready queue; in the release queue */
};

struct m_sched_context {
    ticks_t period, budget, consumed;
    struct m_object *thread, *notification, *yield_from;
    struct m_object *reply; /* newest of the call stack */
    word_t badge;
    bool sporadic;
    unsigned max, count; /* refills; max 0: not configured */
    struct m_refill refill[M_REFILLS];
};

struct m_reply {
    struct m_object *thread; /* held, or waiting with it */
    struct m_object *older, *newer;
    struct m_object *sc; /* set in the newest of a stack */
    bool grant;
};

struct m_object {
    enum cap_type type;
    word_t address;
    unsigned bits; /* log2 of its bytes */
    unsigned caps; /* how many capabilities there are */
    bool device;
    unsigned radix; /* CNode */
    struct m_cap **slot;
    struct m_thread t;
    struct m_sched_context s;
    struct m_reply r;
    /* Endpoint: queue of senders or of receivers. Notification: of waiters. */
    struct m_queue queue;
    bool sending;
    word_t word; /* notification: badges signalled, if active */
    bool active;
    struct m_object *bound, *sc;
    word_t memory[M_FRAME_WORDS]; /* small frame */
};

struct m_slice {
    unsigned domain;
    ticks_t ticks;
};

struct m_state {
    struct m_object object[M_OBJECTS];
    struct m_cap cap[M_CAPS];
    unsigned cap_count;
    struct m_cap root; /* above all capabilities there were at boot */
    struct m_object *idle;
    struct m_object *current, *charged; /* thread; scheduling context */
    struct m_object *candidate;
    bool reschedule;
    ticks_t now, unpaid; /* time used by `charged` that it has not yet been charged with */
    struct m_queue ready[M_DOMAINS]; /* by priority, then order of arrival */
    struct m_queue release;
    unsigned domain, slice, start;
    ticks_t domain_end;
    struct m_slice slices[M_SLICES];
    bool full; /* a table of the model has no room left: this life is over */
};

extern struct m_state m;

/* tree.c */
struct m_object *m_object_new(enum cap_type type, word_t address, unsigned bits);
struct m_cap *m_cap_new(enum cap_type type, struct m_object *object);
void m_tree_add(struct m_cap *cap, struct m_cap *parent); /* as first child */
bool m_cap_has_children(const struct m_cap *cap);
/* Put a copy of *value, derived from `source`, into the slot. */
void m_cap_insert(struct m_cap **slot, struct m_cap *source, const struct m_cap *value);
void m_slot_delete(struct m_cap **slot);
void m_slot_revoke(struct m_cap **slot);

/* cspace.c */
struct m_found {
    struct m_cap **slot; /* NULL: failed */
    struct m_lookup_failure failure;
};

struct m_call {
    struct m_object *caller;
    struct m_cap **slot; /* of the invoked capability */
    word_t label;
    unsigned argc, capc;
    word_t arg[M_BUFFER_WORDS];
    struct m_cap **cap[3];
    bool call, block, donate, first;
    bool silent; /* no answer is due */
    /* The answer. */
    unsigned error, results;
    word_t result[6];
};

struct m_found m_resolve(const struct m_cap *root, word_t address, unsigned depth, bool exact);
struct m_found m_resolve_cptr(struct m_object *thread, word_t cptr);
/* The words of a lookup failure, starting with the type. */
unsigned m_failure_words(const struct m_lookup_failure *f, word_t *words);
word_t *m_buffer(struct m_object *thread, bool write);
void m_error(struct m_call *c, unsigned code);
void m_error_1(struct m_call *c, unsigned code, word_t a);
void m_error_2(struct m_call *c, unsigned code, word_t a, word_t b);
void m_error_lookup(struct m_call *c, bool source, struct m_lookup_failure f);
/* LOOKUP of the sheets; on failure the call has its error and the result is NULL. */
struct m_cap **m_lookup(struct m_call *c, bool source, struct m_cap *root, word_t index,
                        word_t depth);
/* Set a message register; false if there is no room. */
bool m_set_message(struct m_object *thread, unsigned i, word_t value);
word_t m_message(struct m_object *thread, unsigned i);
void m_set_info(struct m_object *thread, word_t label, unsigned length, unsigned caps,
                unsigned unwrapped);

/* cnode.c */
void m_invoke_cnode(struct m_call *c);
void m_invoke_untyped(struct m_call *c);
/* Operations on values; false: the result is the null capability. */
bool m_cap_update(struct m_cap *value, bool preserve, word_t data);
void m_cap_mask(struct m_cap *value, unsigned rights);
/* 0, or the error code. */
unsigned m_cap_derive(struct m_cap *source, struct m_cap *value);

/* budget.c */
bool m_budget_round_robin(const struct m_object *sc);
bool m_budget_ready(const struct m_object *sc);
bool m_budget_enough(const struct m_object *sc, ticks_t used);
bool m_budget_usable(const struct m_object *sc);
void m_budget_fill(struct m_object *sc, unsigned max, ticks_t budget, ticks_t period);
void m_budget_change(struct m_object *sc, unsigned max, ticks_t budget, ticks_t period);
void m_budget_use(struct m_object *sc, ticks_t used);
void m_budget_rebase(struct m_object *sc);
word_t m_take_consumed(struct m_object *sc);

/* queues.c */
void m_queue_remove(struct m_queue *q, struct m_object *thread);
void m_queue_add_by_priority(struct m_queue *q, struct m_object *thread);
bool m_runnable(const struct m_object *thread);
bool m_schedulable(const struct m_object *thread);
void m_ready_last(struct m_object *thread);
void m_ready_first(struct m_object *thread);
void m_ready_remove(struct m_object *thread);
void m_release_remove(struct m_object *thread);
void m_consider(struct m_object *thread);
void m_wake(struct m_object *thread);
/* A scheduling context or its thread has changed. */
void m_resume_context(struct m_object *sc);
void m_charge(void);
void m_end_slice(ticks_t used, bool may_fault);
void m_enter(ticks_t now);
bool m_check_budget(void);
/* `charge`: the time used is charged now, even if nothing demands it. */
void m_leave(bool charge);

/* threads.c */
void m_thread_set_restart(struct m_object *thread);
void m_cancel(struct m_object *thread); /* its IPC; it is inactive afterwards */
void m_suspend(struct m_object *thread);
void m_resume(struct m_object *thread);
void m_set_priority(struct m_object *thread, unsigned priority);
void m_set_domain(struct m_object *thread, unsigned domain);
void m_thread_destroy(struct m_object *thread);
void m_sc_bind(struct m_object *sc, struct m_object *thread);
void m_sc_unbind(struct m_object *sc);
void m_sc_unbind_for_good(struct m_object *sc);
void m_sc_donate(struct m_object *sc, struct m_object *thread);
void m_yield_complete(struct m_object *thread);
void m_reply_wait(struct m_object *reply, struct m_object *receiver, bool grant);
void m_reply_unwait(struct m_object *reply);
void m_reply_push(struct m_object *reply, struct m_object *caller, struct m_object *callee,
                  bool donate);
void m_reply_remove(struct m_object *reply); /* answered, or the object goes away */
void m_reply_abandon(struct m_object *reply);

/* ipc.c */
void m_send(struct m_object *thread, struct m_cap *endpoint, bool block, bool call, bool donate);
void m_receive(struct m_object *thread, struct m_cap *endpoint, bool block, struct m_object *reply);
void m_signal(struct m_object *notification, word_t badge);
void m_wait(struct m_object *thread, struct m_object *notification, bool block);
void m_reply_send(struct m_object *replier, struct m_object *reply);
void m_fault(struct m_object *thread, struct m_fault fault);
bool m_timeout_fault(struct m_object *thread);
bool m_valid_handler(const struct m_cap *cap);
void m_endpoint_cancel_all(struct m_object *endpoint);
void m_endpoint_cancel_badged(struct m_object *endpoint, word_t badge);
void m_notification_destroy(struct m_object *n);

/* methods.c */
void m_invoke_thread(struct m_call *c);
void m_invoke_sched_context(struct m_call *c);
void m_invoke_sched_control(struct m_call *c);
void m_invoke_domain(struct m_call *c);

/* calls.c: one kernel entry by the current thread at the time `now`. `charge`: see m_leave(). */
void m_system_call(ticks_t now, bool charge);
void m_user_fault(ticks_t now, struct m_fault fault, bool charge);
void m_interrupt(ticks_t now, bool charge);
void m_cap_fault(struct m_object *thread, word_t cptr, bool receiving,
                 struct m_lookup_failure failure);
