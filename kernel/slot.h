/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Capability slots and the derivation tree.
 *
 * All occupied slots form doubly linked lists in which a capability is followed by its descendants
 * (the tree in preorder).  Whether a slot is the parent of another is computed from the two
 * capabilities and two flags, never stored:
 *
 *     `revocable`     the capability is an original: it may have children
 *     `first_badged`  the first capability of its badge: not a child of an equal-badged one
 *
 * Invariants: I1 prev/next mirror each other and an empty slot has a null node; I2 descendants of a
 * slot follow it contiguously.  See docs/invariants.md.
 */
#pragma once
#include "cap.h"

struct error;

/*     63                                           5    1      0
 *    +----------------------------------------------+---+--+--+
 *    |  next slot (32-byte aligned)                 | 0 | F| R|   next
 *    +----------------------------------------------+---+--+--+
 */
struct slot {
    struct cap cap;
    word_t prev;
    word_t next; /* with the flags in its low bits */
};

#define SLOT_BITS 5
enum { SLOT_REVOCABLE = 1, SLOT_FIRST_BADGED = 2, SLOT_FLAGS = 3 };
_Static_assert(sizeof(struct slot) == 1u << SLOT_BITS, "slot size is ABI");

static inline struct slot *slot_next(const struct slot *s)
{
    return (struct slot *)(s->next & ~(word_t)SLOT_FLAGS);
}

static inline struct slot *slot_prev(const struct slot *s)
{
    return (struct slot *)s->prev;
}

static inline bool slot_is_empty(const struct slot *s)
{
    return cap_is_null(s->cap);
}

static inline bool slot_is_revocable(const struct slot *s)
{
    return s->next & SLOT_REVOCABLE;
}

static inline bool slot_is_first_badged(const struct slot *s)
{
    return s->next & SLOT_FIRST_BADGED;
}

/* Are a and b capabilities to the same object, or does a's memory contain b's (same region)? */
bool cap_same_object(struct cap a, struct cap b);
bool cap_same_region(struct cap a, struct cap b);

/* Put `cap`, derived from the capability in `parent`, into the empty slot `dest`. */
void slot_insert(struct slot *dest, struct slot *parent, struct cap cap);
/* Put a capability to a new object into `dest`, as first child of `parent`; an original. */
void slot_insert_new(struct slot *dest, struct slot *parent, struct cap cap);
/* Put a capability made at boot into the empty slot `dest`, with no parent; an original. */
void slot_insert_root(struct slot *dest, struct cap cap);
/* Move to an empty slot, keeping the place in the tree; the capability becomes `cap`. */
void slot_move(struct slot *dest, struct slot *source, struct cap cap);
/* Exchange the contents and places of two slots; the capabilities become a_cap (now in b) and
 * b_cap (now in a). */
void slot_swap(struct slot *a, struct cap a_cap, struct slot *b, struct cap b_cap);
/* Take an already finalised capability out of its slot and out of the tree. */
void slot_clear(struct slot *slot);

bool slot_is_parent_of(const struct slot *a, const struct slot *b);
bool slot_has_children(const struct slot *slot);
/* Is this the last capability to its object? */
bool slot_is_final(const struct slot *slot);

/*
 * delete.c: both are long operations. They return OK or PREEMPTED; after PREEMPTED the state is
 * consistent and the same call continues the work.
 */
enum status slot_delete(struct slot *slot);
enum status slot_revoke(struct slot *slot);
/* One step of deleting a capability by itself: false if nothing remains of it, the slot being empty
 * then; true if there is more to do, first of all the slots of a zombie's object. */
bool slot_finalise(struct slot *slot);
/* Delete a capability whose finalisation cannot be long (asserted): roots of spaces, frames. */
void slot_delete_simple(struct slot *slot);
/* Would deleting this slot be a long operation (a final CNode, TCB or zombie)? */
bool slot_delete_is_long(const struct slot *slot);
