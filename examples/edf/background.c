/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Takes the time nobody wants.  So the processor never sleeps, and an emulator that counts
 * instructions as time shows the same schedule every time.
 */
#include <microkit.h>

void init(void)
{
    for (volatile unsigned turn = 0;; turn++) {
    }
}

void notified(microkit_channel channel)
{
    (void)channel;
}
