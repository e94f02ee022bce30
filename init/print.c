/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Formatting for the debug console.  There is no C library in the root task and no buffer to
 * overflow: each function pushes out its characters in order.
 */
#include "print.h"

void print_text(const char *text)
{
    while (*text != '\0') {
        print_character(*text++);
    }
}

void print_hex(uint64_t value, unsigned digits)
{
    print_text("0x");
    while (digits > 0) {
        digits--;
        print_character("0123456789abcdef"[value >> (4 * digits) & 15]);
    }
}

void print_hex_short(uint64_t value)
{
    unsigned digits = 1;
    while (digits < 16 && value >> (4 * digits) != 0) {
        digits++;
    }
    print_hex(value, digits);
}

void print_decimal(uint64_t value)
{
    char text[21];
    unsigned position = sizeof text - 1;
    text[position] = '\0';
    do {
        text[--position] = (char)('0' + value % 10);
        value /= 10;
    } while (value != 0);
    print_text(text + position);
}
