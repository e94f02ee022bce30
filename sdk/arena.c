/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The arena is a list of blocks; requests larger than a block get one of their own.  Hashing is
 * FNV-1a with linear probing, and the table is at most half full.
 */
#include "arena.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_BYTES ((size_t)64 * 1024)
#define ALIGNMENT   _Alignof(max_align_t)

struct arena_block {
    struct arena_block *next;
    max_align_t bytes[];
};

/* A new zeroed block at the head of the list. */
static struct arena_block *block_add(struct arena *arena, size_t bytes)
{
    struct arena_block *block = calloc(1, sizeof *block + bytes);
    if (block == NULL) {
        fputs("annona: out of memory\n", stderr);
        exit(1);
    }
    block->next = arena->blocks;
    arena->blocks = block;
    return block;
}

void *arena_alloc(struct arena *arena, size_t bytes)
{
    if (bytes > SIZE_MAX / 2) {
        fputs("annona: out of memory\n", stderr);
        exit(1);
    }
    bytes = (bytes + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
    if (bytes > BLOCK_BYTES / 4) {
        return block_add(arena, bytes)->bytes;
    }
    if (bytes > arena->left) {
        arena->next = (uint8_t *)block_add(arena, BLOCK_BYTES)->bytes;
        arena->left = BLOCK_BYTES;
    }
    void *result = arena->next;
    arena->next += bytes;
    arena->left -= bytes;
    return result;
}

void arena_free(struct arena *arena)
{
    struct arena_block *block = arena->blocks;
    while (block != NULL) {
        struct arena_block *next = block->next;
        free(block);
        block = next;
    }
    *arena = (struct arena){0};
}

char *arena_copy(struct arena *arena, const char *text, size_t length)
{
    char *copy = arena_alloc(arena, length + 1);
    memcpy(copy, text, length);
    return copy;
}

char *arena_vformat(struct arena *arena, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (length < 0) {
        return arena_copy(arena, "", 0);
    }
    char *text = arena_alloc(arena, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, args);
    return text;
}

char *arena_format(struct arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = arena_vformat(arena, format, args);
    va_end(args);
    return text;
}

void *arena_append(struct arena *arena, void *array_pointer, size_t *count, size_t element_bytes)
{
    char *array;
    memcpy(&array, array_pointer, sizeof array);
    bool is_full = *count == 0 || (*count >= 8 && (*count & (*count - 1)) == 0);
    if (is_full) {
        char *larger = arena_alloc(arena, (*count == 0 ? 8 : 2 * *count) * element_bytes);
        if (*count != 0) {
            memcpy(larger, array, *count * element_bytes);
        }
        array = larger;
        memcpy(array_pointer, &array, sizeof array);
    }
    return array + element_bytes * (*count)++;
}

/* The entry that holds a key, or the free one where it belongs. */
static struct map_entry *map_slot(const struct map *map, const char *key)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (const char *byte = key; *byte != '\0'; byte++) {
        hash = (hash ^ (uint8_t)*byte) * UINT64_C(0x100000001b3);
    }
    size_t index = (size_t)(hash ^ (hash >> 32)) & (map->capacity - 1);
    while (map->entries[index].key != NULL && strcmp(map->entries[index].key, key) != 0) {
        index = (index + 1) & (map->capacity - 1);
    }
    return &map->entries[index];
}

uint64_t *map_find(const struct map *map, const char *key)
{
    if (map->capacity == 0) {
        return NULL;
    }
    struct map_entry *entry = map_slot(map, key);
    return entry->key != NULL ? &entry->value : NULL;
}

static void map_enlarge(struct map *map)
{
    struct map larger = {.arena = map->arena, .count = map->count};
    larger.capacity = map->capacity == 0 ? 64 : 2 * map->capacity;
    larger.entries = arena_alloc(map->arena, larger.capacity * sizeof larger.entries[0]);
    for (size_t i = 0; i < map->capacity; i++) {
        if (map->entries[i].key != NULL) {
            *map_slot(&larger, map->entries[i].key) = map->entries[i];
        }
    }
    *map = larger;
}

uint64_t *map_add(struct map *map, const char *key, uint64_t value)
{
    if (2 * (map->count + 1) > map->capacity) {
        map_enlarge(map);
    }
    struct map_entry *entry = map_slot(map, key);
    if (entry->key != NULL) {
        return &entry->value;
    }
    *entry = (struct map_entry){key, value};
    map->count++;
    return NULL;
}
