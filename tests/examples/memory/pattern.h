/* SPDX-License-Identifier: BSD-2-Clause */
/* What the writer puts into each word of a region and the reader expects there. */
#pragma once
#include <stdint.h>

static inline uint64_t pattern(uint64_t region, uint64_t word)
{
    return (region << 56 | word) * UINT64_C(0x9e3779b97f4a7c15);
}
