/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The capability word pair.  A capability never crosses the user interface, so its layout is ours;
 * only the size of a slot (32 bytes) is fixed.
 *
 *      63      59 58    55 54         48 47                               0
 *     +----------+--------+-------------+---------------------------------+
 *     |   type   | rights |  per type   |  object address, sign-extended  |  w[1], all types
 *     +----------+--------+-------------+---------------------------------+
 *     |                     belongs to the type                           |  w[0]
 *     +-------------------------------------------------------------------+
 *
 * Each type's header (objects/<stem>.h) draws its own fields and has one accessor per field.
 * The null capability is two zero words.
 */
#pragma once
#include "types.h"

enum cap_type {
#define CAP(NAME, stem, tag) CAP_##NAME,
#include "caps.def"
#undef CAP
    CAP_TYPE_COUNT
};

struct cap {
    word_t w[2];
};

static const struct bits CAP_OBJECT = { 0, 48 }, CAP_RIGHTS = { 55, 4 }, CAP_TYPE = { 59, 5 };

/* Rights as in the user-visible rights word. */
enum cap_right { RIGHT_WRITE = 1, RIGHT_READ = 2, RIGHT_GRANT = 4, RIGHT_GRANT_REPLY = 8, RIGHT_ALL = 15 };

static inline struct cap cap_null(void)
{
    return (struct cap){ { 0, 0 } };
}

static inline enum cap_type cap_type(struct cap c)
{
    return (enum cap_type)bits_get(c.w[1], CAP_TYPE);
}

static inline bool cap_is_null(struct cap c)
{
    return cap_type(c) == CAP_NULL;
}

static inline unsigned cap_rights(struct cap c)
{
    return (unsigned)bits_get(c.w[1], CAP_RIGHTS);
}

static inline bool cap_has(struct cap c, unsigned rights)
{
    return (cap_rights(c) & rights) == rights;
}

/* The address field as a number: for device memory there is nothing behind it to dereference. */
static inline word_t cap_address(struct cap c)
{
    return (word_t)bits_get_signed(c.w[1], CAP_OBJECT);
}

static inline void *cap_object(struct cap c)
{
    return (void *)cap_address(c);
}

static inline struct cap cap_make(enum cap_type type, unsigned rights, word_t address, word_t w0)
{
    return (struct cap){ { w0, bits_put(CAP_TYPE, type) | bits_put(CAP_RIGHTS, rights)
                                   | bits_put(CAP_OBJECT, address) } };
}

static inline bool cap_equal(struct cap a, struct cap b)
{
    return a.w[0] == b.w[0] && a.w[1] == b.w[1];
}

_Static_assert(sizeof(struct cap) == 16, "capability size");
_Static_assert(CAP_TYPE_COUNT <= 32, "capability type field");
