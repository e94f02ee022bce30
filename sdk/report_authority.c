/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The part of the text report about authority, and what the other reports share about policies and
 * physical memory.
 */
#include "report.h"
#include <stdlib.h>
#include <string.h>

static const char *domain_name(const struct report *report, size_t domain)
{
    return spec_text(report->spec, report->spec->domains[domain].name);
}

static void names_write(const struct report *report, domain_set domains, const char *before,
                        FILE *stream)
{
    for (; domains != 0; domains &= domains - 1) {
        fprintf(stream, "%s%s", before, domain_name(report, (size_t)__builtin_ctzll(domains)));
        before = ", ";
    }
}

static void domain_write(const struct report *report, size_t who, FILE *stream)
{
    const struct authority *authority = report->audit->authority;
    fprintf(stream, "- %s\n", domain_name(report, who));
    for (size_t class = 0; class < AUTHORITY_CLASSES; class ++) {
        domain_set direct = authority->direct.of[class][who];
        domain_set more = authority->closed.of[class][who] & ~direct;
        if ((direct | more) != 0) {
            fprintf(stream, "    %s:", authority_names[class]);
            names_write(report, direct, " ", stream);
            if (more != 0) {
                fprintf(stream, "%s if others pass on what they have:", direct != 0 ? ";" : "");
            }
            names_write(report, more, " ", stream);
            fputc('\n', stream);
        }
    }
    domain_set equals = authority->equals[who] & ~DOMAIN(who);
    if (equals != 0) {
        fputs("    has the same rights as:", stream);
        names_write(report, equals, " ", stream);
        fputc('\n', stream);
    }
    const char *outside = authority_outside(authority, who);
    if (outside != NULL) {
        fprintf(stream, "    reaches beyond the model: %s\n", outside);
    }
}

static void verdict_write(const struct report *report, const struct verdict *verdict, FILE *stream)
{
    fprintf(stream, "- line %u, %s: %s\n", verdict->statement->at.line,
            report_statement_text(report, verdict->statement),
            verdict->holds ? "holds" : verdict->text);
    for (size_t i = 0; i < verdict->chain.count; i++) {
        fprintf(stream, "    %zu. %s\n", i + 1, verdict->chain.steps[i]);
    }
}

void report_write_authority(const struct report *report, FILE *stream)
{
    fputs("\n# AUTHORITY\n\n", stream);
    for (size_t i = 0; i < report->spec->domain_count; i++) {
        domain_write(report, i, stream);
    }
    fputs("\n# POLICY\n\n", stream);
    for (size_t i = 0; i < report->audit->verdict_count; i++) {
        verdict_write(report, &report->audit->verdicts[i], stream);
    }
    if (report->audit->verdict_count == 0) {
        fputs("none stated\n", stream);
    }
}

const char *report_statement_text(const struct report *report,
                                  const struct policy_statement *statement)
{
    const struct {
        const char *name;
        const struct value *value;
    } attributes[] = {
        { "a", &statement->a },
        { "b", &statement->b },
        { "from", &statement->from },
        { "to", &statement->to },
        { "one_way", &statement->one_way },
        { "pd", &statement->pd },
        { "may", &statement->may },
        { "over", &statement->over },
        { "of", &statement->of },
        { "trusted", &statement->trusted },
    };
    struct arena *arena = report->spec->arena;
    const char *text = arena_format(arena, "<%s", policy_names[statement->kind]);
    for (size_t i = 0; i < sizeof attributes / sizeof attributes[0]; i++) {
        if (attributes[i].value->given) {
            text = arena_format(arena, "%s %s=\"%s\"", text, attributes[i].name,
                                attributes[i].value->text);
        }
    }
    return arena_format(arena, "%s />", text);
}

static int range_compare(const void *left, const void *right)
{
    const struct report_range *a = left;
    const struct report_range *b = right;
    return a->start < b->start ? -1 : a->start > b->start;
}

/* The parts of the image. */
static void image_ranges_add(const struct report *report, struct report_range **ranges,
                             size_t *count)
{
    const struct image_header *header = &report->image->header;
    uint64_t loaded = report->spec->layout->loaded_pages * PAGE_SIZE;
    uint64_t spec_start = header->user_end - loaded - report->spec->first_loaded_page * PAGE_SIZE;
    const struct report_range parts[] = {
        { "loader", "image", header->load_address, header->kernel_start },
        { "kernel", "image", header->kernel_start, header->kernel_end },
        { "initial task", "image", header->user_start, spec_start },
        { "specification", "image", spec_start, header->user_end - loaded },
        { "programs and files", "image", header->user_end - loaded, header->user_end },
    };
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (parts[i].start < parts[i].end) {
            *ARENA_APPEND(report->spec->arena, *ranges, *count) = parts[i];
        }
    }
}

const struct report_range *report_memory(const struct report *report, size_t *count)
{
    const struct spec *spec = report->spec;
    const struct board *board = spec->layout->board;
    struct report_range *ranges = NULL;
    *count = 0;
    for (size_t i = 0; i < board->ram_count; i++) {
        *ARENA_APPEND(spec->arena, ranges, *count) =
            (struct report_range){ "RAM", "ram", board->ram[i].start, board->ram[i].end };
    }
    if (report->image != NULL) {
        image_ranges_add(report, &ranges, count);
    }
    for (size_t i = 0; i < spec->object_count; i++) {
        const struct spec_object *object = &spec->objects[i];
        if (object->paddr != SPEC_ANYWHERE) {
            *ARENA_APPEND(spec->arena, ranges, *count) = (struct report_range){
                spec_text(spec, object->name), object->type == SPEC_UNTYPED ? "untyped" : "region",
                object->paddr, object->paddr + ((uint64_t)object->count << object->size_bits)
            };
        }
    }
    qsort(ranges, *count, sizeof ranges[0], range_compare);
    return ranges;
}
