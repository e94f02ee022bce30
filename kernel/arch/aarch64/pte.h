/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * AArch64 page-table entries of user address spaces, for the one walker in vspace.c.  The bits are
 * drawn in mmu.h.
 *
 * Four levels of 512 entries translate 48 bits; user space is the lower half of them.  Every leaf
 * belongs to one address space (nG), is marked accessed (AF), is inner shareable, and is never
 * executable by the kernel (PXN).  A frame mapped without rights is not accessible at EL0.  What is
 * not cacheable is device memory.
 */
#pragma once
#include "mmu.h"
#include "objects/vm.h"

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

/* What all leaves have. */
#define PTE_LEAF_BITS \
    ((word_t)1 << MMU_PXN_POS | MMU_NOT_GLOBAL | MMU_AF | MMU_SH_INNER | MMU_VALID)

static inline struct pte pte_none(void)
{
    return (struct pte){ 0 };
}

static inline struct pte pte_table(paddr_t table)
{
    return (struct pte){ table.raw | MMU_TABLE_OR_PAGE | MMU_VALID };
}

/* `device` (not ordinary memory) makes no difference here: see the attributes. */
static inline struct pte pte_leaf(unsigned level, paddr_t frame, bool device,
                                  enum vm_rights rights, word_t attributes)
{
    word_t memory = attributes & PTE_ATTRIBUTE_CACHEABLE ? MMU_ATTR_NORMAL : MMU_ATTR_DEVICE;
    word_t raw = frame.raw | PTE_LEAF_BITS | memory << MMU_ATTR_POS;

    (void)device;
    raw |= level == LEVEL_LAST ? MMU_TABLE_OR_PAGE : 0u;
    raw |= rights != VM_KERNEL_ONLY ? MMU_AP_USER : 0u;
    raw |= rights == VM_READ_ONLY ? MMU_AP_READ_ONLY : 0u;
    raw |= (word_t)((attributes & PTE_ATTRIBUTE_NEVER_EXECUTE) != 0) << MMU_UXN_POS;
    return (struct pte){ raw };
}

static inline enum pte_kind pte_kind(struct pte p, unsigned level)
{
    if (!(p.raw & MMU_VALID)) {
        return PTE_NONE;
    }
    return level == LEVEL_LAST || !(p.raw & MMU_TABLE_OR_PAGE) ? PTE_LEAF : PTE_TABLE;
}

/* Of the table or the frame. */
static inline paddr_t pte_paddr(struct pte p)
{
    return (paddr_t){ p.raw & MMU_ADDRESS_MASK };
}

/* What user level may do through a leaf. */
static inline enum vm_rights pte_rights(struct pte p)
{
    if (!(p.raw & MMU_AP_USER)) {
        return VM_KERNEL_ONLY;
    }
    return p.raw & MMU_AP_READ_ONLY ? VM_READ_ONLY : VM_READ_WRITE;
}

static inline bool pte_is_executable(struct pte p)
{
    return !(p.raw & (word_t)1 << MMU_UXN_POS);
}

/*
 * Cache maintenance of a mapped page: is there anything to do, and by which address of the current
 * address space? Here the user's own, because device frames are not in the kernel window.
 */
static inline bool pte_has_cache(struct pte p)
{
    (void)p;
    return true;
}

static inline word_t pte_cache_address(struct pte p, unsigned level, word_t vaddr)
{
    (void)p;
    (void)level;
    return vaddr;
}
