/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Functions that fault at a known instruction.  Each returns what a handler left in x0, if it is
 * made to go on.
 */
#pragma once
#include <sel4/sel4.h>

seL4_Word fault_read(seL4_Word address);
seL4_Word fault_write(seL4_Word address, seL4_Word value);
seL4_Word fault_execute(seL4_Word address);
seL4_Word fault_undefined(void);
seL4_Word fault_break(void);
/* A system call with x0, x1 and x2 given and x7 the number; x3 ... x6 are 3 ... 6. */
seL4_Word fault_syscall(seL4_Word x0, seL4_Word x1, seL4_Word x2, seL4_Word number);

extern const seL4_Uint32 fault_read_instruction[];
extern const seL4_Uint32 fault_write_instruction[];
extern const seL4_Uint32 fault_undefined_instruction[];
extern const seL4_Uint32 fault_break_instruction[];
extern const seL4_Uint32 fault_syscall_instruction[];

/* Sets x0 ... x30 to known values and loops, for reading another thread's registers. */
void spin_with_registers(void);
