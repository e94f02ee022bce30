/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GICv3, used with affinity routing and in non-secure group 1.  Private interrupts are configured
 * in the processor's redistributor, whose second 64 KiB frame has the layout of the distributor's
 * first registers; shared ones in the distributor.
 */
#include "gicv3.h"
#include "sysreg.h"

enum {
    GICD_CONTROL_GROUPS = 3, /* both group bits: which one is ours depends on security */
    GICD_CONTROL_AFFINITY = 1 << 4,
    GICD_CONTROL_BUSY = 1u << 31,
    GICD_ROUTE = 0x6000, /* eight bytes per interrupt */
    GICR_CONTROL = 0x0000,
    GICR_TYPE = 0x0008,
    GICR_WAKE = 0x0014,
    GICR_WAKE_SLEEP = 1 << 1,
    GICR_WAKE_ASLEEP = 1 << 2,
    GICR_PRIVATE = 0x10000, /* the second frame */
    GICR_BYTES = 0x20000,
};

static const struct bits TYPE_LAST = { 4, 1 }, TYPE_VIRTUAL = { 1, 1 }, TYPE_AFFINITY = { 32, 32 };
static const struct bits MPIDR_LOW = { 0, 24 }, MPIDR_AFF3 = { 32, 8 };

/* The system registers by encoding, because not every assembler knows their names. */
#define ICC_PMR_EL1        S3_0_C4_C6_0
#define ICC_SGI1R_EL1      S3_0_C12_C11_5
#define ICC_IAR1_EL1       S3_0_C12_C12_0
#define ICC_EOIR1_EL1      S3_0_C12_C12_1
#define ICC_BPR1_EL1       S3_0_C12_C12_3
#define ICC_CTLR_EL1       S3_0_C12_C12_4
#define ICC_SRE_EL1        S3_0_C12_C12_5
#define ICC_IGRPEN1_EL1    S3_0_C12_C12_7
#define READ(name)         SYSREG_READ(name)
#define WRITE(name, value) SYSREG_WRITE(name, value)

static word_t read64(word_t base, unsigned offset)
{
    return *(volatile uint64_t *)(base + offset);
}

static word_t own_affinity(void)
{
    word_t mpidr = SYSREG_READ(mpidr_el1);

    return bits_get(mpidr, MPIDR_AFF3) << 24 | bits_get(mpidr, MPIDR_LOW);
}

/* Walk through the redistributors, each of two frames, or four with virtual interrupts. */
static word_t find_redistributor(word_t base, word_t bytes)
{
    word_t affinity = own_affinity();

    for (word_t at = base; at + GICR_BYTES <= base + bytes;) {
        word_t type = read64(at, GICR_TYPE);

        if (bits_get(type, TYPE_AFFINITY) == affinity) {
            return at;
        }
        if (bits_get(type, TYPE_LAST)) {
            break;
        }
        at += bits_get(type, TYPE_VIRTUAL) ? 2 * GICR_BYTES : GICR_BYTES;
    }
    return 0;
}

static void init_distributor(word_t base)
{
    unsigned count = gic_irq_count(base);
    word_t mpidr = SYSREG_READ(mpidr_el1);
    word_t route = mpidr & (bits_put(MPIDR_LOW, UINT64_MAX) | bits_put(MPIDR_AFF3, UINT64_MAX));

    gic_write(base, GICD_CONTROL, 0);
    while (gic_read(base, GICD_CONTROL) & GICD_CONTROL_BUSY) {
    }
    gic_write(base, GICD_CONTROL, GICD_CONTROL_AFFINITY);
    gic_reset_irqs(base, GIC_PRIVATE_IRQS, count);
    for (unsigned irq = GIC_PRIVATE_IRQS; irq < count; irq += 32) {
        gic_write(base, GICD_GROUP + irq / 8, UINT32_MAX);
    }
    for (unsigned irq = GIC_PRIVATE_IRQS; irq < count; irq++) {
        *(volatile uint64_t *)(base + GICD_ROUTE + 8 * irq) = route;
    }
    gic_write(base, GICD_CONTROL, GICD_CONTROL_AFFINITY | GICD_CONTROL_GROUPS);
}

static void init_redistributor(word_t base)
{
    gic_write(base, GICR_WAKE, gic_read(base, GICR_WAKE) & ~(uint32_t)GICR_WAKE_SLEEP);
    while (gic_read(base, GICR_WAKE) & GICR_WAKE_ASLEEP) {
    }
    gic_reset_irqs(base + GICR_PRIVATE, 0, GIC_PRIVATE_IRQS);
    gic_write(base + GICR_PRIVATE, GICD_GROUP, UINT32_MAX);
}

static void init_cpu_interface(void)
{
    WRITE(ICC_SRE_EL1, READ(ICC_SRE_EL1) | 1);
    isb();
    WRITE(ICC_PMR_EL1, GIC_PRIORITY_MASK_NONE);
    WRITE(ICC_BPR1_EL1, 0);
    WRITE(ICC_CTLR_EL1, 0);
    WRITE(ICC_IGRPEN1_EL1, 1);
    isb();
}

bool gicv3_init(struct gic *gic, word_t redistributors, word_t bytes)
{
    gic->cpu = find_redistributor(redistributors, bytes);
    if (gic->cpu == 0) {
        return false;
    }
    init_distributor(gic->distributor);
    init_redistributor(gic->cpu);
    init_cpu_interface();
    return true;
}

uint32_t gicv3_claim(void)
{
    uint32_t claimed = (uint32_t)READ(ICC_IAR1_EL1);

    dsb();
    return claimed;
}

void gicv3_done(uint32_t claimed)
{
    WRITE(ICC_EOIR1_EL1, claimed);
}

static word_t registers_of(const struct gic *gic, unsigned irq)
{
    return irq < GIC_PRIVATE_IRQS ? gic->cpu + GICR_PRIVATE : gic->distributor;
}

void gicv3_mask(const struct gic *gic, unsigned irq, bool masked)
{
    gic_write_bit(registers_of(gic, irq), masked ? GICD_ENABLE_CLEAR : GICD_ENABLE_SET, irq);
}

void gicv3_set_trigger(const struct gic *gic, unsigned irq, bool edge)
{
    if (irq >= GIC_PRIVATE_IRQS) {
        gic_configure(gic->distributor, irq, edge);
    }
}

void gicv3_send(unsigned irq, uint32_t target)
{
    static const struct bits AFF3 = { 48, 8 }, RANGE = { 44, 4 }, AFF2 = { 32, 8 };
    static const struct bits INTID = { 24, 4 }, AFF1 = { 16, 8 }, LIST = { 0, 16 };
    unsigned aff0 = target & 0xff;

    WRITE(ICC_SGI1R_EL1, bits_put(AFF3, target >> 24) | bits_put(AFF2, target >> 16)
                             | bits_put(AFF1, target >> 8) | bits_put(RANGE, aff0 >> 4)
                             | bits_put(INTID, irq) | bits_put(LIST, word_bit(aff0 & 15)));
    isb();
}
