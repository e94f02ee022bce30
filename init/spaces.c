/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The domains' address spaces.
 *
 * A page the loader placed belongs to init's image and is mapped in init.  Its first mapping in a
 * domain takes the page away from init and uses the original frame capability, so nothing is
 * copied and init keeps no view of a domain's memory.  Any further mapping of the same page needs
 * a capability of its own, because a frame capability remembers one mapping.
 *
 * Filling is the exception: contents for frames at a fixed physical address, or of larger pages,
 * are in the image as ordinary pages and are copied once, through a window in init's address space.
 * So are chunks of the extra boot information; what is not there leaves the frames as zeros.
 */
#include "spaces.h"
#include "arch.h"

#define PAGE_BITS 12

void spaces_install_tables(const struct init *init)
{
    for (uint32_t i = 0; i < init->spec.header->tables.count; i++) {
        const struct spec_paging *paging = &init->spec.tables[i];
        seL4_Error error = arch_table_map(init_cap(init, paging->table, 0),
                                          init_cap(init, paging->vspace, 0), paging->vaddr);
        init_require(init, error, "install a page table", paging->table);
    }
}

/* A capability to a frame that is free to be mapped: the original, or a copy if that is in use. */
static seL4_CPtr mappable_cap(struct init *init, uint32_t frames, uint32_t index)
{
    seL4_CPtr original = init_cap(init, frames, index);
    uint64_t bit = UINT64_C(1) << original % 64;
    if (original < INIT_MAX_SLOTS && !(init->mapped[original / 64] & bit)) {
        init->mapped[original / 64] |= bit;
        if (init->spec.objects[frames].flags & SPEC_FRAMES_LOADED) {
            init_require(init, arch_frame_unmap(original), "unmap a loaded page", frames);
        }
        return original;
    }
    seL4_CPtr copy = untyped_reserve_slots(&init->pool, 1);
    init_require(init, copy == seL4_CapNull ? seL4_NotEnoughMemory : seL4_NoError,
                 "find a free slot", frames);
    seL4_Error error = seL4_CNode_Copy(seL4_CapInitThreadCNode, copy, (seL4_Uint8)init->cnode_bits,
                                       seL4_CapInitThreadCNode, original,
                                       (seL4_Uint8)init->cnode_bits, seL4_AllRights);
    init_require(init, error, "copy a frame capability", frames);
    return copy;
}

void spaces_map(struct init *init)
{
    for (uint32_t i = 0; i < init->spec.header->maps.count; i++) {
        const struct spec_map *map = &init->spec.maps[i];
        seL4_CPtr vspace = init_cap(init, map->vspace, 0);
        uint8_t bits = init->spec.objects[map->frames].size_bits;
        for (uint32_t page = 0; page < map->count; page++) {
            seL4_CPtr frame = mappable_cap(init, map->frames, map->first + page);
            seL4_Error error = arch_frame_map(frame, vspace, map->vaddr + ((uint64_t)page << bits),
                                              init_rights(map->rights), map->attributes);
            init_require(init, error, "map a page", map->frames);
        }
    }
}

/* Maps the temporary capability into the window, making the page tables the window lacks. */
static void map_window(struct init *init, seL4_Word window, uint32_t frames)
{
    for (;;) {
        seL4_Error error = arch_frame_map(init->temporary, seL4_CapInitThreadVSpace, window,
                                          seL4_ReadWrite, arch_data_attributes);
        if (error != seL4_FailedLookup) {
            init_require(init, error, "map a page to be filled", frames);
            return;
        }
        seL4_CPtr slot = untyped_reserve_slots(&init->pool, 1);
        struct untyped_request request = {
            .type = arch_table_type, .bits = arch_table_bits, .count = 1, .slot = slot
        };
        error = slot == seL4_CapNull ? seL4_NotEnoughMemory : untyped_take(&init->pool, request);
        init_require(init, error, "make a page table for filling", frames);
        init_require(init, arch_table_map(slot, seL4_CapInitThreadVSpace, window),
                     "install a page table for filling", frames);
    }
}

