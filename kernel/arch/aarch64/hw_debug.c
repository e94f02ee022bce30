/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hardware debugging: the processor's part.  Debug exceptions are enabled by MDSCR_EL1: MDE for
 * breakpoints and watchpoints, SS for stepping.  Both are off while a thread runs that does not use
 * them, so the registers themselves need not be cleared.  The kernel itself is never debugged: all
 * matches are limited to EL0.
 *
 * The boards' processors have at least the six breakpoints and four watchpoints of the ABI.
 */
#include "hw_debug.h"
#include "faults.h"
#include "kernel.h"
#include "message_info.h"
#include "sysreg.h"

static const struct bits MDSCR_STEP = { 0, 1 }, MDSCR_MONITOR = { 15, 1 };
static const struct bits SPSR_STEP = { 21, 1 };
static const struct bits ESR_CLASS = { 26, 6 };

enum debug_class { CLASS_BREAKPOINT = 0x30, CLASS_STEP = 0x32, CLASS_WATCHPOINT = 0x34,
                   CLASS_BRK = 0x3c };

#define LOAD_BREAKPOINT(i)                                         \
    SYSREG_WRITE(dbgbvr##i##_el1, d->breakpoint_value[i]);         \
    SYSREG_WRITE(dbgbcr##i##_el1, d->breakpoint_control[i])
#define LOAD_WATCHPOINT(i)                                         \
    SYSREG_WRITE(dbgwvr##i##_el1, d->watchpoint_value[i]);         \
    SYSREG_WRITE(dbgwcr##i##_el1, d->watchpoint_control[i])

static void load_registers(const struct arch_debug *d)
{
    LOAD_BREAKPOINT(0);
    LOAD_BREAKPOINT(1);
    LOAD_BREAKPOINT(2);
    LOAD_BREAKPOINT(3);
    LOAD_BREAKPOINT(4);
    LOAD_BREAKPOINT(5);
    LOAD_WATCHPOINT(0);
    LOAD_WATCHPOINT(1);
    LOAD_WATCHPOINT(2);
    LOAD_WATCHPOINT(3);
}

static bool uses_registers(const struct arch_debug *d)
{
    uint32_t controls = 0;

    for (unsigned i = 0; i < DEBUG_BREAKPOINTS; i++) {
        controls |= d->breakpoint_control[i];
    }
    for (unsigned i = 0; i < DEBUG_WATCHPOINTS; i++) {
        controls |= d->watchpoint_control[i];
    }
    return controls != 0;
}

void hw_debug_load(const struct tcb *thread)
{
    const struct arch_debug *d = thread->arch.debug;
    word_t before = SYSREG_READ(mdscr_el1), now;
    bool registers = uses_registers(d);

    now = bits_set(before, MDSCR_MONITOR, registers);
    now = bits_set(now, MDSCR_STEP, d->single_steps != 0);
    if (registers) {
        load_registers(d);
    }
    if (now != before) {
        /* A processor comes out of reset with its debug registers locked. */
        SYSREG_WRITE(oslar_el1, 0);
        SYSREG_WRITE(mdscr_el1, now);
        isb();
    }
}

void hw_debug_changed(const struct tcb *thread)
{
    if (thread == current_thread()) {
        hw_debug_load(thread);
    }
}

static void set_step(struct tcb *thread, bool step)
{
    thread->regs.word[REG_SPSR] = bits_set(thread->regs.word[REG_SPSR], SPSR_STEP, step);
}

void hw_debug_step(struct tcb *thread, word_t instructions)
{
    thread->arch.debug->single_steps = instructions;
    set_step(thread, instructions != 0);
    hw_debug_changed(thread);
}

void hw_debug_reply(struct tcb *faulter, const struct tcb *handler)
{
    unsigned length = info_length(regs_info(&handler->regs));

    if ((faulter->fault.b & 0xff) == FAULT_DEBUG_SINGLE_STEP) {
        hw_debug_step(faulter, length > 0 ? regs_message(&handler->regs, 0) : 0);
    }
}

/* Exceptions. */

bool hw_debug_is_exception(word_t esr)
{
    word_t class = bits_get(esr, ESR_CLASS);

    return class == CLASS_BREAKPOINT || class == CLASS_STEP || class == CLASS_WATCHPOINT
           || class == CLASS_BRK;
}

static struct fault debug_fault(enum fault_debug_reason reason, word_t address, unsigned number)
{
    return (struct fault){ .kind = seL4_Fault_DebugException,
                           .a = address,
                           .b = (word_t)reason | (word_t)number << 8 };
}

/* One instruction has been executed; the thread is reported only when all asked for have. */
static struct fault step_fault(struct tcb *thread)
{
    struct arch_debug *d = thread->arch.debug;

    if (d->single_steps > 1) {
        d->single_steps--;
        set_step(thread, true);
        return (struct fault){ 0 };
    }
    hw_debug_step(thread, 0);
    return debug_fault(FAULT_DEBUG_SINGLE_STEP, regs_fault_ip(&thread->regs), 0);
}

static struct fault watchpoint_fault(const struct arch_debug *d)
{
    word_t address = SYSREG_READ(far_el1);
    unsigned i = watchpoint_find(d, address);

    if (i == DEBUG_WATCHPOINTS) {
        return (struct fault){ 0 };
    }
    struct breakpoint watch = watchpoint_decode(d, i);
    if (address < watch.address) {
        address = watch.address;
    }
    return debug_fault(FAULT_DEBUG_DATA, address, i + FIRST_WATCHPOINT);
}

struct fault hw_debug_fault(word_t esr)
{
    struct tcb *thread = current_thread();
    word_t ip = regs_fault_ip(&thread->regs);
    unsigned i;

    switch (bits_get(esr, ESR_CLASS)) {
    case CLASS_STEP:
        return step_fault(thread);
    case CLASS_WATCHPOINT:
        return watchpoint_fault(thread->arch.debug);
    case CLASS_BREAKPOINT:
        i = breakpoint_find(thread->arch.debug, ip);
        return i < DEBUG_BREAKPOINTS
                   ? debug_fault(FAULT_DEBUG_INSTRUCTION, ip, i + FIRST_BREAKPOINT)
                   : (struct fault){ 0 };
    default:
        return debug_fault(FAULT_DEBUG_SOFTWARE, ip, 0);
    }
}
