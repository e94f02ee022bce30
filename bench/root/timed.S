/* SPDX-License-Identifier: BSD-2-Clause */
/* See timed.h.  x19 is the stamp, x20 the trap, x21 and x22 the two reads of the counter. */
#define SYS_WAIT (-9)

    .macro function name
    .global \name
    .type \name, %function
\name:
    .endm

    .macro enter
    stp     x29, x30, [sp, #-64]!
    stp     x19, x20, [sp, #16]
    stp     x21, x22, [sp, #32]
    str     x23, [sp, #48]
    .endm

    .macro leave
    stp     x21, x22, [x19]
    ldr     x23, [sp, #48]
    ldp     x21, x22, [sp, #32]
    ldp     x19, x20, [sp, #16]
    ldp     x29, x30, [sp], #64
    ret
    .endm

    .macro load_trap
    mov     x20, x0
    mov     x19, x1
    ldp     x7, x8, [x20, #56]
    ldr     x6, [x20, #48]
    ldp     x4, x5, [x20, #32]
    ldp     x2, x3, [x20, #16]
    ldp     x0, x1, [x20]
    .endm

    .macro store_trap
    stp     x0, x1, [x20]
    stp     x2, x3, [x20, #16]
    stp     x4, x5, [x20, #32]
    .endm

    .text
    function counter_read
    mrs     x0, BENCH_COUNTER
    ret

    function timed_trap
    enter
    load_trap
    mrs     x21, BENCH_COUNTER
    svc     #0
    mrs     x22, BENCH_COUNTER
    store_trap
    leave

    function timed_trap_and_wait
    enter
    mov     x23, x2
    load_trap
    mrs     x21, BENCH_COUNTER
    svc     #0
    mov     x0, x23
    mov     x7, #SYS_WAIT
    svc     #0
    mrs     x22, BENCH_COUNTER
    store_trap
    leave

    function timed_fault
    enter
    mov     x19, x0
    mrs     x21, BENCH_COUNTER
    .inst   0x00000000
    mrs     x22, BENCH_COUNTER
    leave

    function timed_store
    enter
    mov     x19, x0
    mrs     x21, BENCH_COUNTER
    str     w2, [x1]
    mrs     x22, BENCH_COUNTER
    leave

    function timed_nothing
    enter
    mov     x19, x0
    mrs     x21, BENCH_COUNTER
    mrs     x22, BENCH_COUNTER
    leave

    function timed_loop
    enter
    mov     x19, x0
    mrs     x21, BENCH_COUNTER
    mov     x1, #10000
1:  sub     x1, x1, #1
    cbnz    x1, 1b
    mrs     x22, BENCH_COUNTER
    leave

    function delay
    adr     x1, 1f
    sub     x1, x1, x0, lsl #2
    br      x1
    .rept   15
    nop
    .endr
1:  ret
    .section .note.GNU-stack, "", %progbits
