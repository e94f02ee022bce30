/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GICv2.  Reading the acknowledge register claims the most urgent pending interrupt and makes it
 * active; writing the same word (which for a software generated interrupt names the sender, too) to
 * the end register makes it inactive.  All interrupts have one priority and go to this processor.
 */
#include "gicv2.h"

enum {
    GICD_TARGETS = 0x800,
    GICD_SOFTWARE = 0xf00,
    GICD_SOFTWARE_TARGET_POS = 16,
    GICC_CONTROL = 0x000,
    GICC_PRIORITY_MASK = 0x004,
    GICC_BINARY_POINT = 0x008,
    GICC_ACKNOWLEDGE = 0x00c,
    GICC_END = 0x010,
    GIC_ENABLE = 1,
};

/* The first eight target registers are read-only and name the reading processor. */
static uint32_t own_target(const struct gic *gic)
{
    uint32_t mask = 0;

    for (unsigned irq = 0; irq < GIC_PRIVATE_IRQS; irq += 4) {
        mask |= gic_read(gic->distributor, GICD_TARGETS + irq);
    }
    mask |= mask >> 16;
    mask |= mask >> 8;
    mask &= 0xff;
    return mask != 0 ? mask : 1;
}

void gicv2_init(const struct gic *gic)
{
    unsigned count = gic_irq_count(gic->distributor);
    uint32_t target = own_target(gic);

    gic_write(gic->distributor, GICD_CONTROL, 0);
    gic_reset_irqs(gic->distributor, 0, count);
    for (unsigned irq = GIC_PRIVATE_IRQS; irq < count; irq += 4) {
        gic_write(gic->distributor, GICD_TARGETS + irq, target * UINT32_C(0x01010101));
    }
    gic_write(gic->distributor, GICD_CONTROL, GIC_ENABLE);

    gic_write(gic->cpu, GICC_PRIORITY_MASK, GIC_PRIORITY_MASK_NONE);
    gic_write(gic->cpu, GICC_BINARY_POINT, 0);
    gic_write(gic->cpu, GICC_CONTROL, GIC_ENABLE);
}

uint32_t gicv2_claim(const struct gic *gic)
{
    return gic_read(gic->cpu, GICC_ACKNOWLEDGE);
}

void gicv2_done(const struct gic *gic, uint32_t claimed)
{
    gic_write(gic->cpu, GICC_END, claimed);
}

void gicv2_mask(const struct gic *gic, unsigned irq, bool masked)
{
    gic_write_bit(gic->distributor, masked ? GICD_ENABLE_CLEAR : GICD_ENABLE_SET, irq);
}

void gicv2_set_trigger(const struct gic *gic, unsigned irq, bool edge)
{
    if (irq >= GIC_PRIVATE_IRQS) {
        gic_configure(gic->distributor, irq, edge);
    }
}

void gicv2_send(const struct gic *gic, unsigned irq, unsigned target)
{
    gic_write(gic->distributor, GICD_SOFTWARE, 1u << (GICD_SOFTWARE_TARGET_POS + target) | irq);
}
