/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * AArch64's part of the runtime: the thread pointer and where thread-local storage lies from it.
 *
 * Variant I: the thread pointer, tpidr_el0, points to two reserved words, and the program's
 * thread-local segment follows at the first address with the segment's alignment.
 *
 *     thread pointer      + 16          + crt_arch_tls_offset
 *         +------------------+- - - - - - - -+-------------------+
 *         |  reserved words  |    padding    |  .tdata .tbss     |
 *         +------------------+- - - - - - - -+-------------------+
 */
#pragma once
#include <stdint.h>

#define CRT_ARCH_TLS_RESERVED 16

static inline void crt_arch_set_thread_pointer(uintptr_t value)
{
    __asm__ volatile("msr tpidr_el0, %0" : : "r"(value) : "memory");
}

static inline uintptr_t crt_arch_thread_pointer(void)
{
    uintptr_t value;

    __asm__ volatile("mrs %0, tpidr_el0" : "=r"(value));
    return value;
}

/* The offset that the linker gives to the thread-local segment at `vaddr`. */
static inline uintptr_t crt_arch_tls_offset(uintptr_t vaddr, uintptr_t alignment)
{
    return CRT_ARCH_TLS_RESERVED + ((vaddr - CRT_ARCH_TLS_RESERVED) & (alignment - 1));
}
