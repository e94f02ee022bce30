/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Written over the kernel's first instructions in an image: prints the system counter, then stops.
 *
 * The loader enters with the MMU on and its one table for both halves of the address space, which
 * has no devices; so this continues at its physical address and turns the MMU off.  QEMU's UART
 * needs no settings.
 */
#define PHYSICAL_BITS 39
#define UART_BASE     0x09000000
#define SCTLR_MMU     1

    .text
    .global _start
_start:
    mrs     x20, cntvct_el0
    adr     x0, physical
    ubfx    x0, x0, #0, #PHYSICAL_BITS
    br      x0
physical:
    mrs     x0, sctlr_el1
    bic     x0, x0, #SCTLR_MMU
    msr     sctlr_el1, x0
    isb
    mov     x1, #UART_BASE
    adr     x2, text
1:  ldrb    w3, [x2], #1
    cbz     w3, 2f
    str     w3, [x1]
    b       1b
2:  mov     x4, #60             /* 16 hexadecimal digits, the highest first */
3:  lsr     x3, x20, x4
    and     x3, x3, #15
    add     x5, x3, #'0'
    add     x6, x3, #('a' - 10)
    cmp     x3, #10
    csel    x3, x5, x6, lo
    str     w3, [x1]
    subs    x4, x4, #4
    b.pl    3b
    mov     w3, #'\n'
    str     w3, [x1]
4:  b       4b
text:
    .asciz  "entry "
