/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Running the passes.  A pass that reports errors ends the run; so nothing is written before all of
 * them have succeeded.  All outputs are written completely, then all are given their names.
 */
#include "build.h"
#include "audit.h"
#include "check.h"
#include "fit.h"
#include "image.h"
#include "report.h"
#include "report_schedule.h"
#include <errno.h>
#include <string.h>

#define OUTPUTS_MAX (8 + DOMAINS_MAX)

struct build {
    struct arena *arena;
    struct diag diag;
    const struct options *options;
    const struct board *board;
    struct system *system;
    struct layout *layout;
    struct spec *spec;
    struct audit *audit;
    struct image *image;
    struct output outputs[OUTPUTS_MAX];
    size_t output_count;
    const char *schedule; /* a console log, or NULL */
};

static struct build build_start(struct arena *arena, const struct options *options,
                                const struct board *board)
{
    return (struct build){
        .arena = arena,
        .diag = {.file = options->file, .stream = stderr},
        .options = options,
        .board = board,
    };
}

/* Whether there is a kernel; false after reporting. */
static bool kernel_there(struct build *build)
{
    if (build->board->folder == NULL) {
        diag_error(&build->diag, (struct position){0}, "sdk-kernel",
                   "`annona check` and `annona report` work",
                   "there is no kernel for board '%s' in this SDK yet", build->board->name);
    }
    return build->board->folder != NULL;
}

/* Text to checked description. */
static bool description_read(struct build *build, bool with_images)
{
    const char *error;
    size_t bytes;
    const uint8_t *text = file_read(build->arena, build->options->file, &bytes, &error);
    if (text == NULL) {
        diag_error(&build->diag, (struct position){0}, "file", NULL, "%s", error);
        return false;
    }
    const struct xml_element *root =
        xml_parse(build->arena, &build->diag, (const char *)text, bytes);
    build->system = root != NULL ? system_read(build->arena, &build->diag, root) : NULL;
    if (build->system == NULL || build->diag.error_count != 0) {
        return false;
    }
    struct check check = {
        .arena = build->arena,
        .diag = &build->diag,
        .system = build->system,
        .board = build->board,
        .search = &build->options->search,
    };
    check_run(&check, with_images);
    return build->diag.error_count == 0;
}

/* Checked description to specification, and what that amounts to. */
static bool specification_make(struct build *build)
{
    build->layout = layout_make(build->arena, &build->diag, build->board, build->system);
    build->spec = build->layout != NULL ? spec_make(build->arena, build->layout) : NULL;
    if (build->spec != NULL) {
        build->audit = audit_make(build->arena, &build->diag, build->system, build->spec);
    }
    return build->spec != NULL && build->diag.error_count == 0;
}

/* The same without programs: policies are checked on what the description says. */
static bool description_audit(struct build *build)
{
    build->audit = audit_make(build->arena, &build->diag, build->system, NULL);
    return build->diag.error_count == 0;
}

/* Opens one more output; NULL after reporting. */
static FILE *output_add(struct build *build, const char *path)
{
    struct output *output = &build->outputs[build->output_count];
    if (!output_open(build->arena, output, path)) {
        struct diag plain = {.stream = stderr};
        diag_error(&plain, (struct position){0}, "output", NULL, "%s: %s", path, strerror(errno));
        build->diag.error_count++;
        output_discard(output);
        return NULL;
    }
    build->output_count++;
    return output->stream;
}

/* Gives all outputs their names, or none after an error. */
static int outputs_finish(struct build *build)
{
    for (size_t i = 0; i < build->output_count; i++) {
        struct output *output = &build->outputs[i];
        if (build->diag.error_count != 0) {
            output_discard(output);
        } else if (!output_commit(output)) {
            struct diag plain = {.stream = stderr};
            diag_error(&plain, (struct position){0}, "output", NULL, "%s: %s", output->target,
                       strerror(errno));
            build->diag.error_count++;
        }
    }
    return build->diag.error_count == 0 ? 0 : 1;
}

/* A size for people, in the unit that suits it. */
static const char *size_text(struct arena *arena, uint64_t bytes)
{
    static const char *const units[] = {"bytes", "KiB", "MiB", "GiB"};
    double size = (double)bytes;
    unsigned unit = 0;
    while (size >= 1024 && unit < 3) {
        size /= 1024;
        unit++;
    }
    return arena_format(arena, unit == 0 ? "%.0f %s" : "%.2f %s", size, units[unit]);
}

/* The form of the image asked for; false after reporting. */
static bool image_type_read(const struct options *options, enum image_type *type)
{
    const char *name = options->image_type != NULL ? options->image_type : "binary";
    *type = strcmp(name, "elf") == 0 ? IMAGE_ELF : IMAGE_BINARY;
    if (*type == IMAGE_ELF || strcmp(name, "binary") == 0) {
        return true;
    }
    struct diag plain = {.stream = stderr};
    diag_error(&plain, (struct position){0}, "usage", "binary and elf are possible on this board",
               "image type '%s' is not supported", name);
    return false;
}

/* Writes a module for each domain into a folder. */
static void viper_write(struct build *build, const char *folder)
{
    for (size_t i = 0; i < build->system->domain_count; i++) {
        const struct domain *domain = build->system->domains[i];
        FILE *stream = output_add(
            build, arena_format(build->arena, "%s/%s.vpr", folder, domain->name.text));
        if (stream == NULL) {
            return;
        }
        report_write_viper(build->spec, domain, stream);
    }
}

