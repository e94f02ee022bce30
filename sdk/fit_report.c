/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A shortage of memory is reported where the largest thing is that was asked for, and with a map:
 * every range of the board's memory, what is in it, and of what is free how much the system leaves
 * unused.
 */
#include "fit_report.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* A part of physical memory. */
struct row {
    struct memory_range range;
    const char *what; /* NULL: free at boot */
};

struct rows {
    struct arena *arena;
    struct row *row;
    size_t count;
};

static const char *size_text(struct arena *arena, uint64_t bytes)
{
    static const char *const units[] = {"KiB", "MiB", "GiB"};
    double size = (double)bytes / 1024;
    unsigned unit = 0;
    while (size >= 1024 && unit < 2) {
        size /= 1024;
        unit++;
    }
    return arena_format(arena, "%.2f %s", size, units[unit]);
}

static void row_add(struct rows *rows, uint64_t start, uint64_t end, const char *what)
{
    if (start < end) {
        *ARENA_APPEND(rows->arena, rows->row, rows->count) =
            (struct row){{start, end}, what};
    }
}

static int row_compare(const void *left, const void *right)
{
    const struct row *a = left;
    const struct row *b = right;
    return a->range.start < b->range.start ? -1 : a->range.start > b->range.start;
}

/* Region number i: of the description, or untyped memory at an address. */
static const struct memory_region *region_at(const struct system *system, size_t i)
{
    return i < system->region_count ? system->regions[i]
                                    : system->reserved[i - system->region_count];
}

static size_t region_total(const struct system *system)
{
    return system->region_count + system->reserved_count;
}

/* What there is in memory besides free memory. */
static struct rows rows_make(const struct fit *fit, const struct spec *spec,
                             const struct image *image)
{
    const struct image_header *header = &image->header;
    const struct system *system = spec->system;
    uint64_t loaded = header->user_end - spec->layout->loaded_pages * PAGE_SIZE;
    uint64_t tables = loaded - spec->first_loaded_page * PAGE_SIZE;
    struct rows rows = {.arena = spec->arena};
    row_add(&rows, header->kernel_start, image->kernel_boot_end, "kernel, free after booting");
    row_add(&rows, image->kernel_boot_end, header->kernel_end, "kernel");
    row_add(&rows, header->user_start, tables, "init");
    row_add(&rows, tables, loaded, "specification");
    row_add(&rows, loaded, header->user_end, "programs and files");
    row_add(&rows, fit->boot_objects.start, fit->boot_objects.end,
            "init's capabilities, page tables, boot information");
    for (size_t i = 0; i < region_total(system); i++) {
        const struct memory_region *region = region_at(system, i);
        bool is_used = region->map_count != 0 || i >= system->region_count;
        if (is_used && region->paddr != SPEC_ANYWHERE) {
            row_add(&rows, region->paddr, region->paddr + region->bytes,
                    arena_format(spec->arena, "'%s'", region->name.text));
        }
    }
    qsort(rows.row, rows.count, sizeof rows.row[0], row_compare);
    return rows;
}

/* Unused bytes of untyped memory in a range. */
static uint64_t unused_bytes(const struct fit *fit, struct memory_range range)
{
    uint64_t unused = 0;
    for (size_t i = 0; i < fit->untyped_count; i++) {
        const struct fit_untyped *untyped = &fit->untypeds[i];
        if (!untyped->is_device && untyped->start >= range.start && untyped->start < range.end) {
            unused += (UINT64_C(1) << untyped->bits) - untyped->used;
        }
    }
    return unused;
}

static void row_print(const struct fit *fit, const struct row *row, FILE *stream)
{
    uint64_t bytes = row->range.end - row->range.start;
    uint64_t unused = unused_bytes(fit, row->range);
    fprintf(stream, "        0x%010" PRIx64 "  0x%010" PRIx64 "  %12s  %s", row->range.start,
            row->range.end - 1, size_text(fit->arena, bytes),
            row->what != NULL ? row->what : "free");
    if (row->what == NULL) {
        fprintf(stream, ", %s left", size_text(fit->arena, unused));
    }
    fputc('\n', stream);
}

