/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The steps, in this order: physical addresses for regions whose address a program wants to know;
 * frames of regions; frames of programs, stacks and IPC buffers, with the variables patched in;
 * mappings; page tables.
 *
 * A program page is in the image if the file has bytes for it or a variable in it is patched; other
 * pages (.bss) are ordinary frames.  A region filled from a file gives its loaded pages away
 * directly if nothing is said about its address and its pages are small; otherwise init copies.
 */
#include "../abi/spec.h"
#include "elf.h"
#include "layout_parts.h"
#include "patch.h"
#include <stdlib.h>
#include <string.h>

#define LARGE_SIZE  (UINT64_C(1) << 21)

static uint64_t round_up(uint64_t value, uint64_t unit)
{
    return (value + unit - 1) / unit * unit;
}

struct frames *layout_frames_add(struct layout *layout, const char *name, unsigned page_bits,
                                 uint64_t count)
{
    struct frames *frames = ARENA_APPEND(layout->arena, layout->frames, layout->frames_count);
    frames->name = name;
    frames->page_bits = page_bits;
    frames->count = count;
    frames->paddr = SPEC_ANYWHERE;
    return frames;
}

uint64_t layout_loaded_add(struct layout *layout, const uint8_t *bytes, uint64_t size)
{
    uint64_t first = layout->loaded_pages;
    *ARENA_APPEND(layout->arena, layout->loaded, layout->loaded_count) =
        (struct loaded){bytes, size, first};
    layout->loaded_pages += round_up(size, PAGE_SIZE) / PAGE_SIZE;
    return first;
}

void layout_mapping_add(struct layout *layout, struct mapping mapping)
{
    *ARENA_APPEND(layout->arena, layout->mappings, layout->mapping_count) = mapping;
}

/* Physical addresses. */

/* The regions with a fixed address, and the image, by falling address. */
struct fixed_regions {
    const struct memory_region **regions;
    size_t count;
    size_t next; /* those before it lie above everything still to be placed */
};

static int fixed_compare(const void *left, const void *right)
{
    const struct memory_region *a = *(const struct memory_region *const *)left;
    const struct memory_region *b = *(const struct memory_region *const *)right;
    return a->phys_addr.number > b->phys_addr.number ? -1
                                                     : a->phys_addr.number < b->phys_addr.number;
}

/*
 * Where the image will be, as a region: not known exactly yet, so with room for everything twice,
 * as restartable domains need it.
 */
static const struct memory_region *image_region(struct layout *layout)
{
    struct memory_region *image = arena_alloc(layout->arena, sizeof *image);
    image->phys_addr.number = layout->board->load_address;
    image->bytes = MONITOR_ROOM;
    for (size_t i = 0; i < layout->system->domain_count; i++) {
        const struct elf *program = layout->system->domains[i]->program;
        for (size_t k = 0; program != NULL && k < program->segment_count; k++) {
            image->bytes += 2 * round_up(program->segments[k].memory_bytes, PAGE_SIZE);
        }
    }
    for (size_t i = 0; i < layout->system->region_count; i++) {
        image->bytes += round_up(layout->system->regions[i]->prefill_bytes, PAGE_SIZE);
    }
    return image;
}

static struct fixed_regions fixed_regions_list(struct layout *layout)
{
    struct fixed_regions fixed = {0};
    *ARENA_APPEND(layout->arena, fixed.regions, fixed.count) = image_region(layout);
    for (size_t i = 0; i < layout->system->region_count; i++) {
        if (layout->system->regions[i]->phys_addr.given) {
            *ARENA_APPEND(layout->arena, fixed.regions, fixed.count) = layout->system->regions[i];
        }
    }
    for (size_t i = 0; i < layout->system->reserved_count; i++) {
        *ARENA_APPEND(layout->arena, fixed.regions, fixed.count) = layout->system->reserved[i];
    }
    qsort(fixed.regions, fixed.count, sizeof fixed.regions[0], fixed_compare);
    return fixed;
}

