/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Options are a table; each is known to some of the verbs.  An option's value is the next argument
 * or follows '='.  Two things are as Microkit's users are used to: the file may stand anywhere, and
 * --search-path takes all arguments up to the next one that begins with '-'.
 */
#include "options.h"
#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum option_kind { OPTION_TEXT, OPTION_FLAG, OPTION_LIST };

static const struct option {
    const char *name;
    const char *short_name;
    enum option_kind kind;
    size_t offset;
    unsigned verbs;
    unsigned required; /* verbs that need it */
    const char *value;
    const char *help;
} options_table[] = {
    {"--output", "-o", OPTION_TEXT, offsetof(struct options, output), VERB_BUILD | VERB_IMAGE,
     VERB_IMAGE, "FILE", "the image to write (build: loader.img)"},
    {"--report", "-r", OPTION_TEXT, offsetof(struct options, report), VERB_BUILD | VERB_REPORT, 0,
     "FILE", "the report to write (build: report.txt; report: standard output)"},
    {"--board", NULL, OPTION_TEXT, offsetof(struct options, board),
     VERB_BUILD | VERB_IMAGE | VERB_RUN | VERB_CHECK | VERB_REPORT,
     VERB_BUILD | VERB_IMAGE | VERB_RUN | VERB_CHECK | VERB_REPORT, "BOARD", "board"},
    {"--config", NULL, OPTION_TEXT, offsetof(struct options, config),
     VERB_BUILD | VERB_IMAGE | VERB_RUN | VERB_CHECK | VERB_REPORT,
     VERB_BUILD | VERB_IMAGE | VERB_CHECK | VERB_REPORT, "CONFIG",
     "configuration: debug, release, benchmark"},
    {"--search-path", NULL, OPTION_LIST, offsetof(struct options, search),
     VERB_BUILD | VERB_CHECK | VERB_REPORT, 0, "FOLDER…",
     "where programs and files are looked for, after the current folder"},
    {"--image-type", NULL, OPTION_TEXT, offsetof(struct options, image_type),
     VERB_BUILD | VERB_IMAGE, 0, "TYPE", "binary (default) or elf"},
    {"--override-kernel", NULL, OPTION_TEXT, offsetof(struct options, kernel),
     VERB_BUILD | VERB_IMAGE, 0, "FILE", "a kernel to use instead of the SDK's"},
    {"--capdl-json", NULL, OPTION_TEXT, offsetof(struct options, capdl_json), VERB_BUILD, 0,
     "FILE", "write objects and capabilities as JSON"},
    {"--viper-output", NULL, OPTION_TEXT, offsetof(struct options, viper), VERB_BUILD, 0, "FOLDER",
     "write each domain's capability sets as <domain>.vpr"},
    {"--format", NULL, OPTION_TEXT, offsetof(struct options, format), VERB_REPORT, 0, "FORMAT",
     "text (default), json, dot, capdl, html, or header"},
    {"--schedule", NULL, OPTION_TEXT, offsetof(struct options, schedule), VERB_REPORT, 0, "FILE",
     "a console log to take a schedule from, for json and html"},
    {"--report-json", NULL, OPTION_TEXT, offsetof(struct options, report_json), VERB_BUILD, 0,
     "FILE", "write the report as JSON too, as report.schema.json describes it"},
    {"--report-html", NULL, OPTION_TEXT, offsetof(struct options, report_html), VERB_BUILD, 0,
     "FILE", "write the report as an HTML page too"},
    {"--report-dot", NULL, OPTION_TEXT, offsetof(struct options, report_dot), VERB_BUILD, 0,
     "FILE", "write the system's graph for GraphViz"},
    {"--report-capdl", NULL, OPTION_TEXT, offsetof(struct options, report_capdl), VERB_BUILD, 0,
     "FILE", "write objects and capabilities as capDL text"},
    {"--emit-header", NULL, OPTION_TEXT, offsetof(struct options, emit_header), VERB_BUILD, 0,
     "FILE", "write the identifiers of channels as constants for C"},
    {"--no-images", NULL, OPTION_FLAG, offsetof(struct options, no_images), VERB_CHECK, 0, NULL,
     "check the description only, not the files it names"},
    {"--timeout", NULL, OPTION_TEXT, offsetof(struct options, timeout), VERB_RUN, 0, "SECONDS",
     "stop after that time, with exit status 124"},
    {"--input", NULL, OPTION_FLAG, offsetof(struct options, input), VERB_RUN, 0, NULL,
     "connect standard input even if it is not a terminal"},
    {"--json", NULL, OPTION_FLAG, offsetof(struct options, json), VERB_BOARDS, 0, NULL,
     "print JSON"},
};

