/* SPDX-License-Identifier: BSD-2-Clause */
/* Prints the file in its memory region. */
#include <microkit.h>
#include <stdint.h>

const char *poem;
uint64_t poem_bytes;

void init(void)
{
    for (uint64_t i = 0; i < poem_bytes; i++) {
        microkit_dbg_putc(poem[i]);
    }
    microkit_dbg_puts("reader: that is all\n");
}

void notified(microkit_channel channel)
{
    (void)channel;
}
