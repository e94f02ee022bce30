/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A short, repeatable campaign on the fuzz target: mutations of the seed files, from a fixed random
 * number generator.  Mutations are single bits and bytes, 32-bit words of interesting values,
 * removed and repeated ranges, and, in descriptions, tokens of the language and other values of
 * attributes.
 */
#include "fuzz.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_BYTES (256 * 1024)

static uint64_t state = 0x9e3779b97f4a7c15;

static uint64_t next_random(uint64_t limit)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (state >> 11) % limit;
}

static const char *const tokens[] = {
    "0", "1", "62", "63", "64", "0x1000", "0x200000", "4096", "18446744073709551615",
    "0xfffffffffffff000", "0x7fffffffe000", "true", "false", "rw", "w", "\"", "<", "/>",
    "</system>", "<map mr=\"shared\" vaddr=\"0x1000\"/>", "<irq irq=\"40\" id=\"3\"/>", "&#65;",
    "&lt;", "<!--", "<![CDATA[", "<!DOCTYPE a [<!ENTITY b \"c\">]>", "\xc3\xa4", "\xff",
    " id=\"5\"", "passive=\"true\"",
};

/* Replaces a range by other bytes; the buffer has room for MAX_BYTES. */
static size_t splice(uint8_t *bytes, size_t size, size_t at, size_t removed, const void *inserted,
                     size_t count)
{
    if (size - removed + count > MAX_BYTES) {
        return size;
    }
    memmove(bytes + at + count, bytes + at + removed, size - at - removed);
    memcpy(bytes + at, inserted, count);
    return size - removed + count;
}

/* Gives the next attribute after a place in the text another value, or changes one digit of it. */
static size_t mutate_value(uint8_t *bytes, size_t size)
{
    static const char *const values[] = {
        "0",    "1",     "61",       "62",     "63",        "0x1000",     "0x200000", "0x4000000",
        "100",  "200",   "0x400000", "true",   "false",     "r",          "rwx",      "server",
        "pd.elf", "parent", "child", "shared", "large",     "first",      "20 us",    "level",
        "0xfffffffffffff000", "0x7fffffff0000", "0x70000000", "0xc0000000", "bss_variable",
    };
    size_t start = next_random(size);
    while (start + 1 < size && (bytes[start] != '=' || bytes[start + 1] != '"')) {
        start++;
    }
    size_t end = start + 2;
    while (end < size && bytes[end] != '"') {
        end++;
    }
    if (end >= size) {
        return size;
    }
    size_t at = start + 2 + next_random(end - start - 1);
    if (next_random(2) == 0 && bytes[at] >= '0' && bytes[at] <= '9') {
        bytes[at] = (uint8_t)('0' + next_random(10));
        return size;
    }
    const char *value = values[next_random(sizeof values / sizeof values[0])];
    return splice(bytes, size, start + 2, end - start - 2, value, strlen(value));
}

static size_t mutate(uint8_t *bytes, size_t size, bool is_text)
{
    static const uint32_t words[] = {0,          1,          0xff, 0xffff, 0x7fffffff,
                                     0x80000000, 0xffffffff, 64,   40};
    uint8_t copy[64];
    if (is_text && next_random(4) != 0) {
        return mutate_value(bytes, size);
    }
    /* In a program most of what matters is at the beginning and the end. */
    size_t window = !is_text && next_random(2) == 0 && size > 2048 ? 256 : size;
    size_t at = next_random(window) + (!is_text && next_random(3) == 0 ? size - window : 0);
    size_t count = 1 + next_random(sizeof copy);
    count = count < size - at ? count : size - at;
    const char *token = tokens[next_random(sizeof tokens / sizeof tokens[0])];
    switch (next_random(is_text ? 7 : 5)) {
    case 0:
        bytes[at] ^= (uint8_t)(1U << next_random(8));
        return size;
    case 1:
        bytes[at] = (uint8_t)next_random(256);
        return size;
    case 2:
        count = count < 4 ? count : 4;
        memcpy(bytes + at, &words[next_random(sizeof words / sizeof words[0])], count);
        return size;
    case 3:
        return count < size ? splice(bytes, size, at, count, "", 0) : size;
    case 4:
        memcpy(copy, bytes + at, count);
        return splice(bytes, size, next_random(size), 0, copy, count);
    case 5:
        return splice(bytes, size, at, 0, token, strlen(token));
    default:
        return splice(bytes, size, at, count < 6 ? count : 0, token, strlen(token));
    }
}

/* Runs mutations of one seed file. */
static bool campaign(const char *path, unsigned long iterations)
{
    static uint8_t seed[MAX_BYTES];
    static uint8_t bytes[MAX_BYTES + 1];
    FILE *stream = fopen(path, "rb");
    if (stream == NULL) {
        return false;
    }
    size_t seed_size = fread(seed, 1, sizeof seed, stream);
    fclose(stream);
    bool is_text = seed_size == 0 || seed[0] != 0x7f;
    for (unsigned long i = 0; i < iterations; i++) {
        size_t size = seed_size;
        memcpy(bytes + 1, seed, size);
        for (uint64_t left = i == 0 ? 0 : 1 + next_random(4); left > 0 && size > 0; left--) {
            size = mutate(bytes + 1, size, is_text);
        }
        bytes[0] = is_text ? 0 : 1;
        LLVMFuzzerTestOneInput(bytes, size + 1);
    }
    return true;
}

int main(int argc, char **argv)
{
    if (argc < 4 || !fuzz_load_program(argv[1])) {
        fprintf(stderr, "usage: fuzz PROGRAM ITERATIONS SEED-FILE...\n");
        return 2;
    }
    unsigned long iterations = strtoul(argv[2], NULL, 0);
    printf("1..%d\n", argc - 3);
    int status = 0;
    for (int i = 3; i < argc; i++) {
        bool good = campaign(argv[i], iterations);
        const char *name = strrchr(argv[i], '/');
        printf("%s %d - fuzz %s, %lu mutations\n", good ? "ok" : "not ok", i - 2,
               name != NULL ? name + 1 : argv[i], iterations);
        fflush(stdout);
        status |= !good;
    }
    return status;
}
