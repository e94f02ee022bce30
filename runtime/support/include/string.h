/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory and strings, for programs without a C library.
 *
 * Every function is weak and in an object of its own: one that a program or its C library defines
 * takes its place.  The compiler itself calls the first four.
 */
#pragma once
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

void *memcpy(void *__restrict to, const void *__restrict from, size_t bytes);
void *memmove(void *to, const void *from, size_t bytes);
void *memset(void *memory, int value, size_t bytes);
int memcmp(const void *left, const void *right, size_t bytes);
void *memchr(const void *memory, int value, size_t bytes);

size_t strlen(const char *text);
size_t strnlen(const char *text, size_t limit);
int strcmp(const char *left, const char *right);
int strncmp(const char *left, const char *right, size_t limit);
char *strcpy(char *__restrict to, const char *__restrict from);
char *strncpy(char *__restrict to, const char *__restrict from, size_t bytes);
char *strchr(const char *text, int character);
char *strrchr(const char *text, int character);

#ifdef __cplusplus
}
#endif
