/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The numbers of the user-level interface, each beside the value that binaries of the interface's
 * version rely on.  Nothing here runs: the file compiles if and only if all agree.  It is compiled
 * for every configuration; those that add methods or change sizes have their own values.
 *
 * The numbers are deliberately typed again and not derived from abi/.
 */
#include <sel4/benchmark_utilisation_types.h>
#include <sel4/sel4.h>
#include <stddef.h>

#define SAME(name, value) _Static_assert((unsigned long)(name) == (unsigned long)(value), #name)

/* Labels from 16 on move by this many in configurations with the hardware debug interface. */
#ifdef CONFIG_HARDWARE_DEBUG_API
#define MOVED 4
#else
#define MOVED 0
#endif
#define LABEL(name, number) SAME(name, (number) < 16 ? (number) : (number) + MOVED)

/* Plain constants, all architectures. */
SAME(seL4_False, 0);
SAME(seL4_NilData, 0);
SAME(seL4_PageBits, 12);
SAME(SEL4_PFIPC_FSR, 3);
SAME(SEL4_PFIPC_PREFETCH_FAULT, 2);
SAME(seL4_HugePageBits, 30);
SAME(seL4_NoFault, 0);
SAME(seL4_PageTableIndexBits, 9);
SAME(seL4_UserException, 3);
SAME(seL4_PageTableBits, 12);
SAME(seL4_PageTableEntryBits, 3);
SAME(seL4_CoreSchedContextBytes, 128);
SAME(seL4_BootInfoFrameBits, 12);
SAME(seL4_GuardBits, 58);
SAME(seL4_VSpaceBits, 12);
SAME(seL4_MinUntypedBits, 4);
SAME(seL4_NotificationBits, 6);
SAME(SEL4_PFIPC_FAULT_ADDR, 1);
SAME(seL4_EndpointBits, 4);
SAME(seL4_SlotBits, 5);
SAME(seL4_CapFault, 1);
SAME(SEL4_PFIPC_LENGTH, 4);
SAME(seL4_WordSizeBits, 3);
SAME(seL4_GuardSizeBits, 6);
SAME(seL4_CapRightsBits, 4);
SAME(seL4_RefillSizeBytes, 16);
SAME(seL4_UntypedRetypeMaxObjects, 256);
SAME(SEL4_PFIPC_FAULT_IP, 0);
SAME(seL4_MsgMaxExtraCaps, 3);
SAME(SEL4_EXCEPT_IPC_LABEL, 2);
SAME(seL4_BadgeBits, 64);
SAME(seL4_BootInfoFrameSize, 4096);
SAME(seL4_WordBits, 64);
SAME(seL4_UnknownSyscall, 2);
SAME(SEL4_USER_EXCEPTION_LABEL, 3);
SAME(SEL4_PFIPC_LABEL, 6);
SAME(seL4_ReplyBits, 5);
SAME(seL4_VMFault, 6);
SAME(seL4_IPCBufferSizeBits, 10);
SAME(seL4_ASIDPoolIndexBits, 9);
SAME(seL4_True, 1);
SAME(seL4_MinSchedContextBits, 7);
SAME(seL4_LargePageBits, 21);
SAME(seL4_ASIDPoolBits, 12);
SAME(seL4_CapInitThreadPD, 3);

/* seL4_UserException_Msg */
SAME(seL4_UserException_FaultIP, 0);
SAME(seL4_UserException_SP, 1);

/* seL4_VMFault_Msg */
SAME(seL4_VMFault_IP, 0);
SAME(seL4_VMFault_Addr, 1);
SAME(seL4_VMFault_PrefetchFault, 2);
SAME(seL4_VMFault_FSR, 3);
SAME(seL4_VMFault_Length, 4);

/* seL4_TimeoutReply_Msg */
SAME(seL4_TimeoutReply_FaultIP, 0);

/* seL4_Timeout_Msg */
SAME(seL4_Timeout_Data, 0);
SAME(seL4_Timeout_Consumed, 1);
SAME(seL4_Timeout_Length, 2);

/* seL4_Fault_tag */
SAME(seL4_Fault_NullFault, 0);
SAME(seL4_Fault_CapFault, 1);
SAME(seL4_Fault_UnknownSyscall, 2);
SAME(seL4_Fault_UserException, 3);
SAME(seL4_Fault_Timeout, 5);
SAME(seL4_Fault_VMFault, 6);

