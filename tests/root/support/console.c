/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A polled PL011 writer and a small formatter.
 *
 * The firmware's settings are kept; QEMU's UART transmits without any.  A newline becomes carriage
 * return and newline, as the kernel's own output does.
 */
#include "console.h"
#include <stdarg.h>

#define PL011_DATA         0 /* word offsets */
#define PL011_FLAGS        6
#define PL011_FLAG_TX_FULL 0x20u

static volatile seL4_Uint32 *uart;

void console_init(volatile seL4_Uint32 *registers)
{
    uart = registers;
}

#ifdef CONFIG_PRINTING
static void put_early(char c)
{
    seL4_DebugPutChar(c);
}
#else
static void put_early(char c)
{
    (void)c;
}
#endif

static void put_raw(char c)
{
    if (uart == seL4_Null) {
        put_early(c);
        return;
    }
    while ((uart[PL011_FLAGS] & PL011_FLAG_TX_FULL) != 0) {
    }
    uart[PL011_DATA] = (seL4_Uint8)c;
}

static void put(char c)
{
    if (c == '\n') {
        put_raw('\r');
    }
    put_raw(c);
}

static void put_string(const char *text)
{
    while (*text != '\0') {
        put(*text++);
    }
}

static void put_number(seL4_Word value, seL4_Word base)
{
    char digits[24];
    int count = 0;

    do {
        digits[count++] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value != 0);
    while (count > 0) {
        put(digits[--count]);
    }
}

static void put_signed(long value)
{
    if (value < 0) {
        put('-');
        put_number(0 - (seL4_Word)value, 10);
        return;
    }
    put_number((seL4_Word)value, 10);
}

static void put_conversion(char conversion, va_list *arguments)
{
    switch (conversion) {
    case 's':
        put_string(va_arg(*arguments, const char *));
        break;
    case 'd':
        put_signed(va_arg(*arguments, long));
        break;
    case 'u':
        put_number(va_arg(*arguments, seL4_Word), 10);
        break;
    case 'x':
        put_string("0x");
        put_number(va_arg(*arguments, seL4_Word), 16);
        break;
    case 'c':
        put((char)va_arg(*arguments, int));
        break;
    default:
        put(conversion);
        break;
    }
}

void print(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    for (const char *p = format; *p != '\0'; p++) {
        if (*p == '%' && p[1] != '\0') {
            put_conversion(*++p, &arguments);
        } else {
            put(*p);
        }
    }
    va_end(arguments);
}
