/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text on the kernel's debug console, one character at a time.
 *
 * Only kernels built with printing have such a console.  For all others print_character is empty,
 * and with it every function here: a release image says nothing.
 */
#pragma once
#include <sel4/sel4.h>
#include <stdint.h>

#ifdef CONFIG_PRINTING
static inline void print_character(char c)
{
    seL4_DebugPutChar(c);
}
#else
static inline void print_character(char c)
{
    (void)c;
}
#endif

/* Prints a string. */
void print_text(const char *text);

/* Prints 0x and exactly `digits` hexadecimal digits. */
void print_hex(uint64_t value, unsigned digits);

/* Prints 0x and as many hexadecimal digits as the value needs. */
void print_hex_short(uint64_t value);

/* Prints an unsigned decimal number. */
void print_decimal(uint64_t value);
