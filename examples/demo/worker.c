/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A domain that keeps its deadlines: WORKER_JOBS jobs, one per period, each to be finished before
 * the period ends.
 *
 * Its budget is its clock: seL4_Yield gives the rest of the budget back, and the kernel lets the
 * thread run again when the next period's budget arrives.
 */
#include "../../drivers/timer/arm_generic/counter.h"
#include "demo.h"
#include <microkit.h>

#define JOB_STEPS 200000u

struct worker_results *results;

/* A few milliseconds of computing. */
static void do_job(void)
{
    for (volatile uint32_t step = 0; step < JOB_STEPS; step++) {
    }
}

void init(void)
{
}

void notified(microkit_channel channel)
{
    uint32_t missed = 0;
    uint64_t longest = 0;
    seL4_Yield();
    uint64_t release = counter_us();
    for (uint32_t job = 0; job < WORKER_JOBS; job++) {
        do_job();
        uint64_t taken = counter_us() - release;
        longest = taken > longest ? taken : longest;
        missed += taken > WORKER_PERIOD_US;
        release += WORKER_PERIOD_US;
        seL4_Yield();
    }
    results->jobs = WORKER_JOBS;
    results->missed = missed;
    results->longest_us = (uint32_t)longest;
    microkit_notify(channel);
}
