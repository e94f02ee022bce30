/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The command line: a verb, its options, and one file.
 */
#pragma once
#include "arena.h"
#include "file.h"
#include <stdbool.h>

enum verb {
    VERB_BUILD = 1,
    VERB_IMAGE = 2,
    VERB_RUN = 4,
    VERB_CHECK = 8,
    VERB_REPORT = 16,
    VERB_BOARDS = 32,
};

struct options {
    enum verb verb;
    const char *file;
    const char *board, *config;
    const char *output, *report;
    const char *image_type, *kernel, *capdl_json, *viper, *timeout;
    const char *format, *schedule, *report_json, *report_dot, *report_capdl, *report_html;
    const char *emit_header;
    bool json, no_images, input, help, version;
    struct search_path search;
    char **extra; /* behind "--", NULL-terminated */
};

/*
 * Reads the command line.  On a mistake prints it and returns false.  `help` and `version` are set
 * instead of anything else being checked.
 */
bool options_read(struct arena *arena, struct options *options, int argc, char **argv);

/* Prints how a verb is used, or with no verb what verbs there are. */
void options_print_help(const struct options *options);
