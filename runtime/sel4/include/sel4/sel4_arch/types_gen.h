/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A fault message as one value: the kind in the lowest four bits of word 0, its fields in the words
 * after that, in the order of the message registers.
 *
 * For a kind K and a field F there are seL4_Fault_K_get_F(fault), seL4_Fault_K_set_F(fault, value),
 * which returns the changed value, and seL4_Fault_K_ptr_get_F, seL4_Fault_K_ptr_set_F;
 * seL4_Fault_K_new(fields...) and seL4_Fault_K_ptr_new make a whole one.
 */
#pragma once
#include <annona/faults.h>
#include <sel4/macros.h>
#include <sel4/simple_types.h>

#define SEL4_FAULT_WORDS 14

struct seL4_Fault {
    seL4_Uint64 words[SEL4_FAULT_WORDS];
};
typedef struct seL4_Fault seL4_Fault_t;

LIBSEL4_INLINE_FUNC CONST seL4_Uint64 seL4_Fault_get_seL4_FaultType(seL4_Fault_t fault)
{
    return fault.words[0] & 15;
}

LIBSEL4_INLINE_FUNC PURE seL4_Uint64 seL4_Fault_ptr_get_seL4_FaultType(seL4_Fault_t *fault)
{
    return fault->words[0] & 15;
}

LIBSEL4_INLINE_FUNC CONST int seL4_Fault_seL4_FaultType_equals(seL4_Fault_t fault, seL4_Uint64 kind)
{
    return seL4_Fault_get_seL4_FaultType(fault) == kind;
}

/* A fault of that kind, all fields 0. */
LIBSEL4_INLINE_FUNC CONST seL4_Fault_t sel4_fault_empty(seL4_Uint64 kind)
{
    seL4_Fault_t fault;

    for (unsigned i = 0; i < SEL4_FAULT_WORDS; i++) {
        fault.words[i] = 0;
    }
    fault.words[0] = kind;
    return fault;
}

/* The accessors of one field; `index` is its message register. */
#define SEL4_FAULT_FIELD(kind, field, index)                                                       \
    LIBSEL4_INLINE_FUNC CONST seL4_Uint64 seL4_Fault_##kind##_get_##field(seL4_Fault_t fault)      \
    {                                                                                              \
        return fault.words[(index) + 1];                                                           \
    }                                                                                              \
    LIBSEL4_INLINE_FUNC CONST seL4_Fault_t seL4_Fault_##kind##_set_##field(seL4_Fault_t fault,     \
                                                                           seL4_Uint64 value)      \
    {                                                                                              \
        fault.words[(index) + 1] = value;                                                          \
        return fault;                                                                              \
    }                                                                                              \
    LIBSEL4_INLINE_FUNC PURE seL4_Uint64 seL4_Fault_##kind##_ptr_get_##field(seL4_Fault_t *fault)  \
    {                                                                                              \
        return fault->words[(index) + 1];                                                          \
    }                                                                                              \
    LIBSEL4_INLINE_FUNC void seL4_Fault_##kind##_ptr_set_##field(seL4_Fault_t *fault,              \
                                                                 seL4_Uint64 value)                \
    {                                                                                              \
        fault->words[(index) + 1] = value;                                                         \
    }

