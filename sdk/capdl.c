/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names become capDL identifiers: characters that are not allowed turn into '_', and a number
 * behind the name keeps it unique.  The entries of page tables are found by their addresses.
 */
#include "capdl.h"
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define TABLE_INDEX_BITS 9

/* Names. */

static void names_make(struct capdl *capdl)
{
    struct map known = { .arena = capdl->arena };
    capdl->names = arena_alloc(capdl->arena, (capdl->spec->object_count + 1) * sizeof(char *));
    for (size_t i = 0; i < capdl->spec->object_count; i++) {
        char *name =
            arena_format(capdl->arena, "%s", spec_text(capdl->spec, capdl->spec->objects[i].name));
        for (char *c = name; *c != '\0'; c++) {
            *c = isalnum((unsigned char)*c) || *c == '_' ? *c : '_';
        }
        if (!isalpha((unsigned char)*name)) {
            name = arena_format(capdl->arena, "o_%s", name);
        }
        const char *unique = name;
        for (unsigned k = 2; map_add(&known, unique, i) != NULL; k++) {
            unique = arena_format(capdl->arena, "%s_%zu_%u", name, i, k);
        }
        capdl->names[i] = unique;
    }
}

/* Capabilities. */

static void entry_add(struct capdl *capdl, struct capdl_entry entry)
{
    *ARENA_APPEND(capdl->arena, capdl->entries, capdl->entry_count) = entry;
}

static void cnodes_collect(struct capdl *capdl)
{
    for (size_t i = 0; i < capdl->spec->cap_count; i++) {
        const struct spec_cap *cap = &capdl->spec->caps[i];
        entry_add(capdl, (struct capdl_entry){.container = cap->cnode,
                                              .slot = cap->slot,
                                              .object = cap->object,
                                              .index = cap->index,
                                              .rights = cap->rights,
                                              .attributes = SPEC_MAP_CACHED |
                                                            SPEC_MAP_EXECUTE_NEVER,
                                              .badge = cap->badge});
    }
}

/* Page tables: an entry is found by its address. */

static unsigned level_shift(const struct capdl *capdl, unsigned level)
{
    return board_address_bits(capdl->spec->layout->board) - TABLE_INDEX_BITS * (level + 1);
}

/* The level of the tables whose entries are pages. */
static unsigned level_of_pages(const struct capdl *capdl, unsigned page_bits)
{
    return (board_address_bits(capdl->spec->layout->board) - page_bits) / TABLE_INDEX_BITS - 1;
}

static const char *table_key(const struct capdl *capdl, uint32_t vspace, unsigned level,
                             uint64_t vaddr)
{
    uint64_t block = level == 0 ? 0 : vaddr >> level_shift(capdl, level - 1);
    return arena_format(capdl->arena, "%u %u %" PRIx64, vspace, level, block);
}

/* The table of that level that covers an address, or SPEC_NONE. */
static uint32_t table_find(const struct capdl *capdl, uint32_t vspace, unsigned level,
                           uint64_t vaddr)
{
    if (level == 0) {
        return vspace;
    }
    const uint64_t *found = map_find(&capdl->tables, table_key(capdl, vspace, level, vaddr));
    return found != NULL ? (uint32_t)*found : SPEC_NONE;
}

static uint64_t table_slot(const struct capdl *capdl, unsigned level, uint64_t vaddr)
{
    return (vaddr >> level_shift(capdl, level)) & ((1U << TABLE_INDEX_BITS) - 1);
}

/* Tables come upper levels first, so a table's level is the first that is not there yet. */
static void tables_collect(struct capdl *capdl)
{
    for (size_t i = 0; i < capdl->spec->table_count; i++) {
        const struct spec_paging *paging = &capdl->spec->tables[i];
        unsigned level = 1;
        while (level < level_of_pages(capdl, PAGE_BITS)
               && table_find(capdl, paging->vspace, level, paging->vaddr) != SPEC_NONE) {
            level++;
        }
        capdl->levels[paging->table] = (uint8_t)level;
        map_add(&capdl->tables, table_key(capdl, paging->vspace, level, paging->vaddr),
                paging->table);
        uint32_t above = table_find(capdl, paging->vspace, level - 1, paging->vaddr);
        entry_add(capdl, (struct capdl_entry){.container = above,
                                              .slot = table_slot(capdl, level - 1, paging->vaddr),
                                              .object = paging->table});
    }
}

static void maps_collect(struct capdl *capdl)
{
    for (size_t i = 0; i < capdl->spec->map_count; i++) {
        const struct spec_map *map = &capdl->spec->maps[i];
        unsigned page_bits = capdl->spec->objects[map->frames].size_bits;
        unsigned level = level_of_pages(capdl, page_bits);
        for (uint32_t k = 0; k < map->count; k++) {
            uint64_t vaddr = map->vaddr + ((uint64_t)k << page_bits);
            uint32_t table = table_find(capdl, map->vspace, level, vaddr);
            entry_add(capdl, (struct capdl_entry){.container = table,
                                                  .slot = table_slot(capdl, level, vaddr),
                                                  .object = map->frames,
                                                  .index = map->first + k,
                                                  .rights = map->rights,
                                                  .attributes = map->attributes});
        }
    }
}

static int entry_compare(const void *left, const void *right)
{
    const struct capdl_entry *a = left;
    const struct capdl_entry *b = right;
    if (a->container != b->container) {
        return a->container < b->container ? -1 : 1;
    }
    return a->slot < b->slot ? -1 : a->slot > b->slot;
}

void capdl_make(struct capdl *capdl, const struct spec *spec)
{
    *capdl = (struct capdl){.spec = spec, .arena = spec->arena, .tables.arena = spec->arena};
    capdl->levels = arena_alloc(capdl->arena, spec->object_count + 1);
    names_make(capdl);
    cnodes_collect(capdl);
    tables_collect(capdl);
    maps_collect(capdl);
    if (capdl->entry_count != 0) {
        qsort(capdl->entries, capdl->entry_count, sizeof capdl->entries[0], entry_compare);
    }
}
