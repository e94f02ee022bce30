/* SPDX-License-Identifier: BSD-2-Clause */
/* Reply objects and call stacks; see reply.h. Invariant I9: the links of a stack mirror each other,
 * and a reply object and the thread it holds name each other. */
#include "reply.h"
#include "ipc.h"
#include "sched.h"
#include "sched_context.h"
#include "tcb.h"

void reply_attach_receiver(struct reply *r, struct tcb *receiver, bool can_grant)
{
    r->tcb = receiver;
    r->can_grant = can_grant;
    receiver->reply = r;
}

void reply_detach_receiver(struct reply *r)
{
    r->tcb->reply = NULL;
    r->tcb = NULL;
}

static void reply_stack_push(struct reply *r, struct sched_context *sc)
{
    r->older = sc->reply;
    if (r->older) {
        r->older->up = (word_t)r;
    }
    r->up = (word_t)sc | 1;
    sc->reply = r;
}

/* Take the object out of whatever stack it is in, cutting it on both sides. */
static void reply_cut(struct reply *r)
{
    struct sched_context *sc = reply_stack_of(r);

    if (sc) {
        sc->reply = NULL;
    } else if (r->up) {
        reply_newer(r)->older = NULL;
    }
    if (r->older) {
        r->older->up = 0;
    }
    r->older = NULL;
    r->up = 0;
}

void reply_push(struct reply *r, struct tcb *caller, struct tcb *callee, bool can_donate)
{
    struct sched_context *sc = caller->sched_context;

    r->tcb = caller;
    caller->reply = r;
    tcb_set_state(caller, THREAD_BLOCKED_ON_REPLY);
    if (sc && can_donate && !callee->sched_context) {
        reply_stack_push(r, sc);
        sched_context_donate(sc, callee);
    }
}

void reply_pop(struct reply *r)
{
    struct tcb *caller = r->tcb;
    struct sched_context *sc = reply_stack_of(r);
    struct reply *older = r->older;

    reply_cut(r);
    if (sc) {
        if (older) {
            sc->reply = older;
            older->up = (word_t)sc | 1;
        }
        if (!caller->sched_context) {
            sched_context_donate(sc, caller);
        }
    }
    caller->reply = NULL;
    r->tcb = NULL;
    tcb_set_state(caller, THREAD_INACTIVE);
}

void reply_abandon(struct reply *r)
{
    reply_cut(r);
    r->tcb->reply = NULL;
    r->tcb = NULL;
}

void reply_free_for(struct reply *r, struct tcb *receiver)
{
    if (r->tcb && r->tcb != receiver) {
        tcb_cancel_ipc(r->tcb);
    }
}

static enum status reply_invoke(struct invocation *inv)
{
    commit(inv);
    ipc_reply(inv->caller, inv->buffer, reply_of(inv->slot->cap));
    return OK;
}

static unsigned reply_size_bits(struct cap cap)
{
    (void)cap;
    return REPLY_BITS;
}

static struct cap reply_finalise(struct cap cap, bool last)
{
    struct reply *r = reply_of(cap);

    if (last && r->tcb) {
        if (r->tcb->state == THREAD_BLOCKED_ON_REPLY) {
            r->tcb->fault.kind = 0;
            reply_pop(r);
        } else {
            tcb_cancel_ipc(r->tcb);
        }
    }
    return cap_null();
}

const struct object_ops reply_ops = {
    .name = "reply",
    .size_bits = reply_size_bits,
    .finalise = reply_finalise,
    .invoke = reply_invoke,
};
