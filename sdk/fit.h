/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Does a system fit?  What the kernel does with memory at boot, and what init does with what it is
 * given, is carried out on paper: the same steps in the same order, so that the answer is exact.
 */
#pragma once
#include "image.h"

/* One untyped capability of init: memory from `start` on, of which the first bytes are used. */
struct fit_untyped {
    uint64_t start;
    uint64_t used;
    unsigned bits;
    bool is_device;
};

/* Where the loader put things, in physical memory. */
struct fit_image {
    struct memory_range kernel;
    struct memory_range kernel_boot; /* the part that is untyped memory after booting */
    struct memory_range user;        /* the root task */
    uint64_t user_offset;            /* physical minus virtual address of the root task */
};

struct fit {
    struct arena *arena;
    const struct board *board;
    struct memory_range boot_objects; /* what the kernel makes for the root task */
    struct fit_untyped *untypeds;
    size_t untyped_count;
    size_t boot_count;                /* of them, those the kernel hands out */
    uint64_t slots_free;              /* of init's CNode, beyond which the system needs more if */
    uint64_t slots_missing;           /* this is not 0 */
    uint64_t bytes_free;              /* of memory at boot */
    uint64_t bytes_missing;
};

/* Boots: finds boot_objects and the untypeds in the order of the boot information.  False if there
 * is not even room for the root task's own objects. */
bool fit_boot(struct fit *fit, struct arena *arena, const struct board *board,
              const struct fit_image *image);

/* Where things are in an image. */
struct fit_image fit_image_of(const struct image *image);

/* Checks that a system fits into memory and into init's capability space; a report on what does not
 * comes with a map of the memory. */
bool fit_check(struct diag *diag, const struct spec *spec, const struct image *image);
