/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entry of a System V program: sp points to argc; argv, envp and the auxiliary vector follow.
 */
    .section .text.start, "ax", %progbits
    .global _start
    .type _start, %function
_start:
    .cfi_startproc
    .cfi_undefined x30
    mov     x29, xzr
    mov     x30, xzr
    mov     x0, sp
    and     sp, x0, #-16
    b       crt_start_system_v
    .cfi_endproc
    .size _start, . - _start
    .section .note.GNU-stack, "", %progbits
