/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Address space identifiers: from an ASID to the root of its VSpace, through the pool it belongs
 * to.  ASID 0 names nothing, so its entry stays empty.
 */
#pragma once
#include "arch/arch.h"
#include "kernel.h"

_Static_assert(ASID_POOLS << ASID_POOL_BITS == 1 << 16, "the mapping word has 16 bits for an ASID");

static inline struct asid_pool *asid_pool_of(unsigned asid)
{
    return kernel.asid_pool[asid >> ASID_POOL_BITS];
}

/* The kernel address of the root, 0 if there is none. */
static inline word_t asid_lookup(unsigned asid)
{
    const struct asid_pool *pool = asid_pool_of(asid);
    return pool != NULL ? pool->root[asid & word_mask(ASID_POOL_BITS)] : 0;
}

/* Is it a VSpace capability whose ASID is still its own? */
static inline bool asid_leads_to(struct cap c)
{
    const struct asid_pool *pool = asid_pool_of(map_asid(c));

    return cap_type(c) == CAP_VSPACE && pool
           && pool->root[map_asid(c) & word_mask(ASID_POOL_BITS)] == cap_address(c);
}

/* Make this address space current, or the kernel-only one if it leads nowhere. */
static inline void vspace_switch(struct cap c)
{
    if (asid_leads_to(c)) {
        arch_vspace_switch(cap_address(c), map_asid(c));
    } else {
        arch_vspace_switch_none();
    }
}

/* A number without a pool, or ASID_POOLS. */
unsigned asid_free_pool(void);
/* A free ASID of the pool that begins with `first`, or 0. */
unsigned asid_free_in_pool(unsigned first);
/* The address space is gone: nothing translates through this ASID any more. */
void asid_release(unsigned asid);
/* The pool is gone, and with it the ASIDs of all its address spaces. */
void asid_release_pool(unsigned first);
