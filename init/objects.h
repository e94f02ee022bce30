/* SPDX-License-Identifier: BSD-2-Clause */
/* Creation of all objects, and of the capabilities the domains' CNodes hold. */
#pragma once
#include "init.h"

/* Makes every object of the specification; afterwards init_cap works for all of them. */
void objects_create(struct init *init);

/* Puts the capabilities of the specification into the CNodes. */
void objects_distribute(const struct init *init);