/* Chooses an address for a region, downwards from lowest_chosen. */
static bool region_place(struct layout *layout, struct diag *diag, struct memory_region *region,
                         struct fixed_regions *fixed)
{
    const struct memory_range *ram = &layout->board->ram[layout->board->ram_count - 1];
    uint64_t page = UINT64_C(1) << region->page_bits;
    uint64_t end = layout->lowest_chosen / page * page;
    while (end >= ram->start && region->bytes <= end - ram->start) {
        uint64_t start = end - region->bytes;
        while (fixed->next < fixed->count &&
               fixed->regions[fixed->next]->phys_addr.number >= end) {
            fixed->next++;
        }
        const struct memory_region *below =
            fixed->next < fixed->count ? fixed->regions[fixed->next] : NULL;
        if (below == NULL || below->phys_addr.number + below->bytes <= start) {
            region->paddr = start;
            layout->lowest_chosen = start;
            return true;
        }
        end = below->phys_addr.number / page * page;
    }
    diag_error(diag, region->at, "memory", "make the region smaller",
               "there is no contiguous memory for region '%s'", region->name.text);
    return false;
}

static bool regions_place(struct layout *layout, struct diag *diag)
{
    const struct memory_range *ram = &layout->board->ram[layout->board->ram_count - 1];
    struct fixed_regions fixed = fixed_regions_list(layout);
    bool good = true;
    uint64_t room = ram->end - ram->start > 4 * MONITOR_ROOM ? MONITOR_ROOM : 0;
    layout->lowest_chosen = (ram->end - room) / LARGE_SIZE * LARGE_SIZE;
    for (size_t i = 0; i < layout->system->region_count; i++) {
        struct memory_region *region = layout->system->regions[i];
        region->paddr = region->phys_addr.given ? region->phys_addr.number : SPEC_ANYWHERE;
        if (region->wants_paddr && !region->phys_addr.given) {
            good = region_place(layout, diag, region, &fixed) && good;
        }
    }
    return good;
}

/* Regions: each becomes one object, or two if its beginning comes with the image. */

struct region_frames {
    size_t first;  /* index of the first object */
    size_t count;
};

static struct region_frames region_add(struct layout *layout, const struct memory_region *region)
{
    struct region_frames result = {layout->frames_count, 1};
    uint64_t count = region->bytes >> region->page_bits;
    bool is_fixed = region->paddr != SPEC_ANYWHERE;
    if (region->prefill != NULL && !is_fixed && region->page_bits == PAGE_BITS) {
        uint64_t pages = round_up(region->prefill_bytes, PAGE_SIZE) / PAGE_SIZE;
        struct frames *frames = layout_frames_add(layout, region->name.text, PAGE_BITS, pages);
        frames->is_loaded = true;
        frames->first_page = layout_loaded_add(layout, region->prefill, region->prefill_bytes);
        if (pages < count) {
            const char *name = arena_format(layout->arena, "%s (rest)", region->name.text);
            layout_frames_add(layout, name, PAGE_BITS, count - pages);
            result.count = 2;
        }
        return result;
    }
    layout_frames_add(layout, region->name.text, region->page_bits, count)->paddr = region->paddr;
    if (region->prefill != NULL) {
        *ARENA_APPEND(layout->arena, layout->fills, layout->fill_count) =
            (struct fill){result.first, NULL,
                          layout_loaded_add(layout, region->prefill, region->prefill_bytes),
                          region->prefill_bytes};
    } else if (region->bootinfo != NULL) {
        *ARENA_APPEND(layout->arena, layout->fills, layout->fill_count) =
            (struct fill){result.first, region->bootinfo, 0, region->bytes};
    }
    return result;
}

static struct region_frames *regions_add(struct layout *layout)
{
    const struct system *system = layout->system;
    struct region_frames *result =
        arena_alloc(layout->arena, (system->region_count + 1) * sizeof result[0]);
    for (size_t i = 0; i < system->region_count; i++) {
        if (system->regions[i]->map_count != 0) {
            result[i] = region_add(layout, system->regions[i]);
            system->regions[i]->first_frames = result[i].first;
            system->regions[i]->frames_count = result[i].count;
        }
    }
    return result;
}

