/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Resolving capability addresses.  See the "Resolution" paragraph of the manual's CSpace chapter:
 * at each CNode the guard is compared, then radix bits select a slot, until no bits remain or the
 * slot holds something that is not a CNode.
 */
#pragma once
#include "objects/cnode.h"
#include "objects/tcb.h"

struct lookup {
    struct slot *slot; /* NULL: failed */
    unsigned bits_left;
    struct lookup_failure failure;
};

/* Resolve `depth` bits of `address` (its lowest ones) from the CNode capability `root`. */
struct lookup lookup_address(struct cap root, word_t address, unsigned depth);

/* A slot in the thread's own CSpace, full depth; remaining bits are ignored. An empty slot is
 * found, not a failure. */
struct lookup lookup_slot(struct tcb *thread, word_t cptr);

/* The same without the reason of a failure: NULL. Quick where one CNode takes all bits. */
static inline struct slot *lookup_find(struct tcb *thread, word_t cptr)
{
    struct cap root = thread->slots[TCB_CSPACE].cap;
    unsigned radix = cnode_radix(root);

    if (cnode_is_whole(root) && cptr >> radix == cnode_guard(root)) {
        return &cnode_slots(root)[cptr & word_mask(radix)];
    }
    return lookup_slot(thread, cptr).slot;
}

/*
 * The slot an invocation names by root, index and depth (LOOKUP in the sheets). On failure the
 * invocation's error is set with `source` as given.
 */
enum status lookup_target(struct invocation *inv, bool source, struct cap root, word_t index,
                          word_t depth, struct slot **slot);
/* The same, and the slot must be empty (DeleteFirst). */
enum status lookup_empty_target(struct invocation *inv, struct cap root, word_t index,
                                word_t depth, struct slot **slot);
