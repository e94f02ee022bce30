/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The derivation tree.
 *
 * A list in preorder: a slot is followed by the capabilities derived from it. Which of its
 * followers are its children is decided by slot_is_parent_of() from the two capabilities: the
 * parent must be an original (revocable), and the child must lie in its region: the same object, a
 * part of its memory, or something only the parent can issue. A capability with a badge is in
 * addition the parent only of copies that carry the same badge, and not of the capability that was
 * the first with this badge.
 *
 * The functions here change the list and keep its invariants: prev and next mirror each other, an
 * empty slot is all zeros (I1), and descendants follow their ancestor contiguously (I2). Because a
 * new capability goes directly behind the one it was made from, all capabilities to one object are
 * neighbours; so looking at the two neighbours tells whether a capability is the last one.
 */
#include "slot.h"
#include "object.h"
#include "objects/untyped.h"
#include "print.h"

/* Badges of all types that have them are in the same word, so that they can be compared here. */
static bool cap_has_badge(struct cap cap)
{
    enum cap_type type = cap_type(cap);

    return type == CAP_ENDPOINT || type == CAP_NOTIFICATION || type == CAP_SMC;
}

bool cap_same_object(struct cap a, struct cap b)
{
    const struct object_ops *ops = object_ops_of(a);

    if (cap_type(a) != cap_type(b)) {
        return false;
    }
    return ops->same_object != NULL ? ops->same_object(a, b) : cap_address(a) == cap_address(b);
}

bool cap_same_region(struct cap a, struct cap b)
{
    const struct object_ops *ops = object_ops_of(a);

    return (ops->contains != NULL && ops->contains(a, b)) || cap_same_object(a, b);
}

bool slot_is_parent_of(const struct slot *a, const struct slot *b)
{
    if (!slot_is_revocable(a) || !cap_same_region(a->cap, b->cap)) {
        return false;
    }
    if (cap_has_badge(a->cap) && a->cap.w[0] != 0) {
        return a->cap.w[0] == b->cap.w[0] && !slot_is_first_badged(b);
    }
    return true;
}

bool slot_has_children(const struct slot *slot)
{
    const struct slot *next = slot_next(slot);

    return next != NULL && slot_is_parent_of(slot, next);
}

bool slot_is_final(const struct slot *slot)
{
    const struct slot *prev = slot_prev(slot), *next = slot_next(slot);

    return (prev == NULL || !cap_same_object(prev->cap, slot->cap))
           && (next == NULL || !cap_same_object(slot->cap, next->cap));
}

/* Is a capability made from `source` an original, which may have children of its own? */
static bool cap_is_original(struct cap cap, struct cap source)
{
    switch (cap_type(cap)) {
    case CAP_UNTYPED:
        return true;
    case CAP_ENDPOINT:
    case CAP_NOTIFICATION:
    case CAP_SMC:
        return cap.w[0] != source.w[0];
    case CAP_IRQ_HANDLER:
    case CAP_SGI:
        return cap_type(source) == CAP_IRQ_CONTROL;
    default:
        return false;
    }
}

static void slot_set_next(struct slot *slot, const struct slot *next)
{
    slot->next = (word_t)next | (slot->next & SLOT_FLAGS);
}

static void slot_insert_after(struct slot *dest, struct slot *parent, struct cap cap, word_t flags)
{
    struct slot *next = slot_next(parent);

    assert(slot_is_empty(dest) && !slot_is_empty(parent)); /* I1 */
    dest->cap = cap;
    dest->prev = (word_t)parent;
    dest->next = (word_t)next | flags;
    slot_set_next(parent, dest);
    if (next != NULL) {
        next->prev = (word_t)dest;
    }
}

void slot_insert(struct slot *dest, struct slot *parent, struct cap cap)
{
    bool original = cap_is_original(cap, parent->cap);

    slot_insert_after(dest, parent, cap, original ? SLOT_REVOCABLE | SLOT_FIRST_BADGED : 0);
    if (cap_type(cap) == CAP_UNTYPED && cap_type(parent->cap) == CAP_UNTYPED) {
        /* Two capabilities must never hand out the same memory: the copy has it now. */
        parent->cap =
            untyped_with_free_offset(parent->cap, word_bit(untyped_size_bits(parent->cap)));
    }
}

void slot_insert_new(struct slot *dest, struct slot *parent, struct cap cap)
{
    slot_insert_after(dest, parent, cap, SLOT_REVOCABLE | SLOT_FIRST_BADGED);
}

void slot_insert_root(struct slot *dest, struct cap cap)
{
    assert(slot_is_empty(dest)); /* I1 */
    dest->cap = cap;
    dest->prev = 0;
    dest->next = SLOT_REVOCABLE | SLOT_FIRST_BADGED;
}

void slot_move(struct slot *dest, struct slot *source, struct cap cap)
{
    struct slot *prev = slot_prev(source), *next = slot_next(source);

    assert(slot_is_empty(dest) && !slot_is_empty(source)); /* I1 */
    dest->cap = cap;
    dest->prev = source->prev;
    dest->next = source->next;
    if (prev != NULL) {
        slot_set_next(prev, dest);
    }
    if (next != NULL) {
        next->prev = (word_t)dest;
    }
    *source = (struct slot){ .next = 0 };
}

/* By way of a third slot, so that it does not matter whether the two are neighbours. */
void slot_swap(struct slot *a, struct cap a_cap, struct slot *b, struct cap b_cap)
{
    struct slot temporary = { .next = 0 };

    if (!slot_is_empty(a)) {
        slot_move(&temporary, a, a_cap);
    }
    if (!slot_is_empty(b)) {
        slot_move(a, b, b_cap);
    }
    if (!slot_is_empty(&temporary)) {
        slot_move(b, &temporary, a_cap);
    }
}

/* The next slot takes over being the first of its badge: what follows was not derived from it. */
void slot_clear(struct slot *slot)
{
    struct slot *prev = slot_prev(slot), *next = slot_next(slot);

    if (prev != NULL) {
        slot_set_next(prev, next);
    }
    if (next != NULL) {
        next->prev = (word_t)prev;
        next->next |= slot->next & SLOT_FIRST_BADGED;
    }
    *slot = (struct slot){ .next = 0 };
}
