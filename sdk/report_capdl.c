/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The distribution as capDL text: objects, capabilities (page tables included, one entry per page),
 * interrupts and the domain schedule.
 *
 * Names become capDL identifiers: characters that are not allowed turn into '_', and a number behind
 * the name keeps it unique.  Frames at fixed addresses are one object each, other runs of frames and
 * untypeds are indexed names.  What is in the image's pages is not repeated: frames have no fill.
 */
#include "report.h"
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define TABLE_LEVELS      4 /* the address space itself is level 0 */
#define TABLE_INDEX_BITS  9
#define ADDRESS_BITS      48
#define GUARD_BITS_MASK   63
#define GUARD_SHIFT       6
#define ATTRIBUTE_CACHED  1u
#define INITIAL_SMC       15
#define SGI_CORE_SHIFT    8

/* A page table's or CNode's entry, kept until its container's turn comes. */
struct entry {
    uint32_t container; /* object */
    uint64_t slot;
    const char *text;
};

struct capdl {
    const struct report *report;
    const struct spec *spec;
    struct arena *arena;
    FILE *stream;
    const char **names;    /* by object */
    uint8_t *levels;       /* of page tables */
    struct map tables;     /* "vspace level block" → object */
    struct entry *entries;
    size_t entry_count;
};

/* Names. */

static void names_make(struct capdl *capdl)
{
    struct map known = {.arena = capdl->arena};
    capdl->names = arena_alloc(capdl->arena, (capdl->spec->object_count + 1) * sizeof(char *));
    for (size_t i = 0; i < capdl->spec->object_count; i++) {
        char *name = arena_format(capdl->arena, "%s",
                                  spec_text(capdl->spec, capdl->spec->objects[i].name));
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

static bool is_indexed(const struct spec_object *object)
{
    return object->count > 1;
}

/* A reference to part of an object. */
static const char *reference(const struct capdl *capdl, uint32_t object, uint32_t index)
{
    return is_indexed(&capdl->spec->objects[object])
               ? arena_format(capdl->arena, "%s[%u]", capdl->names[object], index)
               : capdl->names[object];
}

/* Objects. */

static void objects_write_frames(const struct capdl *capdl, size_t i)
{
    const struct spec_object *object = &capdl->spec->objects[i];
    const char *size = object->size_bits == 21 ? "2M" : "4k";
    if (object->paddr == SPEC_ANYWHERE) {
        fprintf(capdl->stream, is_indexed(object) ? "    %s[%u] = frame (%s)\n"
                                                  : "    %s = frame (%3$s)\n",
                capdl->names[i], object->count, size);
        return;
    }
    fprintf(capdl->stream, is_indexed(object) ? "    %s[%u] = frame (%s, paddr: [0x%" PRIx64 "])\n"
                                              : "    %s = frame (%3$s, paddr: 0x%4$" PRIx64 ")\n",
            capdl->names[i], object->count, size, object->paddr);
}
