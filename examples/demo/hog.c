/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A domain that overruns its budget: told to start, it computes without a pause for HOG_RUN_US, at
 * a higher priority than the worker.  The kernel stops it whenever its budget for the period is
 * spent.  It has nobody to tell when it is done, and cannot: nothing it can do is noticed by another
 * domain, which is one of the policies in the description.
 */
#include "../../drivers/timer/arm_generic/counter.h"
#include "demo.h"
#include <microkit.h>

void init(void)
{
}

void notified(microkit_channel channel)
{
    (void)channel;
    uint64_t end = counter_us() + HOG_RUN_US;
    while (counter_us() < end) {
    }
}
