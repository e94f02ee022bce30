/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * First pass: bytes → tree of elements with exact positions.  libxml2 does the parsing; the tree
 * is our own and holds only what a system description may contain: elements and attributes.
 */
#pragma once
#include "arena.h"
#include "diag.h"
#include <stddef.h>

struct xml_attribute {
    const char *name;
    const char *value;
    struct position at; /* of the name */
    struct xml_attribute *next;
};

struct xml_element {
    const char *name;
    struct position at;   /* of the '<' */
    struct position text; /* of the first text that is not white space; line 0: none */
    struct xml_attribute *attributes;
    struct xml_element *parent;
    struct xml_element *children;
    struct xml_element *last_child;
    struct xml_element *next;
};

/* Returns the root element, or NULL after reporting an error. */
struct xml_element *xml_parse(struct arena *arena, struct diag *diag, const char *bytes,
                              size_t size);
