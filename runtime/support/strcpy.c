/* SPDX-License-Identifier: BSD-2-Clause */
/* Copies a text with its end. */
#include <string.h>

__attribute__((weak)) char *strcpy(char *__restrict to, const char *__restrict from)
{
    char *out = to;

    while ((*out++ = *from++) != '\0') {
    }
    return to;
}
