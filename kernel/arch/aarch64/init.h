/* SPDX-License-Identifier: BSD-2-Clause */
/* From start.S to init.c. */
#pragma once
#include "types.h"

/* The loader's registers x0 to x5. */
struct init_arguments {
    word_t user_start, user_end; /* the root task's image, physical; exclusive end */
    word_t user_offset;          /* physical minus virtual */
    word_t user_entry;           /* virtual */
    word_t dtb, dtb_bytes;       /* the device tree, physical; 0: none */
};

void init(const struct init_arguments *arguments);
