/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Zombies: what the last capability to a CNode or TCB becomes while its slots are being emptied, a
 * few at a time, by delete.c.
 *
 *      63      59 58                    48 47                            0
 *     +----------+------------------------+------------------------------+
 *     |   type   |           0            |  address of slot 0           |  w[1]
 *     +----------+--------+---------------+------------------------------+
 *     | radix, or ZOMBIE_TCB (6)          |  slots still to be emptied   |  w[0]
 *     +-----------------------------------+------------------------------+
 */
#pragma once
#include "objects/tcb.h"

static const struct bits ZOMBIE_KIND = { 58, 6 }, ZOMBIE_COUNT = { 0, 58 };
enum { ZOMBIE_TCB = 63 };

static inline unsigned zombie_kind(struct cap c)
{
    return (unsigned)bits_get(c.w[0], ZOMBIE_KIND);
}

static inline word_t zombie_count(struct cap c)
{
    return bits_get(c.w[0], ZOMBIE_COUNT);
}

static inline struct slot *zombie_slots(struct cap c)
{
    return cap_object(c);
}

static inline struct cap zombie_cap(void *slots, unsigned kind, word_t count)
{
    return cap_make(CAP_ZOMBIE, 0, (word_t)slots,
                    bits_put(ZOMBIE_KIND, kind) | bits_put(ZOMBIE_COUNT, count));
}

/* All slots of the object, emptied or not. */
static inline word_t zombie_slot_count(struct cap c)
{
    return zombie_kind(c) == ZOMBIE_TCB ? (word_t)TCB_SLOT_COUNT : word_bit(zombie_kind(c));
}
