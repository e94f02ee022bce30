/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Plain POSIX underneath.  The temporary file of an output lies in the target's folder, so that the
 * final rename cannot cross file systems.
 */
#include "file.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Reads from an open descriptor; false if less than `size` bytes came. */
static bool descriptor_read(int descriptor, uint8_t *bytes, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t count = read(descriptor, bytes + done, size - done);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return false;
        }
        done += (size_t)count;
    }
    return true;
}

const uint8_t *file_read(struct arena *arena, const char *path, size_t *bytes, const char **error)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) {
        *error = strerror(errno);
        return NULL;
    }
    struct stat status;
    uint8_t *contents = NULL;
    if (fstat(descriptor, &status) != 0) {
        *error = strerror(errno);
    } else if (!S_ISREG(status.st_mode)) {
        *error = "not a regular file";
    } else {
        *bytes = (size_t)status.st_size;
        contents = arena_alloc(arena, *bytes + 1);
        if (!descriptor_read(descriptor, contents, *bytes)) {
            *error = "the file cannot be read to its end";
            contents = NULL;
        }
    }
    close(descriptor);
    return contents;
}

bool file_exists(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0;
}

const char *file_find(struct arena *arena, const struct search_path *search, const char *name)
{
    if (file_exists(name)) {
        return name;
    }
    for (size_t i = 0; i < search->count && name[0] != '/'; i++) {
        const char *path = arena_format(arena, "%s/%s", search->folders[i], name);
        if (file_exists(path)) {
            return path;
        }
    }
    return NULL;
}

bool output_open(struct arena *arena, struct output *output, const char *path)
{
    struct stat status;
    *output = (struct output){.target = path};
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
        output->stream = S_ISDIR(status.st_mode) ? NULL : fopen(path, "we");
        errno = S_ISDIR(status.st_mode) ? EISDIR : errno;
        return output->stream != NULL;
    }
    char *real = realpath(path, NULL);
    output->target = real != NULL ? arena_copy(arena, real, strlen(real)) : path;
    free(real);
    output->temporary = arena_format(arena, "%s.XXXXXX", output->target);
    int descriptor = mkstemp(output->temporary);
    if (descriptor < 0) {
        return false;
    }
    mode_t mask = umask(0);
    umask(mask);
    fchmod(descriptor, 0666 & ~mask);
    output->stream = fdopen(descriptor, "w");
    return output->stream != NULL;
}

bool output_commit(struct output *output)
{
    bool good = ferror(output->stream) == 0;
    good = fclose(output->stream) == 0 && good;
    output->stream = NULL;
    if (good && output->temporary != NULL) {
        good = rename(output->temporary, output->target) == 0;
    }
    if (good) {
        output->temporary = NULL;
    }
    output_discard(output);
    return good;
}

void output_discard(struct output *output)
{
    if (output->stream != NULL) {
        fclose(output->stream);
        output->stream = NULL;
    }
    if (output->temporary != NULL) {
        unlink(output->temporary);
        output->temporary = NULL;
    }
}
