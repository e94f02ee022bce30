/* SPDX-License-Identifier: BSD-2-Clause */
/* Notifications; see notification.h. Waiting is in ipc.c. */
#include "notification.h"
#include "kernel.h"
#include "sched.h"
#include "zombie.h"

/* The thread hears of the signal: it runs again with the word as badge, on the notification's
 * scheduling context if it has none of its own. */
static void notification_wake(struct notification *n, struct tcb *thread, word_t word)
{
    regs_set_badge(&thread->regs, word);
    tcb_set_state(thread, THREAD_RUNNING);
    notification_lend(n, thread);
    sched_wake(thread);
}

void notification_lend(struct notification *n, struct tcb *thread)
{
    struct sched_context *sc = n->sched_context;

    if (!thread->sched_context && sc && !sc->tcb) {
        sched_context_donate(sc, thread);
    }
}

void notification_take_back(struct notification *n, struct tcb *thread)
{
    struct sched_context *sc = n->sched_context;

    if (sc && sc == thread->sched_context) {
        thread->sched_context = NULL;
        sc->tcb = NULL;
    }
}

void notification_signal(struct notification *n, word_t badge)
{
    struct tcb *bound = n->bound_tcb;

    switch ((enum notification_state)n->state) {
    case NOTIFICATION_IDLE:
        if (bound && bound->state == THREAD_BLOCKED_ON_RECEIVE) {
            tcb_cancel_ipc(bound);
            notification_wake(n, bound, badge);
            return;
        }
        n->state = NOTIFICATION_ACTIVE;
        n->word = badge;
        return;
    case NOTIFICATION_WAITING: {
        struct tcb *thread = thread_queue_take(&n->queue);

        if (thread_queue_is_empty(&n->queue)) {
            n->state = NOTIFICATION_IDLE;
        }
        notification_wake(n, thread, badge);
        return;
    }
    case NOTIFICATION_ACTIVE:
        n->word |= badge;
        return;
    }
}

void notification_insert(struct notification *n, struct tcb *thread)
{
    thread_queue_insert_by_priority(&n->queue, thread);
    n->state = NOTIFICATION_WAITING;
    thread->blocked_on = n;
}

void notification_remove(struct notification *n, struct tcb *thread)
{
    thread_queue_remove(&n->queue, thread);
    if (thread_queue_is_empty(&n->queue)) {
        n->state = NOTIFICATION_IDLE;
    }
}

void notification_reorder(struct notification *n, struct tcb *thread)
{
    notification_remove(n, thread);
    notification_insert(n, thread);
}

bool notification_let_go_first(struct notification *n)
{
    struct tcb *thread = n->queue.head;

    if (thread) {
        tcb_cancel_ipc(thread);
        tcb_set_state(thread, THREAD_RESTART);
        sched_wake(thread);
        sched_reschedule();
    }
    return n->queue.head != NULL;
}

void notification_bind(struct notification *n, struct tcb *thread)
{
    n->bound_tcb = thread;
    thread->bound_notification = n;
}

void notification_unbind(struct tcb *thread)
{
    if (thread->bound_notification) {
        thread->bound_notification->bound_tcb = NULL;
        thread->bound_notification = NULL;
    }
}

static enum status notification_invoke(struct invocation *inv)
{
    struct cap cap = inv->slot->cap;

    if (!cap_has(cap, RIGHT_WRITE)) {
        return err_capability(inv, 0);
    }
    commit(inv);
    notification_signal(notification_of(cap), notification_badge(cap));
    return OK;
}

static unsigned notification_size_bits(struct cap cap)
{
    (void)cap;
    return NOTIFICATION_BITS;
}

static struct cap notification_update(struct cap cap, bool preserve, word_t data)
{
    if (preserve || notification_badge(cap)) {
        return cap_null();
    }
    return notification_cap(notification_of(cap), data, cap_rights(cap));
}

static struct cap notification_mask(struct cap cap, unsigned rights)
{
    return notification_cap(notification_of(cap), notification_badge(cap),
                            cap_rights(cap) & rights & (RIGHT_WRITE | RIGHT_READ));
}

static struct cap notification_finalise(struct cap cap, bool last)
{
    struct notification *n = notification_of(cap);

    if (!last) {
        return cap_null();
    }
    if (n->bound_tcb) {
        notification_unbind(n->bound_tcb);
    }
    if (n->sched_context) {
        sched_context_unbind_notification(n->sched_context);
    }
    return notification_let_go_first(n) ? zombie_cap(n, ZOMBIE_NOTIFICATION, 0) : cap_null();
}

const struct object_ops notification_ops = {
    .name = "notification",
    .size_bits = notification_size_bits,
    .update = notification_update,
    .mask = notification_mask,
    .finalise = notification_finalise,
    .invoke = notification_invoke,
};
