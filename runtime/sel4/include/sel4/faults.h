/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fault messages for fault handlers: telling them apart by the label of the message, and reading
 * the message registers into one value (sel4_arch/types_gen.h).
 */
#pragma once
#include <sel4/functions.h>
#include <sel4/sel4_arch/faults.h>
#include <sel4/types.h>

LIBSEL4_INLINE_FUNC seL4_Fault_t seL4_getFault(seL4_MessageInfo_t tag)
{
    switch (seL4_MessageInfo_get_label(tag)) {
    case seL4_Fault_CapFault:
        return seL4_Fault_CapFault_new(
            seL4_GetMR(seL4_CapFault_IP), seL4_GetMR(seL4_CapFault_Addr),
            seL4_GetMR(seL4_CapFault_InRecvPhase), seL4_GetMR(seL4_CapFault_LookupFailureType),
            seL4_GetMR(seL4_CapFault_BitsLeft), seL4_GetMR(seL4_CapFault_DepthMismatch_BitsFound),
            seL4_GetMR(seL4_CapFault_GuardMismatch_BitsFound));
    case seL4_Fault_Timeout:
        return seL4_Fault_Timeout_new(seL4_GetMR(seL4_Timeout_Data),
                                      seL4_GetMR(seL4_Timeout_Consumed));
    default:
        return seL4_getArchFault(tag);
    }
}

LIBSEL4_INLINE_FUNC seL4_Bool sel4_is_fault(seL4_MessageInfo_t tag, seL4_Uint64 kind)
{
    return (seL4_Bool)(seL4_MessageInfo_get_label(tag) == kind);
}

LIBSEL4_INLINE_FUNC seL4_Bool seL4_isVMFault_tag(seL4_MessageInfo_t tag)
{
    return sel4_is_fault(tag, seL4_Fault_VMFault);
}

LIBSEL4_INLINE_FUNC seL4_Bool seL4_isUnknownSyscall_tag(seL4_MessageInfo_t tag)
{
    return sel4_is_fault(tag, seL4_Fault_UnknownSyscall);
}

LIBSEL4_INLINE_FUNC seL4_Bool seL4_isUserException_tag(seL4_MessageInfo_t tag)
{
    return sel4_is_fault(tag, seL4_Fault_UserException);
}

LIBSEL4_INLINE_FUNC seL4_Bool seL4_isNullFault_tag(seL4_MessageInfo_t tag)
{
    return sel4_is_fault(tag, seL4_Fault_NullFault);
}

LIBSEL4_INLINE_FUNC seL4_Bool seL4_isCapFault_tag(seL4_MessageInfo_t tag)
{
    return sel4_is_fault(tag, seL4_Fault_CapFault);
}

LIBSEL4_INLINE_FUNC seL4_Bool seL4_isTimeoutFault_tag(seL4_MessageInfo_t tag)
{
    return sel4_is_fault(tag, seL4_Fault_Timeout);
}

/*
 * Writes the reply to a timeout fault: the first `length` registers of the thread, which goes on if
 * `resume`, else stays stopped.
 */
LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_TimeoutReply_new(seL4_Bool resume,
                                                             seL4_UserContext regs,
                                                             seL4_Word length)
{
    const seL4_Word *words = &regs.pc;

    if (length > seL4_TimeoutReply_Length) {
        length = seL4_TimeoutReply_Length;
    }
    for (seL4_Word i = 0; i < length; i++) {
        seL4_SetMR((int)i, words[i]);
    }
    return seL4_MessageInfo_new(!resume, 0, 0, length);
}
