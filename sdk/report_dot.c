/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The system as a graph for GraphViz: domains and shared regions as nodes; channels, mappings and
 * held capabilities of other domains as edges.
 */
#include "report.h"
#include <string.h>

/* Writes a string in quotes. */
static void quoted_write(const char *text, FILE *stream)
{
    fputc('"', stream);
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\') {
            fputc('\\', stream);
        }
        fputc(*text == '\n' ? ' ' : *text, stream);
    }
    fputc('"', stream);
}

static void node_write(const char *prefix, const char *name, const char *attributes, FILE *stream)
{
    fprintf(stream, "    \"%s:", prefix);
    for (; *name != '\0'; name++) {
        fputs(*name == '"' ? "\\\"" : *name == '\\' ? "\\\\" : (char[]){ *name, '\0' }, stream);
    }
    fprintf(stream, "\"%s", attributes);
}

static void edge_write(const char *from_kind, const char *from, const char *to_kind, const char *to,
                       const char *attributes, FILE *stream)
{
    node_write(from_kind, from, " ->", stream);
    node_write(to_kind, to, "", stream);
    fprintf(stream, " [%s];\n", attributes);
}

static void domains_write(const struct report *report, FILE *stream)
{
    for (size_t i = 0; i < report->spec->domain_count; i++) {
        const struct domain *domain = report->system->domains[i];
        node_write("pd", domain->name.text, " [shape=box, style=rounded, label=", stream);
        quoted_write(arena_format(report->spec->arena, "%s (%llu)", domain->name.text,
                                  (unsigned long long)value_or(&domain->priority, 0)),
                     stream);
        fputs("];\n", stream);
    }
}

static void regions_write(const struct report *report, FILE *stream)
{
    for (size_t i = 0; i < report->system->region_count; i++) {
        const struct memory_region *region = report->system->regions[i];
        node_write("mr", region->name.text, " [shape=cylinder, label=", stream);
        quoted_write(region->name.text, stream);
        fputs("];\n", stream);
    }
    for (size_t i = 0; i < report->spec->domain_count; i++) {
        const struct domain *domain = report->system->domains[i];
        for (size_t k = 0; k < domain->map_count; k++) {
            uint64_t perms = value_or(&domain->maps[k].perms, PERM_READ | PERM_WRITE);
            edge_write("pd", domain->name.text, "mr", domain->maps[k].region->name.text,
                       (perms & PERM_WRITE) != 0 ? "dir=both, style=dashed"
                                                 : "dir=back, style=dashed",
                       stream);
        }
    }
}

static void channels_write(const struct report *report, FILE *stream)
{
    for (size_t i = 0; i < report->system->channel_count; i++) {
        const struct channel *channel = report->system->channels[i];
        for (unsigned k = 0; k < 2; k++) {
            const struct channel_end *end = &channel->ends[k];
            const char *attributes = end_may_call(end)     ? "label=\"calls\", penwidth=2"
                                     : end_may_notify(end) ? "label=\"notifies\""
                                                           : NULL;
            if (attributes != NULL) {
                edge_write("pd", end->pd.text, "pd", end->peer->pd.text, attributes, stream);
            }
        }
    }
}

/* Edges for authority that is not communication. */
static void authority_write(const struct report *report, FILE *stream)
{
    static const enum authority_class shown[] = { AUTHORITY_CONTROL, AUTHORITY_SCHEDULE,
                                                  AUTHORITY_DESTROY, AUTHORITY_SUPERVISE,
                                                  AUTHORITY_GRANT };
    const struct relation *direct = &report->audit->authority->direct;
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++) {
        for (size_t who = 0; who < report->spec->domain_count; who++) {
            domain_set over = direct->of[shown[i]][who];
            for (; over != 0; over &= over - 1) {
                size_t whom = (size_t)__builtin_ctzll(over);
                edge_write("pd", report->system->domains[who]->name.text, "pd",
                           report->system->domains[whom]->name.text,
                           arena_format(report->spec->arena,
                                        "label=\"%s\", color=red, "
                                        "fontcolor=red",
                                        authority_names[shown[i]]),
                           stream);
            }
        }
    }
}

void report_write_dot(const struct report *report, FILE *stream)
{
    fputs("digraph system {\n    rankdir=LR;\n    node [fontname=\"sans-serif\"];\n"
          "    edge [fontname=\"sans-serif\", fontsize=10];\n",
          stream);
    domains_write(report, stream);
    regions_write(report, stream);
    channels_write(report, stream);
    authority_write(report, stream);
    fputs("}\n", stream);
}
