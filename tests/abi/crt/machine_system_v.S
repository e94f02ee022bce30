/* SPDX-License-Identifier: BSD-2-Clause */
/* Enters the program on the bare machine as a System V loader does, with two arguments. */
    .section .text.machine, "ax", %progbits
    .global machine_start
machine_start:
    adrp    x0, contents
    add     x0, x0, :lo12:contents
    mov     sp, x0
    b       _start

    .section .data.machine, "aw", %progbits
name:
    .asciz  "program"
argument:
    .asciz  "one"
variable:
    .asciz  "KEY=value"
    .balign 16
    .space  0x4000
contents:
    .quad   2, name, argument, 0
    .quad   variable, 0
    .quad   3, __ehdr_start + 64
    .quad   4, 56
    .quad   5, 3
    .quad   65, test_ipc_buffer
    .quad   66, 17
    .quad   0, 0
    .section .note.GNU-stack, "", %progbits
