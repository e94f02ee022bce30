/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The worst TLB there can be: it has loaded every entry of every address space, tables included,
 * and forgets one only when it is told to. After each kernel entry whatever has changed in the
 * tables of an ASID must have been flushed.
 */
#include "tlb.h"
#include "arch/host/host.h"
#include "asid.h"
#include "pte.h"

enum { TLB_ENTRIES = 4096 };

struct entry {
    unsigned asid, level;
    word_t vaddr;
    struct pte pte;
};

static struct {
    struct entry entries[TLB_ENTRIES];
    unsigned count;
} tlb;

void tlb_forget(void)
{
    tlb.count = 0;
    host_machine.flush_count = 0;
}

/* What is in the tables at this place now. */
static struct pte look_up(const struct entry *e)
{
    word_t table = asid_lookup(e->asid);

    for (unsigned level = 0; table != 0; level++) {
        word_t index = e->vaddr >> levels[level].shift & word_mask(levels[level].bits);
        struct pte p = ((const struct pte *)table)[index];

        if (level == e->level) {
            return p;
        }
        if (pte_kind(p, level) != PTE_TABLE) {
            break;
        }
        table = window_address(pte_paddr(p));
    }
    return pte_none();
}

/* A flush of any page that is translated through the entry covers it. */
static bool is_flushed(const struct entry *e)
{
    unsigned shift = levels[e->level].shift;

    if (host_machine.flush_count > HOST_FLUSHES) {
        return true;
    }
    for (unsigned i = 0; i < host_machine.flush_count; i++) {
        if (host_machine.flushes[i].asid == HOST_ALL_ASIDS) {
            return true;
        }
        if (host_machine.flushes[i].asid == e->asid
            && (host_machine.flushes[i].vaddr == HOST_ALL
                || host_machine.flushes[i].vaddr >> shift == e->vaddr >> shift)) {
            return true;
        }
    }
    return false;
}

/* Forget what was flushed; false if something has changed that was not. */
static bool drop_changed(void)
{
    unsigned kept = 0;

    for (unsigned i = 0; i < tlb.count; i++) {
        const struct entry *e = &tlb.entries[i];

        if (look_up(e).raw == e->pte.raw) {
            tlb.entries[kept++] = *e;
        } else if (!is_flushed(e)) {
            return false;
        }
    }
    tlb.count = kept;
    return true;
}

static void load_table(unsigned asid, word_t table, unsigned level, word_t vaddr)
{
    for (unsigned i = 0; i < 1u << levels[level].bits; i++) {
        struct pte p = ((const struct pte *)table)[i];
        word_t at = vaddr + ((word_t)i << levels[level].shift);

        if (pte_kind(p, level) == PTE_NONE || tlb.count == TLB_ENTRIES) {
            continue;
        }
        tlb.entries[tlb.count++] = (struct entry){ asid, level, at, p };
        if (pte_kind(p, level) == PTE_TABLE) {
            load_table(asid, window_address(pte_paddr(p)), level + 1, at);
        }
    }
}

const char *tlb_check(void)
{
    if (!drop_changed()) {
        return "machine: a page-table entry has changed and the TLB was not told";
    }
    tlb.count = 0;
    host_machine.flush_count = 0;
    for (unsigned pool = 0; pool < ASID_POOLS; pool++) {
        for (unsigned i = 0; kernel.asid_pool[pool] && i < 1u << ASID_POOL_BITS; i++) {
            if (kernel.asid_pool[pool]->root[i] != 0) {
                load_table((pool << ASID_POOL_BITS) + i, kernel.asid_pool[pool]->root[i], 0, 0);
            }
        }
    }
    return NULL;
}
