/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the objects of an address space (frames, page tables, VSpaces) share: finding an entry, and
 * changing it in the way the hardware needs.
 *
 * Capabilities remember where they are mapped as (ASID, virtual address). That may be out of date,
 * because tables and address spaces go away without their contents being looked at; so everything
 * here finds its entry by walking from the ASID's root, and touches it only if it still holds what
 * the capability says.
 */
#pragma once
#include "asid.h"
#include "pte.h"
#include "window.h"

/* Where a walk ends: the first entry that is not a table. */
struct place {
    struct pte *entry;
    unsigned level; /* 0: in the root */
};

/* The four cache operations, in the order of their labels. */
enum cache_op { CACHE_CLEAN, CACHE_INVALIDATE, CACHE_CLEAN_INVALIDATE, CACHE_UNIFY };

/* `vaddr` is a user address. */
struct place vspace_find(word_t root, word_t vaddr);

/* The level whose entries map frames of this size: the sizes are those of the last levels. */
static inline unsigned frame_level(struct cap frame)
{
    return LEVEL_LAST - (unsigned)frame_size(frame);
}

/* Is there a leaf that maps this frame? */
static inline bool frame_is_at(struct cap frame, struct place place)
{
    return place.level == frame_level(frame) && pte_kind(*place.entry, place.level) == PTE_LEAF
           && pte_paddr(*place.entry).raw == window_paddr(cap_address(frame)).raw;
}

/*
 * Checks of a VSpace capability that is argument i (0: the invoked one) of a method. An assigned
 * VSpace or InvalidCapability; then: its ASID still leads to it, or FailedLookup (it leads nowhere)
 * or InvalidCapability.
 */
static inline enum status vspace_check_type(struct invocation *inv, struct cap vspace, unsigned i)
{
    return cap_type(vspace) == CAP_VSPACE && map_asid(vspace) != 0 ? OK : err_capability(inv, i);
}

static inline enum status vspace_check_asid(struct invocation *inv, struct cap vspace, unsigned i)
{
    word_t root = asid_lookup(map_asid(vspace));

    if (root == 0) {
        return err_lookup(inv, false, (struct lookup_failure){ .type = seL4_InvalidRoot });
    }
    return root == cap_address(vspace) ? OK : err_capability(inv, i);
}

/* Write the entry of a frame, whatever was there. */
void vspace_map_frame(struct place place, struct cap frame, word_t map, enum vm_rights rights,
                      word_t attributes);
/* Remove the mapping of a frame, or the table, if it is still where the capability says. */
void vspace_unmap_frame(struct cap frame);
void vspace_unmap_table(struct cap table);
/* Enter an empty table into an empty entry. */
void vspace_map_table(struct place place, struct cap table);

/* Part of one mapped page of an address space, for the maintenance of caches. */
struct cached {
    struct place place;
    word_t root;
    unsigned asid;
    word_t start, end; /* user addresses */
};

/* Maintain the caches, a long operation: returns up to where it got. */
word_t vspace_cache(enum cache_op op, const struct cached *c);
