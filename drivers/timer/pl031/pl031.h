/* SPDX-License-Identifier: BSD-2-Clause */
/* Registers of the Arm PrimeCell real-time clock (PL031). */
#pragma once
#include <stdint.h>

struct pl031 {
    volatile uint32_t seconds;          /* 0x00 RTCDR: the time, read-only */
    volatile uint32_t match;            /* 0x04 RTCMR: interrupt when seconds == match */
    volatile uint32_t load;             /* 0x08 RTCLR */
    volatile uint32_t control;          /* 0x0c RTCCR: bit 0 starts the clock */
    volatile uint32_t interrupt_mask;   /* 0x10 RTCIMSC: bit 0 set = enabled */
    volatile uint32_t interrupt_raw;    /* 0x14 RTCRIS */
    volatile uint32_t interrupt_status; /* 0x18 RTCMIS */
    volatile uint32_t interrupt_clear;  /* 0x1c RTCICR */
};
_Static_assert(sizeof(struct pl031) == 0x20, "pl031 register layout");
