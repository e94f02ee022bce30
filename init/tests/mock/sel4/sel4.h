/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A stand-in for <sel4/sel4.h> on the host: the few types, numbers and calls the tested parts of
 * init use.  The calls are answered by tests/kernel_model.c, which checks what a kernel would check.
 */
#pragma once
#include <stdint.h>

typedef uint64_t seL4_Word;
typedef uint64_t seL4_CPtr;
typedef uint64_t seL4_SlotPos;
typedef uint8_t seL4_Uint8;
typedef int seL4_Error;

typedef struct seL4_CapRights {
    seL4_Word words[1];
} seL4_CapRights_t;

typedef struct {
    seL4_SlotPos start;
    seL4_SlotPos end;
} seL4_SlotRegion;

typedef struct {
    seL4_Word paddr;
    seL4_Uint8 sizeBits;
    seL4_Uint8 isDevice;
    seL4_Uint8 padding[6];
} seL4_UntypedDesc;

typedef struct {
    seL4_Word extraLen;
    seL4_SlotRegion empty;
    seL4_SlotRegion userImageFrames;
    seL4_SlotRegion schedcontrol;
    seL4_SlotRegion untyped;
    seL4_UntypedDesc untypedList[230];
} seL4_BootInfo;

typedef struct {
    seL4_Word id, len;
} seL4_BootInfoHeader;

typedef struct {
    seL4_Word pc, sp, x30;
} seL4_UserContext;

enum {
    seL4_NoError = 0,
    seL4_InvalidArgument = 1,
    seL4_InvalidCapability = 2,
    seL4_IllegalOperation = 3,
    seL4_RangeError = 4,
    seL4_FailedLookup = 6,
    seL4_DeleteFirst = 8,
    seL4_NotEnoughMemory = 10,
    seL4_NumErrors = 11,
};

enum {
    seL4_UntypedObject,
    seL4_TCBObject,
    seL4_EndpointObject,
    seL4_NotificationObject,
    seL4_CapTableObject,
    seL4_SchedContextObject,
    seL4_ReplyObject,
};

enum {
    seL4_CapNull = 0,
    seL4_CapInitThreadTCB = 1,
    seL4_CapInitThreadCNode = 2,
    seL4_CapInitThreadVSpace = 3,
    seL4_CapIRQControl = 4,
    seL4_CapDomain = 11,
};

#define seL4_EndpointBits            4
#define seL4_NotificationBits        6
#define seL4_ReplyBits               5
#define seL4_TCBBits                 11
#define seL4_SlotBits                5
#define seL4_MaxPrio                 255
#define seL4_TCBFlag_fpuDisabled     1
#define seL4_UntypedRetypeMaxObjects 256u
#define seL4_AllRights               seL4_CapRights_new(1, 1, 1, 1)
#define seL4_ReadWrite               seL4_CapRights_new(0, 0, 1, 1)

static inline seL4_CapRights_t seL4_CapRights_new(seL4_Word grant_reply, seL4_Word grant,
                                                  seL4_Word read, seL4_Word write)
{
    return (seL4_CapRights_t){{grant_reply << 3 | grant << 2 | read << 1 | write}};
}

seL4_Error seL4_Untyped_Retype(seL4_CPtr untyped, seL4_Word type, seL4_Word size_bits,
                               seL4_CPtr root, seL4_Word index, seL4_Word depth, seL4_Word offset,
                               seL4_Word count);
seL4_Error seL4_CNode_Mint(seL4_CPtr cnode, seL4_Word index, seL4_Uint8 depth, seL4_CPtr src_root,
                           seL4_Word src_index, seL4_Uint8 src_depth, seL4_CapRights_t rights,
                           seL4_Word badge);
seL4_Error seL4_CNode_Copy(seL4_CPtr cnode, seL4_Word index, seL4_Uint8 depth, seL4_CPtr src_root,
                           seL4_Word src_index, seL4_Uint8 src_depth, seL4_CapRights_t rights);
seL4_Error seL4_CNode_Move(seL4_CPtr cnode, seL4_Word index, seL4_Uint8 depth, seL4_CPtr src_root,
                           seL4_Word src_index, seL4_Uint8 src_depth);
seL4_Error seL4_CNode_Delete(seL4_CPtr cnode, seL4_Word index, seL4_Uint8 depth);
seL4_Error seL4_TCB_Suspend(seL4_CPtr tcb);

typedef struct {
    seL4_Error error;
    seL4_Word flags;
} seL4_TCB_SetFlags_t;

seL4_Error seL4_SchedControl_ConfigureFlags(seL4_CPtr control, seL4_CPtr sched_context,
                                            seL4_Word budget, seL4_Word period,
                                            seL4_Word extra_refills, seL4_Word badge,
                                            seL4_Word flags);
seL4_Error seL4_TCB_Configure(seL4_CPtr tcb, seL4_CPtr cspace, seL4_Word cspace_data,
                              seL4_CPtr vspace, seL4_Word vspace_data, seL4_Word buffer,
                              seL4_CPtr buffer_frame);
seL4_Error seL4_TCB_SetSchedParams(seL4_CPtr tcb, seL4_CPtr authority, seL4_Word mcp,
                                   seL4_Word priority, seL4_CPtr sched_context,
                                   seL4_CPtr fault_endpoint);
seL4_Error seL4_TCB_SetTimeoutEndpoint(seL4_CPtr tcb, seL4_CPtr endpoint);
seL4_Error seL4_TCB_BindNotification(seL4_CPtr tcb, seL4_CPtr notification);
seL4_TCB_SetFlags_t seL4_TCB_SetFlags(seL4_CPtr tcb, seL4_Word clear, seL4_Word set);
seL4_Error seL4_TCB_WriteRegisters(seL4_CPtr tcb, seL4_Word resume, seL4_Uint8 flags,
                                   seL4_Word count, seL4_UserContext *context);
seL4_Error seL4_TCB_Resume(seL4_CPtr tcb);
seL4_Error seL4_IRQHandler_SetNotification(seL4_CPtr handler, seL4_CPtr notification);
seL4_Error seL4_DomainSet_Set(seL4_CPtr domain_set, seL4_Uint8 domain, seL4_CPtr tcb);
seL4_Error seL4_DomainSet_ScheduleConfigure(seL4_CPtr domain_set, seL4_Word index,
                                            seL4_Word domain, seL4_Word ticks);
seL4_Error seL4_DomainSet_ScheduleSetStart(seL4_CPtr domain_set, seL4_Word index);
