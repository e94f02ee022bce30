/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's part: of all memory it takes away its image and the root task's; from the top of the
 * last region with room it takes the root task's objects; the rest, each region cut from its start
 * into the largest aligned blocks, is untyped memory.  First come devices, then what only booting
 * needed of the kernel, then memory, all by address.
 *
 * Init's part: objects at fixed addresses by address, what is skipped becoming smaller untypeds;
 * then the rest of what was used in part is cut up; then all other objects by falling size, each
 * from the untyped with the least room that has room.  Last, page tables for the window through
 * which contents are copied.
 *
 * After something did not fit the reckoning goes on, so that the sum of what is missing is known.
 */
#include "fit.h"
#include "fit_report.h"
#include <stdlib.h>
#include <string.h>

#define SLOT_BITS         5
#define SC_BITS           7
#define UNTYPED_BITS_MIN  4
#define UNTYPED_BITS_MAX  47
#define BOOT_UNTYPEDS_MAX 230
#define INIT_UNTYPEDS_MAX 1024
#define FIRST_SLOT        16 /* behind the initial capabilities */
#define TEMPORARY_SLOTS   1

struct ranges {
    struct memory_range *range;
    size_t count;
};

static uint64_t round_up(uint64_t value, unsigned bits)
{
    uint64_t mask = (UINT64_C(1) << bits) - 1;
    return (value + mask) & ~mask;
}

static uint64_t round_down(uint64_t value, unsigned bits)
{
    return value >> bits << bits;
}

/* Lists of regions. */

static void ranges_add(struct arena *arena, struct ranges *ranges, uint64_t start, uint64_t end)
{
    if (start < end) {
        *ARENA_APPEND(arena, ranges->range, ranges->count) = (struct memory_range){start, end};
    }
}

/* Takes a hole out of all regions. */
static void ranges_remove(struct arena *arena, struct ranges *ranges, struct memory_range hole)
{
    struct ranges old = *ranges;
    if (hole.start >= hole.end) {
        return;
    }
    *ranges = (struct ranges){0};
    for (size_t i = 0; i < old.count; i++) {
        struct memory_range r = old.range[i];
        ranges_add(arena, ranges, r.start, hole.start < r.end ? hole.start : r.end);
        ranges_add(arena, ranges, hole.end > r.start ? hole.end : r.start, r.end);
    }
}

static struct ranges memory_free(const struct fit *fit, const struct fit_image *image)
{
    struct ranges ranges = {0};
    for (size_t i = 0; i < fit->board->ram_count; i++) {
        ranges_add(fit->arena, &ranges, fit->board->ram[i].start, fit->board->ram[i].end);
    }
    for (size_t i = 0; i < fit->board->reserved_count; i++) {
        ranges_remove(fit->arena, &ranges, fit->board->reserved[i]);
    }
    ranges_remove(fit->arena, &ranges, image->kernel);
    ranges_remove(fit->arena, &ranges, image->user);
    return ranges;
}

static struct ranges devices(const struct fit *fit)
{
    struct ranges ranges = {0};
    ranges_add(fit->arena, &ranges, 0, UINT64_C(1) << fit->board->paddr_bits);
    for (size_t i = 0; i < fit->board->ram_count; i++) {
        ranges_remove(fit->arena, &ranges, fit->board->ram[i]);
    }
    for (size_t i = 0; i < fit->board->reserved_count; i++) {
        ranges_remove(fit->arena, &ranges, fit->board->reserved[i]);
    }
    return ranges;
}

/* Booting. */

/* Page tables below the root for a range of addresses. */
static uint64_t table_count(const struct board *board, struct memory_range range)
{
    uint64_t count = 0;
    for (unsigned bits = board_address_bits(board) - 9; bits > PAGE_BITS; bits -= 9) {
        count += (round_up(range.end, bits) - round_down(range.start, bits)) >> bits;
    }
    return count;
}

/* The root task's image, its IPC buffer and boot information, as it sees them. */
static struct memory_range root_addresses(const struct board *board, const struct fit_image *image)
{
    uint64_t pages = 2 + board->bootinfo_pages;
    return (struct memory_range){image->user.start - image->user_offset,
                                 image->user.end - image->user_offset + pages * PAGE_SIZE};
}

