/* SPDX-License-Identifier: BSD-2-Clause */
/* Output of debug kernels, one character at a time through console_put() of the architecture.
 * Without PRINTING it goes nowhere. */
#pragma once
#include "config.h"
#include "types.h"

/* Formats: %s %c %d %u %x %lx %lu %% and %p (a word in hexadecimal with 0x). */
void print(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Something the kernel cannot go on after: says what and where, then halts. */
_Noreturn void panic(const char *what, const char *file, unsigned line);

/* For states only an error of ours can produce; never on user input. */
#define ensure(condition) ((condition) ? (void)0 : panic(#condition, __FILE__, __LINE__))
/* The same, in debug kernels and on the host only. */
#define assert(condition) (DEBUG_BUILD ? ensure(condition) : (void)0)
