/* SPDX-License-Identifier: BSD-2-Clause */
/* The ELF file of the System V program; CHILD_ELF is its path. */
    .section .rodata.child, "a", %progbits
    .balign 16
    .global child_elf
child_elf:
    .incbin CHILD_ELF
    .section .note.GNU-stack, "", %progbits
