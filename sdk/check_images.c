/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rules about the programs of protection domains, and about the variables patched into them.  The
 * rule "image-file" opens the programs; each file is read once, however many domains use it.
 */
#include "check.h"
#include "elf.h"
#include "patch.h"
#include <string.h>

#define PAGE_BYTES UINT64_C(4096)

/* A description names files below the search path; it cannot reach any others. */
static void path_check(struct check *check, const struct value *path)
{
    bool leaves = path->given && path->text[0] == '/';
    for (const char *part = path->text; path->given && part != NULL && !leaves;) {
        size_t length = strcspn(part, "/");
        leaves = length == 2 && part[0] == '.' && part[1] == '.';
        part = part[length] == '/' ? part + length + 1 : NULL;
    }
    if (leaves) {
        check_fail(check, path->at, "give the folder it lies in with --search-path",
                   "'%s' leads out of the search path", path->text);
    }
}

void rule_path(struct check *check)
{
    for (size_t i = 0; i < check->system->domain_count; i++) {
        path_check(check, &check->system->domains[i]->program_path);
        path_check(check, &check->system->domains[i]->symbols_path);
    }
    for (size_t i = 0; i < check->system->region_count; i++) {
        path_check(check, &check->system->regions[i]->prefill_path);
    }
}

/* Programs that have been opened. */
struct programs {
    struct map by_path;
    struct elf **elfs;
    size_t count;
};

/* Reports an ELF problem under its own rule's name. */
static void program_fail(struct check *check, const struct value *name,
                         const struct elf_problem *problem)
{
    const char *rule = check->rule;
    check->rule = problem->rule;
    check_fail(check, name->at, problem->hint, "%s: %s", name->text, problem->text);
    check->rule = rule;
}

/* Opens the program an attribute names, or returns NULL after reporting. */
static struct elf *program_open(struct check *check, struct programs *programs,
                                const struct value *name)
{
    const char *error = "no such file";
    size_t bytes;
    const char *path = file_find(check->arena, check->search, name->text);
    const uint64_t *known = path != NULL ? map_find(&programs->by_path, path) : NULL;
    if (known != NULL) {
        return programs->elfs[*known];
    }
    const uint8_t *contents = path != NULL ? file_read(check->arena, path, &bytes, &error) : NULL;
    if (contents == NULL) {
        check_fail(check, name->at, "give the folder it lies in with --search-path", "%s: %s",
                   name->text, error);
        return NULL;
    }
    struct elf_problem problem;
    struct elf *elf = elf_read(check->arena, check->board, contents, bytes, &problem);
    if (elf == NULL) {
        program_fail(check, name, &problem);
        return NULL;
    }
    map_add(&programs->by_path, path, programs->count);
    *ARENA_APPEND(check->arena, programs->elfs, programs->count) = elf;
    return elf;
}

void rule_image_file(struct check *check)
{
    struct programs programs = {.by_path.arena = check->arena};
    for (size_t i = 0; i < check->system->domain_count; i++) {
        struct domain *domain = check->system->domains[i];
        if (domain->program_path.given) {
            domain->program = program_open(check, &programs, &domain->program_path);
        }
        domain->symbols = domain->symbols_path.given
                              ? program_open(check, &programs, &domain->symbols_path)
                              : domain->program;
    }
}

void rule_image_stripped(struct check *check)
{
    for (size_t i = 0; i < check->system->domain_count; i++) {
        const struct domain *domain = check->system->domains[i];
        if (domain->symbols != NULL && !domain->symbols->has_symbols) {
            const struct value *name =
                domain->symbols_path.given ? &domain->symbols_path : &domain->program_path;
            check_fail(check, name->at,
                       "do not strip the program, or give path_for_symbols=\"…\"",
                       "%s: the program has no symbol table", name->text);
        }
    }
}

/* Checks one variable against the program. */
static void patch_check(struct check *check, const struct domain *domain,
                        const struct patch *patch)
{
    const char *file = domain->symbols_path.given ? domain->symbols_path.text
                                                  : domain->program_path.text;
    const struct elf_symbol *symbol = elf_find(domain->symbols, patch->symbol);
    if (symbol == NULL) {
        check_fail(check, patch->at,
                   patch->is_standard ? "link the program with libmicrokit"
                                      : "the variable must exist and be used by the program",
                   "%s: there is no symbol '%s'", file, patch->symbol);
    } else if (symbol->is_ambiguous) {
        check_fail(check, patch->at, "make one of them global, or rename it",
                   "%s: there are several symbols '%s'", file, patch->symbol);
    } else if (patch->is_standard ? symbol->bytes < patch->bytes : symbol->bytes != patch->bytes) {
        check_fail(check, patch->at, "for example: uintptr_t variable;",
                   "%s: symbol '%s' has %llu bytes, not %u", file, patch->symbol,
                   (unsigned long long)symbol->bytes, patch->bytes);
    } else if (elf_segment_of(domain->program, symbol->address, patch->bytes) ==
               domain->program->segment_count) {
        check_fail(check, patch->at, "do both files belong to the same program?",
                   "%s: symbol '%s' at 0x%llx lies outside of the program's segments", file,
                   patch->symbol, (unsigned long long)symbol->address);
    }
}