/* Prints what is in the board's memory, with the free parts between. */
static void map_print(const struct fit *fit, const struct spec *spec, const struct image *image,
                      FILE *stream)
{
    const struct rows rows = rows_make(fit, spec, image);
    fputs("        from          to                    size  what\n", stream);
    for (size_t i = 0; i < fit->board->ram_count; i++) {
        const struct memory_range *ram = &fit->board->ram[i];
        uint64_t next = ram->start;
        for (size_t k = 0; k < rows.count; k++) {
            const struct row *row = &rows.row[k];
            if (row->range.start < ram->start || row->range.start >= ram->end) {
                continue;
            }
            if (next < row->range.start) {
                row_print(fit, &(struct row){{next, row->range.start}, NULL}, stream);
            }
            row_print(fit, row, stream);
            next = row->range.end;
        }
        if (next < ram->end) {
            row_print(fit, &(struct row){{next, ram->end}, NULL}, stream);
        }
    }
}

/* The bytes of objects that may be anywhere. */
static uint64_t wanted_bytes(const struct spec *spec)
{
    uint64_t wanted = 0;
    for (size_t i = 0; i < spec->object_count; i++) {
        const struct spec_object *object = &spec->objects[i];
        wanted += object->paddr == SPEC_ANYWHERE ? spec_object_bytes(spec, object) : 0;
    }
    return wanted;
}

/* Prints the largest things the system wants. */
static void wanted_print(const struct spec *spec, FILE *stream)
{
    uint64_t below = UINT64_MAX;
    for (unsigned shown = 0; shown < 5; shown++) {
        const struct spec_object *largest = NULL;
        uint64_t bytes = 0;
        for (size_t i = 0; i < spec->object_count; i++) {
            const struct spec_object *object = &spec->objects[i];
            uint64_t size = object->paddr == SPEC_ANYWHERE ? spec_object_bytes(spec, object) : 0;
            if (size > bytes && size < below) {
                largest = object;
                bytes = size;
            }
        }
        if (largest == NULL) {
            return;
        }
        fprintf(stream, "%s '%s' %s", shown == 0 ? "        the largest parts:" : ",",
                spec_text(spec, largest->name), size_text(spec->arena, bytes));
        below = bytes;
    }
    fputc('\n', stream);
}

void fit_report_missing(struct diag *diag, const struct fit *fit, const struct spec *spec,
                        const struct image *image)
{
    struct arena *arena = spec->arena;
    const struct board *board = fit->board;
    if (fit->bytes_missing == 0) {
        diag_error(diag, spec->system->at, "memory", "use larger pages or fewer mappings",
                   "the system needs %" PRIu64 " capability slots more than init's CNode has",
                   fit->slots_missing);
        return;
    }
    diag_error(diag, spec->system->at, "memory", "make memory regions or programs smaller",
               "0x%" PRIx64 " bytes of memory are missing: the system needs %s besides the image, "
               "%s are free",
               fit->bytes_missing, size_text(arena, wanted_bytes(spec)),
               size_text(arena, fit->bytes_free));
    if (diag->stream != NULL) {
        fprintf(diag->stream, "    memory of board %s, configuration %s:\n", board->name,
                board->config);
        map_print(fit, spec, image, diag->stream);
        wanted_print(spec, diag->stream);
    }
}

void fit_report_address(struct diag *diag, const struct fit *fit, const struct spec *spec,
                        const struct spec_object *object, uint64_t paddr)
{
    struct position at = spec->system->at;
    bool is_boot = paddr < fit->boot_objects.end && paddr + PAGE_SIZE > fit->boot_objects.start;
    for (size_t i = 0; i < region_total(spec->system); i++) {
        const struct memory_region *region = region_at(spec->system, i);
        if (region->paddr == object->paddr && region->phys_addr.given) {
            at = region->phys_addr.at;
        } else if (region->paddr == object->paddr) {
            at = region->at;
        }
    }
    diag_error(diag, at, "region-memory", "choose another physical address",
               "'%s' cannot have the memory at 0x%" PRIx64 ": %s", spec_text(spec, object->name),
               paddr,
               is_boot ? "the kernel puts init's capabilities and page tables there"
                       : "it is the kernel's, or neither memory nor a device");
}

bool fit_report_image(struct diag *diag, const struct spec *spec, const struct image *image)
{
    const struct image_header *header = &image->header;
    bool good = true;
    for (size_t i = 0; i < region_total(spec->system); i++) {
        const struct memory_region *region = region_at(spec->system, i);
        if (region->paddr != SPEC_ANYWHERE && region->paddr < header->user_end &&
            region->paddr + region->bytes > header->load_address) {
            diag_error(diag, region->phys_addr.given ? region->phys_addr.at : region->at,
                       "region-image", "choose another physical address",
                       "memory region '%s' at 0x%" PRIx64 " overlaps the image, 0x%" PRIx64
                       " to 0x%" PRIx64,
                       region->name.text, region->paddr, header->load_address,
                       header->user_end - 1);
            good = false;
        }
    }
    return good;
}