/* Finds room for the root task's objects. */
static bool boot_objects_place(struct fit *fit, const struct fit_image *image)
{
    const struct board *board = fit->board;
    unsigned cnode_bits = (unsigned)board->root_slot_bits + SLOT_BITS;
    uint64_t tables = table_count(board, root_addresses(board, image));
    uint64_t pages = 2 + 2 + board->bootinfo_pages + tables; /* VSpace, ASID pool; IPC, boot info */
    uint64_t total = (UINT64_C(1) << cnode_bits) + pages * PAGE_SIZE +
                     (UINT64_C(1) << board->tcb_bits) + (UINT64_C(1) << SC_BITS);
    struct ranges ranges = memory_free(fit, image);
    for (size_t i = ranges.count; i-- > 0;) {
        struct memory_range r = ranges.range[i];
        uint64_t start = r.end >= total ? round_down(r.end - total, cnode_bits) : 0;
        if (r.end >= total && start >= r.start) {
            fit->boot_objects = (struct memory_range){start, start + total};
            return true;
        }
    }
    return false;
}

/* log2 of the largest aligned block at the start of a range. */
static unsigned block_bits(struct memory_range range)
{
    unsigned size = 63 - (unsigned)__builtin_clzll(range.end - range.start);
    unsigned alignment = range.start != 0 ? (unsigned)__builtin_ctzll(range.start) : size;
    unsigned bits = alignment < size ? alignment : size;
    return bits < UNTYPED_BITS_MAX ? bits : UNTYPED_BITS_MAX;
}

static void untyped_add(struct fit *fit, uint64_t start, unsigned bits, bool is_device)
{
    *ARENA_APPEND(fit->arena, fit->untypeds, fit->untyped_count) =
        (struct fit_untyped){.start = start, .bits = bits, .is_device = is_device};
}

/* Cuts a region into untypeds as the kernel does. */
static void boot_region_cut(struct fit *fit, struct memory_range range, bool is_device)
{
    range.start = round_up(range.start, UNTYPED_BITS_MIN);
    range.end = round_down(range.end, UNTYPED_BITS_MIN);
    while (range.start < range.end && fit->untyped_count < BOOT_UNTYPEDS_MAX) {
        unsigned bits = block_bits(range);
        untyped_add(fit, range.start, bits, is_device);
        range.start += UINT64_C(1) << bits;
    }
}

static void boot_regions_cut(struct fit *fit, struct ranges ranges, bool is_device)
{
    for (size_t i = 0; i < ranges.count; i++) {
        boot_region_cut(fit, ranges.range[i], is_device);
    }
}

bool fit_boot(struct fit *fit, struct arena *arena, const struct board *board,
              const struct fit_image *image)
{
    *fit = (struct fit){.arena = arena, .board = board};
    if (!boot_objects_place(fit, image)) {
        return false;
    }
    boot_regions_cut(fit, devices(fit), true);
    boot_region_cut(fit, image->kernel_boot, false);
    struct ranges ranges = memory_free(fit, image);
    ranges_remove(arena, &ranges, fit->boot_objects);
    boot_regions_cut(fit, ranges, false);
    fit->boot_count = fit->untyped_count;
    for (size_t i = 0; i < fit->boot_count; i++) {
        fit->bytes_free += fit->untypeds[i].is_device ? 0 : UINT64_C(1) << fit->untypeds[i].bits;
    }
    uint64_t taken = FIRST_SLOT + table_count(board, root_addresses(board, image)) +
                     board->bootinfo_pages + board->cores +
                     (image->user.end - image->user.start) / PAGE_SIZE + fit->boot_count;
    uint64_t slots = UINT64_C(1) << board->root_slot_bits;
    fit->slots_free = slots > taken ? slots - taken : 0;
    fit->slots_missing = slots > taken ? 0 : taken - slots;
    return true;
}

/* What init does. */

static void slots_take(struct fit *fit, uint64_t count)
{
    uint64_t have = count < fit->slots_free ? count : fit->slots_free;
    fit->slots_free -= have;
    fit->slots_missing += count - have;
}

