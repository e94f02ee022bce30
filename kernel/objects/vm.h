/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Address spaces: frames, page tables, VSpaces, ASID pools and ASID control. What they have in
 * common is the mapping word w[0] of their capabilities:
 *
 *      63                                                 16 15         0
 *     +-----------------------------------------------------+------------+
 *     |  virtual address where mapped, bits 47..0           |    ASID    |  w[0]
 *     +-----------------------------------------------------+------------+
 *
 * ASID 0 means not mapped (frame, page table) or not assigned (VSpace). An ASID pool keeps its first
 * ASID there.
 *
 *      63      59 58    55 54 53 52 51  50 49  48 47                     0
 *     +----------+--------+-----+--+------+------+-----------------------+
 *     |   type   |   0    |  0  |dv| vm   | size |  address              |  w[1] of a frame
 *     +----------+--------+-----+--+------+------+-----------------------+
 */
#pragma once
#include "object.h"

enum frame_size { FRAME_SMALL, FRAME_LARGE, FRAME_HUGE }; /* 4 KiB, 2 MiB, 1 GiB */
enum vm_rights { VM_KERNEL_ONLY = 1, VM_READ_ONLY = 2, VM_READ_WRITE = 3 };

static const struct bits MAP_ASID = { 0, 16 }, MAP_ADDRESS = { 16, 48 };
static const struct bits FRAME_SIZE = { 48, 2 }, FRAME_VM_RIGHTS = { 50, 2 }, FRAME_DEVICE = { 52, 1 };

static inline unsigned map_asid(struct cap c)
{
    return (unsigned)bits_get(c.w[0], MAP_ASID);
}

static inline word_t map_address(struct cap c)
{
    return bits_get(c.w[0], MAP_ADDRESS);
}

static inline word_t map_word(unsigned asid, word_t vaddr)
{
    return bits_put(MAP_ASID, asid) | bits_put(MAP_ADDRESS, vaddr);
}

static inline enum frame_size frame_size(struct cap c)
{
    return (enum frame_size)bits_get(c.w[1], FRAME_SIZE);
}

static inline unsigned frame_size_bits(struct cap c)
{
    return 12 + 9 * (unsigned)frame_size(c);
}

static inline enum vm_rights frame_vm_rights(struct cap c)
{
    return (enum vm_rights)bits_get(c.w[1], FRAME_VM_RIGHTS);
}

static inline bool frame_is_device(struct cap c)
{
    return bits_get(c.w[1], FRAME_DEVICE);
}

static inline struct cap frame_cap(word_t address, enum frame_size size, enum vm_rights rights,
                                   bool device, word_t map)
{
    struct cap c = cap_make(CAP_FRAME, 0, address, map);
    c.w[1] |= bits_put(FRAME_SIZE, size) | bits_put(FRAME_VM_RIGHTS, rights)
              | bits_put(FRAME_DEVICE, device);
    return c;
}

/* Type, device flag and rights of a frame. */
static const struct bits FRAME_KIND = { 50, 14 };

/* A frame of ordinary memory that users may write, or at least read? */
static inline bool frame_is_memory(struct cap c, bool writable)
{
    word_t memory = bits_put(CAP_TYPE, CAP_FRAME) | bits_put(FRAME_VM_RIGHTS, VM_READ_WRITE);
    word_t kind = bits_get(c.w[1], FRAME_KIND);

    _Static_assert((VM_READ_ONLY | 1) == VM_READ_WRITE && (VM_KERNEL_ONLY | 1) != VM_READ_WRITE,
                   "the lowest bit of the rights is that of writing");
    return (writable ? kind : kind | 1) == bits_get(memory, FRAME_KIND);
}

static inline struct cap page_table_cap(word_t address, word_t map)
{
    return cap_make(CAP_PAGE_TABLE, 0, address, map);
}

static inline struct cap vspace_cap(word_t address, unsigned asid)
{
    return cap_make(CAP_VSPACE, 0, address, map_word(asid, 0));
}

static inline struct cap asid_pool_cap(word_t address, unsigned first_asid)
{
    return cap_make(CAP_ASID_POOL, 0, address, map_word(first_asid, 0));
}

static inline struct cap asid_control_cap(void)
{
    return cap_make(CAP_ASID_CONTROL, 0, 0, 0);
}

enum { ASID_POOL_BITS = 9, ASID_POOLS = 128 };

/* 4 KiB: the VSpace root (kernel address, 0: free) of each ASID. ASID 0 of the first pool is never
 * used. */
struct asid_pool {
    word_t root[1 << ASID_POOL_BITS];
};

/* asid.c: the root of an ASID, 0 if there is none. */
word_t asid_root(unsigned asid);
void asid_assign(unsigned asid, word_t root);

/* vspace.c: is this a VSpace capability that is assigned to an ASID still its own? */
bool vspace_is_valid(struct cap c);
/* Make the thread's address space current, or the kernel-only one if it has none (valid). */
void vspace_switch_to(const struct tcb *thread);

/* Used at boot, before there are threads: enter a page table or a small page into a VSpace. The
 * tables above must be there. */
void vspace_boot_map_table(word_t root, word_t table, word_t vaddr);
void vspace_boot_map_page(word_t root, word_t page, word_t vaddr, bool executable);
