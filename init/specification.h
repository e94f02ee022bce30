/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Checked access to the system specification (layout: abi/spec.h).
 *
 * specification_open looks at every offset, index and size once.  After it has succeeded all other
 * code may follow the references of the specification without further checks: every object
 * reference names an object of the right type, every range lies inside its object, every name is a
 * terminated string.
 */
#pragma once
#include "abi/spec.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SPECIFICATION_PAGE_BYTES 4096u

/* What the specification cannot know and is checked against. */
struct specification_limits {
    uint64_t pages;   /* pages of init's image from the specification's first page to the end */
    uint32_t cores;   /* SchedControl capabilities there are */
    uint32_t objects; /* most objects init can keep account of */
    uint64_t slots;   /* free capability slots */
};

struct specification {
    const struct spec_header *header;
    const struct spec_object *objects;
    const struct spec_cap *caps;
    const struct spec_paging *tables;
    const struct spec_map *maps;
    const struct spec_sched *scheds;
    const struct spec_thread *threads;
    const struct spec_irq *irqs;
    const struct spec_fill *fills;
    const struct spec_domain *domains;
    const struct spec_symbol *symbols;
    const struct spec_schedule_entry *schedule;
    const char *strings;
};

/* The first thing found wrong: a record of a table, or the header if table is "header". */
struct specification_error {
    const char *table;
    uint32_t record;
    const char *what;
};

/* Checks the specification at `base` and fills in the view; false and an error if it is bad. */
bool specification_open(struct specification *spec, const void *base,
                        const struct specification_limits *limits,
                        struct specification_error *error);

/* True if init has to make the object; the others exist when init starts. */
bool specification_is_created(const struct spec_object *object);

/* The name of an object, never null; empty for SPEC_NONE and for objects without a name. */
const char *specification_object_name(const struct specification *spec, uint32_t object);

/* The last symbol of a domain at or below the address that may contain it, or null. */
const struct spec_symbol *specification_find_symbol(const struct specification *spec,
                                                    uint32_t domain, uint64_t address);
