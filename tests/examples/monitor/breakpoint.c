/* SPDX-License-Identifier: BSD-2-Clause */
/* Stops at a breakpoint instruction. */
#include <microkit.h>

void init(void)
{
    __asm__ volatile("brk #7");
}

void notified(microkit_channel channel)
{
    (void)channel;
}
