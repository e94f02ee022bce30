/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The numbers assembly code needs, from the compiler that laid out the structures.  The file is
 * compiled to assembly text, never linked; the makefile turns each line "->NAME value" of that text
 * into a definition in asm-offsets.h.
 */
#include "cpacr.h"
#include "kernel.h"

#define OFFSET(name, value) asm volatile("\n.ascii \"->" #name " %0\"" : : "i"(value))

void asm_offsets(void);

void asm_offsets(void)
{
    OFFSET(KERNEL_CURRENT, offsetof(struct kernel, cpu.current));
    OFFSET(TCB_REGS, offsetof(struct tcb, regs));
    OFFSET(REGS_FAULT_IP, offsetof(struct regs, word[REG_FAULT_IP]));
    OFFSET(REGS_SP, offsetof(struct regs, word[REG_SP]));
    OFFSET(REGS_X0, offsetof(struct regs, word[REG_X0]));
    OFFSET(REGS_X8, offsetof(struct regs, word[REG_X8]));
    OFFSET(REGS_X17, offsetof(struct regs, word[REG_X17]));
    OFFSET(REGS_X29, offsetof(struct regs, word[REG_X29]));
    OFFSET(REGS_X9, offsetof(struct regs, word[REG_X9]));
    OFFSET(REGS_X15, offsetof(struct regs, word[REG_X15]));
    OFFSET(REGS_X20, offsetof(struct regs, word[REG_X19 + 1]));
    OFFSET(REGS_X28, offsetof(struct regs, word[REG_X28]));
    OFFSET(REGS_TPIDRRO, offsetof(struct regs, word[REG_TPIDRRO_EL0]));
    OFFSET(REGS_NEXT_IP, offsetof(struct regs, next_ip));
    OFFSET(CPACR_FPU_KERNEL, CPACR_FPU_KERNEL);
    OFFSET(CPACR_FPU_ALL, CPACR_FPU_ALL);
    OFFSET(REGS_FPU_CONTROL, offsetof(struct regs, fpu.control));
    OFFSET(REGS_FPU_VECTOR, offsetof(struct regs, fpu.vector));
}
