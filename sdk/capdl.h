/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The distribution as capDL sees it: every object has a name that is an identifier, and everything
 * that holds capabilities, CNodes as well as page tables, has numbered entries.  Text and JSON are
 * two ways to write it down.
 */
#pragma once
#include "spec.h"
#include <stdio.h>

/* What is in a slot of a CNode or an entry of a page table. */
struct capdl_entry {
    uint32_t container; /* object */
    uint32_t object;
    uint64_t slot;
    uint32_t index;      /* which part of the object */
    uint32_t rights;
    uint32_t attributes; /* frames: enum spec_map_attributes */
    uint64_t badge;      /* CNodes: guard word */
};

struct capdl {
    const struct spec *spec;
    struct arena *arena;
    FILE *stream;
    const char **names; /* by object */
    uint8_t *levels;    /* of page tables; the address space itself is level 0 */
    struct map tables;  /* "vspace level block" → object */
    struct capdl_entry *entries; /* by container, then by slot */
    size_t entry_count;
};

void capdl_make(struct capdl *capdl, const struct spec *spec);

static inline enum board_arch capdl_arch(const struct capdl *capdl)
{
    return capdl->spec->layout->board->arch;
}
