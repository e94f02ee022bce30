/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Restartable domains.
 *
 * For each domain it can restart, a supervisor gets the writable pages of the domain's program
 * mapped a second time, and copies of those that come with the image, with all variables patched
 * in; all this in a window of its address space that ends below its stack:
 *
 *     | table | pages of a | copies | pages of b | copies | … | room | stack
 *
 * The table (abi/restart.h) is made last, for it holds the addresses of all the others.
 */
#include "../abi/restart.h"
#include "elf.h"
#include "layout_parts.h"
#include <string.h>

#define WINDOW_ROOM  (UINT64_C(2) << 20) /* between the window and the stack */
#define WINDOW_ALIGN (UINT64_C(2) << 20)

/* One supervisor's window while it is being made. */
struct window {
    struct layout *layout;
    const struct domain *supervisor;
    uint64_t vaddr;
    uint64_t next;
    struct annona_restart_domain *domains;
    size_t domain_count;
    struct annona_restart_piece *pieces;
    size_t piece_count;
};

/* Whether a mapping is of pages a restart has to put back. */
static bool is_restored(const struct layout *layout, const struct mapping *mapping,
                        const struct domain *domain)
{
    return mapping->domain == domain && layout->frames[mapping->frames].is_program &&
           layout->frames[mapping->frames].domain == domain &&
           (mapping->perms & PERM_WRITE) != 0;
}

static uint64_t frames_bytes(const struct frames *frames)
{
    return frames->count << frames->page_bits;
}

/* The size of the window: more than it takes, so that it can be placed before it is filled. */
static uint64_t window_bytes(const struct layout *layout, const struct domain *supervisor)
{
    uint64_t bytes = WINDOW_ALIGN;
    for (size_t i = 0; i < supervisor->supervised_count; i++) {
        const struct supervise_element *element = &supervisor->supervised[i];
        for (size_t k = 0; value_is_true(&element->restartable) && k < layout->mapping_count;
             k++) {
            if (is_restored(layout, &layout->mappings[k], element->target)) {
                bytes += 2 * frames_bytes(&layout->frames[layout->mappings[k].frames]);
            }
        }
    }
    return (bytes + WINDOW_ALIGN - 1) / WINDOW_ALIGN * WINDOW_ALIGN;
}

/* The highest place below the stack where nothing is mapped. */
static uint64_t window_place(const struct layout *layout, const struct domain *supervisor,
                             uint64_t bytes)
{
    uint64_t end = stack_top(layout->board) - domain_stack_bytes(supervisor) - WINDOW_ROOM;
    end = end / WINDOW_ALIGN * WINDOW_ALIGN;
    for (size_t i = 0; i < layout->mapping_count; i++) {
        const struct mapping *mapping = &layout->mappings[i];
        uint64_t size = mapping->count << layout->frames[mapping->frames].page_bits;
        if (mapping->domain == supervisor && mapping->vaddr < end &&
            mapping->vaddr + size > end - bytes) {
            end = mapping->vaddr / WINDOW_ALIGN * WINDOW_ALIGN;
            i = (size_t)-1; /* look at all of them again */
        }
    }
    return end - bytes;
}

/* Maps frames at the next address of the window. */
static uint64_t window_map(struct window *window, size_t frames, unsigned perms)
{
    uint64_t vaddr = window->next;
    layout_mapping_add(window->layout, (struct mapping){
                                           .domain = window->supervisor,
                                           .frames = frames,
                                           .count = window->layout->frames[frames].count,
                                           .vaddr = vaddr,
                                           .perms = perms,
                                           .is_cached = true,
                                       });
    window->next += frames_bytes(&window->layout->frames[frames]);
    return vaddr;
}

/* Adds pages with certain contents to the image and the window, read-only. */
static uint64_t window_load(struct window *window, const char *name, const uint8_t *bytes,
                            uint64_t size)
{
    struct layout *layout = window->layout;
    size_t index = layout->frames_count;
    struct frames *frames =
        layout_frames_add(layout, name, PAGE_BITS, (size + PAGE_SIZE - 1) / PAGE_SIZE);
    frames->domain = window->supervisor;
    frames->is_loaded = true;
    frames->first_page = layout_loaded_add(layout, bytes, size);
    return window_map(window, index, PERM_READ);
}

/* Adds one run of a domain's pages. */
static void piece_add(struct window *window, const struct domain *domain, size_t frames_index)
{
    struct layout *layout = window->layout;
    const struct frames frames = layout->frames[frames_index];
    struct annona_restart_piece piece = {.bytes = frames_bytes(&frames)};
    piece.target = window_map(window, frames_index, PERM_READ | PERM_WRITE);
    if (frames.is_loaded) {
        const char *name = arena_format(layout->arena, "%s: pristine pages of %s",
                                        window->supervisor->name.text, domain->name.text);
        piece.pristine = window_load(window, name, frames.contents, piece.bytes);
    }
    *ARENA_APPEND(layout->arena, window->pieces, window->piece_count) = piece;
}

static void domain_add(struct window *window, const struct supervise_element *element)
{
    const struct layout *layout = window->layout;
    const struct domain *domain = element->target;
    size_t first = window->piece_count;
    size_t mappings = layout->mapping_count;
    for (size_t i = 0; i < mappings; i++) {
        if (is_restored(layout, &layout->mappings[i], domain)) {
            piece_add(window, domain, layout->mappings[i].frames);
        }
    }
    *ARENA_APPEND(layout->arena, window->domains, window->domain_count) =
        (struct annona_restart_domain){
            .id = element->id.number,
            .entry = domain->program->entry,
            .stack_pointer = stack_top(layout->board),
            .flags = value_is_true(&domain->passive) ? ANNONA_RESTART_PASSIVE : 0,
            .first_piece = first,
            .piece_count = window->piece_count - first,
        };
}

/* Puts the table together and maps it. */
static uint64_t table_add(struct window *window)
{
    struct layout *layout = window->layout;
    const struct annona_restart_table head = {ANNONA_RESTART_MAGIC, window->domain_count,
                                              window->piece_count};
    size_t domain_bytes = window->domain_count * sizeof window->domains[0];
    size_t piece_bytes = window->piece_count * sizeof window->pieces[0];
    uint64_t size = sizeof head + domain_bytes + piece_bytes;
    uint8_t *bytes = arena_alloc(layout->arena, (size + PAGE_SIZE - 1) / PAGE_SIZE * PAGE_SIZE);
    memcpy(bytes, &head, sizeof head);
    memcpy(bytes + sizeof head, window->domains, domain_bytes);
    if (piece_bytes != 0) {
        memcpy(bytes + sizeof head + domain_bytes, window->pieces, piece_bytes);
    }
    const char *name =
        arena_format(layout->arena, "%s: restart table", window->supervisor->name.text);
    return window_load(window, name, bytes, size);
}

void layout_restarts_add(struct layout *layout)
{
    for (size_t i = 0; i < layout->system->domain_count; i++) {
        struct domain *supervisor = layout->system->domains[i];
        struct window window = {.layout = layout, .supervisor = supervisor};
        for (size_t k = 0; k < supervisor->supervised_count; k++) {
            const struct supervise_element *element = &supervisor->supervised[k];
            if (!value_is_true(&element->restartable)) {
                continue;
            }
            if (window.domain_count == 0) {
                uint64_t bytes = window_bytes(layout, supervisor);
                window.vaddr = window_place(layout, supervisor, bytes);
                window.next = window.vaddr;
            }
            domain_add(&window, element);
        }
        if (window.domain_count != 0) {
            supervisor->restart_table = table_add(&window);
        }
    }
}
