/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the files that make up the fourth pass share; see layout.h.
 */
#pragma once
#include "layout.h"

/* Adds frames as one object, with nothing said about address and contents. */
struct frames *layout_frames_add(struct layout *layout, const char *name, unsigned page_bits,
                                 uint64_t count);

/* Adds pages to the image and returns the number of the first. */
uint64_t layout_loaded_add(struct layout *layout, const uint8_t *bytes, uint64_t size);

void layout_mapping_add(struct layout *layout, struct mapping mapping);

/* Puts what supervisors need for restarting domains into their address spaces; called when all
 * other mappings are known. */
void layout_restarts_add(struct layout *layout);
