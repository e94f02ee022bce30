/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes a system call that does not exist. */
#include <microkit.h>

void init(void)
{
    __asm__ volatile("mov x7, #0x1234\n\tsvc #0" : : : "x7", "memory");
}

void notified(microkit_channel channel)
{
    (void)channel;
}