/* seL4_Syscall_ID */
SAME(seL4_SysCall, -1);
SAME(seL4_SysReplyRecv, -2);
SAME(seL4_SysNBSendRecv, -3);
SAME(seL4_SysNBSendWait, -4);
SAME(seL4_SysSend, -5);
SAME(seL4_SysNBSend, -6);
SAME(seL4_SysRecv, -7);
SAME(seL4_SysNBRecv, -8);
SAME(seL4_SysWait, -9);
SAME(seL4_SysNBWait, -10);
SAME(seL4_SysYield, -11);
SAME(seL4_SysDebugPutChar, -12);
SAME(seL4_SysDebugDumpScheduler, -13);
SAME(seL4_SysDebugHalt, -14);
SAME(seL4_SysDebugCapIdentify, -15);
SAME(seL4_SysDebugSnapshot, -16);
SAME(seL4_SysDebugNameThread, -17);

/* api_object */
SAME(seL4_UntypedObject, 0);
SAME(seL4_TCBObject, 1);
SAME(seL4_EndpointObject, 2);
SAME(seL4_NotificationObject, 3);
SAME(seL4_CapTableObject, 4);
SAME(seL4_SchedContextObject, 5);
SAME(seL4_ReplyObject, 6);
SAME(seL4_NonArchObjectTypeCount, 7);

/* seL4_Error */
SAME(seL4_NoError, 0);
SAME(seL4_InvalidArgument, 1);
SAME(seL4_InvalidCapability, 2);
SAME(seL4_IllegalOperation, 3);
SAME(seL4_RangeError, 4);
SAME(seL4_AlignmentError, 5);
SAME(seL4_FailedLookup, 6);
SAME(seL4_TruncatedMessage, 7);
SAME(seL4_DeleteFirst, 8);
SAME(seL4_RevokeFirst, 9);
SAME(seL4_NotEnoughMemory, 10);
SAME(seL4_NumErrors, 11);

/* priorityConstants */
SAME(seL4_InvalidPrio, -1);
SAME(seL4_MinPrio, 0);
SAME(seL4_MaxPrio, 255);

/* seL4_MsgLimits */
SAME(seL4_MsgLengthBits, 7);
SAME(seL4_MsgExtraCapBits, 2);
SAME(seL4_MsgMaxLength, 120);

/* seL4_LookupFailureType */
SAME(seL4_NoFailure, 0);
SAME(seL4_InvalidRoot, 1);
SAME(seL4_MissingCapability, 2);
SAME(seL4_DepthMismatch, 3);
SAME(seL4_GuardMismatch, 4);

/* seL4_TCBFlag */
SAME(seL4_TCBFlag_NoFlag, 0);
SAME(seL4_TCBFlag_fpuDisabled, 1);
SAME(seL4_TCBFlag_MASK, 1);

/* seL4_SchedContextFlag */
SAME(seL4_SchedContext_NoFlag, 0);
SAME(seL4_SchedContext_Sporadic, 1);

/* seL4_CapFault_Msg */
SAME(seL4_CapFault_IP, 0);
SAME(seL4_CapFault_Addr, 1);
SAME(seL4_CapFault_InRecvPhase, 2);
SAME(seL4_CapFault_LookupFailureType, 3);
SAME(seL4_CapFault_BitsLeft, 4);
SAME(seL4_CapFault_DepthMismatch_BitsFound, 5);
SAME(seL4_CapFault_GuardMismatch_GuardFound, 5);
SAME(seL4_CapFault_GuardMismatch_BitsFound, 6);

/* seL4_RootCNodeCapSlots */
SAME(seL4_CapNull, 0);
SAME(seL4_CapInitThreadTCB, 1);
SAME(seL4_CapInitThreadCNode, 2);
SAME(seL4_CapInitThreadVSpace, 3);
SAME(seL4_CapIRQControl, 4);
SAME(seL4_CapASIDControl, 5);
SAME(seL4_CapInitThreadASIDPool, 6);
SAME(seL4_CapIOPortControl, 7);
SAME(seL4_CapIOSpace, 8);
SAME(seL4_CapBootInfoFrame, 9);
SAME(seL4_CapInitThreadIPCBuffer, 10);
SAME(seL4_CapDomain, 11);
SAME(seL4_CapSMMUSIDControl, 12);
SAME(seL4_CapSMMUCBControl, 13);
SAME(seL4_CapInitThreadSC, 14);
SAME(seL4_CapSMC, 15);
SAME(seL4_NumInitialCaps, 16);

