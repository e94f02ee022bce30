/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * AArch64 mapping attributes, cache kinds and numbers of hardware breakpoints (Cortex-A53);
 * included by flags.h.
 */
#pragma once

/* A mapping that is not cacheable is device memory.  The parity bit has no effect. */
typedef enum {
    seL4_ARM_PageCacheable = 1,
    seL4_ARM_ParityEnabled = 2,
    seL4_ARM_Default_VMAttributes = 3,
    seL4_ARM_ExecuteNever = 4
} seL4_ARM_VMAttributes;

typedef enum { seL4_ARM_CacheI = 1, seL4_ARM_CacheD = 2, seL4_ARM_CacheID = 3 } seL4_ARM_CacheType;

/* The words of memory faults tell instruction from data by these. */
#define seL4_DataFault        0
#define seL4_InstructionFault 1

#define seL4_NumHWBreakpoints        10
#define seL4_NumExclusiveBreakpoints 6
#define seL4_NumExclusiveWatchpoints 4
#ifdef CONFIG_HARDWARE_DEBUG_API
#define seL4_FirstBreakpoint          0
#define seL4_FirstWatchpoint          6
#define seL4_NumDualFunctionMonitors  0
#define seL4_FirstDualFunctionMonitor (-1)
#endif
