/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The one way into the kernel on AArch64: `svc #0` with the registers of a system call.
 *
 *     x0       capability in, badge out          x6  reply object, or NBSendWait's destination
 *     x1       message information in and out    x7  system call number
 *     x2 - x5  message registers 0 - 3           x8  NBSendRecv's destination
 *
 * The kernel changes none but x0 to x5.
 */
#pragma once
#include <annona/syscalls.h>
#include <sel4/types.h>

/* The registers of a system call; what is unused must still be set. */
struct sel4_registers {
    seL4_Word cap;
    seL4_Word info;
    seL4_Word mr[seL4_FastMessageRegisters];
    seL4_Word reply;
    seL4_Word dest;
};

LIBSEL4_INLINE_FUNC void sel4_trap(enum seL4_Syscall_ID number, struct sel4_registers *r)
{
    register seL4_Word x0 __asm__("x0") = r->cap;
    register seL4_Word x1 __asm__("x1") = r->info;
    register seL4_Word x2 __asm__("x2") = r->mr[0];
    register seL4_Word x3 __asm__("x3") = r->mr[1];
    register seL4_Word x4 __asm__("x4") = r->mr[2];
    register seL4_Word x5 __asm__("x5") = r->mr[3];
    register seL4_Word x6 __asm__("x6") = r->reply;
    register seL4_Word x7 __asm__("x7") = (seL4_Word)(seL4_Int64)number;
    register seL4_Word x8 __asm__("x8") = r->dest;

    __asm__ volatile("svc #0"
                     : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3), "+r"(x4), "+r"(x5)
                     : "r"(x6), "r"(x7), "r"(x8)
                     : "memory");
    r->cap = x0;
    r->info = x1;
    r->mr[0] = x2;
    r->mr[1] = x3;
    r->mr[2] = x4;
    r->mr[3] = x5;
}

/* For calls that have no message: returns what comes back in the capability register. */
LIBSEL4_INLINE_FUNC seL4_Word sel4_trap_plain(enum seL4_Syscall_ID number, seL4_Word argument)
{
    register seL4_Word x0 __asm__("x0") = argument;
    register seL4_Word x7 __asm__("x7") = (seL4_Word)(seL4_Int64)number;

    __asm__ volatile("svc #0" : "+r"(x0) : "r"(x7) : "x1", "x2", "x3", "x4", "x5", "memory");
    return x0;
}
