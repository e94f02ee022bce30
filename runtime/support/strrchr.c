/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the last place of a character in a text; the end counts as a character. */
#include <string.h>

__attribute__((weak)) char *strrchr(const char *text, int character)
{
    const char *found = NULL;

    for (;; text++) {
        if (*text == (char)character) {
            found = text;
        }
        if (*text == '\0') {
            return (char *)(size_t)found;
        }
    }
}
