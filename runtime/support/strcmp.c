/* SPDX-License-Identifier: BSD-2-Clause */
/* Compares texts as unsigned characters. */
#include <string.h>

__attribute__((weak)) int strcmp(const char *left, const char *right)
{
    while (*left != '\0' && *left == *right) {
        left++;
        right++;
    }
    return (unsigned char)*left - (unsigned char)*right;
}
