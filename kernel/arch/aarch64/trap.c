/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Exceptions that are not system calls or interrupts: what the syndrome register says is turned
 * into the fault the thread's handler is told of.  In kernel mode it is the end.
 */
#include "trap.h"
#include "arch/arch.h"
#include "entry.h"
#include "faults.h"
#include "hw_debug.h"
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
};

static const struct bits ESR_CLASS = { 26, 6 };

static struct fault vm_fault(word_t esr, bool instruction)
{
    return (struct fault){
        .kind = seL4_Fault_VMFault, .instruction = instruction, .a = SYSREG_READ(far_el1), .b = esr
    };
}

/* Of kind 0 if there is nothing to report. */
static struct fault fault_of(word_t esr)
{
    if (HARDWARE_DEBUG && hw_debug_is_exception(esr)) {
        return hw_debug_fault(esr);
    }
    switch (bits_get(esr, ESR_CLASS)) {
    case ESR_FETCH_ABORT_USER:
        return vm_fault(esr, true);
    case ESR_DATA_ABORT_USER:
        return vm_fault(esr, false);
    default:
        return (struct fault){ .kind = seL4_Fault_UserException, .a = esr };
    }
}

void trap_user_fault(void)
{
    struct fault fault = fault_of(SYSREG_READ(esr_el1));

    if (fault.kind != seL4_Fault_NullFault) {
        entry_fault(fault);
    }
}

void trap_unexpected(unsigned vector, const word_t *x)
{
    print("\nKERNEL EXCEPTION: vector %u\n", vector);
    print("esr %lx far %lx elr %lx spsr %lx\n", SYSREG_READ(esr_el1), SYSREG_READ(far_el1),
          SYSREG_READ(elr_el1), SYSREG_READ(spsr_el1));
    for (unsigned i = 0; i < 32; i++) {
        print(i < 31 ? "x%u" : "sp", i);
        print(" %lx%c", x[i], i % 4 == 3 ? '\n' : ' ');
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
    if (HARDWARE_DEBUG) {
        hw_debug_load(thread);
    }
}

void arch_debug_reply(struct tcb *faulter, struct tcb *handler)
{
    if (HARDWARE_DEBUG) {
        hw_debug_reply(faulter, handler);
    }
}

word_t arch_cycles(void)
{
    return SYSREG_READ(pmccntr_el0);
}

/* The boot code ends here; it is not there any more when this goes on. */
void trap_first(void)
{
    kernel_map_finish();
    arch_resume();
}