/* Maps a region into a domain. */
static void region_map(struct layout *layout, const struct domain *domain,
                       const struct map_element *map, const struct region_frames *frames)
{
    uint64_t vaddr = map->vaddr.number;
    uint64_t perms = value_or(&map->perms, PERM_READ | PERM_WRITE);
    for (size_t i = frames->first; i < frames->first + frames->count; i++) {
        uint64_t count = layout->frames[i].count;
        layout_mapping_add(layout, (struct mapping){
                                .domain = domain,
                                .frames = i,
                                .count = count,
                                .vaddr = vaddr,
                                .perms = (unsigned)perms | PERM_READ,
                                .is_cached = value_or(&map->cached, 1) != 0,
                            });
        vaddr += count << layout->frames[i].page_bits;
    }
}

/* Programs. */

/* The pages of one segment, and which of them come with the image. */
struct segment_pages {
    uint64_t vaddr; /* of the first page */
    uint64_t count;
    bool *is_loaded;
};

static struct segment_pages segment_pages(struct layout *layout, const struct elf_segment *segment)
{
    struct segment_pages pages = {.vaddr = segment->vaddr / PAGE_SIZE * PAGE_SIZE};
    uint64_t offset = segment->vaddr - pages.vaddr;
    pages.count = round_up(offset + segment->memory_bytes, PAGE_SIZE) / PAGE_SIZE;
    pages.is_loaded = arena_alloc(layout->arena, pages.count);
    uint64_t filled = segment->file_bytes == 0
                          ? 0
                          : round_up(offset + segment->file_bytes, PAGE_SIZE) / PAGE_SIZE;
    memset(pages.is_loaded, true, filled);
    return pages;
}

/* Adds a run of pages of one kind as an object, with its mapping. */
static void run_add(struct layout *layout, const struct domain *domain,
                    const struct elf_segment *segment, const struct segment_pages *pages,
                    uint64_t first, uint64_t count)
{
    uint64_t vaddr = pages->vaddr + first * PAGE_SIZE;
    const char *name = arena_format(layout->arena, "%s: program 0x%llx", domain->name.text,
                                    (unsigned long long)vaddr);
    struct frames *frames = layout_frames_add(layout, name, PAGE_BITS, count);
    frames->domain = domain;
    frames->is_program = true;
    if (pages->is_loaded[first]) {
        frames->is_loaded = true;
        frames->contents = arena_alloc(layout->arena, count * PAGE_SIZE);
        frames->first_page = layout_loaded_add(layout, frames->contents, count * PAGE_SIZE);
        uint64_t start = vaddr > segment->vaddr ? vaddr - segment->vaddr : 0;
        uint64_t into = vaddr > segment->vaddr ? 0 : segment->vaddr - vaddr;
        if (start < segment->file_bytes) {
            uint64_t bytes = segment->file_bytes - start;
            uint64_t room = count * PAGE_SIZE - into;
            memcpy(frames->contents + into, segment->data + start, bytes < room ? bytes : room);
        }
    }
    layout_mapping_add(layout, (struct mapping){
                            .domain = domain,
                            .frames = layout->frames_count - 1,
                            .count = count,
                            .vaddr = vaddr,
                            .perms = PERM_READ | (segment->writable ? PERM_WRITE : 0U) |
                                     (segment->executable ? PERM_EXECUTE : 0U),
                            .is_cached = true,
                        });
}

static void runs_add(struct layout *layout, const struct domain *domain,
                     const struct elf_segment *segment, const struct segment_pages *pages)
{
    uint64_t first = 0;
    for (uint64_t i = 1; i <= pages->count; i++) {
        if (i == pages->count || pages->is_loaded[i] != pages->is_loaded[first]) {
            run_add(layout, domain, segment, pages, first, i - first);
            first = i;
        }
    }
}

