/* SPDX-License-Identifier: BSD-2-Clause */
/* See fault_code.h. */
    .macro function name
    .global \name
    .type \name, %function
\name:
    .endm
    .macro instruction name
    .global \name\()_instruction
\name\()_instruction:
    .endm

    .text
    function fault_read
    instruction fault_read
    ldr     x0, [x0]
    ret

    function fault_write
    instruction fault_write
    str     x1, [x0]
    mov     x0, x1
    ret

    function fault_execute
    br      x0

    function fault_undefined
    mov     x0, #1
    instruction fault_undefined
    .inst   0x00000000
    ret

    function fault_break
    mov     x0, #1
    instruction fault_break
    brk     #0
    ret

    function fault_syscall
    mov     x7, x3
    mov     x3, #3
    mov     x4, #4
    mov     x5, #5
    mov     x6, #6
    instruction fault_syscall
    svc     #0
    ret

    function spin_with_registers
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30
    mov     x\n, #(0x500 + \n)
    .endr
1:  b       1b
    .section .note.GNU-stack, "", %progbits
