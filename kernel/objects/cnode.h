/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * CNodes: arrays of 2^radix slots.
 *
 *      63      59 58    55 54 53        48 47                            0
 *     +----------+--------+--+------------+------------------------------+
 *     |   type   |   0    |wh|   radix    |  address of slot 0           |  w[1]
 *     +----------+--------+--+------------+------------------------------+
 *     |  guard value (58)                                | guard size (6)|  w[0]
 *     +--------------------------------------------------+---------------+
 *
 * w[0] has the form of the user-visible CNode capability data word.  `wh` (whole) says that guard
 * and radix together take all bits of an address, so that the CNode alone can be a CSpace; it
 * follows from the other fields, and is there to be tested together with the type.
 */
#pragma once
#include "object.h"

static const struct bits CNODE_RADIX = { 48, 6 }, CNODE_WHOLE = { 54, 1 };
/* The type, the rights (none) and CNODE_WHOLE. */
static const struct bits CNODE_KIND = { 54, 10 };
static const struct bits CNODE_GUARD_SIZE = { 0, 6 }, CNODE_GUARD = { 6, 58 };

static inline unsigned cnode_radix(struct cap c)
{
    return (unsigned)bits_get(c.w[1], CNODE_RADIX);
}

static inline unsigned cnode_guard_size(struct cap c)
{
    return (unsigned)bits_get(c.w[0], CNODE_GUARD_SIZE);
}

static inline word_t cnode_guard(struct cap c)
{
    return bits_get(c.w[0], CNODE_GUARD);
}

static inline struct slot *cnode_slots(struct cap c)
{
    return cap_object(c);
}

static inline struct cap cnode_cap(void *slots, unsigned radix, word_t guard, unsigned guard_size)
{
    struct cap c = cap_make(CAP_CNODE, 0, (word_t)slots,
                            bits_put(CNODE_GUARD, guard) | bits_put(CNODE_GUARD_SIZE, guard_size));
    c.w[1] |= bits_put(CNODE_RADIX, radix) | bits_put(CNODE_WHOLE, radix + guard_size == WORD_BITS);
    return c;
}

/* Is it a CNode that takes all bits of an address? */
static inline bool cnode_is_whole(struct cap c)
{
    word_t whole = cap_make(CAP_CNODE, 0, 0, 0).w[1] | bits_put(CNODE_WHOLE, 1);

    return bits_get(c.w[1], CNODE_KIND) == bits_get(whole, CNODE_KIND);
}
