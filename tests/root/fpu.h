/* SPDX-License-Identifier: BSD-2-Clause */
/* The floating-point registers, for programs that are compiled without using them. */
#pragma once
#include <sel4/sel4.h>

/* Sets all 32 vector registers and the two status registers to values made from `seed`. */
void fpu_fill(seL4_Word seed);

/* The number of these registers that do not hold what fpu_fill gave them. */
seL4_Word fpu_check(seL4_Word seed);

/* One floating-point instruction, which faults where the FPU is disabled; returns 0. */
seL4_Word fpu_touch(void);
extern const seL4_Uint32 fpu_touch_instruction[];