SEL4_FAULT_FIELD(CapFault, IP, seL4_CapFault_IP)
SEL4_FAULT_FIELD(CapFault, Addr, seL4_CapFault_Addr)
SEL4_FAULT_FIELD(CapFault, InRecvPhase, seL4_CapFault_InRecvPhase)
SEL4_FAULT_FIELD(CapFault, LookupFailureType, seL4_CapFault_LookupFailureType)
SEL4_FAULT_FIELD(CapFault, MR4, seL4_CapFault_BitsLeft)
SEL4_FAULT_FIELD(CapFault, MR5, seL4_CapFault_DepthMismatch_BitsFound)
SEL4_FAULT_FIELD(CapFault, MR6, seL4_CapFault_GuardMismatch_BitsFound)
SEL4_FAULT_FIELD(UnknownSyscall, X0, seL4_UnknownSyscall_X0)
SEL4_FAULT_FIELD(UnknownSyscall, X1, seL4_UnknownSyscall_X1)
SEL4_FAULT_FIELD(UnknownSyscall, X2, seL4_UnknownSyscall_X2)
SEL4_FAULT_FIELD(UnknownSyscall, X3, seL4_UnknownSyscall_X3)
SEL4_FAULT_FIELD(UnknownSyscall, X4, seL4_UnknownSyscall_X4)
SEL4_FAULT_FIELD(UnknownSyscall, X5, seL4_UnknownSyscall_X5)
SEL4_FAULT_FIELD(UnknownSyscall, X6, seL4_UnknownSyscall_X6)
SEL4_FAULT_FIELD(UnknownSyscall, X7, seL4_UnknownSyscall_X7)
SEL4_FAULT_FIELD(UnknownSyscall, FaultIP, seL4_UnknownSyscall_FaultIP)
SEL4_FAULT_FIELD(UnknownSyscall, SP, seL4_UnknownSyscall_SP)
SEL4_FAULT_FIELD(UnknownSyscall, LR, seL4_UnknownSyscall_LR)
SEL4_FAULT_FIELD(UnknownSyscall, SPSR, seL4_UnknownSyscall_SPSR)
SEL4_FAULT_FIELD(UnknownSyscall, Syscall, seL4_UnknownSyscall_Syscall)
SEL4_FAULT_FIELD(UserException, FaultIP, seL4_UserException_FaultIP)
SEL4_FAULT_FIELD(UserException, Stack, seL4_UserException_SP)
SEL4_FAULT_FIELD(UserException, SPSR, seL4_UserException_SPSR)
SEL4_FAULT_FIELD(UserException, Number, seL4_UserException_Number)
SEL4_FAULT_FIELD(UserException, Code, seL4_UserException_Code)
SEL4_FAULT_FIELD(Timeout, data, seL4_Timeout_Data)
SEL4_FAULT_FIELD(Timeout, consumed, seL4_Timeout_Consumed)
SEL4_FAULT_FIELD(VMFault, IP, seL4_VMFault_IP)
SEL4_FAULT_FIELD(VMFault, Addr, seL4_VMFault_Addr)
SEL4_FAULT_FIELD(VMFault, PrefetchFault, seL4_VMFault_PrefetchFault)
SEL4_FAULT_FIELD(VMFault, FSR, seL4_VMFault_FSR)
#ifdef CONFIG_HARDWARE_DEBUG_API
SEL4_FAULT_FIELD(DebugException, FaultIP, seL4_DebugException_FaultIP)
SEL4_FAULT_FIELD(DebugException, ExceptionReason, seL4_DebugException_ExceptionReason)
SEL4_FAULT_FIELD(DebugException, TriggerAddress, seL4_DebugException_TriggerAddress)
SEL4_FAULT_FIELD(DebugException, BreakpointNumber, seL4_DebugException_BreakpointNumber)
#endif

LIBSEL4_INLINE_FUNC CONST seL4_Fault_t seL4_Fault_NullFault_new(void)
{
    seL4_Fault_t fault = sel4_fault_empty(seL4_Fault_NullFault);

    return fault;
}

LIBSEL4_INLINE_FUNC void seL4_Fault_NullFault_ptr_new(seL4_Fault_t *fault)
{
    *fault = seL4_Fault_NullFault_new();
}

LIBSEL4_INLINE_FUNC CONST seL4_Fault_t seL4_Fault_CapFault_new(seL4_Uint64 IP, seL4_Uint64 Addr,
                                                               seL4_Uint64 InRecvPhase,
                                                               seL4_Uint64 LookupFailureType,
                                                               seL4_Uint64 MR4, seL4_Uint64 MR5,
                                                               seL4_Uint64 MR6)
{
    seL4_Fault_t fault = sel4_fault_empty(seL4_Fault_CapFault);

    fault.words[1] = IP;
    fault.words[2] = Addr;
    fault.words[3] = InRecvPhase;
    fault.words[4] = LookupFailureType;
    fault.words[5] = MR4;
    fault.words[6] = MR5;
    fault.words[7] = MR6;
    return fault;
}

LIBSEL4_INLINE_FUNC void seL4_Fault_CapFault_ptr_new(seL4_Fault_t *fault, seL4_Uint64 IP,
                                                     seL4_Uint64 Addr, seL4_Uint64 InRecvPhase,
                                                     seL4_Uint64 LookupFailureType, seL4_Uint64 MR4,
                                                     seL4_Uint64 MR5, seL4_Uint64 MR6)
{
    *fault = seL4_Fault_CapFault_new(IP, Addr, InRecvPhase, LookupFailureType, MR4, MR5, MR6);
}

LIBSEL4_INLINE_FUNC CONST seL4_Fault_t seL4_Fault_UnknownSyscall_new(
    seL4_Uint64 X0, seL4_Uint64 X1, seL4_Uint64 X2, seL4_Uint64 X3, seL4_Uint64 X4, seL4_Uint64 X5,
    seL4_Uint64 X6, seL4_Uint64 X7, seL4_Uint64 FaultIP, seL4_Uint64 SP, seL4_Uint64 LR,
    seL4_Uint64 SPSR, seL4_Uint64 Syscall)
{
    seL4_Fault_t fault = sel4_fault_empty(seL4_Fault_UnknownSyscall);

    fault.words[1] = X0;
    fault.words[2] = X1;
    fault.words[3] = X2;
    fault.words[4] = X3;
    fault.words[5] = X4;
    fault.words[6] = X5;
    fault.words[7] = X6;
    fault.words[8] = X7;
    fault.words[9] = FaultIP;
    fault.words[10] = SP;
    fault.words[11] = LR;
    fault.words[12] = SPSR;
    fault.words[13] = Syscall;
    return fault;
}

