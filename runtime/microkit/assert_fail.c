/* SPDX-License-Identifier: BSD-2-Clause */
/* What a failed assertion of a domain without a C library does. */
#include <microkit.h>
#include <sel4/assert.h>

__attribute__((weak)) void __assert_fail(const char *text, const char *file, int line,
                                         const char *function)
{
    microkit_dbg_puts("assertion failed: ");
    microkit_dbg_puts(text);
    microkit_dbg_puts(" (");
    microkit_dbg_puts(file);
    microkit_dbg_puts(":");
    microkit_dbg_put32((seL4_Uint32)line);
    microkit_dbg_puts(", ");
    microkit_dbg_puts(function);
    microkit_dbg_puts(")\n");
    microkit_internal_crash(seL4_NoError);
}
