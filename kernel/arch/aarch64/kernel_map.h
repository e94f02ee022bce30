/* SPDX-License-Identifier: BSD-2-Clause */
/* Building the kernel window at boot, and the parts of the kernel image (see kernel.ld). */
#pragma once
#include "boot.h"

enum kernel_memory { KERNEL_CODE, KERNEL_READ_ONLY, KERNEL_DATA, KERNEL_DEVICE, KERNEL_NONE };

/* Map physical memory, rounded to pages, where nothing is mapped yet. */
void kernel_map(struct region r, enum kernel_memory memory);
void kernel_map_image(void);
/* From the loader's tables to these. */
void kernel_map_switch(void);
/* The boot code will not run again: its pages become data. And from now on, a kernel stack that
 * grows too large meets an unmapped page. */
void kernel_map_finish(void);

struct region kernel_image(void);
struct region kernel_boot_image(void);

/* From the linker script, page aligned, in this order. */
extern const char ki_start[], ki_boot_text_end[], ki_boot_end[];
extern const char ki_text[], ki_text_end[], ki_rodata_end[], ki_end[];

/* From vectors.S: the page below the kernel stack. */
extern const char kernel_stack_guard[];
