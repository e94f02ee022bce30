/* SPDX-License-Identifier: BSD-2-Clause */
/* fdt.c: reading device trees, good ones and broken ones. */
#include "fdt.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MAX_BYTES = 2048, HEADER_BYTES = 40, BEGIN_NODE = 1, END_NODE, PROPERTY, NOP, END = 9 };

/* A tree under construction, with gaps between its parts as firmware leaves them. */
struct tree {
    uint8_t structure[1024], strings[256], blob[MAX_BYTES];
    uint32_t structure_bytes, strings_bytes, bytes;
};

static void put32(uint8_t *p, uint32_t v)
{
    for (unsigned i = 0; i < 4; i++) {
        p[i] = (uint8_t)(v >> (24 - 8 * i));
    }
}

static void word(struct tree *t, uint32_t v)
{
    put32(t->structure + t->structure_bytes, v);
    t->structure_bytes += 4;
}

static void bytes(struct tree *t, const void *data, uint32_t count)
{
    memcpy(t->structure + t->structure_bytes, data, count);
    t->structure_bytes += (count + 3) / 4 * 4;
}

static void begin(struct tree *t, const char *name)
{
    word(t, BEGIN_NODE);
    bytes(t, name, (uint32_t)strlen(name) + 1);
}

static void property(struct tree *t, const char *name, const void *data, uint32_t count)
{
    word(t, PROPERTY);
    word(t, count);
    word(t, t->strings_bytes);
    bytes(t, data, count);
    memcpy(t->strings + t->strings_bytes, name, strlen(name) + 1);
    t->strings_bytes += (uint32_t)strlen(name) + 1;
}

static void string(struct tree *t, const char *name, const char *value)
{
    property(t, name, value, (uint32_t)strlen(value) + 1);
}

static void cells(struct tree *t, const char *name, unsigned count, const uint32_t *values)
{
    uint8_t data[64];

    for (unsigned i = 0; i < count; i++) {
        put32(data + 4 * i, values[i]);
    }
    property(t, name, data, 4 * count);
}

#define CELLS(t, name, ...)                                                                        \
    cells(t, name, sizeof((uint32_t[]){ __VA_ARGS__ }) / sizeof(uint32_t),                         \
          (uint32_t[]){ __VA_ARGS__ })

static void finish(struct tree *t)
{
    enum { RESERVATIONS = 64, STRUCTURE = 128 };
    uint32_t strings = STRUCTURE + t->structure_bytes + 64;
    const uint32_t header[] = {
        0xd00dfeed, MAX_BYTES, STRUCTURE, strings,          RESERVATIONS,
        17,         16,        0,         t->strings_bytes, t->structure_bytes
    };

    memset(t->blob, 0xcc, MAX_BYTES);
    for (unsigned i = 0; i < 10; i++) {
        put32(t->blob + 4 * i, header[i]);
    }
    memset(t->blob + RESERVATIONS, 0, 32);
    put32(t->blob + RESERVATIONS + 4, 0x48000000);
    put32(t->blob + RESERVATIONS + 12, 0x1000);
    memcpy(t->blob + STRUCTURE, t->structure, t->structure_bytes);
    memcpy(t->blob + strings, t->strings, t->strings_bytes);
    t->bytes = strings + t->strings_bytes;
}

/* A small machine: two banks of memory, a reserved region, a bus with 32-bit addresses. */
static struct tree *sample(void)
{
    struct tree *t = calloc(1, sizeof(*t));

    begin(t, "");
    CELLS(t, "#address-cells", 2);
    CELLS(t, "#size-cells", 2);
    begin(t, "memory@40000000");
    CELLS(t, "reg", 0, 0x40000000, 0, 0x1000000, 1, 0, 0, 0x2000000);
    string(t, "device_type", "memory");
    word(t, END_NODE);
    word(t, NOP);
    begin(t, "reserved-memory");
    CELLS(t, "#address-cells", 2);
    CELLS(t, "#size-cells", 2);
    begin(t, "firmware@41000000");
    CELLS(t, "reg", 0, 0x41000000, 0, 0x3000);
    word(t, END_NODE);
    word(t, END_NODE);
    begin(t, "bus");
    CELLS(t, "#address-cells", 1);
    CELLS(t, "#size-cells", 1);
    begin(t, "serial@9000000");
    property(t, "compatible", "arm,pl011\0arm,primecell", 24);
    CELLS(t, "reg", 0x9000000, 0x1000);
    string(t, "status", "disabled");
    word(t, END_NODE);
    word(t, END_NODE);
    word(t, END_NODE);
    word(t, END);
    finish(t);
    return t;
}

/* What a visit has seen. */
struct seen {
    unsigned nodes, memory, reserved;
    struct fdt_range ranges[4], firmware, serial;
    bool is_serial, is_serial_enabled;
};

