/* SPDX-License-Identifier: BSD-2-Clause */
/* The domains' address spaces: page tables, contents, mappings. */
#pragma once
#include "init.h"

/* Installs the page tables. */
void spaces_install_tables(const struct init *init);

/* Copies contents into frames that could not be loaded in place. */
void spaces_fill(struct init *init);

/* Maps all frames; loaded pages leave init's own address space. */
void spaces_map(struct init *init);
