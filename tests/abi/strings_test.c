/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The memory and string functions against straightforward definitions, on the host: every length
 * and alignment up to a few words, so that each path through heads, words and tails is taken.
 *
 * The functions are compiled here under names of their own, beside the C library's.
 */
#define memcpy  own_memcpy
#define memmove own_memmove
#define memset  own_memset
#define memcmp  own_memcmp
#define memchr  own_memchr
#define strlen  own_strlen
#define strnlen own_strnlen
#define strcmp  own_strcmp
#define strncmp own_strncmp
#define strcpy  own_strcpy
#define strncpy own_strncpy
#define strchr  own_strchr
#define strrchr own_strrchr

#define copy_word cpy_word
#include "../../runtime/support/memcpy.c"
#undef copy_word
#include "../../runtime/support/memmove.c"
#include "../../runtime/support/memset.c"
#include "../../runtime/support/memcmp.c"
#include "../../runtime/support/memchr.c"
#include "../../runtime/support/strlen.c"
#include "../../runtime/support/strnlen.c"
#include "../../runtime/support/strcmp.c"
#include "../../runtime/support/strncmp.c"
#include "../../runtime/support/strcpy.c"
#include "../../runtime/support/strncpy.c"
#include "../../runtime/support/strchr.c"
#include "../../runtime/support/strrchr.c"
#include <stdbool.h>
#include <stdio.h>

#define BYTES  128
#define LENGTH 70
#define SHIFTS 9

static unsigned test_count, failure_count;

static void check(const char *what, bool good)
{
    test_count++;
    failure_count += !good;
    printf("%sok %u - strings.%s\n", good ? "" : "not ", test_count, what);
}

static void fill(unsigned char *memory, unsigned char first)
{
    for (unsigned i = 0; i < BYTES; i++) {
        memory[i] = (unsigned char)(first + i * 7);
    }
}

/* Whether `memory` is as fill made it, but for `length` bytes from `at`, which are `inner`'s. */
static bool is_changed_only(const unsigned char *memory, unsigned char first, unsigned at,
                            unsigned length, const unsigned char *inner)
{
    for (unsigned i = 0; i < BYTES; i++) {
        bool inside = i >= at && i < at + length;

        if (memory[i] != (inside ? inner[i - at] : (unsigned char)(first + i * 7))) {
            return false;
        }
    }
    return true;
}

static bool copies(unsigned to, unsigned from, unsigned length)
{
    _Alignas(8) unsigned char source[BYTES], target[BYTES];

    fill(source, 1);
    fill(target, 100);
    return memcpy(target + to, source + from, length) == target + to
           && is_changed_only(target, 100, to, length, source + from);
}

static bool moves(unsigned to, unsigned from, unsigned length)
{
    _Alignas(8) unsigned char memory[BYTES], before[BYTES];

    fill(memory, 1);
    fill(before, 1);
    return memmove(memory + to, memory + from, length) == memory + to
           && is_changed_only(memory, 1, to, length, before + from);
}

static bool sets(unsigned at, unsigned length)
{
    _Alignas(8) unsigned char memory[BYTES], value[BYTES];

    fill(memory, 1);
    for (unsigned i = 0; i < BYTES; i++) {
        value[i] = 0xa5;
    }
    return memset(memory + at, 0x7a5, length) == memory + at
           && is_changed_only(memory, 1, at, length, value);
}

static void test_memory(void)
{
    bool copied = true, moved = true, set = true;

    for (unsigned length = 0; length < LENGTH; length++) {
        for (unsigned to = 0; to < SHIFTS; to++) {
            for (unsigned from = 0; from < SHIFTS; from++) {
                copied = copied && copies(to, from, length);
                moved = moved && moves(to, from, length);
            }
            set = set && sets(to, length);
        }
    }
    check("memcpy", copied);
    check("memmove", moved && moves(3, 40, 60) && moves(40, 3, 60) && moves(40, 40, 60));
    check("memset", set);
    check("memcmp", memcmp("abc", "abd", 2) == 0 && memcmp("abc", "abd", 3) < 0
                        && memcmp("\xff", "a", 1) > 0 && memcmp("", "", 0) == 0);
    check("memchr", memchr("a\0b", 'b', 3) != NULL && memchr("a\0b", 'b', 2) == NULL);
}

static void test_strings(void)
{
    char text[8] = "1234567";

    check("strlen", strlen("") == 0 && strlen("abc") == 3);
    check("strnlen", strnlen("abc", 2) == 2 && strnlen("abc", 9) == 3);
    check("strcmp", strcmp("a", "a") == 0 && strcmp("a", "b") < 0 && strcmp("ab", "a") > 0
                        && strcmp("\xff", "a") > 0);
    check("strncmp",
          strncmp("ab", "ac", 1) == 0 && strncmp("ab", "ac", 2) < 0 && strncmp("a", "a", 9) == 0);
    check("strcpy", strcpy(text, "ab") == text && strcmp(text, "ab") == 0 && text[3] == '4');
    check("strncpy", strncpy(text, "x", 4) == text && text[1] == 0 && text[3] == 0 && text[4] == '5'
                         && strncpy(text, "abcd", 2)[1] == 'b' && text[2] == 0);
    text[0] = 'z';
    check("strchr",
          strchr(text, 'z') == text && strchr(text, 'q') == NULL && strchr("ab", '\0') != NULL);
    check("strrchr", *strrchr("aba", 'a') == 'a' && strrchr("aba", 'a')[1] == '\0'
                         && strrchr("ab", 'c') == NULL);
}

int main(void)
{
    test_memory();
    test_strings();
    printf("1..%u\n", test_count);
    return failure_count == 0 ? 0 : 1;
}
