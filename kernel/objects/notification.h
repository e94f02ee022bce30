/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Notifications: a word of flags and the threads that wait for it to become non-zero. A thread may
 * be bound to it (it then also hears of it while receiving on an endpoint), and a scheduling context
 * (lent to whoever is woken without one). The capability's w[0] is the badge; rights write (signal)
 * and read (wait).
 */
#pragma once
#include "object.h"
#include "thread_queue.h"

struct sched_context;

enum notification_state { NOTIFICATION_IDLE, NOTIFICATION_WAITING, NOTIFICATION_ACTIVE };

struct notification {
    word_t state; /* enum notification_state */
    word_t word;  /* the OR of the badges signalled, while active */
    struct thread_queue queue;
    struct tcb *bound_tcb;
    struct sched_context *sched_context;
};

#define NOTIFICATION_BITS 6
_Static_assert(sizeof(struct notification) <= 1u << NOTIFICATION_BITS, "notification size is ABI");

static inline struct notification *notification_of(struct cap c)
{
    return cap_object(c);
}

static inline word_t notification_badge(struct cap c)
{
    return c.w[0];
}

static inline struct cap notification_cap(struct notification *n, word_t badge, unsigned rights)
{
    return cap_make(CAP_NOTIFICATION, rights, (word_t)n, badge);
}

/* Deliver a signal: used by invocation and by interrupts. Never blocks, never fails. */
void notification_signal(struct notification *n, word_t badge);
/* A thread begins to wait. */
void notification_insert(struct notification *n, struct tcb *thread);
/* The notification's scheduling context goes to a thread without one, and back when that thread
 * waits again. */
void notification_lend(struct notification *n, struct tcb *thread);
void notification_take_back(struct notification *n, struct tcb *thread);
void notification_remove(struct notification *n, struct tcb *thread);
void notification_reorder(struct notification *n, struct tcb *thread);
/* The notification goes away: the first waiting thread, if there is one, runs again and finds out.
 * Are there more? */
bool notification_let_go_first(struct notification *n);
void notification_bind(struct notification *n, struct tcb *thread);
void notification_unbind(struct tcb *thread);
