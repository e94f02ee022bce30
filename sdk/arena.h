/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory for one run of the tool: everything a pass makes lives in an arena and is given back at
 * once at the end.  On top of it there are the three containers the passes need: growing arrays,
 * formatted strings, and a hash table from strings to numbers.
 *
 * Running out of memory ends the process: there is nothing a build tool could do about it.
 */
#pragma once
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena_block;

struct arena {
    struct arena_block *blocks;
    uint8_t *next;
    size_t left;
};

void arena_free(struct arena *arena);

/* Zeroed memory, aligned for any type. */
void *arena_alloc(struct arena *arena, size_t bytes);
char *arena_copy(struct arena *arena, const char *text, size_t length);
char *arena_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
char *arena_vformat(struct arena *arena, const char *format, va_list args);

/*
 * Appends a zeroed element to an array and returns it; the array may move.  Capacities are powers
 * of two, so the array and its count are all there is to keep.
 */
#define ARENA_APPEND(arena, array, count) \
    ((__typeof__(array))arena_append((arena), &(array), &(count), sizeof(array)[0]))
void *arena_append(struct arena *arena, void *array_pointer, size_t *count, size_t element_bytes);

/* A hash table from strings to numbers, with open addressing; keys are not copied. */
struct map_entry {
    const char *key; /* NULL: free */
    uint64_t value;
};

struct map {
    struct arena *arena;
    struct map_entry *entries;
    size_t capacity; /* a power of two, or 0 */
    size_t count;
};

/* The value stored under a key, or NULL. */
uint64_t *map_find(const struct map *map, const char *key);
/* Stores a value unless the key is there already, and returns what the key had then, or NULL. */
uint64_t *map_add(struct map *map, const char *key, uint64_t value);
