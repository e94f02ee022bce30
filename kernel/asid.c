/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Address space identifiers: giving them out and taking them back.
 *
 * An ASID is in use from ASIDPool.Assign until its VSpace or its pool is deleted.  When it is taken
 * back, what the TLB knows of it is flushed, so that a fresh ASID never has stale translations (with
 * a whole pool everything is, which takes one instruction and not one for each of 512 ASIDs); and
 * the current address space is loaded anew, because it may be the one that is going away.
 */
#include "asid.h"
#include "arch/arch.h"

word_t asid_root(unsigned asid)
{
    return asid_lookup(asid);
}

void asid_assign(unsigned asid, word_t root)
{
    asid_pool_of(asid)->root[asid & word_mask(ASID_POOL_BITS)] = root;
}

unsigned asid_free_pool(void)
{
    unsigned i = 0;
    while (i < ASID_POOLS && kernel.asid_pool[i] != NULL) {
        i++;
    }
    return i;
}

unsigned asid_free_in_pool(unsigned first)
{
    const struct asid_pool *pool = asid_pool_of(first);

    for (unsigned i = first == 0; i < ARRAY_COUNT(pool->root); i++) {
        if (pool->root[i] == 0) {
            return first + i;
        }
    }
    return 0;
}

void asid_release(unsigned asid)
{
    asid_assign(asid, 0);
    vspace_switch_to(current_thread());
    arch_tlb_flush_asid(asid);
}

void asid_release_pool(unsigned first)
{
    kernel.asid_pool[first >> ASID_POOL_BITS] = NULL;
    vspace_switch_to(current_thread());
    arch_tlb_flush_all();
}
