/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entry of a protection domain, the first instruction of its image.
 *
 * The stack pointer is set although the domain starts with the right one: a domain that its parent
 * restarts keeps the stack pointer of the place where it was stopped.  The stack ends one guard
 * page below the IPC buffer, which is the topmost page.
 */
#include <annona/objects.h>

#define PAGE_BYTES 0x1000
#define STACK_TOP  (seL4_UserVSpaceTop + 1 - 2 * PAGE_BYTES)

    .section .text.start, "ax", %progbits
    .global _start
    .type _start, %function
_start:
    .cfi_startproc
    .cfi_undefined x30
    mov     x0, #(STACK_TOP & 0xffff)
    movk    x0, #(STACK_TOP >> 16 & 0xffff), lsl #16
    movk    x0, #(STACK_TOP >> 32 & 0xffff), lsl #32
    mov     sp, x0
    mov     x29, xzr
    mov     x30, xzr
    b       main
    .cfi_endproc
    .size _start, . - _start
    .section .note.GNU-stack, "", %progbits
