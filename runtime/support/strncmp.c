/* SPDX-License-Identifier: BSD-2-Clause */
/* Compares the beginnings of texts as unsigned characters. */
#include <string.h>

__attribute__((weak)) int strncmp(const char *left, const char *right, size_t limit)
{
    for (; limit > 0; limit--, left++, right++) {
        if (*left != *right || *left == '\0') {
            return (unsigned char)*left - (unsigned char)*right;
        }
    }
    return 0;
}
