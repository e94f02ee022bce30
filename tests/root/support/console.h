/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text output of a root task through its own PL011, so that the same program prints under every
 * kernel configuration.  Before console_init, print uses the kernel's debug output if there is one
 * and is silent otherwise.
 */
#pragma once
#include <sel4/sel4.h>

/* Uses the UART whose registers are mapped at this address. */
void console_init(volatile seL4_Uint32 *registers);

/*
 * Prints with the conversions %s (string), %d and %u (long), %x (unsigned long, 0x in front), %c
 * and %%.  Integer arguments must have the size of a word.
 */
void print(const char *format, ...);
