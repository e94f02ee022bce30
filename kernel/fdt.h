/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A reader of flattened device trees, enough to learn at boot where memory and devices are.  It
 * trusts nothing: every offset and length is checked against the bytes there are, and a tree that
 * breaks off is read as far as it goes.
 */
#pragma once
#include "types.h"

struct fdt {
    const uint8_t *start;
    uint32_t structure, structure_bytes; /* offsets from the start, and sizes */
    uint32_t strings, strings_bytes;
    uint32_t reservations, reservations_bytes;
};

struct fdt_property {
    const uint8_t *data; /* NULL: the node does not have it */
    uint32_t bytes;
};

/* A node as a visitor sees it. `parent` is the name of the node it is in, "" for the root's. */
struct fdt_node {
    const char *name, *parent;
    unsigned depth;                     /* 0: the root */
    unsigned address_cells, size_cells; /* of its `reg` */
    struct fdt_property compatible, device_type, reg, status;
};

struct fdt_range {
    uint64_t address, bytes;
};

/* `bytes`: how much can be read at `start`. False if that is not a device tree. */
bool fdt_open(struct fdt *fdt, const void *start, size_t bytes);
/* Call `visit` for every node with an address or a type, in the order of the tree. False if the
 * tree is damaged. */
bool fdt_visit(const struct fdt *fdt, void (*visit)(const struct fdt_node *node, void *context),
               void *context);

bool fdt_string_equal(const char *a, const char *b);
/* Is `name` one of the strings of the property? */
bool fdt_has_string(struct fdt_property property, const char *name);
/* Not marked as unusable. */
bool fdt_is_enabled(const struct fdt_node *node);
/* Entry `i` of the node's addresses; false if there is none. */
bool fdt_range(const struct fdt_node *node, unsigned i, struct fdt_range *range);
/* Entry `i` of the memory reservations; false if there is none. */
bool fdt_reservation(const struct fdt *fdt, unsigned i, struct fdt_range *range);

/* The bytes of a copy without the unused space between and after the parts, and that copy. */
size_t fdt_compact_bytes(const struct fdt *fdt);
void fdt_compact_copy(const struct fdt *fdt, void *to);