static struct report report_of(const struct build *build)
{
    const char *slash = strrchr(build->options->file, '/');
    return (struct report){
        .file = slash != NULL ? slash + 1 : build->options->file,
        .system = build->system,
        .spec = build->spec,
        .audit = build->audit,
        .image = build->image,
        .schedule = build->schedule,
    };
}

/* Writes one report, if a file was named for it. */
static void report_output(struct build *build, enum report_format format, const char *path)
{
    FILE *stream = path != NULL ? output_add(build, path) : NULL;
    if (stream != NULL) {
        struct report report = report_of(build);
        report_write_format(&report, format, stream);
    }
}

/* Writes all outputs of the verb build. */
static void build_write(struct build *build, enum image_type type)
{
    const struct options *options = build->options;
    FILE *stream = output_add(build, options->output != NULL ? options->output : "loader.img");
    if (stream != NULL) {
        image_write(build->image, type, stream);
    }
    report_output(build, REPORT_TEXT, options->report != NULL ? options->report : "report.txt");
    report_output(build, REPORT_JSON, options->report_json);
    report_output(build, REPORT_DOT, options->report_dot);
    report_output(build, REPORT_CAPDL, options->report_capdl);
    report_output(build, REPORT_HTML, options->report_html);
    report_output(build, REPORT_HEADER, options->emit_header);
    stream = options->capdl_json != NULL ? output_add(build, options->capdl_json) : NULL;
    if (stream != NULL) {
        report_write_json(build->spec, stream);
    }
    if (options->viper != NULL) {
        viper_write(build, options->viper);
    }
}

int build_run(struct arena *arena, const struct options *options, const struct board *board)
{
    struct build build = build_start(arena, options, board);
    enum image_type type;
    if (!kernel_there(&build) || !image_type_read(options, &type) ||
        !description_read(&build, true) ||
        !specification_make(&build)) {
        return 1;
    }
    struct image_parts parts = {board, options->kernel, NULL, build.spec};
    build.image = image_make(arena, &build.diag, &parts);
    if (build.image == NULL || !fit_check(&build.diag, build.spec, build.image)) {
        return 1;
    }
    build_write(&build, type);
    int status = outputs_finish(&build);
    if (status == 0) {
        uint64_t pages = build.spec->first_loaded_page + build.layout->loaded_pages;
        printf("MICROKIT|CAPDL SPEC: number of root objects = %zu, spec footprint = %s\n",
               build.spec->object_count, size_text(arena, pages * PAGE_SIZE));
        printf("MICROKIT|INITIAL TASK: memory size = %s\n",
               size_text(arena, build.image->root_pages * PAGE_SIZE));
        printf("MICROKIT|LOADER: image file size = %s\n",
               size_text(arena, build.image->header.file_bytes));
    }
    return status;
}

int image_run(struct arena *arena, const struct options *options, const struct board *board)
{
    struct build build = build_start(arena, options, board);
    struct image_parts parts = {board, options->kernel, options->file, NULL};
    enum image_type type;
    build.diag.file = NULL;
    if (!kernel_there(&build) || !image_type_read(options, &type)) {
        return 1;
    }
    build.image = image_make(arena, &build.diag, &parts);
    FILE *stream = build.image != NULL ? output_add(&build, options->output) : NULL;
    if (stream == NULL) {
        return 1;
    }
    image_write(build.image, type, stream);
    int status = outputs_finish(&build);
    if (status == 0) {
        printf("MICROKIT|LOADER: image file size = %s\n",
               size_text(arena, build.image->header.file_bytes));
    }
    return status;
}

int check_verb_run(struct arena *arena, const struct options *options, const struct board *board)
{
    struct build build = build_start(arena, options, board);
    bool good = description_read(&build, !options->no_images) &&
                (options->no_images ? description_audit(&build) : specification_make(&build));
    return good ? 0 : 1;
}

/* The format asked for; false after reporting. */
static bool report_format_read(const struct options *options, enum report_format *format)
{
    for (*format = REPORT_TEXT; *format < REPORT_FORMATS; (*format)++) {
        if (options->format == NULL || strcmp(options->format, report_format_names[*format]) == 0) {
            return true;
        }
    }
    struct diag plain = {.stream = stderr};
    diag_error(&plain, (struct position){0}, "usage", "text, json, dot, capdl, html or header",
               "there is no report format '%s'", options->format);
    return false;
}

/* Reads the console log with a schedule, if one was named; false after reporting. */
static bool schedule_read(struct build *build)
{
    const char *path = build->options->schedule;
    struct diag plain = {.stream = stderr};
    const char *error = NULL;
    size_t bytes;
    if (path == NULL) {
        return true;
    }
    const uint8_t *log = file_read(build->arena, path, &bytes, &error);
    if (log == NULL) {
        diag_error(&plain, (struct position){0}, "file", NULL, "%s: %s", path, error);
        return false;
    }
    build->schedule = arena_copy(build->arena, (const char *)log, bytes);
    json_t *schedule = report_schedule(build->schedule);
    if (schedule == NULL) {
        diag_error(&plain, (struct position){0}, "schedule",
                   "lines of the form: slice RUN NAME START END", "%s: there is no schedule in it",
                   path);
        return false;
    }
    json_decref(schedule);
    return true;
}

int report_run(struct arena *arena, const struct options *options, const struct board *board)
{
    struct build build = build_start(arena, options, board);
    enum report_format format;
    if (!report_format_read(options, &format) || !schedule_read(&build) ||
        !description_read(&build, true) || !specification_make(&build)) {
        return 1;
    }
    if (options->report != NULL) {
        report_output(&build, format, options->report);
        return outputs_finish(&build);
    }
    struct report report = report_of(&build);
    report_write_format(&report, format, stdout);
    return 0;
}
