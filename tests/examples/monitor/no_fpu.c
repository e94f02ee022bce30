/* SPDX-License-Identifier: BSD-2-Clause */
/* Uses the floating-point unit that its description denies it. */
#include <microkit.h>

void init(void)
{
    __asm__ volatile(".arch_extension fp\n\tfmov d0, xzr");
}

void notified(microkit_channel channel)
{
    (void)channel;
}
