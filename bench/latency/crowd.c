/* SPDX-License-Identifier: BSD-2-Clause */
/* Many threads, made in the arena; their capabilities are in slots of their own. See latency.h. */
#include "latency.h"

enum { LOWEST_PRIORITY = 1, SOME_BUDGET_US = 1000 };

/* The settler is one more thread: it runs when nobody else can. */
#define SETTLER CROWD

seL4_CPtr spare_slots(seL4_Word count)
{
    return bootinfo()->empty.end - 2 * (CROWD + 1) - count;
}

seL4_CPtr crowd_tcb(seL4_Word i)
{
    return bootinfo()->empty.end - 2 * (CROWD + 1) + 2 * i;
}

static void start(seL4_CPtr tcb, const struct crowd_plan *plan, seL4_CPtr never)
{
    seL4_UserContext context = {
        .pc = (seL4_Word)plan->entry,
        .x0 = plan->call.cap,
        .x6 = plan->call.reply,
        .x7 = plan->call.number,
        .x19 = never,
    };

    succeed(seL4_TCB_WriteRegisters(tcb, true, 0, ABI_CONTEXT_WORDS, &context), "start");
}

static void add(seL4_Word i, const struct crowd_plan *plan)
{
    static seL4_CPtr never;
    seL4_CPtr tcb = crowd_tcb(i), sc = tcb + 1;

    if (slot_is_empty(never) || never == 0) {
        never = notification_new();
    }
    succeed(seL4_Untyped_Retype(arena(), seL4_TCBObject, 0, ROOT, 0, 0, tcb, 1), "TCB");
    succeed(seL4_Untyped_Retype(arena(), seL4_SchedContextObject, seL4_MinSchedContextBits, ROOT, 0,
                                0, sc, 1),
            "scheduling context");
    succeed(
        seL4_SchedControl_Configure(sched_control(), sc, plan->budget_us, plan->period_us, 0, 0),
        "budget");
    succeed(seL4_TCB_Configure(tcb, ROOT, 0, VSPACE, 0, 0, 0), "spaces");
    succeed(seL4_TCB_SetSchedParams(tcb, SELF, seL4_MaxPrio, plan->priority, sc, seL4_CapNull),
            "priority");
    start(tcb, plan, never);
}

void crowd_add(seL4_Word i, const struct crowd_plan *plan)
{
    struct crowd_plan p = *plan;

    if (p.budget_us == 0) {
        p.budget_us = p.period_us = SOME_BUDGET_US;
    }
    if (p.entry == 0) {
        p.entry = member_main;
    }
    add(i, &p);
}

void crowd_add_all(const struct crowd_plan *plan)
{
    for (seL4_Word i = 0; i < CROWD; i++) {
        crowd_add(i, plan);
    }
}

void crowd_settle(void)
{
    seL4_CPtr done = notification_new();
    struct crowd_plan plan = { .priority = LOWEST_PRIORITY,
                               .call = { .cap = done, .number = (seL4_Word)seL4_SysSend } };

    if (!slot_is_empty(crowd_tcb(SETTLER))) {
        slot_delete(crowd_tcb(SETTLER));
        slot_delete(crowd_tcb(SETTLER) + 1);
    }
    crowd_add(SETTLER, &plan);
    seL4_Wait(done, seL4_Null);
}