LIBSEL4_INLINE_FUNC void seL4_Fault_UnknownSyscall_ptr_new(
    seL4_Fault_t *fault, seL4_Uint64 X0, seL4_Uint64 X1, seL4_Uint64 X2, seL4_Uint64 X3,
    seL4_Uint64 X4, seL4_Uint64 X5, seL4_Uint64 X6, seL4_Uint64 X7, seL4_Uint64 FaultIP,
    seL4_Uint64 SP, seL4_Uint64 LR, seL4_Uint64 SPSR, seL4_Uint64 Syscall)
{
    *fault = seL4_Fault_UnknownSyscall_new(X0, X1, X2, X3, X4, X5, X6, X7, FaultIP, SP, LR, SPSR,
                                           Syscall);
}

LIBSEL4_INLINE_FUNC CONST seL4_Fault_t seL4_Fault_UserException_new(
    seL4_Uint64 FaultIP, seL4_Uint64 Stack, seL4_Uint64 SPSR, seL4_Uint64 Number, seL4_Uint64 Code)
{
    seL4_Fault_t fault = sel4_fault_empty(seL4_Fault_UserException);

    fault.words[1] = FaultIP;
    fault.words[2] = Stack;
    fault.words[3] = SPSR;
    fault.words[4] = Number;
    fault.words[5] = Code;
    return fault;
}

LIBSEL4_INLINE_FUNC void seL4_Fault_UserException_ptr_new(seL4_Fault_t *fault, seL4_Uint64 FaultIP,
                                                          seL4_Uint64 Stack, seL4_Uint64 SPSR,
                                                          seL4_Uint64 Number, seL4_Uint64 Code)
{
    *fault = seL4_Fault_UserException_new(FaultIP, Stack, SPSR, Number, Code);
}

LIBSEL4_INLINE_FUNC CONST seL4_Fault_t seL4_Fault_Timeout_new(seL4_Uint64 data,
                                                              seL4_Uint64 consumed)
{
    seL4_Fault_t fault = sel4_fault_empty(seL4_Fault_Timeout);

    fault.words[1] = data;
    fault.words[2] = consumed;
    return fault;
}

LIBSEL4_INLINE_FUNC void seL4_Fault_Timeout_ptr_new(seL4_Fault_t *fault, seL4_Uint64 data,
                                                    seL4_Uint64 consumed)
{
    *fault = seL4_Fault_Timeout_new(data, consumed);
}

LIBSEL4_INLINE_FUNC CONST seL4_Fault_t seL4_Fault_VMFault_new(seL4_Uint64 IP, seL4_Uint64 Addr,
                                                              seL4_Uint64 PrefetchFault,
                                                              seL4_Uint64 FSR)
{
    seL4_Fault_t fault = sel4_fault_empty(seL4_Fault_VMFault);

    fault.words[1] = IP;
    fault.words[2] = Addr;
    fault.words[3] = PrefetchFault;
    fault.words[4] = FSR;
    return fault;
}

LIBSEL4_INLINE_FUNC void seL4_Fault_VMFault_ptr_new(seL4_Fault_t *fault, seL4_Uint64 IP,
                                                    seL4_Uint64 Addr, seL4_Uint64 PrefetchFault,
                                                    seL4_Uint64 FSR)
{
    *fault = seL4_Fault_VMFault_new(IP, Addr, PrefetchFault, FSR);
}

#ifdef CONFIG_HARDWARE_DEBUG_API
LIBSEL4_INLINE_FUNC CONST seL4_Fault_t seL4_Fault_DebugException_new(seL4_Uint64 FaultIP,
                                                                     seL4_Uint64 ExceptionReason,
                                                                     seL4_Uint64 TriggerAddress,
                                                                     seL4_Uint64 BreakpointNumber)
{
    seL4_Fault_t fault = sel4_fault_empty(seL4_Fault_DebugException);

    fault.words[1] = FaultIP;
    fault.words[2] = ExceptionReason;
    fault.words[3] = TriggerAddress;
    fault.words[4] = BreakpointNumber;
    return fault;
}

LIBSEL4_INLINE_FUNC void seL4_Fault_DebugException_ptr_new(seL4_Fault_t *fault, seL4_Uint64 FaultIP,
                                                           seL4_Uint64 ExceptionReason,
                                                           seL4_Uint64 TriggerAddress,
                                                           seL4_Uint64 BreakpointNumber)
{
    *fault =
        seL4_Fault_DebugException_new(FaultIP, ExceptionReason, TriggerAddress, BreakpointNumber);
}

#endif
