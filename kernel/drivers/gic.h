/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the versions of Arm's Generic Interrupt Controller have in common: interrupt numbers, and
 * the layout of the distributor registers, which GICv3 repeats in its redistributors for the
 * private interrupts (numbers below 32).
 */
#pragma once
#include "platform.h"
#include "types.h"

enum {
    GIC_PRIVATE_IRQS = 32,
    GIC_IRQ_SPURIOUS = 1020, /* this and higher numbers are not interrupts */
    GIC_IRQ_MASK = 0x3ff,
};

/* Registers; per interrupt one bit (_SET, _CLEAR, GROUP), two (CONFIG) or eight. */
enum {
    GICD_CONTROL = 0x000,
    GICD_TYPE = 0x004,
    GICD_GROUP = 0x080,
    GICD_ENABLE_SET = 0x100,
    GICD_ENABLE_CLEAR = 0x180,
    GICD_PENDING_CLEAR = 0x280,
    GICD_ACTIVE_CLEAR = 0x380,
    GICD_PRIORITY = 0x400,
    GICD_CONFIG = 0xc00,
};

enum { GIC_PRIORITY = 0xa0, GIC_PRIORITY_MASK_NONE = 0xf0 };

static inline uint32_t gic_read(word_t base, unsigned offset)
{
    return *(volatile uint32_t *)(base + offset);
}

static inline void gic_write(word_t base, unsigned offset, uint32_t value)
{
    *(volatile uint32_t *)(base + offset) = value;
}

/* Set one interrupt's bit in a register array where writing zeros has no effect. */
static inline void gic_write_bit(word_t base, unsigned array, unsigned irq)
{
    gic_write(base, array + irq / 32 * 4, 1u << irq % 32);
}

/* The number of interrupts the distributor has, or the kernel cares for. */
static inline unsigned gic_irq_count(word_t distributor)
{
    unsigned count = 32 * ((gic_read(distributor, GICD_TYPE) & 0x1f) + 1);

    return count < IRQ_COUNT ? count : IRQ_COUNT;
}

/* Bring the interrupts first..end-1 into a known state: off, not pending, one priority. */
static inline void gic_reset_irqs(word_t base, unsigned first, unsigned end)
{
    for (unsigned irq = first; irq < end; irq += 32) {
        gic_write(base, GICD_ENABLE_CLEAR + irq / 8, UINT32_MAX);
        gic_write(base, GICD_PENDING_CLEAR + irq / 8, UINT32_MAX);
        gic_write(base, GICD_ACTIVE_CLEAR + irq / 8, UINT32_MAX);
    }
    for (unsigned irq = first; irq < end; irq += 4) {
        gic_write(base, GICD_PRIORITY + irq, GIC_PRIORITY * UINT32_C(0x01010101));
    }
}

/* Edge or level; only shared interrupts have a choice everywhere. The interrupt must be masked
 * while its configuration changes. */
static inline void gic_configure(word_t base, unsigned irq, bool edge)
{
    unsigned offset = GICD_CONFIG + irq / 16 * 4;
    uint32_t bit = UINT32_C(2) << irq % 16 * 2, old = gic_read(base, offset);

    gic_write(base, offset, edge ? old | bit : old & ~bit);
}