static uint64_t untyped_left(const struct fit_untyped *untyped)
{
    return (UINT64_C(1) << untyped->bits) - untyped->used;
}

/* Turns what an untyped has left below an address into untypeds of its own. */
static bool gap_fill(struct fit *fit, size_t index, uint64_t end)
{
    while (fit->untypeds[index].start + fit->untypeds[index].used < end) {
        const struct fit_untyped *untyped = &fit->untypeds[index];
        uint64_t start = untyped->start + untyped->used;
        unsigned bits = block_bits((struct memory_range){start, end});
        bool is_device = untyped->is_device;
        if (fit->untyped_count == INIT_UNTYPEDS_MAX) {
            return false;
        }
        fit->untypeds[index].used += UINT64_C(1) << bits;
        slots_take(fit, 1);
        untyped_add(fit, start, bits, is_device);
    }
    return true;
}

/* The untyped whose unused part has the bytes, or untyped_count. */
static size_t untyped_at(const struct fit *fit, uint64_t paddr, uint64_t bytes)
{
    for (size_t i = 0; i < fit->untyped_count; i++) {
        const struct fit_untyped *untyped = &fit->untypeds[i];
        uint64_t size = UINT64_C(1) << untyped->bits;
        if (paddr >= untyped->start + untyped->used && paddr - untyped->start < size &&
            bytes <= size - (paddr - untyped->start)) {
            return i;
        }
    }
    return fit->untyped_count;
}

/* Makes objects at an address; returns how many of them could not be made. */
static uint64_t take_at(struct fit *fit, uint64_t paddr, unsigned bits, uint64_t count)
{
    while (count != 0) {
        size_t index = untyped_at(fit, paddr, UINT64_C(1) << bits);
        if (index == fit->untyped_count || !gap_fill(fit, index, paddr)) {
            return count;
        }
        uint64_t room = untyped_left(&fit->untypeds[index]) >> bits;
        uint64_t made = room < count ? room : count;
        fit->untypeds[index].used += made << bits;
        count -= made;
        paddr += made << bits;
    }
    return 0;
}

/* Makes objects anywhere. */
static void take(struct fit *fit, unsigned bits, uint64_t count)
{
    while (count != 0) {
        struct fit_untyped *best = NULL;
        for (size_t i = 0; i < fit->untyped_count; i++) {
            struct fit_untyped *untyped = &fit->untypeds[i];
            uint64_t left = untyped_left(untyped);
            if (!untyped->is_device && left >= UINT64_C(1) << bits &&
                (best == NULL || left < untyped_left(best))) {
                best = untyped;
            }
        }
        if (best == NULL) {
            fit->bytes_missing += count << bits;
            return;
        }
        uint64_t room = untyped_left(best) >> bits;
        uint64_t made = room < count ? room : count;
        best->used += made << bits;
        count -= made;
    }
}

/* log2 of the bytes of one part of an object; 0 for those that take no memory. */
static unsigned object_bits(const struct spec *spec, size_t index)
{
    const struct spec_object *object = &spec->objects[index];
    uint64_t bytes = spec_object_bytes(spec, object) / object->count;
    return bytes == 0 ? 0 : (unsigned)__builtin_ctzll(bytes);
}

struct order {
    size_t object;
    unsigned bits;
    uint64_t paddr;
};

/* As init orders them: by address, then by falling size. */
static int order_compare(const void *left, const void *right)
{
    const struct order *a = left;
    const struct order *b = right;
    if (a->paddr != b->paddr) {
        return a->paddr < b->paddr ? -1 : 1;
    }
    return a->bits != b->bits ? (a->bits > b->bits ? -1 : 1) : (a->object > b->object) * 2 - 1;
}

static struct order *objects_order(const struct spec *spec, size_t *count)
{
    struct order *order = NULL;
    *count = 0;
    for (size_t i = 0; i < spec->object_count; i++) {
        unsigned bits = object_bits(spec, i);
        if (bits != 0) {
            *ARENA_APPEND(spec->arena, order, *count) =
                (struct order){i, bits, spec->objects[i].paddr};
        }
    }
    if (*count != 0) {
        qsort(order, *count, sizeof order[0], order_compare);
    }
    return order;
}

