/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What was built, for people (report.txt) and for programs (JSON).  The formats are not stable.
 */
#pragma once
#include "image.h"
#include "spec.h"
#include <stdbool.h>
#include <stdio.h>

/* The text report; without an image the memory map is left out. */
void report_write(const struct spec *spec, const struct image *image, FILE *stream);

/* Objects and who holds capabilities to them, as JSON. */
void report_write_json(const struct spec *spec, FILE *stream);

/*
 * The capabilities of one domain as a specification module: for each kind of capability the set of
 * identifiers, as pansel4_has_<kind>_cap functions.
 */
void report_write_viper(const struct spec *spec, const struct domain *domain, FILE *stream);
