/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Variables of a program that the tool fills in: those of libmicrokit, and those a description
 * names with its setvar attributes.
 */
#pragma once
#include "system.h"

#define PATCH_NAME_BYTES 64

struct patch {
    const char *symbol;
    struct position at;
    bool is_standard;  /* of libmicrokit; else named in the description */
    unsigned bytes;
    uint64_t value;    /* little-endian, for up to 8 bytes */
    const char *text;  /* if not NULL: these bytes, padded with zeros */
};

/*
 * All variables of a domain.  Values are right only once the physical addresses of regions have
 * been chosen; names and sizes always.
 */
struct patch *patch_list(struct arena *arena, const struct domain *domain, size_t *count);
