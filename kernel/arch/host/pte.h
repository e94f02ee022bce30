/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Page-table entries of the host port: a radix tree in the modelled physical memory, with entries
 * that no hardware knows, for the one walker in vspace.c and for the modelled memory accesses of
 * user threads.  Neither TLB nor caches are modelled.
 *
 *      63            48 47                          12 11  7 6  5  4  3  2  1  0
 *     +----------------+------------------------------+-----+--+--+--+-----+--+--+
 *     |       0        |  physical address            |  0  |D |NX|C |right|L |V |
 *     +----------------+------------------------------+-----+--+--+--+-----+--+--+
 *
 * V: valid; L: a leaf, else a table; right: enum vm_rights; C: cacheable; NX: not executable;
 * D: device memory, of which there is nothing on the host.
 * The number of levels and their widths are those of AArch64, whose interface the host port has:
 * the "bits left" of a missing table is part of it.
 */
#pragma once
#include "objects/vm.h"
#include "window.h"

struct pte {
    word_t raw;
};

enum pte_kind { PTE_NONE, PTE_TABLE, PTE_LEAF };

/* The levels from the root down: an entry covers 2^shift bytes. A leaf can be at
 * each level whose size is that of a frame. */
enum { LEVEL_COUNT = 4, LEVEL_LAST = LEVEL_COUNT - 1 };
static const struct level {
    uint8_t shift, bits;
} levels[LEVEL_COUNT] = {
    { 39, 9 }, { 30, 9 }, { 21, 9 }, { 12, 9 },
};

/* Mapping attributes as the user gives them. */
enum { PTE_ATTRIBUTE_CACHEABLE = 1, PTE_ATTRIBUTE_NEVER_EXECUTE = 4 };
/* The last address of user space. */
#define PTE_USER_TOP word_mask(47)

static const struct bits PTE_VALID = { 0, 1 }, PTE_IS_LEAF = { 1, 1 }, PTE_RIGHTS = { 2, 2 };
static const struct bits PTE_CACHEABLE = { 4, 1 }, PTE_NX = { 5, 1 }, PTE_IS_DEVICE = { 6, 1 };
static const struct bits PTE_ADDRESS = { 12, 36 };

static inline struct pte pte_none(void)
{
    return (struct pte){ 0 };
}

static inline struct pte pte_table(paddr_t table)
{
    return (struct pte){ table.raw | bits_put(PTE_VALID, 1) };
}

/* `device`: a device's registers, not ordinary memory. */
static inline struct pte pte_leaf(unsigned level, paddr_t frame, bool device,
                                  enum vm_rights rights, word_t attributes)
{
    (void)level;
    return (struct pte){ frame.raw | bits_put(PTE_VALID, 1) | bits_put(PTE_IS_LEAF, 1)
                         | bits_put(PTE_RIGHTS, rights) | bits_put(PTE_IS_DEVICE, device)
                         | bits_put(PTE_CACHEABLE, (attributes & PTE_ATTRIBUTE_CACHEABLE) != 0)
                         | bits_put(PTE_NX, (attributes & PTE_ATTRIBUTE_NEVER_EXECUTE) != 0) };
}

static inline enum pte_kind pte_kind(struct pte p, unsigned level)
{
    (void)level;
    if (!bits_get(p.raw, PTE_VALID)) {
        return PTE_NONE;
    }
    return bits_get(p.raw, PTE_IS_LEAF) ? PTE_LEAF : PTE_TABLE;
}

/* Of the table or the frame. */
static inline paddr_t pte_paddr(struct pte p)
{
    return (paddr_t){ p.raw & bits_mask(PTE_ADDRESS) << PTE_ADDRESS.pos };
}

/* What user level may do through a leaf. */
static inline enum vm_rights pte_rights(struct pte p)
{
    return (enum vm_rights)bits_get(p.raw, PTE_RIGHTS);
}

static inline bool pte_is_executable(struct pte p)
{
    return !bits_get(p.raw, PTE_NX);
}

/* Cache maintenance of a mapped page: is there anything to do, and by which kernel address? */
static inline bool pte_has_cache(struct pte p)
{
    return !bits_get(p.raw, PTE_IS_DEVICE);
}

static inline word_t pte_cache_address(struct pte p, unsigned level, word_t vaddr)
{
    return window_address(pte_paddr(p)) | (vaddr & word_mask(levels[level].shift));
}