/* seL4_BootInfoID */
SAME(SEL4_BOOTINFO_HEADER_PADDING, 0);
SAME(SEL4_BOOTINFO_HEADER_X86_VBE, 1);
SAME(SEL4_BOOTINFO_HEADER_X86_MBMMAP, 2);
SAME(SEL4_BOOTINFO_HEADER_X86_ACPI_RSDP, 3);
SAME(SEL4_BOOTINFO_HEADER_X86_FRAMEBUFFER, 4);
SAME(SEL4_BOOTINFO_HEADER_X86_TSC_FREQ, 5);
SAME(SEL4_BOOTINFO_HEADER_FDT, 6);
SAME(SEL4_BOOTINFO_HEADER_NUM, 7);

/* Plain constants, AArch64. */
SAME(seL4_PGDBits, 12);
SAME(seL4_PUDIndexBits, 9);
SAME(seL4_DataFault, 0);
SAME(seL4_ARM_PageGlobalDirectoryObject, 8);
SAME(seL4_PUDEntryBits, 3);
SAME(seL4_MaxUntypedBits, 47);
SAME(seL4_UserVSpaceTop, 0x7fffffffffff);
SAME(seL4_VCPUBits, 12);
SAME(seL4_NumExclusiveWatchpoints, 4);
SAME(seL4_PageDirIndexBits, 9);
SAME(seL4_InstructionFault, 1);
SAME(seL4_PageDirEntryBits, 3);
SAME(seL4_ARM_PageDirectoryObject, 11);
SAME(seL4_NumExclusiveBreakpoints, 6);
SAME(seL4_PUDBits, 12);
SAME(SEL4_USER_EXCEPTION_LENGTH, 5);
SAME(seL4_ARM_VCPUObject, 65534);
SAME(seL4_ARM_IOPageTableObject, 65535);
SAME(seL4_ARM_PageUpperDirectoryObject, 11);
SAME(seL4_PageDirBits, 12);
SAME(seL4_FastMessageRegisters, 4);
SAME(seL4_UserTop, 0x7fffffffffff);
SAME(seL4_VSpaceIndexBits, 9);
SAME(seL4_ARM_VCPUBits, 12);
SAME(seL4_IOPageTableBits, 12);
SAME(seL4_VSpaceEntryBits, 3);
SAME(seL4_PGDIndexBits, 9);
SAME(seL4_NumHWBreakpoints, 10);
SAME(seL4_NumASIDPoolsBits, 7);
SAME(seL4_PGDEntryBits, 3);

/* seL4_UnknownSyscall_Msg */
SAME(seL4_UnknownSyscall_X0, 0);
SAME(seL4_UnknownSyscall_X1, 1);
SAME(seL4_UnknownSyscall_X2, 2);
SAME(seL4_UnknownSyscall_X3, 3);
SAME(seL4_UnknownSyscall_X4, 4);
SAME(seL4_UnknownSyscall_X5, 5);
SAME(seL4_UnknownSyscall_X6, 6);
SAME(seL4_UnknownSyscall_X7, 7);
SAME(seL4_UnknownSyscall_FaultIP, 8);
SAME(seL4_UnknownSyscall_SP, 9);
SAME(seL4_UnknownSyscall_LR, 10);
SAME(seL4_UnknownSyscall_SPSR, 11);
SAME(seL4_UnknownSyscall_Syscall, 12);
SAME(seL4_UnknownSyscall_Length, 13);

/* seL4_UserException_Msg */
SAME(seL4_UserException_SPSR, 2);
SAME(seL4_UserException_Number, 3);
SAME(seL4_UserException_Code, 4);
SAME(seL4_UserException_Length, 5);

/* seL4_VGICMaintenance_Msg */
SAME(seL4_VGICMaintenance_IDX, 0);
SAME(seL4_VGICMaintenance_Length, 1);

/* seL4_VPPIEvent_Msg */
SAME(seL4_VPPIEvent_IRQ, 0);
SAME(seL4_VPPIEvent_Length, 1);

/* seL4_VCPUFault_Msg */
SAME(seL4_VCPUFault_HSR, 0);
SAME(seL4_VCPUFault_Length, 1);

