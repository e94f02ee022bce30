/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * CNodes: the tables CSpaces are made of, and the operations on the slots in them.
 *
 * The invoked capability is the root below which the destination is looked up, before anything else
 * but the number of words for that is checked; a source has a root of its own, given as an extra
 * capability. The order of the checks is part of the interface. Copying derives: the type may
 * refuse it or change what is copied. Moving does not.
 *
 * The last capability to a CNode leaves a zombie of it: see delete.c.
 */
#include "objects/cnode.h"
#include "cancel.h"
#include "invocation.h"
#include "lookup.h"
#include "objects/endpoint.h"
#include "objects/zombie.h"

static unsigned cnode_size_bits(struct cap cap)
{
    return cnode_radix(cap) + SLOT_BITS;
}

static bool cnode_same_object(struct cap a, struct cap b)
{
    return cap_address(a) == cap_address(b) && cnode_radix(a) == cnode_radix(b);
}

/* The word is a new guard. */
static struct cap cnode_update(struct cap cap, bool preserve, word_t data)
{
    unsigned guard_size = (unsigned)bits_get(data, CNODE_GUARD_SIZE);
    word_t guard = bits_get(data, CNODE_GUARD) & word_mask(guard_size);

    (void)preserve;
    if (guard_size + cnode_radix(cap) > WORD_BITS) {
        return cap_null();
    }
    return cnode_cap(cnode_slots(cap), cnode_radix(cap), guard, guard_size);
}

static struct cap cnode_finalise(struct cap cap, bool last)
{
    unsigned radix = cnode_radix(cap);

    return last ? zombie_cap(cnode_slots(cap), radix, word_bit(radix)) : cap_null();
}

/* All methods start with this: their first two words name a slot below the invoked CNode. */
static enum status cnode_destination(struct invocation *inv, struct slot **dest)
{
    return lookup_target(inv, false, inv->slot->cap, invocation_arg(inv, 0), invocation_arg(inv, 1),
                         dest);
}

static enum status err_missing(struct invocation *inv, bool source, word_t bits_left)
{
    return err_lookup(
        inv, source,
        (struct lookup_failure){ .type = seL4_MissingCapability, .bits_left = bits_left });
}

static enum status cnode_revoke(struct invocation *inv)
{
    struct slot *dest;

    if (cnode_destination(inv, &dest) != OK) {
        return FAILED;
    }
    commit(inv);
    return slot_revoke(dest);
}

static enum status cnode_delete(struct invocation *inv)
{
    struct slot *dest;

    if (cnode_destination(inv, &dest) != OK) {
        return FAILED;
    }
    commit(inv);
    return slot_delete(dest);
}

static enum status cnode_cancel_badged_sends(struct invocation *inv)
{
    struct slot *dest;

    if (cnode_destination(inv, &dest) != OK) {
        return FAILED;
    }
    if (cap_type(dest->cap) != CAP_ENDPOINT || !cap_has(dest->cap, RIGHT_ALL)) {
        return err_illegal(inv);
    }
    commit(inv);
    return cancel_badged(inv->caller, endpoint_of(dest->cap), endpoint_badge(dest->cap));
}

/*
 * What copying and moving have in common: an empty destination, and a source that is not empty,
 * named by the first extra capability and the words 2 and 3.
 */
static enum status cnode_two_slots(struct invocation *inv, struct slot **dest, struct slot **source)
{
    word_t source_depth;

    if (cnode_destination(inv, dest) != OK) {
        return FAILED;
    }
    if (inv->argc < 4 || inv->capc < 1) {
        return err_truncated(inv);
    }
    if (!slot_is_empty(*dest)) {
        return err_delete_first(inv);
    }
    source_depth = invocation_arg(inv, 3);
    if (lookup_target(inv, true, inv->capv[0]->cap, invocation_arg(inv, 2), source_depth, source)
        != OK) {
        return FAILED;
    }
    return slot_is_empty(*source) ? err_missing(inv, true, source_depth) : OK;
}

/* Copy `cap`, made from the capability in `source`, if its type allows it. */
static enum status cnode_insert_derived(struct invocation *inv, struct slot *dest,
                                        struct slot *source, struct cap cap)
{
    if (cap_derive(source, &cap, &inv->error) != OK) {
        return FAILED;
    }
    if (cap_is_null(cap)) {
        return err_illegal(inv);
    }
    commit(inv);
    slot_insert(dest, source, cap);
    return OK;
}

static enum status cnode_copy(struct invocation *inv)
{
    struct slot *dest, *source;
    unsigned rights;

    if (cnode_two_slots(inv, &dest, &source) != OK) {
        return FAILED;
    }
    if (inv->argc < 5) {
        return err_truncated(inv);
    }
    rights = (unsigned)(invocation_arg(inv, 4) & RIGHT_ALL);
    return cnode_insert_derived(inv, dest, source, cap_mask(source->cap, rights));
}

static enum status cnode_mint(struct invocation *inv)
{
    struct slot *dest, *source;
    struct cap cap;

