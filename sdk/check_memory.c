/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rules about memory regions and where they are mapped.  The rules about sizes also settle them:
 * after "region-size" a region's `bytes` is right, after "region-page-size" its `page_bits`.
 */
#include "check.h"
#include "elf.h"
#include "layout.h"
#include "patch.h"
#include <stdlib.h>
#include <string.h>

#define SMALL_BITS 12
#define LARGE_BITS 21
#define SMALL_BYTES (UINT64_C(1) << SMALL_BITS)
#define LARGE_BYTES (UINT64_C(1) << LARGE_BITS)

/* Runs through all memory regions. */
#define FOR_EACH_REGION(check, region)                                                       \
    for (size_t region_i = 0; region_i < (check)->system->region_count; region_i++)          \
        for (struct memory_region *region = (check)->system->regions[region_i]; region != NULL; \
             region = NULL)

/* Runs through all mappings of all protection domains. */
#define FOR_EACH_MAP(check, map)                                                           \
    for (size_t map_d = 0; map_d < (check)->system->domain_count; map_d++)                 \
        for (size_t map_i = 0; map_i < (check)->system->domains[map_d]->map_count; map_i++) \
            for (struct map_element *map = &(check)->system->domains[map_d]->maps[map_i];  \
                 map != NULL; map = NULL)

void rule_region_name(struct check *check)
{
    FOR_EACH_REGION (check, region) {
        const uint64_t *first =
            region->name.given ? map_find(&check->system->region_names, region->name.text) : NULL;
        if (first != NULL && *first != region->index) {
            check_fail(check, region->name.at,
                       arena_format(check->arena, "the first one is in line %u",
                                    check->system->regions[*first]->at.line),
                       "there is another memory region '%s'", region->name.text);
        }
    }
}

/* Reads the file one region is filled from. */
static void prefill_read(struct check *check, struct memory_region *region)
{
    const struct value *name = &region->prefill_path;
    const char *error = "no such file";
    size_t bytes = 0;
    const char *path = file_find(check->arena, check->search, name->text);
    region->prefill = path != NULL ? file_read(check->arena, path, &bytes, &error) : NULL;
    region->prefill_bytes = bytes;
    if (region->prefill == NULL) {
        check_fail(check, name->at, "give the folder it lies in with --search-path", "%s: %s",
                   name->text, error);
    } else if (bytes == 0) {
        check_fail(check, name->at, NULL, "%s: the file is empty", name->text);
    } else if (region->size.given && bytes > region->size.number) {
        check_fail(check, name->at, "make the region larger, or leave its size out",
                   "%s: the file has %zu bytes, more than the region's size", name->text, bytes);
    }
}

void rule_region_prefill(struct check *check)
{
    FOR_EACH_REGION (check, region) {
        if (region->prefill_path.given) {
            prefill_read(check, region);
        }
    }
}

void rule_region_size(struct check *check)
{
    uint64_t limit = UINT64_C(1) << check->board->paddr_bits;
    FOR_EACH_REGION (check, region) {
        uint64_t page = value_or(&region->page_size, SMALL_BYTES) == LARGE_BYTES ? LARGE_BYTES
                                                                                 : SMALL_BYTES;
        region->bytes = region->size.number;
        if (!region->size.given && !region->prefill_path.given && !region->prefill_bootinfo.given) {
            check_fail(check, region->at, "add a size, a multiple of the page size",
                       "the region has no size");
        } else if (!region->size.given) {
            region->bytes = (region->prefill_bytes + page - 1) / page * page;
            region->bytes = region->bytes == 0 ? page : region->bytes;
        } else if (region->bytes == 0 || region->bytes % page != 0) {
            check_fail(check, region->size.at, NULL,
                       "the size is not a multiple of the page size 0x%llx above zero",
                       (unsigned long long)page);
        } else if (region->bytes > limit) {
            check_fail(check, region->size.at, NULL, "the region is larger than the machine");
        }
    }
}

/* Combines all addresses and sizes that a region's page size has to divide. */
static uint64_t *region_alignments(struct check *check)
{
    const struct system *system = check->system;
    uint64_t *bits = arena_alloc(check->arena, (system->region_count + 1) * sizeof *bits);
    FOR_EACH_MAP (check, map) {
        if (map->region != NULL) {
            bits[map->region->index] |= map->vaddr.number;
        }
    }
    return bits;
}

