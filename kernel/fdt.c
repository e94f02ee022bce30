/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Flattened device trees (Devicetree Specification, chapter 5):
 *
 *     header           10 big-endian words: magic, size, offsets of the parts, versions
 *     reservations     pairs of 64-bit words, address and size, ended by a pair of zeros
 *     structure        words: BEGIN_NODE name... PROP length name-offset data... END_NODE NOP END
 *     strings          the names of properties
 *
 * The properties of a node come before its subnodes, so a node is complete, and shown to the
 * visitor, when its first subnode begins or it ends.
 */
#include "fdt.h"
#include "mem.h"

enum header_word {
    HEADER_MAGIC,
    HEADER_BYTES,
    HEADER_STRUCTURE,
    HEADER_STRINGS,
    HEADER_RESERVATIONS,
    HEADER_VERSION,
    HEADER_LAST_COMPATIBLE,
    HEADER_BOOT_CPU,
    HEADER_STRINGS_BYTES,
    HEADER_STRUCTURE_BYTES,
    HEADER_WORDS
};

enum token { BEGIN_NODE = 1, END_NODE = 2, PROPERTY = 3, NOP = 4, END = 9 };

#define FDT_MAGIC 0xd00dfeedu
enum { FDT_VERSION = 17, HEADER_SIZE = 4 * HEADER_WORDS, RESERVATION_SIZE = 16, MAX_DEPTH = 16 };

static uint32_t read32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static uint64_t read64(const uint8_t *p)
{
    return (uint64_t)read32(p) << 32 | read32(p + 4);
}

static void write32(uint8_t *p, uint32_t value)
{
    for (unsigned i = 0; i < 4; i++) {
        p[i] = (uint8_t)(value >> (24 - 8 * i));
    }
}

static bool lies_in(uint32_t offset, uint32_t length, uint32_t bytes)
{
    return offset <= bytes && length <= bytes - offset;
}

/* The list of reservations, its end mark included; 0 if it does not end in time. */
static uint32_t reservations_size(const uint8_t *start, uint32_t offset, uint32_t bytes)
{
    for (uint32_t at = offset; lies_in(at, RESERVATION_SIZE, bytes); at += RESERVATION_SIZE) {
        if (read64(start + at) == 0 && read64(start + at + 8) == 0) {
            return at + RESERVATION_SIZE - offset;
        }
    }
    return 0;
}

bool fdt_open(struct fdt *fdt, const void *start, size_t bytes)
{
    const uint8_t *p = start;

    if (bytes < HEADER_SIZE || read32(p) != FDT_MAGIC) {
        return false;
    }
    uint32_t total = read32(p + 4 * HEADER_BYTES);

    if (total > bytes || read32(p + 4 * HEADER_VERSION) < FDT_VERSION) {
        return false;
    }
    *fdt = (struct fdt){
        .start = p,
        .structure = read32(p + 4 * HEADER_STRUCTURE),
        .structure_bytes = read32(p + 4 * HEADER_STRUCTURE_BYTES),
        .strings = read32(p + 4 * HEADER_STRINGS),
        .strings_bytes = read32(p + 4 * HEADER_STRINGS_BYTES),
        .reservations = read32(p + 4 * HEADER_RESERVATIONS),
    };
    fdt->reservations_bytes = reservations_size(p, fdt->reservations, total);
    return fdt->reservations_bytes != 0 && lies_in(fdt->structure, fdt->structure_bytes, total)
           && lies_in(fdt->strings, fdt->strings_bytes, total) && fdt->structure % 4 == 0;
}

/* Reading position in the structure part. */
struct cursor {
    const struct fdt *fdt;
    uint32_t at;
};

static uint32_t rest(const struct cursor *c)
{
    return c->fdt->structure_bytes - c->at;
}

static const uint8_t *here(const struct cursor *c)
{
    return c->fdt->start + c->fdt->structure + c->at;
}

static bool take_word(struct cursor *c, uint32_t *word)
{
    if (rest(c) < 4) {
        return false;
    }
    *word = read32(here(c));
    c->at += 4;
    return true;
}

/* Step over `bytes` and the padding to the next word. */
static bool skip(struct cursor *c, uint32_t bytes)
{
    if (bytes > rest(c) || (4 - bytes % 4) % 4 > rest(c) - bytes) {
        return false;
    }
    c->at += bytes + (4 - bytes % 4) % 4;
    return true;
}

/* A string that ends within the first `bytes` bytes, or NULL. */
static const char *string_in(const uint8_t *p, uint32_t bytes)
{
    for (uint32_t i = 0; i < bytes; i++) {
        if (p[i] == '\0') {
            return (const char *)p;
        }
    }
    return NULL;
}

static uint32_t string_length(const char *s)
{
    uint32_t n = 0;

    while (s[n] != '\0') {
        n++;
    }
    return n;
}

bool fdt_string_equal(const char *a, const char *b)
{
    while (*a == *b && *a != '\0') {
        a++;
        b++;
    }
    return *a == *b;
}

/* What is known of each node from the root down to the current one. */
struct level {
    struct fdt_node node;
    unsigned child_address_cells, child_size_cells;
    bool shown;
};

struct walk {
    struct cursor cursor;
    struct level levels[MAX_DEPTH];
    unsigned depth; /* nodes that are open; 0: outside the root */
    void (*visit)(const struct fdt_node *node, void *context);
    void *context;
};

static void show(struct walk *w)
{
    if (w->depth > 0 && !w->levels[w->depth - 1].shown) {
        w->levels[w->depth - 1].shown = true;
        w->visit(&w->levels[w->depth - 1].node, w->context);
    }
}