/* seL4_VCPUReg */
SAME(seL4_VCPUReg_SCTLR, 0);
SAME(seL4_VCPUReg_CPACR, 1);
SAME(seL4_VCPURegSaveRange_start, 2);
SAME(seL4_VCPUReg_TTBR0, 2);
SAME(seL4_VCPUReg_TTBR1, 3);
SAME(seL4_VCPUReg_TCR, 4);
SAME(seL4_VCPUReg_MAIR, 5);
SAME(seL4_VCPUReg_AMAIR, 6);
SAME(seL4_VCPUReg_CIDR, 7);
SAME(seL4_VCPUReg_ACTLR, 8);
SAME(seL4_VCPUReg_AFSR0, 9);
SAME(seL4_VCPUReg_AFSR1, 10);
SAME(seL4_VCPUReg_ESR, 11);
SAME(seL4_VCPUReg_FAR, 12);
SAME(seL4_VCPUReg_PAR, 13);
SAME(seL4_VCPUReg_VBAR, 14);
SAME(seL4_VCPUReg_TPIDR_EL1, 15);
SAME(seL4_VCPUReg_VMPIDR_EL2, 16);
SAME(seL4_VCPUReg_SP_EL1, 17);
SAME(seL4_VCPUReg_ELR_EL1, 18);
SAME(seL4_VCPUReg_SPSR_EL1, 19);
SAME(seL4_VCPURegSaveRange_end, 19);
SAME(seL4_VCPUReg_CNTV_CTL, 20);
SAME(seL4_VCPUReg_CNTV_CVAL, 21);
SAME(seL4_VCPUReg_CNTVOFF, 22);
SAME(seL4_VCPUReg_CNTKCTL_EL1, 23);
SAME(seL4_VCPUReg_Num, 24);

/* seL4_TimeoutReply_Msg */
SAME(seL4_TimeoutReply_SP, 1);
SAME(seL4_TimeoutReply_SPSR_EL1, 2);
SAME(seL4_TimeoutReply_X0, 3);
SAME(seL4_TimeoutReply_X1, 4);
SAME(seL4_TimeoutReply_X2, 5);
SAME(seL4_TimeoutReply_X3, 6);
SAME(seL4_TimeoutReply_X4, 7);
SAME(seL4_TimeoutReply_X5, 8);
SAME(seL4_TimeoutReply_X6, 9);
SAME(seL4_TimeoutReply_X7, 10);
SAME(seL4_TimeoutReply_X8, 11);
SAME(seL4_TimeoutReply_X16, 12);
SAME(seL4_TimeoutReply_X17, 13);
SAME(seL4_TimeoutReply_X18, 14);
SAME(seL4_TimeoutReply_X29, 15);
SAME(seL4_TimeoutReply_X30, 16);
SAME(seL4_TimeoutReply_X9, 17);
SAME(seL4_TimeoutReply_X10, 18);
SAME(seL4_TimeoutReply_X11, 19);
SAME(seL4_TimeoutReply_X12, 20);
SAME(seL4_TimeoutReply_X13, 21);
SAME(seL4_TimeoutReply_X14, 22);
SAME(seL4_TimeoutReply_X15, 23);
SAME(seL4_TimeoutReply_X19, 24);
SAME(seL4_TimeoutReply_X20, 25);
SAME(seL4_TimeoutReply_X21, 26);
SAME(seL4_TimeoutReply_X22, 27);
SAME(seL4_TimeoutReply_X23, 28);
SAME(seL4_TimeoutReply_X24, 29);
SAME(seL4_TimeoutReply_X25, 30);
SAME(seL4_TimeoutReply_X26, 31);
SAME(seL4_TimeoutReply_X27, 32);
SAME(seL4_TimeoutReply_X28, 33);
SAME(seL4_TimeoutReply_Length, 34);

/* seL4_ARM_VMAttributes */
SAME(seL4_ARM_PageCacheable, 1);
SAME(seL4_ARM_ParityEnabled, 2);
SAME(seL4_ARM_Default_VMAttributes, 3);
SAME(seL4_ARM_ExecuteNever, 4);

/* seL4_ARM_CacheType */
SAME(seL4_ARM_CacheI, 1);
SAME(seL4_ARM_CacheD, 2);
SAME(seL4_ARM_CacheID, 3);

