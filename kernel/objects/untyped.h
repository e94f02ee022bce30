/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Untyped memory.
 *
 *      63      59 58    55  54  53        48 47                           0
 *     +----------+--------+----+------------+-----------------------------+
 *     |   type   |   0    | dev| size bits  |  address                    |  w[1]
 *     +----------+--------+----+------------+-----------------------------+
 *     |  free offset: bytes from the start that are in use (<= size)      |  w[0]
 *     +-------------------------------------------------------------------+
 */
#pragma once
#include "object.h"

static const struct bits UNTYPED_SIZE = { 48, 6 }, UNTYPED_DEVICE = { 54, 1 };

static inline unsigned untyped_size_bits(struct cap c)
{
    return (unsigned)bits_get(c.w[1], UNTYPED_SIZE);
}

static inline bool untyped_is_device(struct cap c)
{
    return bits_get(c.w[1], UNTYPED_DEVICE);
}

static inline word_t untyped_free_offset(struct cap c)
{
    return c.w[0];
}

static inline struct cap untyped_cap(word_t address, unsigned size_bits, bool device,
                                     word_t free_offset)
{
    struct cap c = cap_make(CAP_UNTYPED, 0, address, free_offset);
    c.w[1] |= bits_put(UNTYPED_SIZE, size_bits) | bits_put(UNTYPED_DEVICE, device);
    return c;
}

static inline struct cap untyped_with_free_offset(struct cap c, word_t free_offset)
{
    c.w[0] = free_offset;
    return c;
}

/*
 * What can be retyped into: the ABI's object types. `fixed_bits` is log2 of the object's size in
 * bytes, or 0 where the caller chooses: then the size is `unit_bits` plus the given size_bits,
 * which must be at least min_bits.
 */
struct object_type {
    uint8_t fixed_bits, unit_bits, min_bits;
    bool device_ok; /* may be made from device memory */
    /* Initialise the (zeroed, unless device) memory and return the first capability to it. */
    struct cap (*create)(word_t address, unsigned size_bits, bool device);
};

/* Generic types are listed in untyped.c; the architecture's in its own table, which starts at
 * seL4_NonArchObjectTypeCount and has arch_object_type_count entries. */
extern const struct object_type arch_object_types[];
extern const unsigned arch_object_type_count;
