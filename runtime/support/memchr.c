/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds a byte in memory. */
#include <string.h>

__attribute__((weak)) void *memchr(const void *memory, int value, size_t bytes)
{
    const unsigned char *in = memory;

    for (; bytes > 0; bytes--, in++) {
        if (*in == (unsigned char)value) {
            return (void *)(size_t)in;
        }
    }
    return NULL;
}
