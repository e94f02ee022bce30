/* SPDX-License-Identifier: BSD-2-Clause */
/* The child: reports that it is up, and crashes when the shell says so. */
#include <microkit.h>
#include <stdint.h>

#define CHANNEL_SHELL  0
#define CHANNEL_PARENT 1

void init(void)
{
    microkit_notify(CHANNEL_PARENT);
}

void notified(microkit_channel channel)
{
    if (channel == CHANNEL_SHELL) {
        volatile uint32_t *nothing = (volatile uint32_t *)0xbad0000;
        *nothing = 1;
    }
}
