/* SPDX-License-Identifier: BSD-2-Clause */
/* Never waits for anything. */
#include <microkit.h>

void init(void)
{
    microkit_dbg_puts("hog: computing for ever\n");
    for (;;) {
        __asm__ volatile("");
    }
}

void notified(microkit_channel channel)
{
    (void)channel;
}
