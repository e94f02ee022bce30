/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Floating point: saving and loading the registers of a thread (x0: its struct regs), and whether
 * user level has access; the kernel itself always has it.
 */
#include "asm-offsets.h"

    .arch_extension fp
    .arch_extension simd
    .text

.macro each_pair instruction
    \instruction q0, q1, [x1], #32
    \instruction q2, q3, [x1], #32
    \instruction q4, q5, [x1], #32
    \instruction q6, q7, [x1], #32
    \instruction q8, q9, [x1], #32
    \instruction q10, q11, [x1], #32
    \instruction q12, q13, [x1], #32
    \instruction q14, q15, [x1], #32
    \instruction q16, q17, [x1], #32
    \instruction q18, q19, [x1], #32
    \instruction q20, q21, [x1], #32
    \instruction q22, q23, [x1], #32
    \instruction q24, q25, [x1], #32
    \instruction q26, q27, [x1], #32
    \instruction q28, q29, [x1], #32
    \instruction q30, q31, [x1], #32
.endm

    .global arch_fpu_save
    .type arch_fpu_save, %function
arch_fpu_save:
    add x1, x0, #REGS_FPU
    each_pair stp
    mrs x2, fpcr
    mrs x3, fpsr
    stp x2, x3, [x1]
    ret

    .global arch_fpu_exchange
    .type arch_fpu_exchange, %function
arch_fpu_exchange:
    mov x4, x1
    add x1, x0, #REGS_FPU
    each_pair stp
    mrs x2, fpcr
    mrs x3, fpsr
    stp x2, x3, [x1]
    mov x0, x4
    /* and on */

    .global arch_fpu_load
    .type arch_fpu_load, %function
arch_fpu_load:
    add x1, x0, #REGS_FPU
    each_pair ldp
    ldp x2, x3, [x1]
    msr fpcr, x2
    msr fpsr, x3
    ret

    .global arch_fpu_enable
    .type arch_fpu_enable, %function
arch_fpu_enable:
    mov x1, #CPACR_FPU_KERNEL
    mov x2, #CPACR_FPU_ALL
    tst w0, #1
    csel x1, x2, x1, ne
    msr cpacr_el1, x1
    ret
