/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The verb run: an image on the board's QEMU machine, its console on standard output.
 */
#pragma once
#include "board.h"
#include "options.h"

/* Returns QEMU's exit status, or 124 if it had to be stopped in the end. */
int run_image(struct arena *arena, const struct options *options, const struct board *board);
