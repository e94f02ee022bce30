/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entry of the initial task: x0 is the boot information, there is no stack.
 *
 * The stack is a section of its own; its size is the symbol crt_stack_bytes of the link script,
 * which `--defsym=crt_stack_bytes=...` on the linker's command line overrides.
 */
    .section .text.start, "ax", %progbits
    .global _start
    .type _start, %function
_start:
    .cfi_startproc
    .cfi_undefined x30
    mov     x29, xzr
    mov     x30, xzr
    adrp    x1, crt_stack_top
    add     x1, x1, :lo12:crt_stack_top
    mov     sp, x1
    b       crt_start_root
    .cfi_endproc
    .size _start, . - _start
    .section .note.GNU-stack, "", %progbits
