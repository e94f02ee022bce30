/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Output: by the kernel where it prints; elsewhere through a PL011, whose page is cut out of the
 * device memory as any driver's would be.
 */
#include "task.h"

#ifdef CONFIG_PRINTING

void console_find(void)
{
}

void console_put(char c)
{
    struct registers r = { .cap = (word)c };

    trap(DEBUG_PUT_CHAR, &r);
}

#else

enum { UART = 0x09000000, UART_AT = 0x50000000, DATA = 0, FLAGS = 6, FULL = 0x20 };

static volatile unsigned *uart;

/* The device memory the registers are in, halved until only their page is left. */
void console_find(void)
{
    const word *list = boot + BOOT_UNTYPED_LIST;
    word slot = boot[BOOT_UNTYPED], bits = 0, base = 0, frame;

    for (; slot < boot[BOOT_UNTYPED + 1]; slot++, list += 2) {
        base = list[0];
        bits = list[1] & 0xff;
        if (list[1] >> 8 & 1 && base <= UART && UART - base < 1ul << bits) {
            break;
        }
    }
    while (bits > 12) {
        word low = make_of(slot, UNTYPED, --bits), high = make_of(slot, UNTYPED, bits);

        slot = UART - base < 1ul << bits ? low : high;
        base += slot == high ? 1ul << bits : 0;
    }
    frame = make_of(slot, SMALL_PAGE, 0);
    make_tables(UART_AT);
    if (!map_page(frame, UART_AT, 3, 4).label) {
        uart = (volatile unsigned *)UART_AT;
    }
}

void console_put(char c)
{
    while (uart && uart[FLAGS] & FULL) {
    }
    if (uart) {
        uart[DATA] = (unsigned char)c;
    }
}

#endif
