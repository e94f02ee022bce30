/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel window of the host port: physical address p is at p + WINDOW_OFFSET. Only the part
 * that is RAM (see host.c) is mapped; devices have addresses here but nothing behind them, so that
 * any access to one ends the program. The offset leaves bit 47 clear and lies outside the
 * sanitizers' shadow memory.
 */
#pragma once
#include "types.h"

#define WINDOW_OFFSET UINT64_C(0x200000000000)

static inline word_t window_address(paddr_t p)
{
    return p.raw + WINDOW_OFFSET;
}

static inline paddr_t window_paddr(word_t address)
{
    return (paddr_t){ address - WINDOW_OFFSET };
}
