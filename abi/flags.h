/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Flag words and small enumerations that are arguments of invocations: thread and scheduling
 * context flags, priorities, and the kinds of hardware breakpoints.  The attributes of mappings
 * differ between architectures: arch_flags.h.
 */
#pragma once
#include <kernel/gen_config.h>

typedef enum {
    seL4_TCBFlag_NoFlag = 0,
    seL4_TCBFlag_fpuDisabled = 1,
    seL4_TCBFlag_MASK = 1
} seL4_TCBFlag;

typedef enum { seL4_SchedContext_NoFlag = 0, seL4_SchedContext_Sporadic = 1 } seL4_SchedContextFlag;

enum priorityConstants { seL4_InvalidPrio = -1, seL4_MinPrio = 0, seL4_MaxPrio = 255 };

/* Kinds of breakpoints; also the reason word of a DebugException message. */
enum seL4_BreakpointType {
    seL4_DataBreakpoint = 0,
    seL4_InstructionBreakpoint = 1,
    seL4_SingleStep = 2,
    seL4_SoftwareBreakRequest = 3
};

enum seL4_BreakpointAccess {
    seL4_BreakOnRead = 0,
    seL4_BreakOnWrite = 1,
    seL4_BreakOnReadWrite = 2,
    seL4_MaxBreakpointAccess = 3
};

#include "arch_flags.h"
