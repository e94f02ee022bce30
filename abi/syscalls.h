/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * System call numbers: signed words, counted down from -1.
 *
 * A number never moves: a call that a configuration lacks leaves a hole, so the list is the same in
 * every configuration.  Numbers below seL4_SysYield exist only if the option named beside them is
 * set; otherwise using them is an UnknownSyscall fault.
 */
#pragma once

enum seL4_Syscall_ID {
    seL4_SysCall = -1,
    seL4_SysReplyRecv = -2,
    seL4_SysNBSendRecv = -3,
    seL4_SysNBSendWait = -4,
    seL4_SysSend = -5,
    seL4_SysNBSend = -6,
    seL4_SysRecv = -7,
    seL4_SysNBRecv = -8,
    seL4_SysWait = -9,
    seL4_SysNBWait = -10,
    seL4_SysYield = -11,
    seL4_SysDebugPutChar = -12,                        /* PRINTING */
    seL4_SysDebugDumpScheduler = -13,                  /* PRINTING */
    seL4_SysDebugHalt = -14,                           /* DEBUG_BUILD */
    seL4_SysDebugCapIdentify = -15,                    /* DEBUG_BUILD */
    seL4_SysDebugSnapshot = -16,                       /* DEBUG_BUILD */
    seL4_SysDebugNameThread = -17,                     /* DEBUG_BUILD */
    seL4_SysDebugSendIPI = -18,                        /* DEBUG_BUILD and ENABLE_SMP_SUPPORT */
    seL4_SysDebugGetThreadAffinity = -19,              /* DEBUG_BUILD and ENABLE_SMP_SUPPORT */
    seL4_SysDebugRun = -20,                            /* DANGEROUS_CODE_INJECTION */
    seL4_SysBenchmarkFlushCaches = -21,                /* ENABLE_BENCHMARKS */
    seL4_SysBenchmarkResetLog = -22,                   /* ENABLE_BENCHMARKS */
    seL4_SysBenchmarkFinalizeLog = -23,                /* ENABLE_BENCHMARKS */
    seL4_SysBenchmarkSetLogBuffer = -24,               /* ENABLE_BENCHMARKS */
    seL4_SysBenchmarkNullSyscall = -25,                /* ENABLE_BENCHMARKS */
    seL4_SysBenchmarkGetThreadUtilisation = -26,       /* BENCHMARK_TRACK_UTILISATION */
    seL4_SysBenchmarkResetThreadUtilisation = -27,     /* BENCHMARK_TRACK_UTILISATION */
    seL4_SysBenchmarkDumpAllThreadsUtilisation = -28,  /* the same and DEBUG_BUILD */
    seL4_SysBenchmarkResetAllThreadsUtilisation = -29, /* the same and DEBUG_BUILD */
    seL4_SysX86DangerousWRMSR = -30,                   /* KERNEL_X86_DANGEROUS_MSR */
    seL4_SysX86DangerousRDMSR = -31,                   /* KERNEL_X86_DANGEROUS_MSR */
    seL4_SysVMEnter = -32,                             /* VTX */
    seL4_SysSetTLSBase = -33                           /* SET_TLS_BASE_SELF */
};

/* The calls that exist everywhere are ABI_SYSCALL_LAST ... ABI_SYSCALL_FIRST. */
#define ABI_SYSCALL_FIRST seL4_SysCall
#define ABI_SYSCALL_LAST  seL4_SysYield
