/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files: reading whole ones, finding them on the search path, and writing outputs that appear under
 * their name only when they are complete.
 */
#pragma once
#include "arena.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Reads a regular file; returns NULL with the reason in *error. */
const uint8_t *file_read(struct arena *arena, const char *path, size_t *bytes, const char **error);

bool file_exists(const char *path);

struct search_path {
    const char **folders; /* tried after the current one */
    size_t count;
};

/* The path of a file named in a description, or NULL if there is none. */
const char *file_find(struct arena *arena, const struct search_path *search, const char *name);

/*
 * An output.  While `stream` is open what is written goes to a temporary file beside the target;
 * output_commit() gives it its name, output_discard() removes it.  A target that is not a regular
 * file, such as /dev/null, is written directly.
 */
struct output {
    FILE *stream;
    const char *target;
    char *temporary; /* NULL: written directly */
};

bool output_open(struct arena *arena, struct output *output, const char *path);
bool output_commit(struct output *output);
void output_discard(struct output *output);
