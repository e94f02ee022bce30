/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The entry of the test task: saves all registers as the kernel left them, then goes on with the
 * runtime's entry.  entry_registers: x0 ... x30, sp, tpidr_el0, tpidrro_el0, nzcv, fpcr.
 */
    .section .text.start, "ax", %progbits
    .global test_start
    .type test_start, %function
test_start:
    msr     tpidr_el0, x1           /* x1 is needed: keep it here, tpidr_el0's value is lost; */
    adrp    x1, entry_registers     /* the kernel starts both at 0 */
    add     x1, x1, :lo12:entry_registers
    str     x0, [x1, #0]
    stp     x2, x3, [x1, #16]
    stp     x4, x5, [x1, #32]
    stp     x6, x7, [x1, #48]
    stp     x8, x9, [x1, #64]
    stp     x10, x11, [x1, #80]
    stp     x12, x13, [x1, #96]
    stp     x14, x15, [x1, #112]
    stp     x16, x17, [x1, #128]
    stp     x18, x19, [x1, #144]
    stp     x20, x21, [x1, #160]
    stp     x22, x23, [x1, #176]
    stp     x24, x25, [x1, #192]
    stp     x26, x27, [x1, #208]
    stp     x28, x29, [x1, #224]
    str     x30, [x1, #240]
    mrs     x2, tpidr_el0
    str     x2, [x1, #8]
    mov     x2, sp
    str     x2, [x1, #248]
    mrs     x2, tpidrro_el0
    str     x2, [x1, #264]
    mrs     x2, nzcv
    str     x2, [x1, #272]
    b       _start
    .size test_start, . - test_start

    .section .data.entry, "aw", %progbits
    .balign 16
    .global entry_registers
entry_registers:
    .fill   36, 8, 0
    .section .note.GNU-stack, "", %progbits
