/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Enters the program on the bare machine in the way the kernel enters the initial task: boot
 * information in x0, no stack, and rubbish in no register.
 */
    .section .text.machine, "ax", %progbits
    .global machine_start
machine_start:
    adrp    x0, test_bootinfo
    add     x0, x0, :lo12:test_bootinfo
    mov     x1, xzr
    mov     sp, x1
    b       _start
    .section .note.GNU-stack, "", %progbits
