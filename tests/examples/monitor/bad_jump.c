/* SPDX-License-Identifier: BSD-2-Clause */
/* Jumps to an address where it has no memory. */
#include <microkit.h>

void init(void)
{
    ((void (*)(void))0x10000000)();
    microkit_dbg_puts("bad_jump: WRONG\n");
}

void notified(microkit_channel channel)
{
    (void)channel;
}
