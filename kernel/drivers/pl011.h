/* SPDX-License-Identifier: BSD-2-Clause */
/* The PL011 serial port, as the firmware left it: output only, by polling. `base`: its address as
 * the caller sees it. */
#pragma once
#include <stdint.h>

enum { PL011_DATA = 0x00, PL011_FLAGS = 0x18, PL011_FLAG_TRANSMIT_FULL = 1 << 5 };

static inline void pl011_put(uint64_t base, char c)
{
    while (*(volatile uint32_t *)(base + PL011_FLAGS) & PL011_FLAG_TRANSMIT_FULL) {
    }
    *(volatile uint32_t *)(base + PL011_DATA) = (unsigned char)c;
}
