/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the scheduler and a task share: the work of a job on one side, on the other when the task
 * was running, for the plot.  And the clock all of them read.
 */
#pragma once
#include <stdint.h>

#define SLICES_MAX 500

struct slice {
    uint64_t start; /* microseconds since power-on */
    uint64_t end;
};

struct task_page {
    uint64_t work_us;     /* of the next job */
    uint64_t slice_count;
    struct slice slices[SLICES_MAX];
};

/* Microseconds since power-on, from the generic timer's counter. */
static inline uint64_t now_us(void)
{
    uint64_t ticks;
    uint64_t frequency;
    __asm__ volatile("isb\n\tmrs %0, cntpct_el0" : "=r"(ticks) : : "memory");
    __asm__("mrs %0, cntfrq_el0" : "=r"(frequency));
    return ticks * 1000 / (frequency / 1000);
}
