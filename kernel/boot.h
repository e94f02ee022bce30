/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the loader's registers to the first thread: memory, root objects, untypeds, boot information.
 * Portable; the architecture calls boot() with what it learned from the loader and the device tree.
 */
#pragma once
#include "types.h"

struct region {
    word_t start, end; /* physical, exclusive end */
};

enum { BOOT_MAX_REGIONS = 16 };

struct boot_params {
    struct region kernel;            /* the kernel's image */
    struct region kernel_boot;       /* the part of it that is of no use after booting; may be empty */
    struct region user;              /* the root task's image */
    word_t user_offset;              /* physical minus virtual address of the root task's image */
    word_t user_entry;
    const void *dtb;                 /* device tree to hand on, or NULL */
    size_t dtb_bytes;
    unsigned ram_count, reserved_count;
    struct region ram[BOOT_MAX_REGIONS];      /* ascending, not overlapping */
    struct region reserved[BOOT_MAX_REGIONS]; /* devices and memory nobody gets; ascending */
};

/* Creates everything and leaves the root task as the thread to run. Panics if it cannot. */
void boot(const struct boot_params *params);