    if (cnode_two_slots(inv, &dest, &source) != OK) {
        return FAILED;
    }
    if (inv->argc < 6) {
        return err_truncated(inv);
    }
    cap = cap_mask(source->cap, (unsigned)(invocation_arg(inv, 4) & RIGHT_ALL));
    cap = cap_update(cap, false, invocation_arg(inv, 5));
    if (cap_is_null(cap)) {
        return err_illegal(inv);
    }
    return cnode_insert_derived(inv, dest, source, cap);
}

static enum status cnode_move(struct invocation *inv)
{
    struct slot *dest, *source;

    if (cnode_two_slots(inv, &dest, &source) != OK) {
        return FAILED;
    }
    commit(inv);
    slot_move(dest, source, source->cap);
    return OK;
}

static enum status cnode_mutate(struct invocation *inv)
{
    struct slot *dest, *source;
    struct cap cap;

    if (cnode_two_slots(inv, &dest, &source) != OK) {
        return FAILED;
    }
    if (inv->argc < 5) {
        return err_truncated(inv);
    }
    cap = cap_update(source->cap, true, invocation_arg(inv, 4));
    if (cap_is_null(cap)) {
        return err_illegal(inv);
    }
    commit(inv);
    slot_move(dest, source, cap);
    return OK;
}

enum rotate_arg {
    ROTATE_PIVOT_DATA = 2, /* called the destination's: for the capability that arrives there */
    ROTATE_PIVOT_INDEX,
    ROTATE_PIVOT_DEPTH,
    ROTATE_SOURCE_DATA, /* called the pivot's */
    ROTATE_SOURCE_INDEX,
    ROTATE_SOURCE_DEPTH,
    ROTATE_ARGS
};
enum { ROTATE_PIVOT_ROOT, ROTATE_SOURCE_ROOT, ROTATE_CAPS };

/* The three slots of a rotation, and whether they may take part in it. */
static enum status rotate_slots(struct invocation *inv, struct slot **dest, struct slot **pivot,
                                struct slot **source)
{
    word_t pivot_depth, source_depth;

    if (cnode_destination(inv, dest) != OK) {
        return FAILED;
    }
    if (inv->argc < ROTATE_ARGS || inv->capc < ROTATE_CAPS) {
        return err_truncated(inv);
    }
    pivot_depth = invocation_arg(inv, ROTATE_PIVOT_DEPTH);
    source_depth = invocation_arg(inv, ROTATE_SOURCE_DEPTH);
    if (lookup_target(inv, true, inv->capv[ROTATE_SOURCE_ROOT]->cap,
                      invocation_arg(inv, ROTATE_SOURCE_INDEX), source_depth, source)
            != OK
        || lookup_target(inv, false, inv->capv[ROTATE_PIVOT_ROOT]->cap,
                         invocation_arg(inv, ROTATE_PIVOT_INDEX), pivot_depth, pivot)
               != OK) {
        return FAILED;
    }
    if (*pivot == *source || *pivot == *dest) {
        return err_illegal(inv);
    }
    if (*source != *dest && !slot_is_empty(*dest)) {
        return err_delete_first(inv);
    }
    if (slot_is_empty(*source)) {
        return err_missing(inv, true, source_depth);
    }
    return slot_is_empty(*pivot) ? err_missing(inv, false, pivot_depth) : OK;
}

/* The source goes to the pivot's slot and the pivot to the destination, which may be the source. */
static enum status cnode_rotate(struct invocation *inv)
{
    struct slot *dest, *pivot, *source;
    struct cap source_cap, pivot_cap;

    if (rotate_slots(inv, &dest, &pivot, &source) != OK) {
        return FAILED;
    }
    source_cap = cap_update(source->cap, true, invocation_arg(inv, ROTATE_SOURCE_DATA));
    pivot_cap = cap_update(pivot->cap, true, invocation_arg(inv, ROTATE_PIVOT_DATA));
    if (cap_is_null(source_cap) || cap_is_null(pivot_cap)) {
        return err_illegal(inv);
    }
    commit(inv);
    if (source == dest) {
        slot_swap(source, source_cap, pivot, pivot_cap);
    } else {
        slot_move(dest, pivot, pivot_cap);
        slot_move(pivot, source, source_cap);
    }
    return OK;
}

/* More words and the capabilities are asked for where their turn comes. */
static const struct method cnode_methods[] = {
    { CNodeRevoke, 2, 0, cnode_revoke },
    { CNodeDelete, 2, 0, cnode_delete },
    { CNodeCancelBadgedSends, 2, 0, cnode_cancel_badged_sends },
    { CNodeCopy, 2, 0, cnode_copy },
    { CNodeMint, 2, 0, cnode_mint },
    { CNodeMove, 2, 0, cnode_move },
    { CNodeMutate, 2, 0, cnode_mutate },
    { CNodeRotate, 2, 0, cnode_rotate },
};

const struct object_ops cnode_ops = {
    .name = "CNode",
    .size_bits = cnode_size_bits,
    .same_object = cnode_same_object,
    .update = cnode_update,
    .finalise = cnode_finalise,
    .methods = cnode_methods,
    .method_count = ARRAY_COUNT(cnode_methods),
    .alone = true,
};
