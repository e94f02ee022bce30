/* SPDX-License-Identifier: BSD-2-Clause */
/* Counts the characters of a text. */
#include <string.h>

__attribute__((weak)) size_t strlen(const char *text)
{
    const char *end = text;

    while (*end != '\0') {
        end++;
    }
    return (size_t)(end - text);
}
