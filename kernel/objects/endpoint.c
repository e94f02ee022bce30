/* SPDX-License-Identifier: BSD-2-Clause */
/* Endpoints; see endpoint.h. Sending and receiving are in ipc.c. */
#include "endpoint.h"
#include "cancel.h"
#include "ipc.h"
#include "sched.h"
#include "tcb.h"
#include "zombie.h"

struct thread_queue endpoint_queue(const struct endpoint *e)
{
    return (struct thread_queue){ (struct tcb *)e->head,
                                  (struct tcb *)(e->tail_state & ~(word_t)3) };
}

/* Store the queue; an empty one makes the endpoint idle (I5). */
static void endpoint_set_queue(struct endpoint *e, struct thread_queue q, enum endpoint_state state)
{
    e->head = (word_t)q.head;
    e->tail_state = (word_t)q.tail | (q.head ? state : ENDPOINT_IDLE);
}

void endpoint_insert(struct endpoint *e, struct tcb *thread, enum endpoint_state state)
{
    struct thread_queue q = endpoint_queue(e);

    thread_queue_insert_by_priority(&q, thread);
    endpoint_set_queue(e, q, state);
    thread->blocked_on = e;
}

void endpoint_remove(struct endpoint *e, struct tcb *thread)
{
    struct thread_queue q = endpoint_queue(e);

    cancel_skip(thread);
    thread_queue_remove(&q, thread);
    endpoint_set_queue(e, q, endpoint_state(e));
}

struct tcb *endpoint_take(struct endpoint *e)
{
    struct tcb *thread = (struct tcb *)e->head, *next = thread->queue_next;

    if (next) {
        e->head = (word_t)next;
        next->queue_prev = NULL;
        thread->queue_next = NULL;
    } else {
        *e = (struct endpoint){ 0, ENDPOINT_IDLE };
    }
    return thread;
}

void endpoint_reorder(struct endpoint *e, struct tcb *thread)
{
    enum endpoint_state state = endpoint_state(e);

    endpoint_remove(e, thread);
    endpoint_insert(e, thread, state);
    if (cancel_concerns(e, thread)) {
        endpoint_let_go(thread); /* where it is now may have been looked at already */
    }
}

/* It repeats its system call; one that was sending a fault has no way to go on. */
void endpoint_let_go(struct tcb *thread)
{
    bool faulting = thread->state == THREAD_BLOCKED_ON_SEND && thread->fault.kind != 0;

    tcb_cancel_ipc(thread);
    if (!faulting) {
        tcb_set_state(thread, THREAD_RESTART);
        sched_wake(thread);
        sched_reschedule();
    }
}

bool endpoint_let_go_first(struct endpoint *e)
{
    if (e->head) {
        endpoint_let_go((struct tcb *)e->head);
    }
    return e->head != 0;
}

static enum status endpoint_invoke(struct invocation *inv)
{
    struct cap cap = inv->slot->cap;

    if (!cap_has(cap, RIGHT_WRITE)) {
        return err_capability(inv, 0);
    }
    commit(inv);
    ipc_send(&(struct send){ .sender = inv->caller,
                             .buffer = inv->buffer,
                             .endpoint = endpoint_of(cap),
                             .badge = endpoint_badge(cap),
                             .block = inv->how.block,
                             .call = inv->how.call,
                             .can_grant = cap_has(cap, RIGHT_GRANT),
                             .can_grant_reply = cap_has(cap, RIGHT_GRANT_REPLY),
                             .can_donate = inv->how.can_donate });
    return OK;
}

static unsigned endpoint_size_bits(struct cap cap)
{
    (void)cap;
    return ENDPOINT_BITS;
}

/* Badge once: only an unbadged capability takes a badge, and not where it must be preserved. */
static struct cap endpoint_update(struct cap cap, bool preserve, word_t data)
{
    if (preserve || endpoint_badge(cap)) {
        return cap_null();
    }
    return endpoint_cap(endpoint_of(cap), data, cap_rights(cap));
}

static struct cap endpoint_mask(struct cap cap, unsigned rights)
{
    return endpoint_cap(endpoint_of(cap), endpoint_badge(cap), cap_rights(cap) & rights);
}

static struct cap endpoint_finalise(struct cap cap, bool last)
{
    struct endpoint *e = endpoint_of(cap);

    return last && endpoint_let_go_first(e) ? zombie_cap(e, ZOMBIE_ENDPOINT, 0) : cap_null();
}

const struct object_ops endpoint_ops = {
    .name = "endpoint",
    .size_bits = endpoint_size_bits,
    .update = endpoint_update,
    .mask = endpoint_mask,
    .finalise = endpoint_finalise,
    .invoke = endpoint_invoke,
};
