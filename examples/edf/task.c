/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A periodic task.  Each notification is the start of a job, which takes as much processor time as
 * the scheduler wrote into the page.  The task counts the time it has had by looking at the clock
 * all the time; whenever the clock jumps, others ran in between.  So it also knows when it was
 * running, and notes that for the plot.
 */
#include "edf.h"
#include <microkit.h>

#define SCHEDULER 0
#define STEPS     100 /* between two looks at the clock: some microseconds */
#define JUMP_US   25

struct task_page *page;

static void slice_begin(uint64_t start)
{
    if (page->slice_count < SLICES_MAX) {
        page->slices[page->slice_count++] = (struct slice){start, start};
    }
}

void init(void)
{
}

void notified(microkit_channel channel)
{
    (void)channel;
    uint64_t used = 0;
    uint64_t before = now_us();
    slice_begin(before);
    while (used < page->work_us) {
        for (volatile unsigned step = 0; step < STEPS; step++) {
        }
        uint64_t now = now_us();
        if (now - before > JUMP_US) {
            slice_begin(now);
        } else {
            used += now - before;
        }
        page->slices[page->slice_count - 1].end = now;
        before = now;
    }
    microkit_ppcall(SCHEDULER, microkit_msginfo_new(0, 0));
}
