/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fault messages: the label is the kind of fault, the message registers hold what the enumerations
 * name.  The kinds never move with the configuration; DebugException needs HARDWARE_DEBUG_API, the
 * last three a kernel with virtual machines.
 *
 * The messages that contain registers differ between architectures: arch_faults.h.
 */
#pragma once

enum seL4_Fault_tag {
    seL4_Fault_NullFault = 0,
    seL4_Fault_CapFault = 1,
    seL4_Fault_UnknownSyscall = 2,
    seL4_Fault_UserException = 3,
    seL4_Fault_DebugException = 4,
    seL4_Fault_Timeout = 5,
    seL4_Fault_VMFault = 6,
    seL4_Fault_VGICMaintenance = 7,
    seL4_Fault_VCPUFault = 8,
    seL4_Fault_VPPIEvent = 9
};
typedef enum seL4_Fault_tag seL4_Fault_tag_t;

/* The words after LookupFailureType are a lookup failure; its type says what they mean. */
typedef enum {
    seL4_CapFault_IP = 0,
    seL4_CapFault_Addr = 1,
    seL4_CapFault_InRecvPhase = 2,
    seL4_CapFault_LookupFailureType = 3,
    seL4_CapFault_BitsLeft = 4,
    seL4_CapFault_DepthMismatch_BitsFound = 5,
    seL4_CapFault_GuardMismatch_GuardFound = seL4_CapFault_DepthMismatch_BitsFound,
    seL4_CapFault_GuardMismatch_BitsFound = 6
} seL4_CapFault_Msg;

typedef enum {
    seL4_VMFault_IP = 0,
    seL4_VMFault_Addr = 1,
    seL4_VMFault_PrefetchFault = 2, /* 1 if an instruction was to be fetched */
    seL4_VMFault_FSR = 3,
    seL4_VMFault_Length = 4
} seL4_VMFault_Msg;

typedef enum {
    seL4_Timeout_Data = 0,     /* badge of the scheduling context */
    seL4_Timeout_Consumed = 1, /* microseconds */
    seL4_Timeout_Length = 2
} seL4_Timeout_Msg;

typedef enum {
    seL4_DebugException_FaultIP = 0,
    seL4_DebugException_ExceptionReason = 1,
    seL4_DebugException_TriggerAddress = 2,
    seL4_DebugException_BreakpointNumber = 3,
    seL4_DebugException_Length = 4
} seL4_DebugException_Msg;

#include "arch_faults.h"
