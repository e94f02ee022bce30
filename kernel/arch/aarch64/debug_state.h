/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The debug registers of a thread: the values of DBGBVR/DBGWVR and DBGBCR/DBGWCR, to be loaded when
 * it runs. An all-zero state means that nothing is being debugged. The host port has them too.
 */
#pragma once
#include "types.h"

enum { DEBUG_BREAKPOINTS = 6, DEBUG_WATCHPOINTS = 4 };

struct arch_debug {
    word_t breakpoint_value[DEBUG_BREAKPOINTS], watchpoint_value[DEBUG_WATCHPOINTS];
    uint32_t breakpoint_control[DEBUG_BREAKPOINTS], watchpoint_control[DEBUG_WATCHPOINTS];
    word_t single_steps; /* instructions left until a report; 0: not stepping */
};
