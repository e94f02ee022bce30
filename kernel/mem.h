/* SPDX-License-Identifier: BSD-2-Clause */
/* The functions a freestanding compiler expects to exist (string.c, and memset() in the folder of
 * the architecture; the host port has the C library's). The header is not called string.h so as not
 * to hide the C library's there. */
#pragma once
#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t bytes);
void *memmove(void *to, const void *from, size_t bytes);
void *memset(void *to, int value, size_t bytes);
int memcmp(const void *a, const void *b, size_t bytes);
