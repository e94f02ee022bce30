/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hardware breakpoints and watchpoints of a thread, as the methods of TCB capabilities see them.
 * Their numbers are those of the ABI: breakpoints (of instructions) first, then watchpoints (of
 * data). What the processor has is behind the functions of the architecture's hw_debug.h:
 *
 *     void hw_debug_set(struct tcb *, unsigned n, struct breakpoint)
 *     struct breakpoint hw_debug_get(const struct tcb *, unsigned n)
 *     void hw_debug_step(struct tcb *, word_t instructions)   0: do not step any more
 *     HW_INSTRUCTION_BITS                                     log2 of the alignment of instructions
 */
#pragma once
#include "types.h"

struct breakpoint {
    word_t address;
    unsigned type;   /* enum seL4_BreakpointType: data or instruction */
    unsigned size;   /* bytes, a power of two up to 8; 0 for an instruction */
    unsigned access; /* enum seL4_BreakpointAccess */
    bool enabled;
};
