/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The verbs that work on a system description or a root task: the passes one after another, and
 * their outputs.  Each returns the exit status.
 */
#pragma once
#include "board.h"
#include "options.h"

int build_run(struct arena *arena, const struct options *options, const struct board *board);
int image_run(struct arena *arena, const struct options *options, const struct board *board);
int check_verb_run(struct arena *arena, const struct options *options, const struct board *board);
int report_run(struct arena *arena, const struct options *options, const struct board *board);
