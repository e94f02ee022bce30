/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes to an address where it has no memory. */
#include <microkit.h>

static void __attribute__((noinline)) write_nowhere(void)
{
    *(volatile int *)0xbad0000 = 1;
}

void init(void)
{
    microkit_dbg_puts("crasher: writing where there is nothing\n");
    write_nowhere();
    microkit_dbg_puts("crasher: WRONG, still running\n");
}

void notified(microkit_channel channel)
{
    (void)channel;
}
