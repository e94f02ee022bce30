/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The allocator: makes kernel objects out of the untyped memory init is given at boot.
 *
 * It relies on being used in one order, which wastes nothing:
 *   1. untyped_take_at, by ascending address, for objects that need a certain physical address;
 *      memory skipped on the way becomes smaller untypeds that go back into the pool;
 *   2. untyped_split, which cuts what is left of partly used regions into aligned pieces;
 *   3. untyped_take, by falling size: each region is then always aligned for the next object.
 *
 * Nothing is ever freed.
 */
#pragma once
#include <sel4/sel4.h>
#include <stdbool.h>
#include <stdint.h>

#define UNTYPED_MAX_REGIONS 1024u

struct untyped_region {
    seL4_CPtr cap;
    uint64_t start; /* physical */
    uint64_t used;  /* bytes from the start: the kernel's watermark */
    uint8_t bits;
    bool device;
};

struct untyped_pool {
    uint32_t count;
    seL4_CPtr slots; /* next free capability slot */
    seL4_CPtr slots_end;
    struct untyped_region regions[UNTYPED_MAX_REGIONS];
};

/* What to make: the kernel's object type and its size argument, and log2 of the memory it takes. */
struct untyped_request {
    seL4_Word type;
    seL4_Word size_argument;
    uint8_t bits;
    uint32_t count;
    seL4_CPtr slot; /* first of `count` free slots */
};

/* Takes over the untyped memory and the free slots of the boot information. */
void untyped_open(struct untyped_pool *pool, const seL4_BootInfo *boot);

/* Reserves consecutive free slots; 0 if there are not enough. */
seL4_CPtr untyped_reserve_slots(struct untyped_pool *pool, uint64_t count);

/* Makes objects at consecutive physical addresses from `paddr` on. */
seL4_Error untyped_take_at(struct untyped_pool *pool, struct untyped_request request,
                           uint64_t paddr);

/* Cuts the rest of every partly used region of ordinary memory into aligned untypeds. */
seL4_Error untyped_split(struct untyped_pool *pool);

/* Makes objects in ordinary memory, anywhere. */
seL4_Error untyped_take(struct untyped_pool *pool, struct untyped_request request);
