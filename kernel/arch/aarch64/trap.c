/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Exceptions that are not system calls or interrupts: what the syndrome register says is turned
 * into the fault the thread's handler is told of.  In kernel mode it is the end.
 */
#include "trap.h"
#include "arch/arch.h"
#include "entry.h"
#include "faults.h"
#include "flags.h"
#include "kernel.h"
#include "kernel_map.h"
#include "objects.h"
#include "print.h"
#include "sysreg.h"

_Static_assert(sizeof(struct tcb) <= 1u << seL4_TCBBits, "thread size is ABI");
_Static_assert(offsetof(struct tcb, regs) % 16 == 0, "the stack pointer will point here");

/* Exception classes: bits 31..26 of the syndrome. */
enum esr_class {
    ESR_FETCH_ABORT_USER = 0x20,
    ESR_DATA_ABORT_USER = 0x24,
    ESR_BREAKPOINT_USER = 0x30,
    ESR_STEP_USER = 0x32,
    ESR_WATCHPOINT_USER = 0x34,
    ESR_BRK = 0x3c,
};

static const struct bits ESR_CLASS = { 26, 6 };

static struct fault vm_fault(word_t esr, bool instruction)
{
    return (struct fault){ .kind = seL4_Fault_VMFault,
                           .instruction = instruction,
                           .a = SYSREG_READ(far_el1),
                           .b = esr };
}

/* A software breakpoint is a debug exception where there is a debug interface. */
static struct fault break_fault(word_t esr)
{
    if (!HARDWARE_DEBUG) {
        return (struct fault){ .kind = seL4_Fault_UserException, .a = esr };
    }
    return (struct fault){ .kind = seL4_Fault_DebugException,
                           .a = regs_fault_ip(&current_thread()->regs),
                           .b = seL4_SoftwareBreakRequest };
}

static struct fault fault_of(word_t esr)
{
    switch (bits_get(esr, ESR_CLASS)) {
    case ESR_FETCH_ABORT_USER:
        return vm_fault(esr, true);
    case ESR_DATA_ABORT_USER:
        return vm_fault(esr, false);
    case ESR_BRK:
        return break_fault(esr);
    default:
        return (struct fault){ .kind = seL4_Fault_UserException, .a = esr };
    }
}

void trap_user_fault(void)
{
    entry_fault(fault_of(SYSREG_READ(esr_el1)));
}

void trap_unexpected(unsigned vector, const word_t *x)
{
    print("\nKERNEL EXCEPTION: vector %u\n", vector);
    print("esr %lx far %lx elr %lx spsr %lx\n", SYSREG_READ(esr_el1), SYSREG_READ(far_el1),
          SYSREG_READ(elr_el1), SYSREG_READ(spsr_el1));
    for (unsigned i = 0; i < 32; i++) {
        print("%s%d %lx%c", i < 31 ? "x" : "sp", i, x[i], i % 4 == 3 ? '\n' : ' ');
    }
    panic("exception in the kernel", __FILE__, __LINE__);
}

void arch_init_idle(struct regs *r)
{
    /* EL1 on its own stack pointer, debug exceptions, SError and FIQ masked. */
    enum { PSTATE_IDLE = 0x345 };

    r->word[REG_SPSR] = PSTATE_IDLE;
    regs_set_fault_ip(r, (word_t)trap_idle);
    regs_set_next_ip(r, (word_t)trap_idle);
}

void arch_switch_to(struct tcb *thread)
{
    (void)thread;
}

/* Only single stepping has an answer, and nothing can make a thread step yet. */
void arch_debug_reply(struct tcb *faulter, struct tcb *handler)
{
    (void)faulter;
    (void)handler;
}

word_t arch_cycles(void)
{
    return SYSREG_READ(pmccntr_el0);
}

/* The boot code ends here; it is not there any more when this goes on. */
void trap_first(void)
{
    kernel_map_release_boot();
    arch_resume();
}