/* Writes a variable into the program page or pages it lies in. */
static void patch_write(struct layout *layout, const struct domain *domain,
                        const struct patch *patch)
{
    uint64_t address = elf_find(domain->symbols, patch->symbol)->address;
    for (size_t i = 0; i < layout->mapping_count; i++) {
        const struct mapping *mapping = &layout->mappings[i];
        struct frames *frames = &layout->frames[mapping->frames];
        if (mapping->domain != domain || !frames->is_program || address < mapping->vaddr ||
            address - mapping->vaddr >= mapping->count * PAGE_SIZE) {
            continue;
        }
        uint8_t *target = frames->contents + (address - mapping->vaddr);
        if (patch->text != NULL) {
            memset(target, 0, patch->bytes);
            memcpy(target, patch->text, strnlen(patch->text, patch->bytes));
            return;
        }
        for (unsigned byte = 0; byte < patch->bytes; byte++) {
            target[byte] = (uint8_t)(patch->value >> (8 * byte));
        }
        return;
    }
}

/* Adds a domain's program: which pages are loaded depends on where its variables are. */
static void program_add(struct layout *layout, const struct domain *domain)
{
    const struct elf *program = domain->program;
    struct segment_pages *pages =
        arena_alloc(layout->arena, program->segment_count * sizeof pages[0]);
    for (size_t i = 0; i < program->segment_count; i++) {
        pages[i] = segment_pages(layout, &program->segments[i]);
    }
    size_t count;
    const struct patch *patches = patch_list(layout->arena, domain, &count);
    for (size_t i = 0; i < count; i++) {
        uint64_t address = elf_find(domain->symbols, patches[i].symbol)->address;
        struct segment_pages *in = &pages[elf_segment_of(program, address, patches[i].bytes)];
        uint64_t last = (address + patches[i].bytes - 1 - in->vaddr) / PAGE_SIZE;
        in->is_loaded[(address - in->vaddr) / PAGE_SIZE] = true;
        in->is_loaded[last] = true;
    }
    for (size_t i = 0; i < program->segment_count; i++) {
        runs_add(layout, domain, &program->segments[i], &pages[i]);
    }
}

/* Writes all variables; everything they can hold is known by now. */
static void patches_write(struct layout *layout)
{
    for (size_t i = 0; i < layout->system->domain_count; i++) {
        const struct domain *domain = layout->system->domains[i];
        size_t count;
        const struct patch *patches = patch_list(layout->arena, domain, &count);
        for (size_t k = 0; k < count; k++) {
            patch_write(layout, domain, &patches[k]);
        }
    }
}

/* Adds private pages that start as zeros: the stack, the IPC buffer. */
static size_t zeroed_add(struct layout *layout, const struct domain *domain, const char *what,
                         uint64_t vaddr, uint64_t count)
{
    const char *name = arena_format(layout->arena, "%s: %s", domain->name.text, what);
    size_t index = layout->frames_count;
    layout_frames_add(layout, name, PAGE_BITS, count)->domain = domain;
    layout_mapping_add(layout, (struct mapping){
                            .domain = domain,
                            .frames = index,
                            .count = count,
                            .vaddr = vaddr,
                            .perms = PERM_READ | PERM_WRITE,
                            .is_cached = true,
                        });
    return index;
}

static int mapping_compare(const void *left, const void *right)
{
    const struct mapping *a = left;
    const struct mapping *b = right;
    if (a->domain != b->domain) {
        return a->domain->index < b->domain->index ? -1 : 1;
    }
    return a->vaddr < b->vaddr ? -1 : a->vaddr > b->vaddr;
}

/*
 * Adds the page tables a domain's mappings need.  A table of level n covers 2^(48 - 9n) bytes, on
 * RISC-V 2^(39 - 9n); small pages need all levels down to 2 MiB, large ones all but the last.
 */