/* Copies whole words if both addresses allow that, then the remaining bytes. */
static void copy_bytes(seL4_Word to, const char *from, uint64_t bytes)
{
    volatile uint64_t *words = (volatile uint64_t *)to;
    const uint64_t *source = (const uint64_t *)(const void *)from;
    uint64_t count = ((to | (seL4_Word)from) & 7) == 0 ? bytes / 8 : 0;
    for (uint64_t i = 0; i < count; i++) {
        words[i] = source[i];
    }
    volatile char *rest = (volatile char *)to;
    for (uint64_t i = count * 8; i < bytes; i++) {
        rest[i] = from[i];
    }
}

/* Fills the part of one frame from byte `offset` on. */
static void fill_frame(struct init *init, uint32_t frames, uint32_t index, uint64_t offset,
                       const char *source, uint64_t bytes)
{
    uint8_t bits = init->spec.objects[frames].size_bits;
    /* Two windows, because a larger page cannot lie where a page table is installed. */
    seL4_Word window = init->scratch + (bits == PAGE_BITS ? 0 : (seL4_Word)1 << bits);
    init_mint_temporary(init, frames, index, 3, 0);
    map_window(init, window, frames);
    copy_bytes(window + offset, source, bytes);
    init_require(init, arch_frame_publish(init->temporary, bits), "publish contents", frames);
    init_require(init, arch_frame_unmap(init->temporary), "unmap a filled page", frames);
    init_delete_temporary(init);
}

/* The contents of a chunk of the extra boot information; NULL and no bytes if there is none. */
static const char *bootinfo_find(const seL4_BootInfo *boot, seL4_Word id, uint64_t *bytes)
{
    const char *next = (const char *)boot + ((seL4_Word)1 << PAGE_BITS);
    const char *end = next + boot->extraLen;
    *bytes = 0;
    while ((uint64_t)(end - next) >= sizeof(seL4_BootInfoHeader)) {
        seL4_BootInfoHeader header;
        char *copy = (char *)&header; /* chunks are not aligned */
        for (unsigned i = 0; i < sizeof header; i++) {
            copy[i] = next[i];
        }
        if (header.len < sizeof header || header.len > (uint64_t)(end - next)) {
            return NULL;
        }
        if (header.id == id) {
            *bytes = header.len - sizeof header;
            return next + sizeof header;
        }
        next += header.len;
    }
    return NULL;
}

/* Copies contents into frames from a byte offset on. */
static void fill_frames(struct init *init, const struct spec_fill *fill, const char *source,
                        uint64_t total)
{
    uint64_t frame_bytes = UINT64_C(1) << init->spec.objects[fill->frames].size_bits;
    uint64_t done = 0;
    while (done < total) {
        uint64_t place = fill->offset + done;
        uint64_t offset = place % frame_bytes;
        uint64_t bytes = frame_bytes - offset;
        bytes = bytes < total - done ? bytes : total - done;
        fill_frame(init, fill->frames, (uint32_t)(place / frame_bytes), offset, source + done,
                   bytes);
        done += bytes;
    }
}

void spaces_fill(struct init *init)
{
    for (uint32_t i = 0; i < init->spec.header->fills.count; i++) {
        const struct spec_fill *fill = &init->spec.fills[i];
        uint64_t bytes = fill->bytes;
        const char *source =
            (const char *)init->spec.header + ((uint64_t)fill->loaded_page << PAGE_BITS);
        if (fill->loaded_page >= SPEC_FILL_BOOTINFO) {
            source = bootinfo_find(init->boot, fill->loaded_page - SPEC_FILL_BOOTINFO, &bytes);
            bytes = bytes < fill->bytes ? bytes : fill->bytes;
        }
        fill_frames(init, fill, source, bytes);
    }
}
