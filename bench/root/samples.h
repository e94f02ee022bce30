/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Samples of one operation, in instructions, and the line that is printed about them:
 *
 *     row NAME COUNT MINIMUM MEDIAN MAXIMUM SUM
 */
#pragma once
#include "timed.h"

#define MAX_SAMPLES 2048ul

/* From one counter read to another, the reads themselves subtracted. */
seL4_Word instructions_between(seL4_Word from, seL4_Word to);

void sample_add(seL4_Word instructions);
/* Prints the row and forgets its samples. */
void samples_report(const char *name);
