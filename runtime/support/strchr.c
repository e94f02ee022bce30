/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the first place of a character in a text; the end counts as a character. */
#include <string.h>

__attribute__((weak)) char *strchr(const char *text, int character)
{
    for (;; text++) {
        if (*text == (char)character) {
            return (char *)(size_t)text;
        }
        if (*text == '\0') {
            return NULL;
        }
    }
}
