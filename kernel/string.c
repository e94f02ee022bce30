/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory functions, for the kernel and for what the compiler makes of assignments. memset() is not
 * here: clearing memory is so frequent that every architecture has its own.
 * This file must be compiled so that the loops are not turned into calls of the same functions.
 */
#include "mem.h"
#include <stdbool.h>
#include <stdint.h>

typedef uint64_t __attribute__((may_alias)) block_t;

enum { BLOCK = sizeof(block_t) };

static bool is_block_aligned(const void *a)
{
    return (uintptr_t)a % BLOCK == 0;
}

void *memcpy(void *restrict to, const void *restrict from, size_t bytes)
{
    unsigned char *d = to;
    const unsigned char *s = from;

    if (is_block_aligned(d) && is_block_aligned(s)) {
        for (; bytes >= 2 * BLOCK; bytes -= 2 * BLOCK, d += 2 * BLOCK, s += 2 * BLOCK) {
            block_t first = ((const block_t *)s)[0], second = ((const block_t *)s)[1];

            ((block_t *)d)[0] = first;
            ((block_t *)d)[1] = second;
        }
    }
    while (bytes-- > 0) {
        *d++ = *s++;
    }
    return to;
}

void *memmove(void *to, const void *from, size_t bytes)
{
    unsigned char *d = to;
    const unsigned char *s = from;

    if ((uintptr_t)d - (uintptr_t)s >= bytes) {
        return memcpy(to, from, bytes);
    }
    while (bytes-- > 0) {
        d[bytes] = s[bytes];
    }
    return to;
}

int memcmp(const void *a, const void *b, size_t bytes)
{
    const unsigned char *p = a, *q = b;

    for (; bytes > 0; bytes--, p++, q++) {
        if (*p != *q) {
            return *p - *q;
        }
    }
    return 0;
}
