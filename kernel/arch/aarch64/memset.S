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

    /* Bytes up to a word boundary, 64 bytes at a time, words, bytes. */
fill:
    mov x4, #0x0101010101010101
    mul x4, x4, x1
1:  cbz x2, 5f
    tst x3, #7
    b.eq 2f
    strb w1, [x3], #1
    sub x2, x2, #1
    b 1b
2:  subs x2, x2, #64
    b.lo 3f
    stp x4, x4, [x3]
    stp x4, x4, [x3, #16]
    stp x4, x4, [x3, #32]
    stp x4, x4, [x3, #48]
    add x3, x3, #64
    b 2b
3:  add x2, x2, #64
4:  subs x2, x2, #8
    b.lo 6f
    str x4, [x3], #8
    b 4b
6:  adds x2, x2, #8
    b.eq 5f
7:  strb w1, [x3], #1
    subs x2, x2, #1
    b.ne 7b
5:  ret
