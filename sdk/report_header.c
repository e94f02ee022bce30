/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A header for C with the numbers a description gives things: for each domain its channels (named
 * after the domain at the other end), interrupts and children.  Programs that include it cannot
 * disagree with the description.
 */
#include "report.h"
#include <ctype.h>
#include <string.h>

/* A name as part of a macro's name. */
static const char *macro_text(struct arena *arena, const char *name)
{
    char *text = arena_format(arena, "%s", name);
    for (char *c = text; *c != '\0'; c++) {
        *c = isalnum((unsigned char)*c) ? (char)toupper((unsigned char)*c) : '_';
    }
    return text;
}

/* Defines a constant; a name that is there already gets a number behind it. */
static void constant_write(struct map *names, const char *name, uint64_t value, FILE *stream)
{
    const char *unique = name;
    for (unsigned i = 2; map_add(names, unique, value) != NULL; i++) {
        unique = arena_format(names->arena, "%s_%u", name, i);
    }
    fprintf(stream, "#define %s %llu\n", unique, (unsigned long long)value);
}

static void domain_write(const struct report *report, const struct domain *domain,
                         struct map *names, FILE *stream)
{
    struct arena *arena = report->spec->arena;
    const char *own = macro_text(arena, domain->name.text);
    for (size_t i = 0; i < domain->end_count; i++) {
        const struct channel_end *end = domain->ends[i];
        constant_write(
            names, arena_format(arena, "%s_CHANNEL_%s", own, macro_text(arena, end->peer->pd.text)),
            end->id.number, stream);
    }
    for (size_t i = 0; i < domain->irq_count; i++) {
        constant_write(
            names,
            arena_format(arena, "%s_IRQ_%llu", own,
                         (unsigned long long)irq_number(&domain->irqs[i])->number),
            domain->irqs[i].id.number, stream);
    }
    for (size_t i = 0; i < domain->ioport_count; i++) {
        constant_write(names,
                       arena_format(arena, "%s_IOPORTS_%llX", own,
                                    (unsigned long long)domain->ioports[i].addr.number),
                       domain->ioports[i].id.number, stream);
    }
    for (size_t i = 0; i < domain->supervised_count; i++) {
        const struct supervise_element *element = &domain->supervised[i];
        constant_write(
            names,
            arena_format(arena, "%s_CHILD_%s", own, macro_text(arena, element->target->name.text)),
            element->id.number, stream);
    }
}

void report_write_header(const struct report *report, FILE *stream)
{
    struct map names = { .arena = report->spec->arena };
    fputs("/* Identifiers of a system's channels, interrupts, I/O ports and children; made by\n"
          " * annona. */\n"
          "#pragma once\n\n",
          stream);
    for (size_t i = 0; i < report->spec->domain_count; i++) {
        domain_write(report, report->system->domains[i], &names, stream);
    }
}
