/* SPDX-License-Identifier: BSD-2-Clause */
/* Compares memory as unsigned bytes. */
#include <string.h>

__attribute__((weak)) int memcmp(const void *left, const void *right, size_t bytes)
{
    const unsigned char *l = left;
    const unsigned char *r = right;

    for (; bytes > 0; bytes--, l++, r++) {
        if (*l != *r) {
            return *l - *r;
        }
    }
    return 0;
}
