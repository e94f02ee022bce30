/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What was built: for people (report.txt, the HTML page) and for programs (the JSON document, which
 * has a version and a schema; DOT; capDL text).
 */
#pragma once
#include "audit.h"
#include "image.h"
#include "spec.h"
#include <stdbool.h>
#include <stdio.h>

/* What a report is about. */
struct report {
    const char *file; /* the description */
    const struct system *system;
    const struct spec *spec;
    const struct audit *audit;
    const struct image *image; /* NULL: none was made; its memory map is left out */
    const char *schedule;      /* a console log with a schedule, or NULL */
};

enum report_format {
    REPORT_TEXT,
    REPORT_JSON,
    REPORT_DOT,
    REPORT_CAPDL,
    REPORT_HTML,
    REPORT_HEADER,
    REPORT_FORMATS,
};

extern const char *const report_format_names[REPORT_FORMATS];

void report_write_format(const struct report *report, enum report_format format, FILE *stream);

void report_write(const struct report *report, FILE *stream);
void report_write_authority(const struct report *report, FILE *stream);
void report_write_document(const struct report *report, FILE *stream);
void report_write_html(const struct report *report, FILE *stream);
void report_write_dot(const struct report *report, FILE *stream);
void report_write_capdl(const struct report *report, FILE *stream);

/* The identifiers of channels, interrupts and children as constants for C. */
void report_write_header(const struct report *report, FILE *stream);

/* The distribution as capDL in JSON. */
void report_write_json(const struct spec *spec, FILE *stream);

/*
 * The capabilities of one domain as a specification module: for each kind of capability the set of
 * identifiers, as pansel4_has_<kind>_cap functions.
 */
void report_write_viper(const struct spec *spec, const struct domain *domain, FILE *stream);

/* What reports share. */

extern const char *const report_type_names[];

/* Rights as letters: W, R, G, and P for grant-reply; "-" for none. */
const char *report_rights_text(uint32_t rights, char text[5]);

/* A statement of a policy as it is written. */
const char *report_statement_text(const struct report *report,
                                  const struct policy_statement *statement);

/* A range of physical memory: of RAM, the image, a region, untyped memory. */
struct report_range {
    const char *what;
    const char *kind; /* "ram", "image", "region", "untyped" */
    uint64_t start, end;
};

/* All ranges by their start. */
const struct report_range *report_memory(const struct report *report, size_t *count);

/* The HTML page, made from report.html.in; the document goes where the mark is. */
extern const char report_page[];
#define REPORT_PAGE_MARK "@DOCUMENT@"