static void paging_add(struct layout *layout, const struct domain *domain)
{
    unsigned top_bits = board_address_bits(layout->board);
    for (unsigned level = 1; top_bits - 9 * level > PAGE_BITS; level++) {
        unsigned cover_bits = top_bits - 9 * level;
        uint64_t next = 0; /* addresses below have their tables */
        for (size_t i = 0; i < layout->mapping_count; i++) {
            const struct mapping *mapping = &layout->mappings[i];
            if (mapping->domain != domain) {
                continue;
            }
            unsigned page_bits = layout->frames[mapping->frames].page_bits;
            uint64_t end = mapping->vaddr + (mapping->count << page_bits);
            uint64_t block = mapping->vaddr >> cover_bits << cover_bits;
            block = block < next ? next : block;
            for (; block < end && page_bits < cover_bits; block = next) {
                next = block + (UINT64_C(1) << cover_bits);
                *ARENA_APPEND(layout->arena, layout->paging, layout->paging_count) =
                    (struct paging){domain, level, block};
            }
        }
    }
}

/* Everything that belongs to one domain's address space. */
static void domain_add(struct layout *layout, const struct domain *domain,
                       const struct region_frames *regions)
{
    uint64_t top = stack_top(layout->board);
    uint64_t stack_bytes = domain_stack_bytes(domain);
    program_add(layout, domain);
    zeroed_add(layout, domain, "stack", top - stack_bytes, stack_bytes / PAGE_SIZE);
    layout->ipc_frames[domain->index] =
        zeroed_add(layout, domain, "IPC buffer", ipc_buffer_address(layout->board), 1);
    for (size_t i = 0; i < domain->map_count; i++) {
        region_map(layout, domain, &domain->maps[i], &regions[domain->maps[i].region->index]);
    }
}

/* Checks, before anything large is made, that frames fit into memory and into init's CNode. */
static bool frames_fit(const struct layout *layout, struct diag *diag)
{
    const struct board *board = layout->board;
    uint64_t memory = 0;
    uint64_t needed = 0;
    uint64_t slots = 0;
    for (size_t i = 0; i < board->ram_count; i++) {
        memory += board->ram[i].end - board->ram[i].start;
    }
    for (size_t i = 0; i < layout->system->region_count; i++) {
        const struct memory_region *region = layout->system->regions[i];
        needed += region->map_count != 0 && !region->phys_addr.given ? region->bytes : 0;
        slots += region->map_count * (region->bytes >> region->page_bits);
        if (needed > memory) {
            diag_error(diag, region->at, "memory", "make memory regions smaller",
                       "the regions up to '%s' need 0x%llx bytes, the board has 0x%llx",
                       region->name.text, (unsigned long long)needed, (unsigned long long)memory);
            return false;
        }
        if (slots >= UINT64_C(1) << board->root_slot_bits) {
            diag_error(diag, region->at, "memory", "use larger pages or smaller regions",
                       "the regions up to '%s' need %llu frame capabilities, %llu are possible",
                       region->name.text, (unsigned long long)slots,
                       1ULL << board->root_slot_bits);
            return false;
        }
    }
    return true;
}

struct layout *layout_make(struct arena *arena, struct diag *diag, const struct board *board,
                           struct system *system)
{
    struct layout *layout = arena_alloc(arena, sizeof *layout);
    layout->arena = arena;
    layout->board = board;
    layout->system = system;
    layout->ipc_frames = arena_alloc(arena, (system->domain_count + 1) * sizeof(size_t));
    if (!frames_fit(layout, diag) || !regions_place(layout, diag)) {
        return NULL;
    }
    const struct region_frames *regions = regions_add(layout);
    for (size_t i = 0; i < system->domain_count; i++) {
        domain_add(layout, system->domains[i], regions);
    }
    layout_restarts_add(layout);
    patches_write(layout);
    qsort(layout->mappings, layout->mapping_count, sizeof layout->mappings[0], mapping_compare);
    for (size_t i = 0; i < system->domain_count; i++) {
        paging_add(layout, system->domains[i]);
    }
    return layout;
}