#define OPTION_COUNT (sizeof options_table / sizeof options_table[0])

static const struct {
    enum verb verb;
    const char *name;
    const char *file; /* NULL: takes none */
    const char *help;
} verbs[] = {
    {VERB_BUILD, "build", "SYSTEM", "build an image from a system description"},
    {VERB_IMAGE, "image", "ROOT.elf", "build an image of the kernel and any root task"},
    {VERB_RUN, "run", "IMAGE [-- QEMU-ARGUMENT…]", "run an image on the board's QEMU machine"},
    {VERB_CHECK, "check", "SYSTEM", "check a system description"},
    {VERB_REPORT, "report", "SYSTEM", "report on a system without building an image"},
    {VERB_BOARDS, "boards", NULL, "list boards and configurations"},
};

#define VERB_COUNT (sizeof verbs / sizeof verbs[0])

static size_t verb_index(enum verb verb)
{
    size_t i = 0;
    while (i + 1 < VERB_COUNT && verbs[i].verb != verb) {
        i++;
    }
    return i;
}

static bool usage_error(const struct options *options, const char *what, const char *argument)
{
    fprintf(stderr, "annona: error: %s%s%s%s [usage]\n", what, argument != NULL ? " '" : "",
            argument != NULL ? argument : "", argument != NULL ? "'" : "");
    if (options->verb != 0) {
        fprintf(stderr, "    hint: annona %s --help\n", verbs[verb_index(options->verb)].name);
    } else {
        fprintf(stderr, "    hint: annona --help\n");
    }
    return false;
}

/* Finds an option by name; `length` leaves out what follows a '='. */
static const struct option *option_find(const char *argument, size_t length)
{
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const struct option *option = &options_table[i];
        if (strncmp(option->name, argument, length) == 0 && option->name[length] == '\0') {
            return option;
        }
        if (option->short_name != NULL && strcmp(option->short_name, argument) == 0) {
            return option;
        }
    }
    return NULL;
}

/* Where reading the command line stands. */
struct arguments {
    struct arena *arena;
    int count;
    char **values;
    int next;
};

/* Takes the value or values of an option. */
static bool option_take(struct arguments *arguments, struct options *options,
                        const struct option *option, const char *attached)
{
    char *field = (char *)options + option->offset;
    if (option->kind == OPTION_FLAG) {
        *(bool *)field = true;
        return attached == NULL || usage_error(options, "no value is expected for", option->name);
    }
    int first = arguments->next;
    while (attached != NULL || arguments->next < arguments->count) {
        const char *value = attached != NULL ? attached : arguments->values[arguments->next];
        if (attached == NULL && option->kind == OPTION_LIST && value[0] == '-') {
            break;
        }
        arguments->next += attached == NULL;
        if (option->kind == OPTION_TEXT) {
            *(const char **)(void *)field = value;
            return true;
        }
        struct search_path *list = (void *)field;
        *ARENA_APPEND(arguments->arena, list->folders, list->count) = value;
        if (attached != NULL) {
            return true;
        }
    }
    return arguments->next != first || usage_error(options, "a value is missing for",
                                                   option->name);
}

