/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The Arm generic timer's counter, read from user level.  The kernel grants this read-only view; it
 * needs no capability and costs one instruction.
 */
#pragma once
#include <stdint.h>

/* Ticks since power-on. */
static inline uint64_t counter_ticks(void)
{
    uint64_t value;
    __asm__ volatile("isb\n\tmrs %0, cntpct_el0" : "=r"(value) : : "memory");
    return value;
}

/* Ticks per second. */
static inline uint64_t counter_frequency(void)
{
    uint64_t value;
    __asm__("mrs %0, cntfrq_el0" : "=r"(value));
    return value;
}

/* Microseconds since power-on. */
static inline uint64_t counter_us(void)
{
    uint64_t ticks = counter_ticks();
    uint64_t frequency = counter_frequency();
    return ticks / frequency * 1000000 + ticks % frequency * 1000000 / frequency;
}