/* _mode_object */
SAME(seL4_ARM_HugePageObject, 7);
SAME(seL4_ARM_VSpaceObject, 8);
SAME(seL4_ModeObjectTypeCount, 9);

/* _object */
SAME(seL4_ARM_SmallPageObject, 9);
SAME(seL4_ARM_LargePageObject, 10);
SAME(seL4_ARM_PageTableObject, 11);
SAME(seL4_ObjectTypeCount, 12);

/* The hardware debug interface. */
#ifdef CONFIG_HARDWARE_DEBUG_API
SAME(seL4_FirstWatchpoint, 6);
SAME(seL4_FirstDualFunctionMonitor, -1);
SAME(seL4_NumDualFunctionMonitors, 0);
SAME(seL4_FirstBreakpoint, 0);
SAME(seL4_TCBBits, 12);
SAME(seL4_Fault_DebugException, 4);
SAME(seL4_DataBreakpoint, 0);
SAME(seL4_InstructionBreakpoint, 1);
SAME(seL4_SingleStep, 2);
SAME(seL4_SoftwareBreakRequest, 3);
SAME(seL4_BreakOnRead, 0);
SAME(seL4_BreakOnWrite, 1);
SAME(seL4_BreakOnReadWrite, 2);
SAME(seL4_MaxBreakpointAccess, 3);
SAME(seL4_DebugException_FaultIP, 0);
SAME(seL4_DebugException_ExceptionReason, 1);
SAME(seL4_DebugException_TriggerAddress, 2);
SAME(seL4_DebugException_BreakpointNumber, 3);
SAME(seL4_DebugException_Length, 4);
#else
SAME(seL4_TCBBits, 11);
#endif

/* Calls of other configurations. */
SAME(seL4_SysDebugSendIPI, -18);
SAME(seL4_SysDebugGetThreadAffinity, -19);
SAME(seL4_SysDebugRun, -20);
SAME(seL4_SysBenchmarkFlushCaches, -21);
SAME(seL4_SysBenchmarkResetLog, -22);
SAME(seL4_SysBenchmarkFinalizeLog, -23);
SAME(seL4_SysBenchmarkSetLogBuffer, -24);
SAME(seL4_SysBenchmarkNullSyscall, -25);
SAME(seL4_SysBenchmarkGetThreadUtilisation, -26);
SAME(seL4_SysBenchmarkResetThreadUtilisation, -27);
SAME(seL4_SysBenchmarkDumpAllThreadsUtilisation, -28);
SAME(seL4_SysBenchmarkResetAllThreadsUtilisation, -29);
SAME(seL4_SysX86DangerousWRMSR, -30);
SAME(seL4_SysX86DangerousRDMSR, -31);
SAME(seL4_SysVMEnter, -32);
SAME(seL4_SysSetTLSBase, -33);

