/* SPDX-License-Identifier: BSD-2-Clause */
/* Returns every ball. */
#include <microkit.h>

#define PING 7 /* this end's id of the channel */

void init(void)
{
    microkit_dbg_puts("pong: ready\n");
}

void notified(microkit_channel channel)
{
    if (channel == PING) {
        microkit_dbg_puts("pong: return\n");
        microkit_notify(PING);
    }
}
