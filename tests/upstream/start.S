/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A stranger's two ways to begin.
 *
 * The kernel enters at task_entry, which is not at the start of anything: all registers are stored
 * before one is used, then a stack is made.  SYSTEM_V goes on as a process of that convention does:
 * the stack holds argument count, arguments, environment and auxiliary vector, and the C part
 * finds its thread-local segment by the program headers in it.
 */
    .section .text.entry, "ax", %progbits
    .global before_entry
before_entry:
    brk #1
    .balign 64
    .global task_entry
    .type task_entry, %function
task_entry:
    msr tpidr_el0, x1
    adrp x1, start_registers
    add x1, x1, :lo12:start_registers
    stp x0, xzr, [x1]
    mrs x0, tpidr_el0
    str x0, [x1, #8]
    stp x2, x3, [x1, #16]
    stp x4, x5, [x1, #32]
    stp x6, x7, [x1, #48]
    stp x8, x9, [x1, #64]
    stp x10, x11, [x1, #80]
    stp x12, x13, [x1, #96]
    stp x14, x15, [x1, #112]
    stp x16, x17, [x1, #128]
    stp x18, x19, [x1, #144]
    stp x20, x21, [x1, #160]
    stp x22, x23, [x1, #176]
    stp x24, x25, [x1, #192]
    stp x26, x27, [x1, #208]
    stp x28, x29, [x1, #224]
    mov x2, sp
    stp x30, x2, [x1, #240]
    mrs x2, tpidrro_el0
    mrs x3, nzcv
    stp x2, x3, [x1, #256]
    ldr x0, [x1]
    adrp x1, task_stack_top
    add sp, x1, :lo12:task_stack_top
    mov x29, xzr
    mov x30, xzr
#ifdef SYSTEM_V
    sub sp, sp, #112
    mov x1, #1
    adr x2, name
    stp x1, x2, [sp]            /* argc, argv[0] */
    stp xzr, xzr, [sp, #16]     /* end of arguments, end of environment */
    mov x1, #3
    adrp x2, __ehdr
    add x2, x2, :lo12:__ehdr
    ldr x3, [x2, #32]
    add x3, x3, x2
    stp x1, x3, [sp, #32]       /* AT_PHDR */
    mov x1, #5
    ldrh w3, [x2, #56]
    stp x1, x3, [sp, #48]       /* AT_PHNUM */
    mov x1, #64
    stp x1, x0, [sp, #64]       /* the boot information, by a number of the task's own */
    stp xzr, xzr, [sp, #80]     /* AT_NULL */
    mov x0, sp
    b system_v_main
name:
    .asciz "stranger"
    .balign 4
#else
    b initial_main
#endif
    .size task_entry, . - task_entry

    .global thread_entry
    .type thread_entry, %function
thread_entry:
    blr x1
1:  b 1b
    .size thread_entry, . - thread_entry

/* Reads the word at x0, for faults whose address is known. */
    .global read_word
    .type read_word, %function
read_word:
    ldr x0, [x0]
    ret
    .size read_word, . - read_word
    .section .note.GNU-stack, "", %progbits