void rule_region_page_size(struct check *check)
{
    const uint64_t *vaddrs = region_alignments(check);
    FOR_EACH_REGION (check, region) {
        uint64_t all = region->bytes | vaddrs[region->index] | region->phys_addr.number;
        bool wants_small = region->prefill_path.given && !region->phys_addr.given;
        region->page_bits = all % LARGE_BYTES == 0 && !wants_small ? LARGE_BITS : SMALL_BITS;
        if (!region->page_size.given) {
            continue;
        }
        uint64_t page = region->page_size.number;
        region->page_bits = page == LARGE_BYTES ? LARGE_BITS : SMALL_BITS;
        if (page != SMALL_BYTES && page != LARGE_BYTES) {
            check_fail(check, region->page_size.at, NULL, "page sizes are 0x1000 and 0x200000");
        }
    }
}

void rule_region_paddr(struct check *check)
{
    uint64_t limit = UINT64_C(1) << check->board->paddr_bits;
    FOR_EACH_REGION (check, region) {
        uint64_t start = region->phys_addr.number;
        if (start % (UINT64_C(1) << region->page_bits) != 0) {
            check_fail(check, region->phys_addr.at, NULL,
                       "the physical address is not a multiple of the page size 0x%llx",
                       1ULL << region->page_bits);
        } else if (start > limit - region->bytes) {
            check_fail(check, region->phys_addr.at, NULL,
                       "the region ends beyond the last physical address 0x%llx",
                       (unsigned long long)limit - 1);
        }
    }
}

/* A piece of an address space, for finding overlaps. */
struct range {
    uint64_t start;
    uint64_t end; /* exclusive */
    struct position at;
    const char *name;
    bool is_segment;
};

static int range_compare(const void *left, const void *right)
{
    const struct range *a = left;
    const struct range *b = right;
    if (a->start != b->start) {
        return a->start < b->start ? -1 : 1;
    }
    return a->at.line != b->at.line ? (a->at.line < b->at.line ? -1 : 1)
                                    : (a->at.column > b->at.column) - (a->at.column < b->at.column);
}

/*
 * Reports each range that overlaps the one reaching farthest before it.  With `segments`, only
 * overlaps of a mapping with a program's segment count.
 */
static void ranges_check(struct check *check, struct range *ranges, size_t count, bool segments)
{
    if (count == 0) {
        return;
    }
    qsort(ranges, count, sizeof ranges[0], range_compare);
    const struct range *farthest = &ranges[0];
    for (size_t i = 1; i < count; i++) {
        const struct range *range = &ranges[i];
        bool counts = !segments || range->is_segment != farthest->is_segment;
        if (range->start < farthest->end && counts) {
            const struct range *later = farthest->at.line > range->at.line ? farthest : range;
            const struct range *other = later == range ? farthest : range;
            check_fail(check, later->is_segment ? other->at : later->at, NULL,
                       "%s (0x%llx to 0x%llx) overlaps %s (0x%llx to 0x%llx)", later->name,
                       (unsigned long long)later->start, (unsigned long long)later->end - 1,
                       other->name, (unsigned long long)other->start,
                       (unsigned long long)other->end - 1);
        }
        farthest = range->end > farthest->end ? range : farthest;
    }
}

void rule_region_overlap(struct check *check)
{
    struct range *ranges = NULL;
    size_t count = 0;
    FOR_EACH_REGION (check, region) {
        if (region->phys_addr.given) {
            *ARENA_APPEND(check->arena, ranges, count) = (struct range){
                .start = region->phys_addr.number,
                .end = region->phys_addr.number + region->bytes,
                .at = region->phys_addr.at,
                .name = arena_format(check->arena, "memory region '%s'", region->name.text),
            };
        }
    }
    for (size_t i = 0; i < check->system->reserved_count; i++) {
        const struct memory_region *reserved = check->system->reserved[i];
        *ARENA_APPEND(check->arena, ranges, count) = (struct range){
            .start = reserved->phys_addr.number,
            .end = reserved->phys_addr.number + reserved->bytes,
            .at = reserved->phys_addr.at,
            .name = reserved->name.text,
        };
    }
    ranges_check(check, ranges, count, false);
}

void rule_region_unused(struct check *check)
{
    FOR_EACH_REGION (check, region) {
        if (region->map_count == 0 && region->name.given) {
            diag_warning(check->diag, region->at, check->rule, "memory region '%s' is not used",
                         region->name.text);
        }
    }
}

