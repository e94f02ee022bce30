/* SPDX-License-Identifier: BSD-2-Clause */
/* GICv2: a distributor and a processor interface, both memory mapped. */
#pragma once
#include "gic.h"

enum { GICV2_CPUS = 8 };

void gicv2_init(const struct gic *gic);
/* The word to give back when done; its GIC_IRQ_MASK part is the number. */
uint32_t gicv2_claim(const struct gic *gic);
void gicv2_done(const struct gic *gic, uint32_t claimed);
void gicv2_mask(const struct gic *gic, unsigned irq, bool masked);
void gicv2_set_trigger(const struct gic *gic, unsigned irq, bool edge);
/* `target` is the number of a processor interface. */
void gicv2_send(const struct gic *gic, unsigned irq, unsigned target);
