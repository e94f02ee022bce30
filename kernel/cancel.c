/* SPDX-License-Identifier: BSD-2-Clause */
/* Cancelling sends by badge; see cancel.h. Invariant I15: nobody before `next` is concerned. */
#include "cancel.h"
#include "kernel.h"
#include "objects/endpoint.h"
#include "sched.h"

bool cancel_concerns(const struct endpoint *e, const struct tcb *thread)
{
    const struct cancel *c = &kernel.cancel;

    return c->caller && c->endpoint == e && thread->send_badge == c->badge
           && thread->send_number != c->number;
}

void cancel_skip(const struct tcb *thread)
{
    if (kernel.cancel.next == thread) {
        kernel.cancel.next = thread->queue_next;
    }
}

void cancel_forget(struct tcb *thread)
{
    thread->cancel_done = false;
    if (kernel.cancel.caller == thread) {
        kernel.cancel.caller = NULL;
        kernel.cancel.next = NULL;
    }
}

/* Bring the operation under way to its end. */
static enum status cancel_go_on(struct cancel *c)
{
    while (c->next) {
        struct tcb *thread = c->next;

        c->next = thread->queue_next;
        if (cancel_concerns(c->endpoint, thread)) {
            endpoint_let_go(thread);
        }
        if (c->next && preemption_point()) {
            return PREEMPTED;
        }
    }
    return OK;
}

static void cancel_begin(struct cancel *c, struct tcb *caller, const struct endpoint *e,
                         word_t badge)
{
    c->number++;
    c->caller = caller;
    c->endpoint = e;
    c->badge = badge;
    c->next = endpoint_state(e) == ENDPOINT_SEND ? (struct tcb *)e->head : NULL;
}

enum status cancel_badged(struct tcb *caller, const struct endpoint *e, word_t badge)
{
    struct cancel *c = &kernel.cancel;

    if (caller->cancel_done || badge == 0) {
        cancel_forget(caller);
        return OK;
    }
    if (c->caller != caller || c->endpoint != e || c->badge != badge) {
        if (c->caller && c->caller != caller) {
            if (cancel_go_on(c) == PREEMPTED) {
                return PREEMPTED;
            }
            c->caller->cancel_done = true;
        }
        cancel_begin(c, caller, e, badge);
    }
    if (cancel_go_on(c) == PREEMPTED) {
        return PREEMPTED;
    }
    c->caller = NULL;
    return OK;
}
