/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs the operations, each between two marks, while a thread of higher priority is to run in every
 * period. For each it prints
 *
 *     operation N NAME DELAY
 *
 * with the longest delay of that thread in instructions: how much more than a period passed between
 * two of its runs. Afterwards comes "LATENCY DONE".
 */
#include "latency.h"
#include <crt.h>

#define ARENA_BITS 24
/* The periodic thread preempts the main thread, and that everybody else. */
#define TICKER_PRIORITY 255
#define MAIN_PRIORITY   254
/* Instructions a tick of the system counter; microseconds. */
#define TICK_INSTRUCTIONS 16
#define TICKS_PER_US      (CONFIG_TIMER_FREQUENCY / 1000000)
#define TICKER_BUDGET_US  40ul
#define TICKER_PERIOD_US  97ul
#define MAIN_BUDGET_US    100000000ul
#define STACK_BYTES       4096

static volatile seL4_Word ticker_longest;
static char ticker_stack[STACK_BYTES] __attribute__((aligned(16)));

void succeed(seL4_Error error, const char *what)
{
    if (error != seL4_NoError) {
        fatal(what, (seL4_Word)error);
    }
}

static seL4_Word now(void)
{
    seL4_Word ticks;

    __asm__ volatile("isb; mrs %0, cntvct_el0" : "=r"(ticks) : : "memory");
    return ticks;
}

static void ticker_main(void)
{
    seL4_Word before = now();

    for (;;) {
        seL4_Word at, passed;

        seL4_Yield();
        at = now();
        passed = at - before;
        before = at;
        if (passed > TICKER_PERIOD_US * TICKS_PER_US + ticker_longest) {
            ticker_longest = passed - TICKER_PERIOD_US * TICKS_PER_US;
        }
    }
}

static void start_ticker(void)
{
    seL4_CPtr tcb = base_object(seL4_TCBObject, 0);
    seL4_CPtr sc = base_object(seL4_SchedContextObject, seL4_MinSchedContextBits);
    seL4_UserContext context = {
        .pc = (seL4_Word)ticker_main,
        .sp = (seL4_Word)(ticker_stack + STACK_BYTES),
    };

    succeed(
        seL4_SchedControl_Configure(sched_control(), sc, TICKER_BUDGET_US, TICKER_PERIOD_US, 0, 0),
        "the ticker's budget");
    succeed(seL4_TCB_Configure(tcb, ROOT, 0, VSPACE, 0, 0, 0), "the ticker's spaces");
    succeed(seL4_TCB_SetSchedParams(tcb, SELF, 0, TICKER_PRIORITY, sc, seL4_CapNull),
            "the ticker's priority");
    succeed(seL4_TCB_WriteRegisters(tcb, true, 0, ABI_CONTEXT_WORDS, &context), "the ticker");
}

static void run(seL4_Word number, const struct operation *operation)
{
    bool is_whole;

    operation->prepare();
    ticker_longest = 0;
    mark(number);
    operation->run();
    mark(0);
    print("operation %u %s %u\n", number, operation->name, ticker_longest * TICK_INSTRUCTIONS);
    (void)arena_reset(&is_whole);
    if (!is_whole) {
        fatal("the arena cannot be emptied", number);
    }
}

static seL4_Word run_all(seL4_Word number, const struct operation *operations, seL4_Word count)
{
    for (seL4_Word i = 0; i < count; i++) {
        run(number + i, &operations[i]);
    }
    return number + count;
}

int main(void)
{
    seL4_Word next = 1;

    objects_init(crt_bootinfo(), ARENA_BITS);
    succeed(seL4_SchedControl_Configure(sched_control(), seL4_CapInitThreadSC, MAIN_BUDGET_US,
                                        MAIN_BUDGET_US, 0, 0),
            "the main thread's budget");
    succeed(seL4_TCB_SetPriority(SELF, SELF, MAIN_PRIORITY), "the main thread's priority");
    start_ticker();
    print("\n");
    next = run_all(next, deletions, deletion_count);
    next = run_all(next, memory_operations, memory_operation_count);
    run_all(next, thread_operations, thread_operation_count);
    print("LATENCY DONE\n");
    for (;;) {
        seL4_TCB_Suspend(SELF);
    }
}
