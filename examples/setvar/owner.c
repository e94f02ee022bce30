/* SPDX-License-Identifier: BSD-2-Clause */
/* Prints what the tool has told it. */
#include <microkit.h>
#include <stdint.h>

uint8_t *buffer;
uint64_t buffer_bytes;
uint64_t buffer_paddr;
uint64_t other_id;

static void print_hex(uint32_t value)
{
    microkit_dbg_puts("0x");
    for (int shift = 28; shift >= 0; shift -= 4) {
        microkit_dbg_putc("0123456789abcdef"[value >> shift & 15]);
    }
}

void init(void)
{
    buffer[buffer_bytes - 1] = 1;
    microkit_dbg_puts("owner: buffer at ");
    print_hex((uint32_t)(uintptr_t)buffer);
    microkit_dbg_puts(", ");
    print_hex((uint32_t)buffer_bytes);
    microkit_dbg_puts(" bytes, physical ");
    print_hex((uint32_t)buffer_paddr);
    microkit_dbg_puts("\nowner: the other domain is channel ");
    microkit_dbg_put8((uint8_t)other_id);
    microkit_dbg_puts("\n");
    microkit_notify((microkit_channel)other_id);
}

void notified(microkit_channel channel)
{
    (void)channel;
}