static void look(const struct fdt_node *node, void *context)
{
    struct seen *seen = context;

    seen->nodes++;
    if (fdt_has_string(node->device_type, "memory")) {
        while (seen->memory < 4 && fdt_range(node, seen->memory, &seen->ranges[seen->memory])) {
            seen->memory++;
        }
    }
    if (fdt_string_equal(node->parent, "reserved-memory")) {
        seen->reserved += fdt_range(node, 0, &seen->firmware);
    }
    if (fdt_has_string(node->compatible, "arm,primecell")) {
        seen->is_serial = fdt_range(node, 0, &seen->serial);
        seen->is_serial_enabled = fdt_is_enabled(node);
    }
}

static void check_sample(const void *blob, size_t size)
{
    struct fdt fdt;
    struct seen seen = { 0 };
    struct fdt_range range;

    assert_true(fdt_open(&fdt, blob, size));
    assert_true(fdt_visit(&fdt, look, &seen));
    assert_int_equal(seen.nodes, 6);
    assert_int_equal(seen.memory, 2);
    assert_int_equal(seen.ranges[0].address, 0x40000000);
    assert_int_equal(seen.ranges[0].bytes, 0x1000000);
    assert_int_equal(seen.ranges[1].address, 0x100000000);
    assert_int_equal(seen.ranges[1].bytes, 0x2000000);
    assert_int_equal(seen.reserved, 1);
    assert_int_equal(seen.firmware.address, 0x41000000);
    assert_int_equal(seen.firmware.bytes, 0x3000);
    assert_true(seen.is_serial);
    assert_false(seen.is_serial_enabled);
    assert_int_equal(seen.serial.address, 0x9000000);
    assert_int_equal(seen.serial.bytes, 0x1000);
    assert_true(fdt_reservation(&fdt, 0, &range));
    assert_int_equal(range.address, 0x48000000);
    assert_int_equal(range.bytes, 0x1000);
    assert_false(fdt_reservation(&fdt, 1, &range));
}

static void reads_a_tree(void **state)
{
    struct tree *t = sample();

    (void)state;
    check_sample(t->blob, MAX_BYTES);
    free(t);
}

static void compact_copy_says_the_same(void **state)
{
    struct tree *t = sample();
    struct fdt fdt;

    (void)state;
    assert_true(fdt_open(&fdt, t->blob, MAX_BYTES));
    size_t size = fdt_compact_bytes(&fdt);
    uint8_t *copy = malloc(size);

    assert_int_equal(size, HEADER_BYTES + 32 + t->structure_bytes + t->strings_bytes);
    fdt_compact_copy(&fdt, copy);
    check_sample(copy, size);
    assert_false(fdt_open(&fdt, copy, size - 1));
    free(copy);
    free(t);
}

/* A tree without unused space, as compilers of device trees make it, stays as it is. */
static void compact_tree_is_copied_byte_by_byte(void **state)
{
    struct tree *t = sample();
    struct fdt fdt;

    (void)state;
    assert_true(fdt_open(&fdt, t->blob, MAX_BYTES));
    size_t size = fdt_compact_bytes(&fdt);
    uint8_t *copy = malloc(size), *again = malloc(size);

    fdt_compact_copy(&fdt, copy);
    assert_true(fdt_open(&fdt, copy, size));
    assert_int_equal(fdt_compact_bytes(&fdt), size);
    fdt_compact_copy(&fdt, again);
    assert_memory_equal(copy, again, size);
    free(copy);
    free(again);
    free(t);
}

static void compares_strings(void **state)
{
    struct fdt_property list = { (const uint8_t *)"one\0two", 8 };

    (void)state;
    assert_true(fdt_has_string(list, "one"));
    assert_true(fdt_has_string(list, "two"));
    assert_false(fdt_has_string(list, "tw"));
    assert_false(fdt_has_string(list, "three"));
    list.bytes = 7;
    assert_false(fdt_has_string(list, "two"));
    assert_false(fdt_has_string((struct fdt_property){ NULL, 0 }, "one"));
}

static void refuses_what_is_no_tree(void **state)
{
    struct tree *t = sample();
    struct fdt fdt;

    (void)state;
    assert_false(fdt_open(&fdt, t->blob, HEADER_BYTES - 1));
    assert_false(fdt_open(&fdt, t->blob, MAX_BYTES - 1));
    put32(t->blob + 20, 16);
    assert_false(fdt_open(&fdt, t->blob, MAX_BYTES));
    put32(t->blob + 20, 17);
    t->blob[0] = 0;
    assert_false(fdt_open(&fdt, t->blob, MAX_BYTES));
    free(t);
}

static void ignore(const struct fdt_node *node, void *context)
{
    struct fdt_range range;

    (void)context;
    for (unsigned i = 0; fdt_range(node, i, &range); i++) {
    }
    (void)fdt_has_string(node->compatible, "x");
    (void)fdt_is_enabled(node);
}

static void read_all(const uint8_t *blob, size_t size)
{
    struct fdt fdt;
    struct fdt_range range;

    if (fdt_open(&fdt, blob, size)) {
        (void)fdt_visit(&fdt, ignore, NULL);
        for (unsigned i = 0; fdt_reservation(&fdt, i, &range); i++) {
        }
    }
}