/* Invocation labels. */
LABEL(UntypedRetype, 1);
LABEL(TCBReadRegisters, 2);
LABEL(TCBWriteRegisters, 3);
LABEL(TCBCopyRegisters, 4);
LABEL(TCBConfigure, 5);
LABEL(TCBSetPriority, 6);
LABEL(TCBSetMCPriority, 7);
LABEL(TCBSetSchedParams, 8);
LABEL(TCBSetTimeoutEndpoint, 9);
LABEL(TCBSetIPCBuffer, 10);
LABEL(TCBSetSpace, 11);
LABEL(TCBSuspend, 12);
LABEL(TCBResume, 13);
LABEL(TCBBindNotification, 14);
LABEL(TCBUnbindNotification, 15);
LABEL(TCBSetTLSBase, 16);
LABEL(TCBSetFlags, 17);
LABEL(CNodeRevoke, 18);
LABEL(CNodeDelete, 19);
LABEL(CNodeCancelBadgedSends, 20);
LABEL(CNodeCopy, 21);
LABEL(CNodeMint, 22);
LABEL(CNodeMove, 23);
LABEL(CNodeMutate, 24);
LABEL(CNodeRotate, 25);
LABEL(IRQIssueIRQHandler, 26);
LABEL(IRQAckIRQ, 27);
LABEL(IRQSetIRQHandler, 28);
LABEL(IRQClearIRQHandler, 29);
LABEL(DomainSetSet, 30);
LABEL(DomainScheduleConfigure, 31);
LABEL(DomainScheduleSetStart, 32);
LABEL(SchedControlConfigureFlags, 33);
LABEL(SchedContextBind, 34);
LABEL(SchedContextUnbind, 35);
LABEL(SchedContextUnbindObject, 36);
LABEL(SchedContextConsumed, 37);
LABEL(SchedContextYieldTo, 38);
LABEL(ARMVSpaceClean_Data, 39);
LABEL(ARMVSpaceInvalidate_Data, 40);
LABEL(ARMVSpaceCleanInvalidate_Data, 41);
LABEL(ARMVSpaceUnify_Instruction, 42);
LABEL(ARMSMCCall, 43);
LABEL(ARMPageTableMap, 44);
LABEL(ARMPageTableUnmap, 45);
LABEL(ARMPageMap, 46);
LABEL(ARMPageUnmap, 47);
LABEL(ARMPageClean_Data, 48);
LABEL(ARMPageInvalidate_Data, 49);
LABEL(ARMPageCleanInvalidate_Data, 50);
LABEL(ARMPageUnify_Instruction, 51);
LABEL(ARMPageGetAddress, 52);
LABEL(ARMASIDControlMakePool, 53);
LABEL(ARMASIDPoolAssign, 54);
LABEL(ARMIRQIssueIRQHandlerTrigger, 55);
LABEL(ARMIRQIssueSGISignal, 56);
LABEL(nInvocationLabels, 39);
LABEL(nArchInvocationLabels, 57);
SAME(InvalidInvocation, 0);
#ifdef CONFIG_HARDWARE_DEBUG_API
SAME(TCBSetBreakpoint, 16);
SAME(TCBGetBreakpoint, 17);
SAME(TCBUnsetBreakpoint, 18);
SAME(TCBConfigureSingleStepping, 19);
#endif

/* Sizes and offsets in bytes. */
SAME(sizeof(seL4_BootInfo), 3864);
SAME(offsetof(seL4_BootInfo, extraLen), 0);
SAME(offsetof(seL4_BootInfo, nodeID), 8);
SAME(offsetof(seL4_BootInfo, numNodes), 16);
SAME(offsetof(seL4_BootInfo, numIOPTLevels), 24);
SAME(offsetof(seL4_BootInfo, ipcBuffer), 32);
SAME(offsetof(seL4_BootInfo, empty), 40);
SAME(offsetof(seL4_BootInfo, sharedFrames), 56);
SAME(offsetof(seL4_BootInfo, userImageFrames), 72);
SAME(offsetof(seL4_BootInfo, userImagePaging), 88);
SAME(offsetof(seL4_BootInfo, ioSpaceCaps), 104);
SAME(offsetof(seL4_BootInfo, extraBIPages), 120);
SAME(offsetof(seL4_BootInfo, initThreadCNodeSizeBits), 136);
SAME(offsetof(seL4_BootInfo, initThreadDomain), 144);
SAME(offsetof(seL4_BootInfo, schedcontrol), 152);
SAME(offsetof(seL4_BootInfo, untyped), 168);
SAME(offsetof(seL4_BootInfo, untypedList), 184);
SAME(sizeof(seL4_UntypedDesc), 16);
SAME(offsetof(seL4_UntypedDesc, paddr), 0);
SAME(offsetof(seL4_UntypedDesc, sizeBits), 8);
SAME(offsetof(seL4_UntypedDesc, isDevice), 9);
SAME(offsetof(seL4_UntypedDesc, padding), 10);
SAME(sizeof(seL4_SlotRegion), 16);
SAME(sizeof(seL4_BootInfoHeader), 16);
SAME(sizeof(seL4_IPCBuffer), 1024);
SAME(_Alignof(seL4_IPCBuffer), 1024);
SAME(offsetof(seL4_IPCBuffer, tag), 0);
SAME(offsetof(seL4_IPCBuffer, msg), 8);
SAME(offsetof(seL4_IPCBuffer, userData), 968);
SAME(offsetof(seL4_IPCBuffer, caps_or_badges), 976);
SAME(offsetof(seL4_IPCBuffer, receiveCNode), 1000);
SAME(offsetof(seL4_IPCBuffer, receiveIndex), 1008);
SAME(offsetof(seL4_IPCBuffer, receiveDepth), 1016);
SAME(sizeof(seL4_UserContext), 288);
SAME(sizeof(seL4_MessageInfo_t), 8);
SAME(sizeof(seL4_CapRights_t), 8);
SAME(sizeof(seL4_CNode_CapData_t), 8);
SAME(sizeof(seL4_Fault_t), 112);
SAME(sizeof(seL4_Word), 8);
SAME(sizeof(seL4_Domain), 8);
SAME(sizeof(seL4_Time), 8);
SAME(sizeof(seL4_NodeId), 8);
SAME(sizeof(seL4_PAddr), 8);
SAME(sizeof(seL4_Bool), 1);
SAME(sizeof(seL4_Uint8), 1);
SAME(sizeof(seL4_Error), 4);
SAME(sizeof(seL4_BootInfoID), 8);
SAME(sizeof(seL4_CPtr), 8);
SAME(sizeof(seL4_ARM_SMCContext), 64);
SAME(sizeof(seL4_ARM_Page_GetAddress_t), 16);
SAME(sizeof(seL4_TCB_SetFlags_t), 16);
SAME(sizeof(seL4_SchedContext_Consumed_t), 16);
SAME(sizeof(seL4_SchedContext_YieldTo_t), 16);
SAME(sizeof(seL4_ARM_VCPU_ReadRegs_t), 16);

