/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The methods of kernel objects.
 *
 * Each is a call on a capability with the label of the method: capabilities go into the capability
 * fields of the IPC buffer, the first four words into message registers 0 to 3, further ones into
 * the IPC buffer.  A method returns its error; after an error message registers 0 to 3 hold what
 * the kernel says about it.  Methods with results return a structure of the error and the results.
 *
 * Methods that only some configurations have are declared only there.  The architecture's methods
 * follow in arch_client.h.
 */
#pragma once
#include <annona/invocation.h>
#include <sel4/functions.h>
#include <sel4/syscalls.h>
#include <sel4/types.h>

/* What the kernel answers: the error and message registers 0 to 3. */
struct sel4_answer {
    seL4_Error error;
    seL4_Word mr[seL4_FastMessageRegisters];
};

/*
 * Invokes a method with `caps` capabilities and `length` words, of which the first four are given
 * here and all others are in the IPC buffer already.
 */
LIBSEL4_INLINE_FUNC struct sel4_answer sel4_ask(seL4_CPtr service, seL4_Word label, seL4_Word caps,
                                                seL4_Word length, seL4_Word mr0, seL4_Word mr1,
                                                seL4_Word mr2, seL4_Word mr3)
{
    struct sel4_answer answer;
    seL4_MessageInfo_t info = seL4_MessageInfo_new(label, 0, caps, length);
    struct sel4_registers r = { service, info.words[0], { mr0, mr1, mr2, mr3 }, 0, 0 };

    sel4_trap(seL4_SysCall, &r);
    info.words[0] = r.info;
    answer.error = (seL4_Error)seL4_MessageInfo_get_label(info);
    for (int i = 0; i < seL4_FastMessageRegisters; i++) {
        answer.mr[i] = r.mr[i];
        if (answer.error != seL4_NoError) {
            seL4_SetMR(i, r.mr[i]);
        }
    }
    return answer;
}

/* The same for methods without results. */
LIBSEL4_INLINE_FUNC seL4_Error sel4_invoke(seL4_CPtr service, seL4_Word label, seL4_Word caps,
                                           seL4_Word length, seL4_Word mr0, seL4_Word mr1,
                                           seL4_Word mr2, seL4_Word mr3)
{
    return sel4_ask(service, label, caps, length, mr0, mr1, mr2, mr3).error;
}

/* A flag word with that bit set if `value` is true. */
LIBSEL4_INLINE_FUNC CONST seL4_Word sel4_flag(seL4_Bool value, unsigned bit)
{
    return value != 0 ? LIBSEL4_BIT(bit) : 0;
}

/* A word of a context by its number. */
LIBSEL4_INLINE_FUNC seL4_Word *sel4_context_word(seL4_UserContext *regs, seL4_Word i)
{
    return &regs->pc + i;
}

LIBSEL4_INLINE seL4_Error seL4_Untyped_Retype(seL4_Untyped _service, seL4_Word type,
                                              seL4_Word size_bits, seL4_CNode root,
                                              seL4_Word node_index, seL4_Word node_depth,
                                              seL4_Word node_offset, seL4_Word num_objects)
{
    seL4_SetCap(0, root);
    seL4_SetMR(4, node_offset);
    seL4_SetMR(5, num_objects);
    return sel4_invoke(_service, UntypedRetype, 1, 6, type, size_bits, node_index, node_depth);
}

LIBSEL4_INLINE seL4_Error seL4_TCB_ReadRegisters(seL4_TCB _service, seL4_Bool suspend_source,
                                                 seL4_Uint8 arch_flags, seL4_Word count,
                                                 seL4_UserContext *regs)
{
    seL4_Word flags = sel4_flag(suspend_source, 0) | (seL4_Word)arch_flags << 8;
    struct sel4_answer answer = sel4_ask(_service, TCBReadRegisters, 0, 2, flags, count, 0, 0);

    if (answer.error == seL4_NoError) {
        for (seL4_Word i = 0; i < count && i < ABI_CONTEXT_WORDS; i++) {
            *sel4_context_word(regs, i) = i < 4 ? answer.mr[i] : seL4_GetMR((int)i);
        }
    }
    return answer.error;
}

