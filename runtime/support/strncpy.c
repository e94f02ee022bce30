/* SPDX-License-Identifier: BSD-2-Clause */
/* Copies at most so many characters of a text and fills up with zeros. */
#include <string.h>

__attribute__((weak)) char *strncpy(char *__restrict to, const char *__restrict from, size_t bytes)
{
    size_t i = 0;

    for (; i < bytes && from[i] != '\0'; i++) {
        to[i] = from[i];
    }
    for (; i < bytes; i++) {
        to[i] = '\0';
    }
    return to;
}