/* Handles one argument. */
static bool argument_take(struct arguments *arguments, struct options *options)
{
    char *argument = arguments->values[arguments->next++];
    if (argument[0] != '-' || argument[1] == '\0') {
        if (options->file != NULL || verbs[verb_index(options->verb)].file == NULL) {
            return usage_error(options, "unexpected argument", argument);
        }
        options->file = argument;
        return true;
    }
    if (strcmp(argument, "-h") == 0 || strcmp(argument, "--help") == 0) {
        options->help = true;
        return true;
    }
    if (strcmp(argument, "--version") == 0) {
        options->version = true;
        return true;
    }
    if (strcmp(argument, "--") == 0 && options->verb == VERB_RUN) {
        options->extra = &arguments->values[arguments->next];
        arguments->next = arguments->count;
        return true;
    }
    const char *equals = argument[1] == '-' ? strchr(argument, '=') : NULL;
    size_t length = equals != NULL ? (size_t)(equals - argument) : strlen(argument);
    const struct option *option = option_find(argument, length);
    if (option == NULL || (option->verbs & options->verb) == 0) {
        return usage_error(options, "unknown option", argument);
    }
    return option_take(arguments, options, option, equals != NULL ? equals + 1 : NULL);
}

/* Checks that everything a verb needs was given. */
static bool options_complete(const struct options *options)
{
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const struct option *option = &options_table[i];
        const char *value = option->kind == OPTION_TEXT
                                ? *(const char *const *)(const void *)((const char *)options +
                                                                       option->offset)
                                : "";
        if ((option->required & options->verb) != 0 && value == NULL) {
            return usage_error(options, "missing option", option->name);
        }
    }
    const char *file = verbs[verb_index(options->verb)].file;
    if (file != NULL && options->file == NULL) {
        return usage_error(options,
                           options->search.count != 0
                               ? "missing argument (--search-path takes all arguments that follow)"
                               : "missing argument",
                           file);
    }
    return true;
}

/* Finds the verb; called as microkit there is only one. */
static bool verb_read(struct options *options, struct arguments *arguments, const char *program)
{
    const char *slash = strrchr(program, '/');
    if (strcmp(slash != NULL ? slash + 1 : program, "microkit") == 0) {
        options->verb = VERB_BUILD;
        return true;
    }
    const char *name = arguments->count > 1 ? arguments->values[1] : "--help";
    arguments->next++;
    options->help = strcmp(name, "-h") == 0 || strcmp(name, "--help") == 0;
    options->version = strcmp(name, "--version") == 0;
    for (size_t i = 0; i < VERB_COUNT; i++) {
        if (strcmp(verbs[i].name, name) == 0) {
            options->verb = verbs[i].verb;
        }
    }
    return options->verb != 0 || options->help || options->version ||
           usage_error(options, "unknown verb", name);
}

bool options_read(struct arena *arena, struct options *options, int argc, char **argv)
{
    *options = (struct options){0};
    struct arguments arguments = {arena, argc, argv, 1};
    if (!verb_read(options, &arguments, argc > 0 ? argv[0] : "annona")) {
        return false;
    }
    while (options->verb != 0 && arguments.next < arguments.count) {
        if (!argument_take(&arguments, options)) {
            return false;
        }
    }
    return options->help || options->version || options_complete(options);
}

void options_print_help(const struct options *options)
{
    if (options->verb == 0) {
        puts("usage: annona VERB [OPTION…] [FILE]\n");
        for (size_t i = 0; i < VERB_COUNT; i++) {
            printf("  %-8s %s\n", verbs[i].name, verbs[i].help);
        }
        puts("\nannona VERB --help shows the options of a verb.  Called as microkit, the verb is "
             "build.");
        return;
    }
    size_t verb = verb_index(options->verb);
    printf("usage: annona %s [OPTION…]%s%s\n\n%s\n\n", verbs[verb].name,
           verbs[verb].file != NULL ? " " : "", verbs[verb].file != NULL ? verbs[verb].file : "",
           verbs[verb].help);
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const struct option *option = &options_table[i];
        if ((option->verbs & options->verb) != 0) {
            printf("  %s%s%s %s\n        %s%s\n",
                   option->short_name != NULL ? option->short_name : "",
                   option->short_name != NULL ? ", " : "", option->name,
                   option->value != NULL ? option->value : "", option->help,
                   (option->required & options->verb) != 0 ? " (required)" : "");
        }
    }
    puts("  -h, --help\n        this text\n  --version\n        version of the SDK");
}
