/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Zombies: what the last capability to an object becomes while what is left of the object is taken
 * apart in steps, by delete.c: the slots of a CNode or TCB, the waiting threads of an endpoint or
 * notification.
 *
 *      63      59 58                    48 47                            0
 *     +----------+------------------------+------------------------------+
 *     |   type   |           0            |  address of slot 0           |  w[1]
 *     +----------+--------+---------------+------------------------------+
 *     | radix, or another kind (6)        |  slots still to be emptied   |  w[0]
 *     +-----------------------------------+------------------------------+
 */
#pragma once
#include "objects/endpoint.h"
#include "objects/notification.h"
#include "objects.h"
#include "objects/tcb.h"

static const struct bits ZOMBIE_KIND = { 58, 6 }, ZOMBIE_COUNT = { 0, 58 };
enum zombie_kind { ZOMBIE_NOTIFICATION = 61, ZOMBIE_ENDPOINT, ZOMBIE_TCB };

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

/* Is it of an object with waiting threads, and without slots? */
static inline bool zombie_is_queue(struct cap c)
{
    return zombie_kind(c) == ZOMBIE_ENDPOINT || zombie_kind(c) == ZOMBIE_NOTIFICATION;
}

/* All slots of the object, emptied or not. */
static inline word_t zombie_slot_count(struct cap c)
{
    if (zombie_is_queue(c)) {
        return 0;
    }
    return zombie_kind(c) == ZOMBIE_TCB ? (word_t)TCB_SLOT_COUNT : word_bit(zombie_kind(c));
}

/* log2 of the bytes of the object. */
static inline unsigned zombie_object_bits(struct cap c)
{
    switch (zombie_kind(c)) {
    case ZOMBIE_ENDPOINT:
        return ENDPOINT_BITS;
    case ZOMBIE_NOTIFICATION:
        return NOTIFICATION_BITS;
    case ZOMBIE_TCB:
        return seL4_TCBBits;
    default:
        return zombie_kind(c) + SLOT_BITS;
    }
}
