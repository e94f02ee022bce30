/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A protection domain in a system that uses up all memory: it writes to the last bytes of its two
 * regions, and looks at one that is filled with the device tree.
 */
#include <microkit.h>
#include <stdint.h>

uintptr_t large_start, large_size, small_start, small_size, tree_start;

static void touch(uintptr_t start, uintptr_t size)
{
    volatile uint64_t *last = (volatile uint64_t *)(start + size - sizeof *last);
    if (*last != 0) {
        microkit_dbg_puts("not zero\n");
    }
    *last = 1;
}

void init(void)
{
    const volatile uint8_t *tree = (const volatile uint8_t *)tree_start;
    touch(large_start, large_size);
    touch(small_start, small_size);
    if (tree[0] == 0xd0 && tree[1] == 0x0d && tree[2] == 0xfe && tree[3] == 0xed) {
        microkit_dbg_puts("TREE\n");
    }
    microkit_dbg_puts("END\n");
}

void notified(microkit_channel channel)
{
    (void)channel;
}
