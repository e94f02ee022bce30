/* SPDX-License-Identifier: BSD-2-Clause */
/* Runs after the crash. */
#include <microkit.h>

void init(void)
{
    microkit_dbg_puts("bystander: still here\n");
}

void notified(microkit_channel channel)
{
    (void)channel;
}
