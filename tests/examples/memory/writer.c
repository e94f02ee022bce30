/* SPDX-License-Identifier: BSD-2-Clause */
/* Checks that its regions are zero and fills them with a pattern. */
#include "pattern.h"
#include <microkit.h>

uint64_t *large, *fixed, *large_fixed, *many;
uint64_t large_bytes, fixed_bytes, large_fixed_bytes, many_bytes;

static int zero = 1;

static void write_region(uint64_t number, uint64_t *region, uint64_t bytes)
{
    for (uint64_t word = 0; word < bytes / sizeof *region; word++) {
        zero = zero && region[word] == 0;
        region[word] = pattern(number, word);
    }
}

void init(void)
{
    write_region(1, large, large_bytes);
    write_region(2, fixed, fixed_bytes);
    write_region(3, large_fixed, large_fixed_bytes);
    write_region(4, many, many_bytes);
    microkit_dbg_puts(zero ? "writer: done\n" : "writer: WRONG, memory was not zero\n");
    microkit_notify(0);
}

void notified(microkit_channel channel)
{
    (void)channel;
}