/* Checks the standard variables, or those named in the description. */
static void patches_check(struct check *check, bool standard)
{
    for (size_t i = 0; i < check->system->domain_count; i++) {
        const struct domain *domain = check->system->domains[i];
        if (domain->program == NULL || domain->symbols == NULL) {
            continue;
        }
        size_t count;
        const struct patch *patches = patch_list(check->arena, domain, &count);
        for (size_t k = 0; k < count; k++) {
            if (patches[k].is_standard == standard) {
                patch_check(check, domain, &patches[k]);
            }
        }
    }
}

void rule_image_symbols(struct check *check)
{
    patches_check(check, true);
}

void rule_setvar_symbol(struct check *check)
{
    patches_check(check, false);
}

void rule_setvar_unique(struct check *check)
{
    for (size_t i = 0; i < check->system->domain_count; i++) {
        struct map names = {.arena = check->arena};
        size_t count;
        const struct patch *patches = patch_list(check->arena, check->system->domains[i], &count);
        for (size_t k = 0; k < count; k++) {
            const uint64_t *first = map_add(&names, patches[k].symbol, k);
            if (first != NULL) {
                check_fail(check, patches[k].at, NULL, "symbol '%s' is set in line %u already",
                           patches[k].symbol, patches[*first].at.line);
            }
        }
    }
}

void rule_image_segments(struct check *check)
{
    for (size_t i = 0; i < check->system->domain_count; i++) {
        const struct domain *domain = check->system->domains[i];
        for (size_t k = 1; domain->program != NULL && k < domain->program->segment_count; k++) {
            const struct elf_segment *before = &domain->program->segments[k - 1];
            const struct elf_segment *segment = &domain->program->segments[k];
            uint64_t last = (before->vaddr + before->memory_bytes - 1) / PAGE_BYTES;
            if (last == segment->vaddr / PAGE_BYTES) {
                check_fail(check, domain->program_path.at,
                           "align segments to pages, as microkit.ld does",
                           "%s: two segments share the page at 0x%llx", domain->program_path.text,
                           (unsigned long long)(last * PAGE_BYTES));
            }
        }
    }
}

void rule_image_range(struct check *check)
{
    uint64_t memory = 0;
    for (size_t i = 0; i < check->board->ram_count; i++) {
        memory += check->board->ram[i].end - check->board->ram[i].start;
    }
    for (size_t i = 0; i < check->system->domain_count; i++) {
        const struct domain *domain = check->system->domains[i];
        uint64_t bottom = domain_stack_bottom(check->board, domain);
        uint64_t bytes = 0;
        for (size_t k = 0; domain->program != NULL && k < domain->program->segment_count; k++) {
            const struct elf_segment *segment = &domain->program->segments[k];
            bytes += segment->memory_bytes;
            if (segment->memory_bytes > bottom || segment->vaddr > bottom - segment->memory_bytes) {
                check_fail(check, domain->program_path.at, "link the program at a lower address",
                           "%s: a segment ends above 0x%llx, the bottom of the stack",
                           domain->program_path.text, (unsigned long long)bottom);
                return;
            }
            if (bytes > memory) {
                check_fail(check, domain->program_path.at, NULL,
                           "%s: the program is larger than the machine's memory",
                           domain->program_path.text);
                return;
            }
        }
    }
}

void rule_image_entry(struct check *check)
{
    for (size_t i = 0; i < check->system->domain_count; i++) {
        const struct domain *domain = check->system->domains[i];
        if (domain->program == NULL) {
            continue;
        }
        size_t index = elf_segment_of(domain->program, domain->program->entry, 4);
        if (index == domain->program->segment_count ||
            !domain->program->segments[index].executable) {
            check_fail(check, domain->program_path.at, "is there a symbol _start?",
                       "%s: the entry point 0x%llx is not in an executable segment",
                       domain->program_path.text, (unsigned long long)domain->program->entry);
        }
    }
}
