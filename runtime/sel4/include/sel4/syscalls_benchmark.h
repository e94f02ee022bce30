/* SPDX-License-Identifier: BSD-2-Clause */
/* System calls that only kernels for benchmarks have. */
#pragma once
#include <sel4/sel4_arch/syscalls.h>

#ifdef CONFIG_ENABLE_BENCHMARKS
LIBSEL4_INLINE_FUNC void seL4_BenchmarkFlushCaches(void)
{
    sel4_trap_plain(seL4_SysBenchmarkFlushCaches, 0);
}

/* Flushes the first-level caches only: cache_type is a seL4_ARM_CacheType. */
LIBSEL4_INLINE_FUNC void seL4_BenchmarkFlushL1Caches(seL4_Word cache_type)
{
    struct sel4_registers r = { 1, cache_type, { 0, 0, 0, 0 }, 0, 0 };

    sel4_trap(seL4_SysBenchmarkFlushCaches, &r);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_BenchmarkResetLog(void)
{
    return (seL4_Error)sel4_trap_plain(seL4_SysBenchmarkResetLog, 0);
}

LIBSEL4_INLINE_FUNC seL4_Word seL4_BenchmarkFinalizeLog(void)
{
    return sel4_trap_plain(seL4_SysBenchmarkFinalizeLog, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_BenchmarkSetLogBuffer(seL4_Word frame_cptr)
{
    return (seL4_Error)sel4_trap_plain(seL4_SysBenchmarkSetLogBuffer, frame_cptr);
}

LIBSEL4_INLINE_FUNC void seL4_BenchmarkNullSyscall(void)
{
    sel4_trap_plain(seL4_SysBenchmarkNullSyscall, 0);
}
#endif

#ifdef CONFIG_BENCHMARK_TRACK_UTILISATION
/* The figures arrive in the IPC buffer: sel4/benchmark_utilisation_types.h. */
LIBSEL4_INLINE_FUNC void seL4_BenchmarkGetThreadUtilisation(seL4_Word tcb_cptr)
{
    sel4_trap_plain(seL4_SysBenchmarkGetThreadUtilisation, tcb_cptr);
}

LIBSEL4_INLINE_FUNC void seL4_BenchmarkResetThreadUtilisation(seL4_Word tcb_cptr)
{
    sel4_trap_plain(seL4_SysBenchmarkResetThreadUtilisation, tcb_cptr);
}

#ifdef CONFIG_DEBUG_BUILD
LIBSEL4_INLINE_FUNC void seL4_BenchmarkDumpAllThreadsUtilisation(void)
{
    sel4_trap_plain(seL4_SysBenchmarkDumpAllThreadsUtilisation, 0);
}

LIBSEL4_INLINE_FUNC void seL4_BenchmarkResetAllThreadsUtilisation(void)
{
    sel4_trap_plain(seL4_SysBenchmarkResetAllThreadsUtilisation, 0);
}
#endif
#endif
