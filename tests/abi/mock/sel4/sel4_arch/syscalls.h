/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Stands in for the kernel entry: the real header's interface, but a system call goes to a function
 * of the test, which sees the registers and changes them.
 */
#pragma once
#include <annona/syscalls.h>
#include <sel4/types.h>

struct sel4_registers {
    seL4_Word cap;
    seL4_Word info;
    seL4_Word mr[seL4_FastMessageRegisters];
    seL4_Word reply;
    seL4_Word dest;
};

void sel4_trap(enum seL4_Syscall_ID number, struct sel4_registers *r);
seL4_Word sel4_trap_plain(enum seL4_Syscall_ID number, seL4_Word argument);
