/* SPDX-License-Identifier: BSD-2-Clause */
/* Prints a line when it starts; nothing ever notifies it. */
#include <microkit.h>

void init(void)
{
    microkit_dbg_puts("hello, world\n");
}

void notified(microkit_channel channel)
{
    (void)channel;
}
