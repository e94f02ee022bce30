/* SPDX-License-Identifier: BSD-2-Clause */
/* Uses more stack than it has. */
#include <microkit.h>

static void __attribute__((noinline)) dig(int depth)
{
    volatile char hole[256];
    hole[0] = (char)depth;
    if (depth > 0) {
        dig(depth + 1);
    }
    hole[1] = hole[0];
}

void init(void)
{
    dig(1);
}

void notified(microkit_channel channel)
{
    (void)channel;
}
