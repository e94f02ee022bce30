/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The benchmark: a root task that measures the kernel from outside and prints one line per row.
 *
 * The machine must count instructions as time (-icount shift=0,sleep=off).  First the counter is
 * checked against a loop of known length; a counter that does not count instructions ends the
 * program.  Then come the measurements, and "BENCHMARK DONE".
 */
#include "bench.h"
#include <crt.h>

/* The main thread must not be interrupted for want of budget. */
#define MAIN_BUDGET_US 100000000ul

static void calibrate(void)
{
    struct stamp stamp;
    seL4_Word counted;

    timed_nothing(&stamp);
    counted = (stamp.after - stamp.before) * BENCH_COUNTER_STEP;
    if (BENCH_COUNTER_STEP == 1 && counted != STAMP_OVERHEAD) {
        fatal("two reads are not one instruction apart", counted);
    }
    timed_loop(&stamp);
    counted = instructions_between(stamp.before, stamp.after);
    if (counted > TIMED_LOOP_INSTRUCTIONS + BENCH_COUNTER_STEP
        || counted + BENCH_COUNTER_STEP <= TIMED_LOOP_INSTRUCTIONS) {
        fatal("the counter does not count instructions", counted);
    }
    print("calibration %u %u\n", (seL4_Word)TIMED_LOOP_INSTRUCTIONS, counted);
}

int main(void)
{
    objects_init(crt_bootinfo(), BENCH_ARENA_BITS);
    if (seL4_SchedControl_Configure(sched_control(), seL4_CapInitThreadSC, MAIN_BUDGET_US,
                                    MAIN_BUDGET_US, 0, 0)
        != seL4_NoError) {
        fatal("the main thread's budget is refused", 0);
    }
    print("\n");
    calibrate();
    measure_ipc();
    measure_signals();
    measure_scheduling();
    measure_faults();
    measure_interrupts();
    measure_memory();
    measure_objects();
    print("BENCHMARK DONE\n");
    for (;;) {
        seL4_TCB_Suspend(SELF);
    }
}
