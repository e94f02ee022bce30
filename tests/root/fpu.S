/* SPDX-License-Identifier: BSD-2-Clause */
/* Vector register n holds seed + n in its low half and ~(seed + n) in its high half. */
    .arch armv8-a+fp+simd
    .text
    .global fpu_fill
    .type fpu_fill, %function
fpu_fill:
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    add     x1, x0, #\n
    mvn     x2, x1
    mov     v\n\().d[0], x1
    mov     v\n\().d[1], x2
    .endr
    and     x1, x0, #0x3            /* rounding mode */
    lsl     x1, x1, #22
    msr     fpcr, x1
    and     x1, x0, #0x1f           /* exception flags */
    msr     fpsr, x1
    ret
    .size fpu_fill, . - fpu_fill

    .global fpu_check
    .type fpu_check, %function
fpu_check:
    mov     x5, #0
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    add     x1, x0, #\n
    mvn     x2, x1
    mov     x3, v\n\().d[0]
    mov     x4, v\n\().d[1]
    cmp     x1, x3
    ccmp    x2, x4, #0, eq
    cinc    x5, x5, ne
    .endr
    and     x1, x0, #0x3
    lsl     x1, x1, #22
    mrs     x2, fpcr
    cmp     x1, x2
    cinc    x5, x5, ne
    and     x1, x0, #0x1f
    mrs     x2, fpsr
    cmp     x1, x2
    cinc    x5, x5, ne
    mov     x0, x5
    ret
    .size fpu_check, . - fpu_check

    .global fpu_touch
    .type fpu_touch, %function
    .global fpu_touch_instruction
fpu_touch:
    mov     x0, #0
fpu_touch_instruction:
    fmov    d0, x0
    ret
    .size fpu_touch, . - fpu_touch
    .section .note.GNU-stack, "", %progbits
