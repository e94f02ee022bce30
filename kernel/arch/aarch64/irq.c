/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interrupts: what the portable kernel wants of the interrupt controller, whichever it is.
 *
 * An interrupt for user level is masked when it is claimed and unmasked when its handler
 * acknowledges it, so that a level-triggered device can stay quiet until its driver has run.  The
 * kernel's timer is never masked.
 */
#include "arch/arch.h"
#include "gicv2.h"
#include "gicv3.h"
#include "kernel.h"
#include "sysreg.h"

/* "An interrupt is pending" of ISR_EL1, whatever the mask says. */
static const struct bits ISR_IRQ = { 7, 1 };

/* The interrupt controller; the compiler is not to compute its address anew for each member. */
static inline const struct gic *controller(void)
{
    const struct gic *gic = &kernel.arch.gic;

    asm("" : "+r"(gic));
    return gic;
}

static inline bool is_gicv3(const struct gic *gic)
{
    return gic->version == 3;
}

static inline void mask(const struct gic *gic, bool is_v3, unsigned irq, bool masked)
{
    if (is_v3) {
        gicv3_mask(gic, irq, masked);
    } else {
        gicv2_mask(gic, irq, masked);
    }
}

unsigned arch_irq_take(void)
{
    const struct gic *gic = controller();
    bool is_v3 = is_gicv3(gic);
    uint32_t claimed = is_v3 ? gicv3_claim() : gicv2_claim(gic);
    unsigned irq = claimed & GIC_IRQ_MASK;

    if (irq >= GIC_IRQ_SPURIOUS) {
        return IRQ_NONE;
    }
    kernel.cpu.arch.irq_claimed = claimed;
    if (irq >= IRQ_COUNT) {
        arch_irq_done(irq);
        return IRQ_NONE;
    }
    if (irq != IRQ_TIMER_VIRTUAL) {
        mask(gic, is_v3, irq, true);
    }
    return irq;
}

void arch_irq_done(unsigned irq)
{
    const struct gic *gic = controller();

    (void)irq;
    if (is_gicv3(gic)) {
        gicv3_done(kernel.cpu.arch.irq_claimed);
    } else {
        gicv2_done(gic, kernel.cpu.arch.irq_claimed);
    }
}

bool arch_irq_pending(void)
{
    return bits_get(SYSREG_READ(isr_el1), ISR_IRQ);
}

void arch_irq_mask(unsigned irq, bool masked)
{
    const struct gic *gic = controller();

    mask(gic, is_gicv3(gic), irq, masked);
}

void arch_irq_user_ack(unsigned irq)
{
    arch_irq_mask(irq, false);
}

void arch_irq_set_trigger(unsigned irq, bool edge)
{
    const struct gic *gic = controller();

    if (is_gicv3(gic)) {
        gicv3_set_trigger(gic, irq, edge);
    } else {
        gicv2_set_trigger(gic, irq, edge);
    }
}

bool arch_sgi_target_valid(word_t target)
{
    return is_gicv3(controller()) ? target <= UINT32_MAX : target < GICV2_CPUS;
}

void arch_sgi_send(unsigned irq, word_t target)
{
    const struct gic *gic = controller();

    dsb();
    if (is_gicv3(gic)) {
        gicv3_send(irq, (uint32_t)target);
    } else {
        gicv2_send(gic, irq, (unsigned)target);
    }
}
