/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Address space identifiers: from an ASID to the root of its VSpace, through the pool it belongs
 * to.  ASID 0 names nothing, so its entry stays empty.
 */
#pragma once
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

/* A number without a pool, or ASID_POOLS. */
unsigned asid_free_pool(void);
/* A free ASID of the pool that begins with `first`, or 0. */
unsigned asid_free_in_pool(unsigned first);
/* The address space is gone: nothing translates through this ASID any more. */
void asid_release(unsigned asid);
/* The pool is gone, and with it the ASIDs of all its address spaces. */
void asid_release_pool(unsigned first);
