/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes to its own code. */
#include <microkit.h>

void init(void)
{
    *(volatile int *)0x200000 = 1;
}

void notified(microkit_channel channel)
{
    (void)channel;
}