/* The message always has the whole context; the kernel looks at the first `count` words of it. */
LIBSEL4_INLINE seL4_Error seL4_TCB_WriteRegisters(seL4_TCB _service, seL4_Bool resume_target,
                                                  seL4_Uint8 arch_flags, seL4_Word count,
                                                  seL4_UserContext *regs)
{
    seL4_Word flags = sel4_flag(resume_target, 0) | (seL4_Word)arch_flags << 8;

    for (seL4_Word i = 2; i < ABI_CONTEXT_WORDS; i++) {
        seL4_SetMR((int)i + 2, *sel4_context_word(regs, i));
    }
    return sel4_invoke(_service, TCBWriteRegisters, 0, ABI_CONTEXT_WORDS + 2, flags, count,
                       *sel4_context_word(regs, 0), *sel4_context_word(regs, 1));
}

LIBSEL4_INLINE seL4_Error seL4_TCB_CopyRegisters(seL4_TCB _service, seL4_TCB source,
                                                 seL4_Bool suspend_source, seL4_Bool resume_target,
                                                 seL4_Bool transfer_frame,
                                                 seL4_Bool transfer_integer, seL4_Uint8 arch_flags)
{
    seL4_Word flags = sel4_flag(suspend_source, 0) | sel4_flag(resume_target, 1)
                      | sel4_flag(transfer_frame, 2) | sel4_flag(transfer_integer, 3)
                      | (seL4_Word)arch_flags << 8;

    seL4_SetCap(0, source);
    return sel4_invoke(_service, TCBCopyRegisters, 1, 1, flags, 0, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_TCB_Configure(seL4_TCB _service, seL4_CNode cspace_root,
                                             seL4_Word cspace_root_data, seL4_CPtr vspace_root,
                                             seL4_Word vspace_root_data, seL4_Word buffer,
                                             seL4_CPtr bufferFrame)
{
    seL4_SetCap(0, cspace_root);
    seL4_SetCap(1, vspace_root);
    seL4_SetCap(2, bufferFrame);
    return sel4_invoke(_service, TCBConfigure, 3, 3, cspace_root_data, vspace_root_data, buffer, 0);
}

LIBSEL4_INLINE seL4_Error seL4_TCB_SetPriority(seL4_TCB _service, seL4_CPtr authority,
                                               seL4_Word priority)
{
    seL4_SetCap(0, authority);
    return sel4_invoke(_service, TCBSetPriority, 1, 1, priority, 0, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_TCB_SetMCPriority(seL4_TCB _service, seL4_CPtr authority,
                                                 seL4_Word mcp)
{
    seL4_SetCap(0, authority);
    return sel4_invoke(_service, TCBSetMCPriority, 1, 1, mcp, 0, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_TCB_SetSchedParams(seL4_TCB _service, seL4_CPtr authority,
                                                  seL4_Word mcp, seL4_Word priority,
                                                  seL4_CPtr sched_context, seL4_CPtr fault_ep)
{
    seL4_SetCap(0, authority);
    seL4_SetCap(1, sched_context);
    seL4_SetCap(2, fault_ep);
    return sel4_invoke(_service, TCBSetSchedParams, 3, 2, mcp, priority, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_TCB_SetTimeoutEndpoint(seL4_TCB _service, seL4_CPtr timeout_fault_ep)
{
    seL4_SetCap(0, timeout_fault_ep);
    return sel4_invoke(_service, TCBSetTimeoutEndpoint, 1, 0, 0, 0, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_TCB_SetIPCBuffer(seL4_TCB _service, seL4_Word buffer,
                                                seL4_CPtr bufferFrame)
{
    seL4_SetCap(0, bufferFrame);
    return sel4_invoke(_service, TCBSetIPCBuffer, 1, 1, buffer, 0, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_TCB_SetSpace(seL4_TCB _service, seL4_CPtr fault_ep,
                                            seL4_CNode cspace_root, seL4_Word cspace_root_data,
                                            seL4_CPtr vspace_root, seL4_Word vspace_root_data)
{
    seL4_SetCap(0, fault_ep);
    seL4_SetCap(1, cspace_root);
    seL4_SetCap(2, vspace_root);
    return sel4_invoke(_service, TCBSetSpace, 3, 2, cspace_root_data, vspace_root_data, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_TCB_Suspend(seL4_TCB _service)
{
    return sel4_invoke(_service, TCBSuspend, 0, 0, 0, 0, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_TCB_Resume(seL4_TCB _service)
{
    return sel4_invoke(_service, TCBResume, 0, 0, 0, 0, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_TCB_BindNotification(seL4_TCB _service, seL4_CPtr notification)
{
    seL4_SetCap(0, notification);
    return sel4_invoke(_service, TCBBindNotification, 1, 0, 0, 0, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_TCB_UnbindNotification(seL4_TCB _service)
{
    return sel4_invoke(_service, TCBUnbindNotification, 0, 0, 0, 0, 0, 0);
}

typedef struct seL4_TCB_GetBreakpoint {
    int error;
    seL4_Word vaddr;
    seL4_Word type;
    seL4_Word size;
    seL4_Word rw;
    seL4_Word is_enabled;
} seL4_TCB_GetBreakpoint_t;

typedef struct seL4_TCB_ConfigureSingleStepping {
    int error;
    seL4_Word bp_was_consumed;
} seL4_TCB_ConfigureSingleStepping_t;

#ifdef CONFIG_HARDWARE_DEBUG_API
LIBSEL4_INLINE seL4_Error seL4_TCB_SetBreakpoint(seL4_TCB _service, seL4_Uint16 bp_num,
                                                 seL4_Word vaddr, seL4_Word type, seL4_Word size,
                                                 seL4_Word rw)
{
    seL4_SetMR(4, rw);
    return sel4_invoke(_service, TCBSetBreakpoint, 0, 5, bp_num, vaddr, type, size);
}

LIBSEL4_INLINE seL4_TCB_GetBreakpoint_t seL4_TCB_GetBreakpoint(seL4_TCB _service,
                                                               seL4_Uint16 bp_num)
{
    seL4_TCB_GetBreakpoint_t result;
    struct sel4_answer answer;

    answer = sel4_ask(_service, TCBGetBreakpoint, 0, 1, bp_num, 0, 0, 0);
    result.error = (int)answer.error;
    result.vaddr = answer.mr[0];
    result.type = answer.mr[1];
    result.size = answer.mr[2];
    result.rw = answer.mr[3];
    result.is_enabled = seL4_GetMR(4);
    return result;
}

LIBSEL4_INLINE seL4_Error seL4_TCB_UnsetBreakpoint(seL4_TCB _service, seL4_Uint16 bp_num)
{
    return sel4_invoke(_service, TCBUnsetBreakpoint, 0, 1, bp_num, 0, 0, 0);
}

LIBSEL4_INLINE seL4_TCB_ConfigureSingleStepping_t
seL4_TCB_ConfigureSingleStepping(seL4_TCB _service, seL4_Uint16 bp_num, seL4_Word num_instructions)
{
    seL4_TCB_ConfigureSingleStepping_t result;
    struct sel4_answer answer;

    answer = sel4_ask(_service, TCBConfigureSingleStepping, 0, 2, bp_num, num_instructions, 0, 0);
    result.error = (int)answer.error;
    result.bp_was_consumed = answer.mr[0];
    return result;
}

#endif

LIBSEL4_INLINE seL4_Error seL4_TCB_SetTLSBase(seL4_TCB _service, seL4_Word tls_base)
{
    return sel4_invoke(_service, TCBSetTLSBase, 0, 1, tls_base, 0, 0, 0);
}

typedef struct seL4_TCB_SetFlags {
    int error;
    seL4_Word flags;
} seL4_TCB_SetFlags_t;

LIBSEL4_INLINE seL4_TCB_SetFlags_t seL4_TCB_SetFlags(seL4_TCB _service, seL4_Word clear,
                                                     seL4_Word set)
{
    seL4_TCB_SetFlags_t result;
    struct sel4_answer answer;

    answer = sel4_ask(_service, TCBSetFlags, 0, 2, clear, set, 0, 0);
    result.error = (int)answer.error;
    result.flags = answer.mr[0];
    return result;
}

LIBSEL4_INLINE seL4_Error seL4_CNode_Revoke(seL4_CNode _service, seL4_Word index, seL4_Uint8 depth)
{
    return sel4_invoke(_service, CNodeRevoke, 0, 2, index, depth, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_CNode_Delete(seL4_CNode _service, seL4_Word index, seL4_Uint8 depth)
{
    return sel4_invoke(_service, CNodeDelete, 0, 2, index, depth, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_CNode_CancelBadgedSends(seL4_CNode _service, seL4_Word index,
                                                       seL4_Uint8 depth)
{
    return sel4_invoke(_service, CNodeCancelBadgedSends, 0, 2, index, depth, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_CNode_Copy(seL4_CNode _service, seL4_Word dest_index,
                                          seL4_Uint8 dest_depth, seL4_CNode src_root,
                                          seL4_Word src_index, seL4_Uint8 src_depth,
                                          seL4_CapRights_t rights)
{
    seL4_SetCap(0, src_root);
    seL4_SetMR(4, rights.words[0]);
    return sel4_invoke(_service, CNodeCopy, 1, 5, dest_index, dest_depth, src_index, src_depth);
}

LIBSEL4_INLINE seL4_Error seL4_CNode_Mint(seL4_CNode _service, seL4_Word dest_index,
                                          seL4_Uint8 dest_depth, seL4_CNode src_root,
                                          seL4_Word src_index, seL4_Uint8 src_depth,
                                          seL4_CapRights_t rights, seL4_Word badge)
{
    seL4_SetCap(0, src_root);
    seL4_SetMR(4, rights.words[0]);
    seL4_SetMR(5, badge);
    return sel4_invoke(_service, CNodeMint, 1, 6, dest_index, dest_depth, src_index, src_depth);
}

LIBSEL4_INLINE seL4_Error seL4_CNode_Move(seL4_CNode _service, seL4_Word dest_index,
                                          seL4_Uint8 dest_depth, seL4_CNode src_root,
                                          seL4_Word src_index, seL4_Uint8 src_depth)
{
    seL4_SetCap(0, src_root);
    return sel4_invoke(_service, CNodeMove, 1, 4, dest_index, dest_depth, src_index, src_depth);
}

LIBSEL4_INLINE seL4_Error seL4_CNode_Mutate(seL4_CNode _service, seL4_Word dest_index,
                                            seL4_Uint8 dest_depth, seL4_CNode src_root,
                                            seL4_Word src_index, seL4_Uint8 src_depth,
                                            seL4_Word badge)
{
    seL4_SetCap(0, src_root);
    seL4_SetMR(4, badge);
    return sel4_invoke(_service, CNodeMutate, 1, 5, dest_index, dest_depth, src_index, src_depth);
}

LIBSEL4_INLINE seL4_Error seL4_CNode_Rotate(seL4_CNode _service, seL4_Word dest_index,
                                            seL4_Uint8 dest_depth, seL4_Word dest_badge,
                                            seL4_CNode pivot_root, seL4_Word pivot_index,
                                            seL4_Uint8 pivot_depth, seL4_Word pivot_badge,
                                            seL4_CNode src_root, seL4_Word src_index,
                                            seL4_Uint8 src_depth)
{
    seL4_SetCap(0, pivot_root);
    seL4_SetCap(1, src_root);
    seL4_SetMR(4, pivot_depth);
    seL4_SetMR(5, pivot_badge);
    seL4_SetMR(6, src_index);
    seL4_SetMR(7, src_depth);
    return sel4_invoke(_service, CNodeRotate, 2, 8, dest_index, dest_depth, dest_badge,
                       pivot_index);
}

LIBSEL4_INLINE seL4_Error seL4_IRQControl_Get(seL4_IRQControl _service, seL4_Word irq,
                                              seL4_CNode root, seL4_Word index, seL4_Uint8 depth)
{
    seL4_SetCap(0, root);
    return sel4_invoke(_service, IRQIssueIRQHandler, 1, 3, irq, index, depth, 0);
}

LIBSEL4_INLINE seL4_Error seL4_IRQHandler_Ack(seL4_IRQHandler _service)
{
    return sel4_invoke(_service, IRQAckIRQ, 0, 0, 0, 0, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_IRQHandler_SetNotification(seL4_IRQHandler _service,
                                                          seL4_CPtr notification)
{
    seL4_SetCap(0, notification);
    return sel4_invoke(_service, IRQSetIRQHandler, 1, 0, 0, 0, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_IRQHandler_Clear(seL4_IRQHandler _service)
{
    return sel4_invoke(_service, IRQClearIRQHandler, 0, 0, 0, 0, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_DomainSet_Set(seL4_DomainSet _service, seL4_Uint8 domain,
                                             seL4_TCB thread)
{
    seL4_SetCap(0, thread);
    return sel4_invoke(_service, DomainSetSet, 1, 1, domain, 0, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_DomainSet_ScheduleConfigure(seL4_DomainSet _service, seL4_Word index,
                                                           seL4_Uint8 domain, seL4_Time duration)
{
    return sel4_invoke(_service, DomainScheduleConfigure, 0, 3, index, domain, duration, 0);
}

LIBSEL4_INLINE seL4_Error seL4_DomainSet_ScheduleSetStart(seL4_DomainSet _service, seL4_Word index)
{
    return sel4_invoke(_service, DomainScheduleSetStart, 0, 1, index, 0, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_SchedControl_ConfigureFlags(seL4_SchedControl _service,
                                                           seL4_SchedContext schedcontext,
                                                           seL4_Time budget, seL4_Time period,
                                                           seL4_Word extra_refills, seL4_Word badge,
                                                           seL4_Word flags)
{
    seL4_SetCap(0, schedcontext);
    seL4_SetMR(4, flags);
    return sel4_invoke(_service, SchedControlConfigureFlags, 1, 5, budget, period, extra_refills,
                       badge);
}

LIBSEL4_INLINE seL4_Error seL4_SchedContext_Bind(seL4_SchedContext _service, seL4_CPtr cap)
{
    seL4_SetCap(0, cap);
    return sel4_invoke(_service, SchedContextBind, 1, 0, 0, 0, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_SchedContext_Unbind(seL4_SchedContext _service)
{
    return sel4_invoke(_service, SchedContextUnbind, 0, 0, 0, 0, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_SchedContext_UnbindObject(seL4_SchedContext _service, seL4_CPtr cap)
{
    seL4_SetCap(0, cap);
    return sel4_invoke(_service, SchedContextUnbindObject, 1, 0, 0, 0, 0, 0);
}

typedef struct seL4_SchedContext_Consumed {
    int error;
    seL4_Word consumed;
} seL4_SchedContext_Consumed_t;

LIBSEL4_INLINE seL4_SchedContext_Consumed_t seL4_SchedContext_Consumed(seL4_SchedContext _service)
{
    seL4_SchedContext_Consumed_t result;
    struct sel4_answer answer;

    answer = sel4_ask(_service, SchedContextConsumed, 0, 0, 0, 0, 0, 0);
    result.error = (int)answer.error;
    result.consumed = answer.mr[0];
    return result;
}

typedef struct seL4_SchedContext_YieldTo {
    int error;
    seL4_Word consumed;
} seL4_SchedContext_YieldTo_t;

LIBSEL4_INLINE seL4_SchedContext_YieldTo_t seL4_SchedContext_YieldTo(seL4_SchedContext _service)
{
    seL4_SchedContext_YieldTo_t result;
    struct sel4_answer answer;

    answer = sel4_ask(_service, SchedContextYieldTo, 0, 0, 0, 0, 0, 0);
    result.error = (int)answer.error;
    result.consumed = answer.mr[0];
    return result;
}

#include <interfaces/arch_client.h>
