/* SPDX-License-Identifier: BSD-2-Clause */
/* Executes an instruction that does not exist. */
#include <microkit.h>

void init(void)
{
    __asm__ volatile(".word 0");
}

void notified(microkit_channel channel)
{
    (void)channel;
}
