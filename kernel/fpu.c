/* SPDX-License-Identifier: BSD-2-Clause */
/* Floating-point state; see fpu.h. */
#include "fpu.h"
#include "arch/arch.h"
#include "kernel.h"

/* Give or take the access of user level, where that is a change. */
static inline void fpu_enable(struct cpu *cpu, bool enabled)
{
    if (cpu->fpu_enabled != enabled) {
        cpu->fpu_enabled = enabled;
        arch_fpu_enable(enabled);
    }
}

void fpu_save(void)
{
    struct cpu *cpu = this_cpu();

    if (cpu->fpu_owner) {
        arch_fpu_save(&cpu->fpu_owner->regs);
        cpu->fpu_owner = NULL;
    }
}

void fpu_release(const struct tcb *thread)
{
    if (this_cpu()->fpu_owner == thread) {
        fpu_save();
        fpu_enable(this_cpu(), false);
    }
}

void fpu_switch_to(struct tcb *thread)
{
    struct cpu *cpu = this_cpu();

    if (thread->flags & TCB_FLAG_FPU_DISABLED) {
        fpu_enable(cpu, false);
        return;
    }
    fpu_enable(cpu, true);
    if (cpu->fpu_owner != thread) {
        if (cpu->fpu_owner) {
            arch_fpu_save(&cpu->fpu_owner->regs);
        }
        arch_fpu_load(&thread->regs);
        cpu->fpu_owner = thread;
    }
}
