/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What elements and attributes a description may contain, as data, and the one function that reads
 * an element by such a table.  It reports everything that is wrong with an element by itself:
 * unknown and missing attributes and children, malformed values, stray text, and elements this tool
 * does not implement.
 */
#pragma once
#include "diag.h"
#include "xml.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The value of an attribute. */
struct value {
    bool given;
    struct position at;
    uint64_t number;  /* also booleans, and the other kinds that stand for a number */
    const char *text; /* as written */
};

enum value_kind {
    VALUE_TEXT,
    VALUE_NUMBER,   /* decimal or 0x…, underscores allowed */
    VALUE_BOOL,     /* true, false */
    VALUE_PERMS,    /* some of r, w, x: a set of PERM_* */
    VALUE_TRIGGER,  /* level: 0, edge: 1 */
    VALUE_DURATION, /* "N us": N; "N ticks": N | DURATION_TICKS */
    VALUE_RIGHTS,   /* some of r, w, g, p: a capability rights word */
    VALUE_POLARITY, /* high: 0, low: 1 */
    VALUE_PCI,      /* bus:device.function, hexadecimal: bus << 8 | device << 3 | function */
};

enum { PERM_READ = 1, PERM_WRITE = 2, PERM_EXECUTE = 4 };
#define DURATION_TICKS (UINT64_C(1) << 63)

enum attribute_flags {
    ATTRIBUTE_REQUIRED = 1,
};

/* Where an attribute's value is not kept. */
#define NOT_STORED SIZE_MAX

struct attribute_rule {
    const char *name; /* NULL ends the table */
    enum value_kind kind;
    size_t offset;    /* of a struct value in what is being read */
    unsigned flags;
};

struct schema_reader {
    struct arena *arena;
    struct diag *diag;
    void *context; /* for the read functions */
};

typedef void child_read(struct schema_reader *reader, const struct xml_element *xml, void *parent);

struct child_rule {
    const char *name; /* NULL ends the table */
    child_read *read;
    unsigned min;
    unsigned max; /* 0: any number */
};

struct element_rule {
    const struct attribute_rule *attributes;
    const struct child_rule *children; /* NULL: none allowed */
};

/* Reads one element into `out`, calling the read functions of its children with `out`. */
void schema_read(struct schema_reader *reader, const struct xml_element *xml,
                 const struct element_rule *rule, void *out);

/* Reports that an element is part of the language but not implemented. */
void schema_unsupported(struct schema_reader *reader, const struct xml_element *xml,
                        const char *hint);