/* In memory of exactly the size that is claimed, so that the sanitizer sees any step beyond. */
static void survives_damage(void **state)
{
    static const uint8_t values[] = { 0, 1, 3, 9, 0x7f, 0x80, 0xff };
    struct tree *t = sample();
    uint8_t *copy = malloc(t->bytes);

    (void)state;
    put32(t->blob + 4, t->bytes);
    for (uint32_t at = 0; at < t->bytes; at++) {
        for (unsigned v = 0; v < sizeof(values); v++) {
            memcpy(copy, t->blob, t->bytes);
            copy[at] = values[v];
            read_all(copy, t->bytes);
        }
    }
    free(copy);
    for (uint32_t size = 0; size < t->bytes; size++) {
        copy = malloc(size + 1);
        memcpy(copy, t->blob, size);
        if (size >= 8) {
            put32(copy + 4, size);
        }
        read_all(copy, size);
        free(copy);
    }
    free(t);
}

static void deep_trees_are_refused(void **state)
{
    struct tree *t = calloc(1, sizeof(*t));
    struct fdt fdt;

    (void)state;
    for (unsigned i = 0; i < 20; i++) {
        begin(t, "n");
    }
    for (unsigned i = 0; i < 20; i++) {
        word(t, END_NODE);
    }
    word(t, END);
    finish(t);
    assert_true(fdt_open(&fdt, t->blob, MAX_BYTES));
    assert_false(fdt_visit(&fdt, ignore, NULL));
    free(t);
}

static void note_name(const struct fdt_node *node, void *context)
{
    char *names = context;

    strcat(names, node->name);
    strcat(names, ";");
}

/* The second of two siblings with children is visited like the first. */
static void visits_each_node_once_and_in_order(void **state)
{
    static const char *const tree[] = { "", "a", "b", NULL, NULL, "c", "d", "e", NULL, NULL, NULL,
                                        "f", NULL, NULL };
    struct tree *t = calloc(1, sizeof(*t));
    char names[32] = "";
    struct fdt fdt;

    (void)state;
    for (unsigned i = 0; i < sizeof(tree) / sizeof(tree[0]); i++) {
        if (tree[i] != NULL) {
            begin(t, tree[i]);
        } else {
            word(t, END_NODE);
        }
    }
    word(t, END);
    finish(t);
    assert_true(fdt_open(&fdt, t->blob, MAX_BYTES));
    assert_true(fdt_visit(&fdt, note_name, names));
    assert_string_equal(names, ";a;b;c;d;e;f;");
    free(t);
}

static struct fdt_property text_property(const char *text)
{
    return (struct fdt_property){ (const uint8_t *)text, (uint32_t)strlen(text) + 1 };
}

static void status_says_what_can_be_used(void **state)
{
    static const char *const usable[] = { "okay", "ok" };
    static const char *const unusable[] = { "disabled", "fail", "okays", "" };
    struct fdt_node node = { .name = "n" };

    (void)state;
    assert_true(fdt_is_enabled(&node));
    for (unsigned i = 0; i < ARRAY_COUNT(usable); i++) {
        node.status = text_property(usable[i]);
        assert_true(fdt_is_enabled(&node));
    }
    for (unsigned i = 0; i < ARRAY_COUNT(unusable); i++) {
        node.status = text_property(unusable[i]);
        assert_false(fdt_is_enabled(&node));
    }
}

/* Addresses of no cells, or of more than a word, are no ranges. */
static void odd_cells_are_no_ranges(void **state)
{
    static const uint8_t reg[32];
    struct fdt_node node = { .reg = { reg, sizeof(reg) }, .address_cells = 2, .size_cells = 2 };
    struct fdt_range range;

    (void)state;
    assert_true(fdt_range(&node, 1, &range));
    assert_false(fdt_range(&node, 2, &range));
    node.size_cells = 0;
    assert_true(fdt_range(&node, 0, &range));
    assert_int_equal(range.bytes, 0);
    node.address_cells = 0;
    assert_false(fdt_range(&node, 0, &range));
    node.address_cells = 3;
    assert_false(fdt_range(&node, 0, &range));
    node.address_cells = 1;
    node.size_cells = 3;
    assert_false(fdt_range(&node, 0, &range));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_tree),
        cmocka_unit_test(compact_copy_says_the_same),
        cmocka_unit_test(compact_tree_is_copied_byte_by_byte),
        cmocka_unit_test(compares_strings),
        cmocka_unit_test(refuses_what_is_no_tree),
        cmocka_unit_test(survives_damage),
        cmocka_unit_test(deep_trees_are_refused),
        cmocka_unit_test(visits_each_node_once_and_in_order),
        cmocka_unit_test(status_says_what_can_be_used),
        cmocka_unit_test(odd_cells_are_no_ranges),
    };

    return cmocka_run_group_tests_name("fdt", tests, NULL, NULL);
}
