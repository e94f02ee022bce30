/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * memset. Clearing whole cache lines, which is what the kernel does most, uses the instruction that
 * does so without reading them (if its block is the 64 bytes this code counts on); all else goes by
 * pairs of words. x0 is kept: it is the result.
 */
#define ZERO_BLOCK_64 4 /* DCZID_EL0: allowed, log2 of the words in a block */

    .text
    .global memset
    .type memset, %function
memset:
    mov x3, x0
    ands w1, w1, #0xff
    b.ne fill
    orr x4, x0, x2
    tst x4, #63
    b.ne fill
    mrs x4, dczid_el0
    cmp x4, #ZERO_BLOCK_64
    b.ne fill

    /* Single lines until four at a time are left. */
1:  tst x2, #192
    b.eq 2f
    dc zva, x3
    add x3, x3, #64
    sub x2, x2, #64
    b 1b
2:  cbz x2, 4f
3:  dc zva, x3
    add x3, x3, #64
    dc zva, x3
    add x3, x3, #64
    dc zva, x3
    add x3, x3, #64
    dc zva, x3
    add x3, x3, #64
    subs x2, x2, #256
    b.ne 3b
4:  ret

    /* The last stores may overlap those before: cheaper than counting down the rest. */
fill:
    mov x4, #0x0101010101010101
    mul x1, x4, x1
    add x4, x0, x2
    cmp x2, #16
    b.lo below_16
    cmp x2, #64
    b.lo below_64
1:  stp x1, x1, [x3]
    stp x1, x1, [x3, #16]
    stp x1, x1, [x3, #32]
    stp x1, x1, [x3, #48]
    add x3, x3, #64
    sub x2, x2, #64
    cmp x2, #64
    b.hs 1b
    cbz x2, 2f
    stp x1, x1, [x4, #-64]
    stp x1, x1, [x4, #-48]
    stp x1, x1, [x4, #-32]
    stp x1, x1, [x4, #-16]
2:  ret

below_64:
    stp x1, x1, [x3]
    tbz x2, #5, 3f
    stp x1, x1, [x3, #16]
    stp x1, x1, [x4, #-32]
3:  stp x1, x1, [x4, #-16]
    ret

below_16:
    tbz x2, #3, 4f
    str x1, [x3]
    str x1, [x4, #-8]
    ret
4:  tbz x2, #2, 5f
    str w1, [x3]
    str w1, [x4, #-4]
    ret
5:  cbz x2, 6f
    strb w1, [x3]
    strb w1, [x4, #-1]
    tbz x2, #1, 6f
    strb w1, [x3, #1]
6:  ret
