/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls a capability address where there is no CNode. */
#include <microkit.h>

void init(void)
{
    seL4_Call(0x400, seL4_MessageInfo_new(0, 0, 0, 0));
}

void notified(microkit_channel channel)
{
    (void)channel;
}
