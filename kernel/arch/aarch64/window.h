/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel window: physical address p is at WINDOW_BASE + p, for the 512 GiB the top of the
 * address space has room for.  Only RAM and the kernel's own devices are mapped there.
 *
 * Device memory may lie above that, up to 2^40.  The kernel never touches it, it only computes with
 * the addresses; the sum then wraps around modulo 2^64, keeps its alignment up to 512 GiB, fits the
 * 48-bit address field of a capability, and the difference gives the physical address back.
 */
#pragma once
#include "types.h"

#define WINDOW_BASE UINT64_C(0xffffff8000000000)
#define WINDOW_BITS 39

static inline word_t window_address(paddr_t p)
{
    return p.raw + WINDOW_BASE;
}

static inline paddr_t window_paddr(word_t address)
{
    return (paddr_t){ address - WINDOW_BASE };
}
