/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Formatted output for debug kernels: the few conversions of printf that the kernel uses, without
 * widths or precision.  Everything ends in console_put(), character by character.
 */
#include "print.h"
#include "arch/arch.h"
#include <stdarg.h>

static void put_string(const char *s)
{
    while (*s != '\0') {
        console_put(*s++);
    }
}

static void put_number(word_t value, unsigned base)
{
    char digits[20]; /* of 2^64 - 1 in decimal */
    unsigned count = 0;

    do {
        digits[count++] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value != 0);
    while (count > 0) {
        console_put(digits[--count]);
    }
}

static void put_signed(long value)
{
    if (value < 0) {
        console_put('-');
    }
    put_number(value < 0 ? -(word_t)value : (word_t)value, 10);
}

/* One conversion; `format` is behind its percent sign. Returns where the text goes on. */
static const char *convert(const char *format, va_list *args)
{
    bool is_long = *format == 'l';

    format += is_long;
    switch (*format) {
    case 's':
        put_string(va_arg(*args, const char *));
        break;
    case 'c':
        console_put((char)va_arg(*args, int));
        break;
    case 'd':
        put_signed(is_long ? va_arg(*args, long) : va_arg(*args, int));
        break;
    case 'u':
        put_number(is_long ? va_arg(*args, unsigned long) : va_arg(*args, unsigned), 10);
        break;
    case 'x':
        put_number(is_long ? va_arg(*args, unsigned long) : va_arg(*args, unsigned), 16);
        break;
    case 'p':
        put_string("0x");
        put_number((word_t)va_arg(*args, void *), 16);
        break;
    case '\0':
        return format;
    default:
        console_put(*format);
        break;
    }
    return format + 1;
}

void print(const char *format, ...)
{
    va_list args;

    if (!PRINTING) {
        return;
    }
    va_start(args, format);
    while (*format != '\0') {
        if (*format == '%') {
            format = convert(format + 1, &args);
        } else {
            console_put(*format++);
        }
    }
    va_end(args);
}

void panic(const char *what, const char *file, unsigned line)
{
    print("\nKERNEL PANIC: %s (%s:%u)\n", what, file, line);
    arch_halt();
}
