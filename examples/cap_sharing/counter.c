/* SPDX-License-Identifier: BSD-2-Clause */
/* Counts, tells the controller after a while, and finds itself going on afterwards. */
#include <microkit.h>
#include <stdint.h>

#define CONTROLLER 0
#define ENOUGH     1000000u

volatile uint64_t *count;

void init(void)
{
    microkit_dbg_puts("counter: counting\n");
    while (*count < ENOUGH) {
        *count = *count + 1;
    }
    microkit_notify(CONTROLLER);
    *count = *count + 1;
    microkit_dbg_puts("counter: counting again\n");
}

void notified(microkit_channel channel)
{
    (void)channel;
}