void rule_map_region(struct check *check)
{
    FOR_EACH_MAP (check, map) {
        if (map->mr.given && map->region == NULL) {
            check_fail(check, map->mr.at, NULL, "there is no memory region '%s'", map->mr.text);
        }
    }
}

void rule_map_perms(struct check *check)
{
    FOR_EACH_MAP (check, map) {
        if (value_or(&map->perms, PERM_READ) == PERM_WRITE) {
            check_fail(check, map->perms.at, "write rw", "write-only mappings are not possible");
        }
    }
}

void rule_map_align(struct check *check)
{
    FOR_EACH_MAP (check, map) {
        uint64_t page = map->region != NULL ? UINT64_C(1) << map->region->page_bits : 1;
        if (map->vaddr.number % page != 0) {
            check_fail(check, map->vaddr.at, NULL,
                       "the address is not a multiple of the region's page size 0x%llx",
                       (unsigned long long)page);
        }
    }
}

void rule_map_range(struct check *check)
{
    FOR_EACH_MAP (check, map) {
        const struct domain *domain = check->system->domains[map_d];
        uint64_t bottom = domain_stack_bottom(check->board, domain);
        if (map->region == NULL || !map->vaddr.given) {
            continue;
        }
        if (map->region->bytes > bottom || map->vaddr.number > bottom - map->region->bytes) {
            check_fail(check, map->vaddr.at, "choose a lower address",
                       "the mapping ends above 0x%llx, the bottom of the stack of '%s'",
                       (unsigned long long)bottom, domain_text(domain));
        }
    }
}

/* The ranges of a domain's mappings. */
static struct range *map_ranges(struct check *check, const struct domain *domain, size_t *count)
{
    struct range *ranges = NULL;
    for (size_t i = 0; i < domain->map_count; i++) {
        const struct map_element *map = &domain->maps[i];
        if (map->region != NULL && map->vaddr.given) {
            *ARENA_APPEND(check->arena, ranges, *count) = (struct range){
                .start = map->vaddr.number,
                .end = map->vaddr.number + map->region->bytes,
                .at = map->vaddr.at,
                .name = arena_format(check->arena, "the mapping of '%s'", map->mr.text),
            };
        }
    }
    return ranges;
}

void rule_map_overlap(struct check *check)
{
    for (size_t i = 0; i < check->system->domain_count; i++) {
        size_t count = 0;
        struct range *ranges = map_ranges(check, check->system->domains[i], &count);
        ranges_check(check, ranges, count, false);
    }
}

void rule_image_overlap(struct check *check)
{
    for (size_t i = 0; i < check->system->domain_count; i++) {
        const struct domain *domain = check->system->domains[i];
        size_t count = 0;
        struct range *ranges = map_ranges(check, domain, &count);
        for (size_t k = 0; domain->program != NULL && k < domain->program->segment_count; k++) {
            const struct elf_segment *segment = &domain->program->segments[k];
            *ARENA_APPEND(check->arena, ranges, count) = (struct range){
                .start = segment->vaddr & ~(SMALL_BYTES - 1),
                .end = (segment->vaddr + segment->memory_bytes + SMALL_BYTES - 1) &
                       ~(SMALL_BYTES - 1),
                .at = domain->program_at,
                .name = arena_format(check->arena, "a segment of %s", domain->program_path.text),
                .is_segment = true,
            };
        }
        ranges_check(check, ranges, count, true);
    }
}

void rule_map_prefill_size(struct check *check)
{
    FOR_EACH_MAP (check, map) {
        if (map->setvar_prefill_size.given && map->region != NULL &&
            !map->region->prefill_path.given) {
            check_fail(check, map->setvar_prefill_size.at, "add a prefill_path to the region",
                       "memory region '%s' is not filled from a file", map->mr.text);
        }
    }
}

void rule_setvar_region(struct check *check)
{
    for (size_t i = 0; i < check->system->domain_count; i++) {
        const struct domain *domain = check->system->domains[i];
        for (size_t k = 0; k < domain->setvar_count; k++) {
            const struct setvar_element *setvar = &domain->setvars[k];
            if (setvar->region_paddr.given && setvar->region == NULL) {
                check_fail(check, setvar->region_paddr.at, NULL, "there is no memory region '%s'",
                           setvar->region_paddr.text);
            }
        }
    }
}
