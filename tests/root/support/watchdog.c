/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The watchdog's scheduling context has a small budget each second; Yield gives up what is left of
 * it, so the thread sleeps until the next second.  Its objects come from the base and survive all
 * rounds.
 */
#include "watchdog.h"
#include "objects.h"
#include "thread.h"
#include <crt.h>

#define BUDGET 5000ul
#define PERIOD 1000000ul

static union {
    seL4_IPCBuffer buffer;
    char page[PAGE_BYTES];
} buffer __attribute__((aligned(4096)));
static char stack[THREAD_STACK] __attribute__((aligned(16)));
static char tls_block[THREAD_TLS] __attribute__((aligned(16)));

static seL4_CPtr watchdog_tcb;

static void recover(const struct watchdog *plan)
{
    seL4_UserContext context;

    seL4_TCB_Suspend(plan->target);
    seL4_TCB_UnbindNotification(plan->target);
    seL4_TCB_ReadRegisters(plan->target, false, 0, ABI_CONTEXT_WORDS, &context);
    context.pc = (seL4_Word)plan->recover;
    context.sp = plan->stack_top;
    seL4_TCB_WriteRegisters(plan->target, true, 0, ABI_CONTEXT_WORDS, &context);
    seL4_TCB_SetPriority(plan->target, SELF, MAIN_PRIORITY);
}

static void watch(const struct watchdog *plan)
{
    seL4_Word seen = *plan->progress;
    seL4_Word idle = 0;

    while (*plan->progress != WATCHDOG_FINISHED) {
        seL4_Yield();
        if (*plan->progress != seen) {
            seen = *plan->progress;
            idle = 0;
        } else if (++idle >= plan->seconds) {
            recover(plan);
            idle = 0;
        }
    }
    for (;;) {
        seL4_TCB_Suspend(watchdog_tcb);
    }
}

void watchdog_start(const struct watchdog *plan)
{
    seL4_CPtr tcb = base_object(seL4_TCBObject, 0);
    seL4_CPtr sc = base_object(seL4_SchedContextObject, seL4_MinSchedContextBits);
    void *tls = crt_tls_create(tls_block);
    seL4_UserContext context = {
        .pc = (seL4_Word)watch,
        .sp = (seL4_Word)(stack + THREAD_STACK),
        .x0 = (seL4_Word)plan,
        .tpidr_el0 = (seL4_Word)tls,
    };

    watchdog_tcb = tcb;
    crt_tls_set_ipc_buffer(tls, &buffer.buffer);
    if (seL4_TCB_Configure(tcb, ROOT, 0, VSPACE, 0, (seL4_Word)&buffer, image_frame(&buffer))
            != seL4_NoError
        || seL4_SchedControl_Configure(sched_control(), sc, BUDGET, PERIOD, 0, 0) != seL4_NoError
        || seL4_TCB_SetSchedParams(tcb, SELF, seL4_MaxPrio, seL4_MaxPrio, sc, seL4_CapNull)
               != seL4_NoError
        || seL4_TCB_WriteRegisters(tcb, true, 0, ABI_CONTEXT_WORDS, &context) != seL4_NoError) {
        fatal("the watchdog cannot be started", tcb);
    }
}
