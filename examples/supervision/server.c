/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A passive server that crashes while it serves its third call.  What it counts with is initialised
 * data and zeroed data, so one can see from outside whether a restart puts both back.
 */
#include <microkit.h>

#define CALLS_PER_LIFE 3

static unsigned volatile initialised = 100;
static unsigned volatile zeroed;

void init(void)
{
}

void notified(microkit_channel channel)
{
    (void)channel;
}

microkit_msginfo protected(microkit_channel channel, microkit_msginfo message)
{
    (void)channel;
    (void)message;
    initialised++;
    zeroed++;
    if (zeroed == CALLS_PER_LIFE) {
        *(volatile int *)0xbad0000 = 1;
    }
    microkit_mr_set(0, initialised);
    microkit_mr_set(1, zeroed);
    return microkit_msginfo_new(0, 2);
}