/* The page tables init needs to look into frames it fills. */
static uint64_t window_tables(const struct spec *spec)
{
    uint64_t tables = 0;
    for (size_t i = 0; i < spec->fill_count; i++) {
        bool is_small = spec->objects[spec->fills[i].frames].size_bits == PAGE_BITS;
        tables = tables < (is_small ? 2 : 1) ? (is_small ? 2 : 1) : tables;
    }
    return tables;
}

/* Capability slots for objects, and for copies of frames mapped more than once. */
static uint64_t object_slots(const struct spec *spec)
{
    uint64_t slots = TEMPORARY_SLOTS;
    bool *is_mapped = arena_alloc(spec->arena, spec->object_count + 1);
    for (size_t i = 0; i < spec->object_count; i++) {
        const struct spec_object *object = &spec->objects[i];
        bool is_there = object->type == SPEC_INITIAL || object->type == SPEC_SCHED_CONTROL ||
                        (object->type == SPEC_FRAMES && (object->flags & SPEC_FRAMES_LOADED) != 0);
        slots += is_there ? 0 : object->count;
    }
    for (size_t i = 0; i < spec->map_count; i++) {
        slots += is_mapped[spec->maps[i].frames] ? spec->maps[i].count : 0;
        is_mapped[spec->maps[i].frames] = true;
    }
    return slots;
}

/* Makes all objects; false after reporting one whose address nobody has. */
static bool objects_take(struct fit *fit, struct diag *diag, const struct spec *spec)
{
    size_t count;
    const struct order *order = objects_order(spec, &count);
    bool good = true;
    size_t i = 0;
    slots_take(fit, object_slots(spec));
    for (; i < count && order[i].paddr != SPEC_ANYWHERE; i++) {
        const struct spec_object *object = &spec->objects[order[i].object];
        uint64_t missing = take_at(fit, order[i].paddr, order[i].bits, object->count);
        if (missing != 0) {
            fit_report_address(diag, fit, spec, object,
                               order[i].paddr + ((object->count - missing) << order[i].bits));
            good = false;
        }
    }
    size_t before = fit->untyped_count;
    for (size_t k = 0; k < before; k++) {
        const struct fit_untyped *untyped = &fit->untypeds[k];
        if (!untyped->is_device && untyped->used != 0) {
            gap_fill(fit, k, untyped->start + (UINT64_C(1) << untyped->bits));
        }
    }
    for (; i < count; i++) {
        take(fit, order[i].bits, spec->objects[order[i].object].count);
    }
    uint64_t tables = window_tables(spec);
    slots_take(fit, tables);
    take(fit, PAGE_BITS, tables);
    return good;
}

struct fit_image fit_image_of(const struct image *image)
{
    const struct image_header *header = &image->header;
    return (struct fit_image){
        .kernel = {header->kernel_start, header->kernel_end},
        .kernel_boot = {header->kernel_start, image->kernel_boot_end},
        .user = {header->user_start, header->user_end},
        .user_offset = header->user_offset,
    };
}

bool fit_check(struct diag *diag, const struct spec *spec, const struct image *image)
{
    struct fit fit;
    const struct fit_image where = fit_image_of(image);
    if (spec->object_count > SPEC_OBJECTS_MAX) {
        diag_error(diag, spec->system->at, "memory", "use fewer and larger memory regions",
                   "the system has %zu kernel objects, %d are possible", spec->object_count,
                   SPEC_OBJECTS_MAX);
        return false;
    }
    if (!fit_report_image(diag, spec, image)) {
        return false;
    }
    bool booted = fit_boot(&fit, spec->arena, spec->layout->board, &where);
    if (!booted) {
        fit.bytes_missing = fit.boot_objects.end - fit.boot_objects.start;
    } else if (!objects_take(&fit, diag, spec)) {
        return false;
    }
    if (booted && fit.bytes_missing == 0 && fit.slots_missing == 0) {
        return true;
    }
    fit_report_missing(diag, &fit, spec, image);
    return false;
}
