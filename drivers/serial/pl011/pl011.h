/* SPDX-License-Identifier: BSD-2-Clause */
/* Registers of the Arm PrimeCell UART (PL011), as documented in its technical reference manual. */
#pragma once
#include <stdint.h>

#define PL011_FIFO_BYTES 16u /* smallest transmit FIFO of any revision */

struct pl011 {
    volatile uint32_t data;           /* 0x00 DR: bits 7:0 data, 11:8 receive errors */
    volatile uint32_t receive_status; /* 0x04 RSR */
    uint32_t reserved_08[4];
    volatile uint32_t flags; /* 0x18 FR */
    uint32_t reserved_1c[2];
    volatile uint32_t integer_baud;     /* 0x24 IBRD */
    volatile uint32_t fractional_baud;  /* 0x28 FBRD */
    volatile uint32_t line_control;     /* 0x2c LCR_H */
    volatile uint32_t control;          /* 0x30 CR */
    volatile uint32_t fifo_level;       /* 0x34 IFLS */
    volatile uint32_t interrupt_mask;   /* 0x38 IMSC: set = enabled */
    volatile uint32_t interrupt_raw;    /* 0x3c RIS */
    volatile uint32_t interrupt_status; /* 0x40 MIS */
    volatile uint32_t interrupt_clear;  /* 0x44 ICR */
};
_Static_assert(sizeof(struct pl011) == 0x48, "pl011 register layout");

#define PL011_FLAG_RECEIVE_EMPTY (1u << 4)
#define PL011_FLAG_TRANSMIT_FULL (1u << 5)

#define PL011_LINE_FIFO   (1u << 4)
#define PL011_LINE_8_BITS (3u << 5)

#define PL011_CONTROL_ENABLE   (1u << 0)
#define PL011_CONTROL_TRANSMIT (1u << 8)
#define PL011_CONTROL_RECEIVE  (1u << 9)

#define PL011_INTERRUPT_RECEIVE  (1u << 4)
#define PL011_INTERRUPT_TRANSMIT (1u << 5)
#define PL011_INTERRUPT_TIMEOUT  (1u << 6)
#define PL011_INTERRUPT_ALL      0x7ffu
