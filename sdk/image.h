/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Last pass: loader, kernel and root task (for a system: init, the specification and the loaded
 * pages) → the bootable image of abi/image.h.  The image is a list of pieces that point to bytes
 * where they already are; it is put together only while it is written.
 */
#pragma once
#include "../abi/image.h"
#include "board.h"
#include "spec.h"
#include <stdio.h>

struct image_piece {
    uint64_t paddr;
    const uint8_t *bytes;
    uint64_t size;
};

struct image {
    struct image_header header;
    struct image_piece *pieces; /* by address */
    size_t piece_count;
    uint64_t root_pages;        /* of the root task, everything included */
    uint64_t kernel_boot_end;   /* physical: below it the kernel is of use for booting only */
};

enum image_type { IMAGE_BINARY, IMAGE_ELF };

struct image_parts {
    const struct board *board;
    const char *kernel_path; /* NULL: the SDK's */
    const char *root_path;   /* NULL: the SDK's init */
    struct spec *spec;       /* NULL: an image of a root task only */
};

/* Puts an image together; reports what is wrong and returns NULL. */
struct image *image_make(struct arena *arena, struct diag *diag, const struct image_parts *parts);

/* Writes it, as a raw image or inside an ELF file with one segment. */
void image_write(const struct image *image, enum image_type type, FILE *stream);
