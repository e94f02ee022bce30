/* SPDX-License-Identifier: BSD-2-Clause */
/* Has the lowest priority: runs when all the others have stopped. */
#include <microkit.h>

void init(void)
{
    microkit_dbg_puts("survivor: the system goes on\n");
}

void notified(microkit_channel channel)
{
    (void)channel;
}
