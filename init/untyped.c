/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The allocator over the boot untypeds; see untyped.h for the order it is used in.
 *
 * A region mirrors what the kernel knows of one untyped capability.  The kernel places objects at
 * its watermark rounded up to the object's size; the allocator never lets it round, it first fills
 * a gap with untypeds of its own, so that `used` is always exactly the kernel's watermark and no
 * byte gets lost:
 *
 *     start        used          paddr                     start + 2^bits
 *       |  objects  |. gap: untypeds .|  objects asked for  |   rest    |
 *
 * Among the regions with room untyped_take chooses the one with the least left: large regions stay
 * whole, and memory nobody needs is never cleared.
 */
#include "untyped.h"
#include <stddef.h>

static uint64_t region_left(const struct untyped_region *region)
{
    return (UINT64_C(1) << region->bits) - region->used;
}

void untyped_open(struct untyped_pool *pool, const seL4_BootInfo *boot)
{
    pool->count = 0;
    pool->slots = boot->empty.start;
    pool->slots_end = boot->empty.end;
    for (seL4_CPtr cap = boot->untyped.start; cap < boot->untyped.end; cap++) {
        const seL4_UntypedDesc *description = &boot->untypedList[cap - boot->untyped.start];
        pool->regions[pool->count++] = (struct untyped_region){
            .cap = cap,
            .start = description->paddr,
            .bits = description->sizeBits,
            .device = description->isDevice != 0,
        };
    }
}

seL4_CPtr untyped_reserve_slots(struct untyped_pool *pool, uint64_t count)
{
    if (count > pool->slots_end - pool->slots) {
        return seL4_CapNull;
    }
    seL4_CPtr first = pool->slots;
    pool->slots += count;
    return first;
}

/* Makes up to `count` objects of a request from one region, at most as many as one call allows. */
static seL4_Error retype(struct untyped_region *region, struct untyped_request *request,
                         uint64_t count)
{
    if (count > seL4_UntypedRetypeMaxObjects) {
        count = seL4_UntypedRetypeMaxObjects;
    }
    seL4_Error error = seL4_Untyped_Retype(region->cap, request->type, request->size_argument,
                                           seL4_CapInitThreadCNode, 0, 0, request->slot, count);
    if (error == seL4_NoError) {
        region->used += count << request->bits;
        request->slot += count;
        request->count -= (uint32_t)count;
    }
    return error;
}

/* log2 of the largest aligned block that starts at `start` and ends at or before `end`. */
static uint8_t largest_block(uint64_t start, uint64_t end)
{
    uint8_t bits = (uint8_t)(63 - __builtin_clzll(end - start));
    if (start != 0) {
        uint8_t alignment = (uint8_t)__builtin_ctzll(start);
        bits = alignment < bits ? alignment : bits;
    }
    return bits;
}

/* Turns a region's memory from its watermark up to `end` into untypeds in the pool. */
static seL4_Error fill_gap(struct untyped_pool *pool, uint32_t index, uint64_t end)
{
    struct untyped_region *region = &pool->regions[index];
    while (region->start + region->used < end) {
        uint64_t start = region->start + region->used;
        uint8_t bits = largest_block(start, end);
        seL4_CPtr slot = untyped_reserve_slots(pool, 1);
        if (slot == seL4_CapNull || pool->count == UNTYPED_MAX_REGIONS) {
            return seL4_NotEnoughMemory;
        }
        struct untyped_request request = { seL4_UntypedObject, bits, bits, 1, slot };
        seL4_Error error = retype(region, &request, 1);
        if (error != seL4_NoError) {
            return error;
        }
        pool->regions[pool->count++] = (struct untyped_region){
            .cap = slot, .start = start, .bits = bits, .device = region->device
        };
    }
    return seL4_NoError;
}

/* The region whose unused part contains the bytes, or UNTYPED_MAX_REGIONS. */
static uint32_t region_at(const struct untyped_pool *pool, uint64_t paddr, uint64_t bytes)
{
    for (uint32_t i = 0; i < pool->count; i++) {
        const struct untyped_region *region = &pool->regions[i];
        if (paddr >= region->start + region->used
            && paddr - region->start < UINT64_C(1) << region->bits
            && bytes <= (UINT64_C(1) << region->bits) - (paddr - region->start)) {
            return i;
        }
    }
    return UNTYPED_MAX_REGIONS;
}

seL4_Error untyped_take_at(struct untyped_pool *pool, struct untyped_request request,
                           uint64_t paddr)
{
    while (request.count > 0) {
        uint32_t index = region_at(pool, paddr, UINT64_C(1) << request.bits);
        if (index == UNTYPED_MAX_REGIONS) {
            return seL4_NotEnoughMemory;
        }
        seL4_Error error = fill_gap(pool, index, paddr);
        if (error != seL4_NoError) {
            return error;
        }
        struct untyped_region *region = &pool->regions[index];
        uint64_t room = region_left(region) >> request.bits;
        uint64_t used = region->used;
        error = retype(region, &request, room < request.count ? room : request.count);
        if (error != seL4_NoError) {
            return error;
        }
        paddr += region->used - used;
    }
    return seL4_NoError;
}

seL4_Error untyped_split(struct untyped_pool *pool)
{
    uint32_t count = pool->count;
    for (uint32_t i = 0; i < count; i++) {
        const struct untyped_region *region = &pool->regions[i];
        if (region->device || region->used == 0) {
            continue;
        }
        seL4_Error error = fill_gap(pool, i, region->start + (UINT64_C(1) << region->bits));
        if (error != seL4_NoError) {
            return error;
        }
    }
    return seL4_NoError;
}

/* The region of ordinary memory with the least room that has room, or null. */
static struct untyped_region *tightest_region(struct untyped_pool *pool, uint8_t bits)
{
    struct untyped_region *best = NULL;
    for (uint32_t i = 0; i < pool->count; i++) {
        struct untyped_region *region = &pool->regions[i];
        if (!region->device && region_left(region) >= UINT64_C(1) << bits
            && (best == NULL || region_left(region) < region_left(best))) {
            best = region;
        }
    }
    return best;
}

seL4_Error untyped_take(struct untyped_pool *pool, struct untyped_request request)
{
    while (request.count > 0) {
        struct untyped_region *region = tightest_region(pool, request.bits);
        if (region == NULL) {
            return seL4_NotEnoughMemory;
        }
        uint64_t room = region_left(region) >> request.bits;
        seL4_Error error = retype(region, &request, room < request.count ? room : request.count);
        if (error != seL4_NoError) {
            return error;
        }
    }
    return seL4_NoError;
}
