/* SPDX-License-Identifier: BSD-2-Clause */
/* The authority to configure scheduling contexts; see sched_control.h. */
#include "sched_control.h"
#include "flags.h"
#include "invocation.h"
#include "kernel.h"
#include "refill.h"
#include "sched.h"

struct sched_params {
    struct sched_context *sc;
    word_t budget_us, period_us, badge, flags;
    unsigned refill_max;
    word_t core;
};

static void sched_control_apply(const struct sched_params *p)
{
    struct sched_context *sc = p->sc;
    ticks_t budget = ticks_from_us(p->budget_us);
    ticks_t period = p->budget_us == p->period_us ? 0 : ticks_from_us(p->period_us);
    struct tcb *thread = sc->tcb;

    if (sc == this_cpu()->current_sc) {
        sched_charge();
    }
    if (thread) {
        sched_dequeue(thread);
        sched_release_remove(thread);
    }
    sc->badge = p->badge;
    sc->sporadic = p->flags & seL4_SchedContext_Sporadic;
    sc->core = (uint32_t)p->core;
    if (sc->refill_max && thread && tcb_is_runnable(thread)) {
        refill_update(sc, p->refill_max, budget, period, this_cpu()->now);
    } else {
        refill_init(sc, p->refill_max, budget, period, this_cpu()->now);
    }
    this_cpu()->rearm_timer = true;
    sched_resume(sc);
    if (thread == current_thread()) {
        sched_reschedule();
    }
}

static enum status configure_flags(struct invocation *inv)
{
    struct sched_params p = {
        .budget_us = invocation_arg(inv, 0),
        .period_us = invocation_arg(inv, 1),
        .badge = invocation_arg(inv, 3),
        .flags = invocation_arg(inv, 4),
        .core = sched_control_core(inv->slot->cap),
    };
    word_t extra_refills = invocation_arg(inv, 2);
    struct cap cap = inv->capv[0]->cap;
    unsigned room;

    if (p.budget_us > REFILL_MAX_US || p.period_us > REFILL_MAX_US
        || p.budget_us < REFILL_MIN_US || p.period_us < REFILL_MIN_US) {
        return err_range(inv, REFILL_MIN_US, REFILL_MAX_US);
    }
    if (p.budget_us > p.period_us) {
        return err_range(inv, REFILL_MIN_US, p.period_us);
    }
    if (cap_type(cap) != CAP_SCHED_CONTEXT) {
        return err_capability(inv, 1);
    }
    room = sched_context_refill_room(sched_context_size_bits(cap));
    if (extra_refills > room - 2) {
        return err_range(inv, 0, room - 2);
    }
    p.sc = sched_context_of(cap);
    p.refill_max = (unsigned)extra_refills + 2;
    commit(inv);
    sched_control_apply(&p);
    return OK;
}

static bool sched_control_same(struct cap a, struct cap b)
{
    (void)a;
    (void)b;
    return true;
}

static const struct method sched_control_methods[] = {
    { SchedControlConfigureFlags, 5, 1, configure_flags },
};

const struct object_ops sched_control_ops = {
    .name = "scheduling control",
    .same_object = sched_control_same,
    .methods = sched_control_methods,
    .method_count = ARRAY_COUNT(sched_control_methods),
    .alone = true,
};
