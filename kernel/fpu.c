/* SPDX-License-Identifier: BSD-2-Clause */
/* Floating-point state; see fpu.h. */
#include "fpu.h"
#include "arch/arch.h"
#include "kernel.h"

void fpu_save(void)
{
    struct cpu *cpu = this_cpu();

    if (cpu->fpu_owner) {
        arch_fpu_enable(true);
        arch_fpu_save(&cpu->fpu_owner->regs);
        cpu->fpu_owner = NULL;
    }
}

void fpu_release(const struct tcb *thread)
{
    if (this_cpu()->fpu_owner == thread) {
        fpu_save();
        arch_fpu_enable(false);
    }
}

void fpu_switch_to(struct tcb *thread)
{
    struct cpu *cpu = this_cpu();

    if (thread->flags & TCB_FLAG_FPU_DISABLED) {
        arch_fpu_enable(false);
        return;
    }
    arch_fpu_enable(true);
    if (cpu->fpu_owner != thread) {
        if (cpu->fpu_owner) {
            arch_fpu_save(&cpu->fpu_owner->regs);
        }
        arch_fpu_load(&thread->regs);
        cpu->fpu_owner = thread;
    }
}
