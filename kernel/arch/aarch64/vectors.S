/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Into the kernel and out of it.
 *
 * While a user thread runs, SP_EL1 points to its struct regs, so that an exception can store all
 * registers before it has a free one. The kernel then runs on its only stack, from the top, with
 * interrupts masked, and leaves through arch_resume(), which may load another thread.
 *
 * The idle thread is a loop in kernel mode with interrupts unmasked; nothing of its registers
 * matters, so an interrupt taken there saves none. Any other exception in kernel mode is an error
 * of the kernel and is reported from an emergency stack.
 */
#include "asm-offsets.h"

#define KERNEL_STACK_BYTES    16384
#define EMERGENCY_STACK_BYTES 4096

#define ESR_CLASS_POS 26
#define ESR_CLASS_SVC 0x15

/* Negated, as cmn wants them. */
#define SYSCALL_CALL       1
#define SYSCALL_REPLY_RECV 2
#define SYSCALL_SEND       5

/* Stores everything but the addresses; leaves the address of the exception in x19. */
.macro save_user
    stp x0, x1, [sp, #REGS_X0]
    stp x2, x3, [sp, #REGS_X0 + 16]
    stp x4, x5, [sp, #REGS_X0 + 32]
    stp x6, x7, [sp, #REGS_X0 + 48]
    stp x8, x16, [sp, #REGS_X8]
    stp x17, x18, [sp, #REGS_X17]
    stp x29, x30, [sp, #REGS_X29]
    stp x9, x10, [sp, #REGS_X9]
    stp x11, x12, [sp, #REGS_X9 + 16]
    stp x13, x14, [sp, #REGS_X9 + 32]
    stp x15, x19, [sp, #REGS_X15]
    stp x20, x21, [sp, #REGS_X20]
    stp x22, x23, [sp, #REGS_X20 + 16]
    stp x24, x25, [sp, #REGS_X20 + 32]
    stp x26, x27, [sp, #REGS_X20 + 48]
    mrs x16, tpidr_el0
    mrs x17, sp_el0
    mrs x18, spsr_el1
    mrs x19, elr_el1
    stp x28, x16, [sp, #REGS_X28]
    stp x17, x18, [sp, #REGS_SP]
.endm

/* The thread stopped before its next instruction (interrupts) or at a faulting one. */
.macro save_address
    str x19, [sp, #REGS_FAULT_IP]
    str x19, [sp, #REGS_NEXT_IP]
.endm

/* Leaves x0 to x8 as they are. */
.macro use_kernel_stack
    adrp x20, kernel_stack_top
    mov sp, x20
.endm

/* An exception that must not happen: hand over the registers and a number. */
.macro unexpected number
    msr tpidr_el1, x0
    mov x0, sp
    msr tpidrro_el0, x0
    adrp x0, emergency_stack_top
    mov sp, x0
    mov x0, #\number
    b report
.endm

    .section .text.vectors, "ax", %progbits
    .balign 2048
    .global trap_vectors
trap_vectors:
    /* From kernel mode with the user stack pointer: never selected. */
    unexpected 0
    .org trap_vectors + 0x080
    unexpected 1
    .org trap_vectors + 0x100
    unexpected 2
    .org trap_vectors + 0x180
    unexpected 3

    /* From kernel mode. */
    .org trap_vectors + 0x200
    unexpected 4
    .org trap_vectors + 0x280
    use_kernel_stack
    bl entry_interrupt
    b arch_resume
    .org trap_vectors + 0x300
    unexpected 6
    .org trap_vectors + 0x380
    unexpected 7

    /* From user level: synchronous. */
    .org trap_vectors + 0x400
    save_user
    mrs x20, esr_el1
    sub x21, x19, #4
    lsr x20, x20, #ESR_CLASS_POS
    str x19, [sp, #REGS_NEXT_IP]
    cmp x20, #ESR_CLASS_SVC
    b.ne user_fault
    str x21, [sp, #REGS_FAULT_IP]
    use_kernel_stack
    b user_syscall

    /* From user level: interrupt. */
    .org trap_vectors + 0x480
    save_user
    save_address
    use_kernel_stack
    bl entry_interrupt
    b arch_resume
    .org trap_vectors + 0x500
    unexpected 10

    /* From user level: SError. */
    .org trap_vectors + 0x580
    save_user
    b user_fault

    /* From 32-bit user level: there is none. */
    .org trap_vectors + 0x600
    unexpected 12
    .org trap_vectors + 0x680
    unexpected 13
    .org trap_vectors + 0x700
    unexpected 14
    .org trap_vectors + 0x780
    unexpected 15
    .org trap_vectors + 0x800

user_fault:
    save_address
    use_kernel_stack
    bl trap_user_fault
    b arch_resume

/* Call, ReplyRecv and Send may be common cases: then the registers to load are known. */
user_syscall:
    cmn x7, #SYSCALL_CALL
    b.eq 1f
    cmn x7, #SYSCALL_REPLY_RECV
    b.ne 3f
    mov x2, x6
    bl fastpath_reply_recv
    cbnz x0, resume_regs
2:  bl entry_syscall
    b arch_resume
3:  cmn x7, #SYSCALL_SEND
    b.ne 2b
    bl fastpath_signal
    cbz x0, 2b
    b resume_regs
1:  bl fastpath_call
    cbnz x0, resume_regs
    bl entry_syscall
    /* and on */

    .global arch_resume
    .type arch_resume, %function
arch_resume:
    adrp x0, kernel + KERNEL_CURRENT
    ldr x0, [x0, #:lo12:kernel + KERNEL_CURRENT]
    add x0, x0, #TCB_REGS
resume_regs:
    mov sp, x0
    ldp x0, x1, [sp, #REGS_SP]
    ldp x2, x3, [sp, #REGS_TPIDRRO]
    ldp x28, x4, [sp, #REGS_X28]
    msr sp_el0, x0
    msr spsr_el1, x1
    msr tpidrro_el0, x2
    msr elr_el1, x3
    msr tpidr_el0, x4
    ldp x0, x1, [sp, #REGS_X0]
    ldp x2, x3, [sp, #REGS_X0 + 16]
    ldp x4, x5, [sp, #REGS_X0 + 32]
    ldp x6, x7, [sp, #REGS_X0 + 48]
    ldp x8, x16, [sp, #REGS_X8]
    ldp x17, x18, [sp, #REGS_X17]
    ldp x29, x30, [sp, #REGS_X29]
    ldp x9, x10, [sp, #REGS_X9]
    ldp x11, x12, [sp, #REGS_X9 + 16]
    ldp x13, x14, [sp, #REGS_X9 + 32]
    ldp x15, x19, [sp, #REGS_X15]
    ldp x20, x21, [sp, #REGS_X20]
    ldp x22, x23, [sp, #REGS_X20 + 16]
    ldp x24, x25, [sp, #REGS_X20 + 32]
    ldp x26, x27, [sp, #REGS_X20 + 48]
    eret

    .global trap_idle
    .type trap_idle, %function
trap_idle:
    wfi
    b trap_idle

/* x0: number of the vector; the interrupted x0 is in tpidr_el1, the stack pointer in tpidrro_el0.
 * Builds an array x0 to x30, sp for the report. */
report:
    sub sp, sp, #256
    stp x2, x3, [sp, #16]
    stp x4, x5, [sp, #32]
    stp x6, x7, [sp, #48]
    stp x8, x9, [sp, #64]
    stp x10, x11, [sp, #80]
    stp x12, x13, [sp, #96]
    stp x14, x15, [sp, #112]
    stp x16, x17, [sp, #128]
    stp x18, x19, [sp, #144]
    stp x20, x21, [sp, #160]
    stp x22, x23, [sp, #176]
    stp x24, x25, [sp, #192]
    stp x26, x27, [sp, #208]
    stp x28, x29, [sp, #224]
    mrs x2, tpidr_el1
    mrs x3, tpidrro_el0
    stp x2, x1, [sp]
    stp x30, x3, [sp, #240]
    mov x1, sp
    b trap_unexpected

    .section .bss.stack, "aw", %nobits
    .balign 4096
    .space EMERGENCY_STACK_BYTES
emergency_stack_top:
    .global kernel_stack_guard
kernel_stack_guard:
    .space 4096
    .space KERNEL_STACK_BYTES
    .global kernel_stack_top
kernel_stack_top:
