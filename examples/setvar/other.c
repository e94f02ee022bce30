/* SPDX-License-Identifier: BSD-2-Clause */
/* Checks that the notification comes from where the tool says. */
#include <microkit.h>
#include <stdint.h>

uint64_t owner_id;

void init(void)
{
}

void notified(microkit_channel channel)
{
    microkit_dbg_puts(channel == owner_id ? "other: notified on the right channel\n"
                                          : "other: WRONG channel\n");
}