static bool begin_node(struct walk *w)
{
    const char *name = string_in(here(&w->cursor), rest(&w->cursor));

    show(w);
    if (name == NULL || w->depth == MAX_DEPTH) {
        return false;
    }
    const struct level *parent = w->depth > 0 ? &w->levels[w->depth - 1] : NULL;

    /* Two address cells and one size cell are what the specification assumes. */
    w->levels[w->depth] = (struct level){
        .node = {
            .name = name,
            .parent = parent != NULL ? parent->node.name : "",
            .depth = w->depth,
            .address_cells = parent != NULL ? parent->child_address_cells : 2,
            .size_cells = parent != NULL ? parent->child_size_cells : 1,
        },
        .child_address_cells = 2,
        .child_size_cells = 1,
    };
    w->depth++;
    return skip(&w->cursor, string_length(name) + 1);
}

static void note_property(struct level *level, const char *name, struct fdt_property property)
{
    unsigned number = property.bytes == 4 ? read32(property.data) : 0;

    if (fdt_string_equal(name, "compatible")) {
        level->node.compatible = property;
    } else if (fdt_string_equal(name, "device_type")) {
        level->node.device_type = property;
    } else if (fdt_string_equal(name, "reg")) {
        level->node.reg = property;
    } else if (fdt_string_equal(name, "status")) {
        level->node.status = property;
    } else if (fdt_string_equal(name, "#address-cells")) {
        level->child_address_cells = number;
    } else if (fdt_string_equal(name, "#size-cells")) {
        level->child_size_cells = number;
    }
}

static bool take_property(struct walk *w)
{
    const struct fdt *fdt = w->cursor.fdt;
    uint32_t bytes, name_offset;

    if (!take_word(&w->cursor, &bytes) || !take_word(&w->cursor, &name_offset)) {
        return false;
    }
    struct fdt_property property = { here(&w->cursor), bytes };

    if (!skip(&w->cursor, bytes) || w->depth == 0 || name_offset >= fdt->strings_bytes) {
        return false;
    }
    const char *name =
        string_in(fdt->start + fdt->strings + name_offset, fdt->strings_bytes - name_offset);
    if (name == NULL) {
        return false;
    }
    note_property(&w->levels[w->depth - 1], name, property);
    return true;
}

static bool end_node(struct walk *w)
{
    show(w);
    if (w->depth == 0) {
        return false;
    }
    w->depth--;
    return true;
}

bool fdt_visit(const struct fdt *fdt, void (*visit)(const struct fdt_node *node, void *context),
               void *context)
{
    struct walk w = { .cursor = { fdt, 0 }, .visit = visit, .context = context };
    uint32_t token;

    while (take_word(&w.cursor, &token)) {
        bool good = false;

        switch (token) {
        case BEGIN_NODE:
            good = begin_node(&w);
            break;
        case END_NODE:
            good = end_node(&w);
            break;
        case PROPERTY:
            good = take_property(&w);
            break;
        case NOP:
            good = true;
            break;
        case END:
            return w.depth == 0;
        default:
            break;
        }
        if (!good) {
            return false;
        }
    }
    return false;
}

bool fdt_has_string(struct fdt_property property, const char *name)
{
    uint32_t at = 0;

    while (at < property.bytes) {
        const char *s = string_in(property.data + at, property.bytes - at);

        if (s == NULL) {
            return false;
        }
        if (fdt_string_equal(s, name)) {
            return true;
        }
        at += string_length(s) + 1;
    }
    return false;
}

bool fdt_is_enabled(const struct fdt_node *node)
{
    return node->status.data == NULL || fdt_has_string(node->status, "okay")
           || fdt_has_string(node->status, "ok");
}

static uint64_t read_cells(const uint8_t *p, unsigned cells)
{
    return cells == 0 ? 0 : cells == 1 ? read32(p) : read64(p);
}

bool fdt_range(const struct fdt_node *node, unsigned i, struct fdt_range *range)
{
    unsigned cells = node->address_cells + node->size_cells;

    if (node->reg.data == NULL || node->address_cells > 2 || node->size_cells > 2 || cells == 0
        || node->reg.bytes / (4 * cells) <= i) {
        return false;
    }
    const uint8_t *p = node->reg.data + (size_t)4 * cells * i;

    range->address = read_cells(p, node->address_cells);
    range->bytes = read_cells(p + (size_t)4 * node->address_cells, node->size_cells);
    return true;
}

bool fdt_reservation(const struct fdt *fdt, unsigned i, struct fdt_range *range)
{
    if (i >= fdt->reservations_bytes / RESERVATION_SIZE - 1) {
        return false;
    }
    const uint8_t *p = fdt->start + fdt->reservations + (size_t)RESERVATION_SIZE * i;

    *range = (struct fdt_range){ read64(p), read64(p + 8) };
    return true;
}

size_t fdt_compact_bytes(const struct fdt *fdt)
{
    return HEADER_SIZE + (size_t)fdt->reservations_bytes + fdt->structure_bytes
           + fdt->strings_bytes;
}

void fdt_compact_copy(const struct fdt *fdt, void *to)
{
    uint8_t *header = to;
    uint32_t reservations = HEADER_SIZE, structure = reservations + fdt->reservations_bytes;
    uint32_t strings = structure + fdt->structure_bytes;

    memcpy(header, fdt->start, HEADER_SIZE);
    memcpy(header + reservations, fdt->start + fdt->reservations, fdt->reservations_bytes);
    memcpy(header + structure, fdt->start + fdt->structure, fdt->structure_bytes);
    memcpy(header + strings, fdt->start + fdt->strings, fdt->strings_bytes);
    write32(header + 4 * HEADER_BYTES, strings + fdt->strings_bytes);
    write32(header + 4 * HEADER_RESERVATIONS, reservations);
    write32(header + 4 * HEADER_STRUCTURE, structure);
    write32(header + 4 * HEADER_STRINGS, strings);
}
