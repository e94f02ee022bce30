/* SPDX-License-Identifier: BSD-2-Clause */
/* Doubles the numbers in its two regions when it is asked to. */
#include <microkit.h>
#include <stdint.h>

#define HUB 61

uint64_t *first;
uint64_t *second;

void init(void)
{
}

void notified(microkit_channel channel)
{
    if (channel == HUB) {
        *first *= 2;
        *second *= 2;
        microkit_notify(HUB);
    }
}
