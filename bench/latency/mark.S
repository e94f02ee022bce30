/* SPDX-License-Identifier: BSD-2-Clause */
/* See latency.h. */
#define MARKS    64
#define SYS_WAIT  (-9)
#define SYS_YIELD (-11)

    .text
    .global mark
    .type mark, %function
mark:
    adr     x1, 1f
    add     x1, x1, x0, lsl #3
    br      x1
1:  .set    n, 0
    .rept   MARKS
    .inst   0xd280001f | n << 5 /* movz xzr, #n */
    ret
    .set    n, n + 1
    .endr

    .global sleeper_main
    .type sleeper_main, %function
sleeper_main:
    mov     x9, x7
    mov     x7, #SYS_YIELD
    svc     #0
    mov     x7, x9
    /* and on */

    .global member_main
    .type member_main, %function
member_main:
    svc     #0
    mov     x0, x19
    mov     x7, #SYS_WAIT
    svc     #0
    b       .

    .global yielder_main
    .type yielder_main, %function
yielder_main:
    svc     #0
    b       yielder_main
    .section .note.GNU-stack, "", %progbits
