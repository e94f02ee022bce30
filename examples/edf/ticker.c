/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Notifies the scheduler once per period.  Yielding gives back what is left of the budget; the
 * thread goes on when the budget of the next period arrives.
 */
#include <microkit.h>

#define SCHEDULER 0

void init(void)
{
    for (;;) {
        seL4_Yield();
        microkit_notify(SCHEDULER);
    }
}

void notified(microkit_channel channel)
{
    (void)channel;
}
