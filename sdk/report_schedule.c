/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading a schedule out of a console log, line by line.  The log comes from a machine, so whatever
 * is not exactly of the form expected is passed over, and numbers and names are bounded.
 */
#include "report_schedule.h"
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define LINE_BYTES 256
#define WORDS      5
#define RUNS_MAX   64
#define TIME_MAX   (UINT64_C(1) << 52) /* exact as a number in a page */

/* A line in words; the last one is the rest of the line. */
struct line {
    char text[LINE_BYTES];
    const char *words[WORDS];
    size_t count;
};

/* Takes the line at `*log` and moves on behind it; what is too long or not plain text is empty. */
static bool line_take(const char **log, struct line *line)
{
    size_t length = strcspn(*log, "\n");
    bool more = **log != '\0';
    bool plain = length < LINE_BYTES;
    memset(line, 0, sizeof *line);
    for (size_t i = 0; plain && i < length; i++) {
        char c = (*log)[i];
        plain = (c >= ' ' && c <= '~') || (c == '\r' && i + 1 == length);
        line->text[i] = c != '\r' ? c : '\0';
    }
    line->text[plain ? length : 0] = '\0';
    *log += length + ((*log)[length] == '\n');
    return more;
}

/* Divides a line at single spaces into at most `most` words. */
static void line_split(struct line *line, size_t most)
{
    char *next = line->text;
    while (next != NULL && line->count < most) {
        line->words[line->count++] = next;
        next = line->count < most ? strchr(next, ' ') : NULL;
        if (next != NULL) {
            *next++ = '\0';
        }
    }
}

static bool number_read(const char *word, uint64_t limit, uint64_t *number)
{
    if (*word == '\0' || strlen(word) > 16 || strspn(word, "0123456789") != strlen(word)) {
        return false;
    }
    *number = strtoull(word, NULL, 10);
    return *number < limit;
}

/* The run with a number; runs that have not been mentioned yet are empty. */
static json_t *run_at(json_t *runs, uint64_t number)
{
    while (json_array_size(runs) <= number) {
        json_array_append_new(runs,
                              json_pack("{s:s, s:[], s:[]}", "title", "", "slices", "missed"));
    }
    return json_array_get(runs, number);
}

/* Adds what a line says; true if it was a slice. */
static bool line_add(json_t *runs, struct line *line)
{
    uint64_t run, start, end;
    bool is_title = strncmp(line->text, "schedule ", 9) == 0;
    line_split(line, is_title ? 3 : WORDS);
    if (line->count < 3 || !number_read(line->words[1], RUNS_MAX, &run)) {
        return false;
    }
    if (is_title) {
        json_object_set_new(run_at(runs, run), "title", json_string(line->words[2]));
        return false;
    }
    if (line->count < 4 || !number_read(line->words[3], TIME_MAX, &start)) {
        return false;
    }
    if (strcmp(line->words[0], "missed") == 0 && line->count == 4) {
        json_t *missed = json_object_get(run_at(runs, run), "missed");
        json_array_append_new(
            missed, json_pack("{s:s, s:I}", "name", line->words[2], "at_us", (json_int_t)start));
    }
    if (strcmp(line->words[0], "slice") != 0 || line->count != 5
        || !number_read(line->words[4], TIME_MAX, &end) || end < start) {
        return false;
    }
    json_t *slices = json_object_get(run_at(runs, run), "slices");
    json_array_append_new(slices, json_pack("{s:s, s:I, s:I}", "name", line->words[2], "start_us",
                                            (json_int_t)start, "end_us", (json_int_t)end));
    return true;
}

json_t *report_schedule(const char *log)
{
    json_t *runs = json_array();
    struct line line;
    bool found = false;
    while (line_take(&log, &line)) {
        found = line_add(runs, &line) || found;
    }
    if (!found) {
        json_decref(runs);
        return NULL;
    }
    return runs;
}
