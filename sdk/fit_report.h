/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the fit check says when something does not fit.
 */
#pragma once
#include "fit.h"

/* Whether no region with a physical address lies where the image is; false after reporting. */
bool fit_report_image(struct diag *diag, const struct spec *spec, const struct image *image);

/* Reports that an object cannot have the memory at its address, from `paddr` on. */
void fit_report_address(struct diag *diag, const struct fit *fit, const struct spec *spec,
                        const struct spec_object *object, uint64_t paddr);

/* Reports missing memory or slots, with a map of the memory as it was at boot and what of it the
 * system uses. */
void fit_report_missing(struct diag *diag, const struct fit *fit, const struct spec *spec,
                        const struct image *image);
