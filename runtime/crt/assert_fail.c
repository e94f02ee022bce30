/* SPDX-License-Identifier: BSD-2-Clause */
/* What a failed assertion does: says so where the kernel prints, and aborts. */
#include "crt_private.h"
#include <sel4/assert.h>
#include <sel4/syscalls.h>

#ifdef CONFIG_PRINTING
static void print(const char *text)
{
    seL4_DebugPutString(text);
}
#else
static void print(const char *text)
{
    (void)text;
}
#endif

__attribute__((weak)) void __assert_fail(const char *text, const char *file, int line,
                                         const char *function)
{
    (void)line;
    print(file);
    print(": ");
    print(function);
    print(": assertion failed: ");
    print(text);
    print("\n");
    abort();
}
