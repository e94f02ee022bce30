/* SPDX-License-Identifier: BSD-2-Clause */
/* What the fast path (fastpath.c) does with the processor: on the host, nothing special. */
#pragma once
#include "arch/arch.h"

static inline ticks_t fast_timer_now(void)
{
    return arch_timer_now();
}

static inline bool fast_is_available(void)
{
    return true;
}

static inline void fast_vspace_switch(word_t root, unsigned asid)
{
    arch_vspace_switch(root, asid);
}

static inline void fast_switch_to(struct tcb *thread)
{
    arch_switch_to(thread);
}