/* Registers of a thread by position. */
SAME(offsetof(seL4_UserContext, pc), 0);
SAME(offsetof(seL4_UserContext, sp), 8);
SAME(offsetof(seL4_UserContext, spsr), 16);
SAME(offsetof(seL4_UserContext, x0), 24);
SAME(offsetof(seL4_UserContext, x1), 32);
SAME(offsetof(seL4_UserContext, x2), 40);
SAME(offsetof(seL4_UserContext, x3), 48);
SAME(offsetof(seL4_UserContext, x4), 56);
SAME(offsetof(seL4_UserContext, x5), 64);
SAME(offsetof(seL4_UserContext, x6), 72);
SAME(offsetof(seL4_UserContext, x7), 80);
SAME(offsetof(seL4_UserContext, x8), 88);
SAME(offsetof(seL4_UserContext, x16), 96);
SAME(offsetof(seL4_UserContext, x17), 104);
SAME(offsetof(seL4_UserContext, x18), 112);
SAME(offsetof(seL4_UserContext, x29), 120);
SAME(offsetof(seL4_UserContext, x30), 128);
SAME(offsetof(seL4_UserContext, x9), 136);
SAME(offsetof(seL4_UserContext, x10), 144);
SAME(offsetof(seL4_UserContext, x11), 152);
SAME(offsetof(seL4_UserContext, x12), 160);
SAME(offsetof(seL4_UserContext, x13), 168);
SAME(offsetof(seL4_UserContext, x14), 176);
SAME(offsetof(seL4_UserContext, x15), 184);
SAME(offsetof(seL4_UserContext, x19), 192);
SAME(offsetof(seL4_UserContext, x20), 200);
SAME(offsetof(seL4_UserContext, x21), 208);
SAME(offsetof(seL4_UserContext, x22), 216);
SAME(offsetof(seL4_UserContext, x23), 224);
SAME(offsetof(seL4_UserContext, x24), 232);
SAME(offsetof(seL4_UserContext, x25), 240);
SAME(offsetof(seL4_UserContext, x26), 248);
SAME(offsetof(seL4_UserContext, x27), 256);
SAME(offsetof(seL4_UserContext, x28), 264);
SAME(offsetof(seL4_UserContext, tpidr_el0), 272);
SAME(offsetof(seL4_UserContext, tpidrro_el0), 280);

/* What the configurations have in common. */
SAME(CONFIG_ROOT_CNODE_SIZE_BITS, 17);
SAME(CONFIG_NUM_DOMAINS, 16);
SAME(CONFIG_NUM_DOMAIN_SCHEDULES, 100);
SAME(CONFIG_NUM_PRIORITIES, 256);
SAME(CONFIG_MAX_NUM_NODES, 1);
SAME(CONFIG_WORD_SIZE, 64);
SAME(CONFIG_TIMER_FREQUENCY, 62500000);
SAME(CONFIG_KERNEL_MCS, 1);
SAME(CONFIG_BOOT_THREAD_TIME_SLICE, 5);
SAME(CONFIG_RETYPE_FAN_OUT_LIMIT, 256);
SAME(CONFIG_MAX_NUM_BOOTINFO_UNTYPED_CAPS, 230);
SAME(CONFIG_PADDR_USER_DEVICE_TOP, 1099511627776);
