/* SPDX-License-Identifier: BSD-2-Clause */
/* What the fast path (fastpath.c) does with the processor, without a call. */
#pragma once
#include "arch/arch.h"
#include "kernel.h"
#include "sysreg.h"
#include "window.h"

static inline ticks_t fast_timer_now(void)
{
    return SYSREG_READ(cntvct_el0);
}

/* Processors with narrow ASIDs have to flush when they switch: they have no fast path. */
static inline bool fast_is_available(void)
{
    return kernel.cpu.arch.has_wide_asids;
}

/* The low bits of an address in the kernel window are the physical address. Returning to user level
 * synchronises. */
static inline void fast_vspace_switch(word_t root, unsigned asid)
{
    SYSREG_WRITE(ttbr0_el1, (root & word_mask(WINDOW_BITS)) | (word_t)asid << 48);
}

static inline void fast_switch_to(struct tcb *thread)
{
    if (HARDWARE_DEBUG) {
        arch_switch_to(thread);
    }
}
