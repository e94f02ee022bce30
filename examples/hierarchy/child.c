/* SPDX-License-Identifier: BSD-2-Clause */
/* Crashes as soon as it is started. */
#include <microkit.h>

void init(void)
{
    microkit_dbg_puts("child: starting, and about to crash\n");
    volatile int *nothing = (volatile int *)0xbad0000;
    *nothing = 1;
    microkit_dbg_puts("child: WRONG, still running\n");
}

void notified(microkit_channel channel)
{
    (void)channel;
}
