/* SPDX-License-Identifier: BSD-2-Clause */
/* Never waits. */
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
