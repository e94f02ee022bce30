/* SPDX-License-Identifier: BSD-2-Clause */
/* GICv3: a distributor, a redistributor for each processor, and a processor interface in system
 * registers. */
#pragma once
#include "gic.h"

/*
 * `redistributors` is where the redistributors begin, `bytes` their size together. Finds this
 * processor's and stores it in gic->cpu; false if there is none.
 */
bool gicv3_init(struct gic *gic, word_t redistributors, word_t bytes);
uint32_t gicv3_claim(void);
void gicv3_done(uint32_t claimed);
void gicv3_mask(const struct gic *gic, unsigned irq, bool masked);
void gicv3_set_trigger(const struct gic *gic, unsigned irq, bool edge);
/* `target` is the affinity of a processor: Aff3 in the highest byte to Aff0 in the lowest. */
void gicv3_send(unsigned irq, uint32_t target);
