/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Floating point: saving and loading the registers of a thread (x0: its struct regs), and whether
 * user level has access; the kernel itself always has it.
 */
#include "asm-offsets.h"

    .arch_extension fp
    .arch_extension simd
    .text

/* Stores or loads all vector registers of the thread; the offsets fit into the instructions. */
.macro each_pair instruction, regs
    \instruction q0, q1, [\regs, #REGS_FPU_VECTOR]
    \instruction q2, q3, [\regs, #REGS_FPU_VECTOR + 32]
    \instruction q4, q5, [\regs, #REGS_FPU_VECTOR + 64]
    \instruction q6, q7, [\regs, #REGS_FPU_VECTOR + 96]
    \instruction q8, q9, [\regs, #REGS_FPU_VECTOR + 128]
    \instruction q10, q11, [\regs, #REGS_FPU_VECTOR + 160]
    \instruction q12, q13, [\regs, #REGS_FPU_VECTOR + 192]
    \instruction q14, q15, [\regs, #REGS_FPU_VECTOR + 224]
    \instruction q16, q17, [\regs, #REGS_FPU_VECTOR + 256]
    \instruction q18, q19, [\regs, #REGS_FPU_VECTOR + 288]
    \instruction q20, q21, [\regs, #REGS_FPU_VECTOR + 320]
    \instruction q22, q23, [\regs, #REGS_FPU_VECTOR + 352]
    \instruction q24, q25, [\regs, #REGS_FPU_VECTOR + 384]
    \instruction q26, q27, [\regs, #REGS_FPU_VECTOR + 416]
    \instruction q28, q29, [\regs, #REGS_FPU_VECTOR + 448]
    \instruction q30, q31, [\regs, #REGS_FPU_VECTOR + 480]
.endm

.macro save regs
    each_pair stp, \regs
    mrs x2, fpcr
    mrs x3, fpsr
    stp x2, x3, [\regs, #REGS_FPU_CONTROL]
.endm

    .global arch_fpu_save
    .type arch_fpu_save, %function
arch_fpu_save:
    save x0
    ret

    .global arch_fpu_exchange
    .type arch_fpu_exchange, %function
arch_fpu_exchange:
    save x1
    /* and on */

    .global arch_fpu_load
    .type arch_fpu_load, %function
arch_fpu_load:
    ldp x2, x3, [x0, #REGS_FPU_CONTROL]
    each_pair ldp, x0
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
