/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's first instructions. The loader enters at EL1 with the MMU on, this code mapped where
 * it is linked, interrupts masked, and what it has to say in x0 to x5: see struct init_arguments.
 */
    .section .text.start, "ax", %progbits
    .global _start
_start:
    msr spsel, #1
    adrp x9, kernel_stack_top
    mov sp, x9
    adrp x9, trap_vectors
    add x9, x9, #:lo12:trap_vectors
    msr vbar_el1, x9
    isb
    stp x4, x5, [sp, #-16]!
    stp x2, x3, [sp, #-16]!
    stp x0, x1, [sp, #-16]!
    mov x0, sp
    mov x29, xzr
    mov x30, xzr
    bl init
    b trap_first
