/* SPDX-License-Identifier: BSD-2-Clause */
/* Counts the characters of a text, up to a limit. */
#include <string.h>

__attribute__((weak)) size_t strnlen(const char *text, size_t limit)
{
    size_t length = 0;

    while (length < limit && text[length] != '\0') {
        length++;
    }
    return length;
}
