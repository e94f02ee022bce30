/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Address spaces: the page-table walker for all architectures, and switching.
 *
 * An address space is a tree of tables, whose shape is the array `levels` and whose entries are
 * made and read by the inline functions of pte.h.  Below the root, each table was put in by a page
 * table capability and each leaf by a frame capability; nothing here allocates.
 *
 * The TLB never holds entries that say "nothing", so a new mapping needs no flush.  A valid leaf
 * that is removed or changed is flushed by address; a table that is taken out may be cached as such
 * at any level, so its whole ASID is flushed.  A leaf is changed by removing it first: the hardware
 * must never find two different translations of one address.
 */
#include "vspace.h"
#include "arch/arch.h"
#include "sched.h"

static inline struct pte *entry_of(word_t table, unsigned level, word_t vaddr)
{
    word_t index = vaddr >> levels[level].shift & word_mask(levels[level].bits);
    return (struct pte *)table + index;
}

/* A plain loop over the levels, which the compiler can unroll: much of mapping a page is this. */
static inline struct place walk(word_t root, word_t vaddr)
{
    struct pte *entry = entry_of(root, 0, vaddr);

#pragma GCC unroll 4
    for (unsigned level = 0; level < LEVEL_LAST; level++) {
        if (pte_kind(*entry, level) != PTE_TABLE) {
            return (struct place){ entry, level };
        }
        entry = entry_of(window_address(pte_paddr(*entry)), level + 1, vaddr);
    }
    return (struct place){ entry, LEVEL_LAST };
}

struct place vspace_find(word_t root, word_t vaddr)
{
    return walk(root, vaddr);
}

static inline void write_entry(struct pte *entry, struct pte value)
{
    *entry = value;
    arch_pte_written(entry);
}

/* Entries. */

void vspace_map_frame(struct place place, struct cap frame, word_t map, enum vm_rights rights,
                      word_t attributes)
{
    struct pte old = *place.entry;
    struct pte new = pte_leaf(place.level, window_paddr(cap_address(frame)),
                              frame_is_device(frame), rights, attributes);

    if (old.raw == new.raw) {
        return;
    }
    if (pte_kind(old, place.level) != PTE_NONE) {
        write_entry(place.entry, pte_none());
        arch_tlb_flush_page((unsigned)bits_get(map, MAP_ASID), bits_get(map, MAP_ADDRESS));
    }
    write_entry(place.entry, new);
}

void vspace_unmap_frame(struct cap frame)
{
    word_t root = asid_lookup(map_asid(frame));

    if (root == 0) {
        return;
    }
    struct place place = walk(root, map_address(frame));
    if (frame_is_at(frame, place)) {
        write_entry(place.entry, pte_none());
        arch_tlb_flush_page(map_asid(frame), map_address(frame));
    }
}

void vspace_map_table(struct place place, struct cap table)
{
    write_entry(place.entry, pte_table(window_paddr(cap_address(table))));
}

void vspace_unmap_table(struct cap table)
{
    word_t vaddr = map_address(table), child = asid_lookup(map_asid(table));
    struct pte *entry;
    unsigned level = 0;

    if (child == 0) {
        return;
    }
    do {
        entry = entry_of(child, level, vaddr);
        if (pte_kind(*entry, level) != PTE_TABLE) {
            return;
        }
        level++;
        child = window_address(pte_paddr(*entry));
    } while (child != cap_address(table));
    write_entry(entry, pte_none());
    arch_tlb_flush_asid(map_asid(table));
}

/* Booting. */

void vspace_boot_map_table(word_t root, word_t table, word_t vaddr)
{
    write_entry(walk(root, vaddr).entry, pte_table(window_paddr(table)));
}

void vspace_boot_map_page(word_t root, word_t page, word_t vaddr, bool executable)
{
    word_t attributes = PTE_ATTRIBUTE_CACHEABLE | (executable ? 0u : PTE_ATTRIBUTE_NEVER_EXECUTE);

    write_entry(walk(root, vaddr).entry,
                pte_leaf(LEVEL_LAST, window_paddr(page), false, VM_READ_WRITE, attributes));
}

/* Switching. */

bool vspace_is_valid(struct cap c)
{
    return asid_leads_to(c);
}

void vspace_switch_to(const struct tcb *thread)
{
    vspace_switch(thread->slots[TCB_VSPACE].cap);
}

/* Caches. */

enum { CACHE_STEP_BITS = 12 };

static void cache_operate(enum cache_op op, word_t address, word_t bytes)
{
    switch (op) {
    case CACHE_CLEAN:
        arch_cache_clean(address, bytes);
        break;
    case CACHE_INVALIDATE:
        arch_cache_invalidate(address, bytes);
        break;
    case CACHE_CLEAN_INVALIDATE:
        arch_cache_clean_invalidate(address, bytes);
        break;
    case CACHE_UNIFY:
        arch_cache_unify(address, bytes);
        break;
    }
}

word_t vspace_cache(enum cache_op op, const struct cached *c)
{
    const struct place *p = &c->place;
    word_t at = c->start;

    if (!pte_has_cache(*p->entry)) {
        return c->end;
    }
    arch_vspace_switch(c->root, c->asid);
    do {
        word_t next = round_down(at, CACHE_STEP_BITS) + word_bit(CACHE_STEP_BITS);

        next = next < c->end ? next : c->end;
        cache_operate(op, pte_cache_address(*p->entry, p->level, at), next - at);
        at = next;
    } while (at < c->end && !preemption_point());
    vspace_switch_to(current_thread());
    return at;
}
