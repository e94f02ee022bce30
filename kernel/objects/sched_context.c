/* SPDX-License-Identifier: BSD-2-Clause */
/* Scheduling contexts; see sched_context.h. */
#include "sched_context.h"
#include "invocation.h"
#include "kernel.h"
#include "notification.h"
#include "refill.h"
#include "reply.h"
#include "sched.h"

void sched_context_bind_tcb(struct sched_context *sc, struct tcb *thread)
{
    sc->tcb = thread;
    thread->sched_context = sc;
    if (sc->sporadic && sc->refill_max && sc != this_cpu()->current_sc) {
        refill_activate(sc, this_cpu()->now);
    }
    sched_resume(sc);
}

void sched_context_unbind_tcb(struct sched_context *sc)
{
    struct tcb *thread = sc->tcb;

    if (thread) {
        sched_dequeue(thread);
        sched_release_remove(thread);
        thread->sched_context = NULL;
        sc->tcb = NULL;
    }
}

void sched_context_bind_notification(struct sched_context *sc, struct notification *n)
{
    sc->notification = n;
    n->sched_context = sc;
}

void sched_context_unbind_notification(struct sched_context *sc)
{
    if (sc->notification) {
        sc->notification->sched_context = NULL;
        sc->notification = NULL;
    }
}

void sched_context_donate(struct sched_context *sc, struct tcb *to)
{
    sched_context_unbind_tcb(sc);
    sc->tcb = to;
    to->sched_context = sc;
}

word_t sched_context_take_consumed(struct sched_context *sc)
{
    word_t us;

    if (sc == this_cpu()->current_sc) {
        sched_charge();
    }
    us = ticks_to_us(sc->consumed);
    sc->consumed = 0;
    return us;
}

void sched_context_complete_yield(struct tcb *thread)
{
    struct sched_context *sc = thread->yield_to;

    sc->yield_from = NULL;
    thread->yield_to = NULL;
    regs_set_badge(&thread->regs, 0);
    regs_set_info(&thread->regs, 1);
    regs_set_message(&thread->regs, 0, sched_context_take_consumed(sc));
}

/* A blocked thread never lacks budget when it wakes, so it must not be given a context that does. */
bool sched_context_fits(struct sched_context *sc, const struct tcb *thread)
{
    return !tcb_is_blocked(thread)
           || (sc->refill_max && refill_usable(sc, this_cpu()->now));
}

static enum status bind_tcb(struct invocation *inv, struct sched_context *sc, struct tcb *thread)
{
    if (sc->tcb || thread->sched_context || !sched_context_fits(sc, thread)) {
        return err_illegal(inv);
    }
    commit(inv);
    sched_context_bind_tcb(sc, thread);
    return OK;
}

static enum status bind(struct invocation *inv)
{
    struct sched_context *sc = sched_context_of(inv->slot->cap);
    struct cap cap = inv->capv[0]->cap;

    switch (cap_type(cap)) {
    case CAP_TCB:
        return bind_tcb(inv, sc, tcb_of(cap));
    case CAP_NOTIFICATION:
        if (sc->notification || notification_of(cap)->sched_context) {
            return err_illegal(inv);
        }
        commit(inv);
        sched_context_bind_notification(sc, notification_of(cap));
        return OK;
    default:
        return err_capability(inv, 1);
    }
}

void sched_context_take_from_tcb(struct sched_context *sc)
{
    if (sc->yield_from) {
        sched_context_complete_yield(sc->yield_from);
    }
    sched_context_unbind_tcb(sc);
}

/* Nobody runs on the context any more, and no reply brings it back. */
static void sched_context_unbind_all(struct sched_context *sc)
{
    sched_context_take_from_tcb(sc);
    sched_context_unbind_notification(sc);
    if (sc->reply) {
        sc->reply->up = 0;
        sc->reply = NULL;
    }
}

static enum status unbind(struct invocation *inv)
{
    struct sched_context *sc = sched_context_of(inv->slot->cap);

    if (sc->tcb == current_thread()) {
        return err_illegal(inv);
    }
    commit(inv);
    sched_context_unbind_all(sc);
    return OK;
}

static enum status unbind_object(struct invocation *inv)
{
    struct sched_context *sc = sched_context_of(inv->slot->cap);
    struct cap cap = inv->capv[0]->cap;

    switch (cap_type(cap)) {
    case CAP_TCB:
        if (sc->tcb != tcb_of(cap) || sc->tcb == current_thread()) {
            return err_illegal(inv);
        }
        commit(inv);
        sched_context_take_from_tcb(sc);
        return OK;
    case CAP_NOTIFICATION:
        if (sc->notification != notification_of(cap)) {
            return err_illegal(inv);
        }
        commit(inv);
        sched_context_unbind_notification(sc);
        return OK;
    default:
        return err_capability(inv, 1);
    }
}

static enum status consumed(struct invocation *inv)
{
    commit(inv);
    invocation_result(inv, 0, sched_context_take_consumed(sched_context_of(inv->slot->cap)));
    return OK;
}

/* Put the context's thread in front of the caller; true if the caller has to wait for its turn. The
 * answer to a call then comes when the caller runs again. */
static bool yield_now(struct sched_context *sc, struct tcb *caller, bool call)
{
    struct tcb *thread = sc->tcb;

    if (!tcb_is_schedulable(thread)) {
        return false;
    }
    sched_dequeue(thread);
    if (thread->priority < caller->priority) {
        sched_enqueue_first(thread);
        return false;
    }
    if (call) {
        caller->yield_to = sc;
        sc->yield_from = caller;
    }
    sched_enqueue_first(caller);
    sched_enqueue_first(thread);
    sched_reschedule();
    return true;
}

static enum status yield_to(struct invocation *inv)
{
    struct sched_context *sc = sched_context_of(inv->slot->cap);
    struct tcb *caller = inv->caller;

    if (!sc->tcb || sc->tcb == caller || sc->tcb->priority > caller->mcp) {
        return err_illegal(inv);
    }
    commit(inv);
    if (sc->yield_from) {
        sched_context_complete_yield(sc->yield_from);
    }
    sched_resume(sc);
    if (yield_now(sc, caller, inv->how.call)) {
        inv->answered = true;
    } else {
        invocation_result(inv, 0, sched_context_take_consumed(sc));
    }
    return OK;
}

static struct cap sched_context_finalise(struct cap cap, bool last)
{
    struct sched_context *sc = sched_context_of(cap);

    if (last) {
        sched_context_unbind_all(sc);
        if (sc == this_cpu()->current_sc) {
            sched_charge();
            this_cpu()->current_sc = idle_context();
            this_cpu()->rearm_timer = true;
        }
        sc->refill_max = 0;
    }
    return cap_null();
}

static const struct method sched_context_methods[] = {
    { SchedContextBind, 0, 1, bind },
    { SchedContextUnbind, 0, 0, unbind },
    { SchedContextUnbindObject, 0, 1, unbind_object },
    { SchedContextConsumed, 0, 0, consumed },
    { SchedContextYieldTo, 0, 0, yield_to },
};

const struct object_ops sched_context_ops = {
    .name = "scheduling context",
    .size_bits = sched_context_size_bits,
    .finalise = sched_context_finalise,
    .methods = sched_context_methods,
    .method_count = ARRAY_COUNT(sched_context_methods),
    .alone = true,
};
