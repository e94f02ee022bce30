/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The methods of the hardware debug interface of TCB capabilities: breakpoints on instructions,
 * watchpoints on data, and single stepping. What they do to the processor is behind hw_debug.h;
 * when something is met, the thread's fault handler gets a DebugException message.
 */
#include "flags.h"
#include "hw_debug.h"
#include "invocation.h"
#include "objects.h"
#include "objects/tcb_config.h"

enum { ARG_NUMBER, ARG_ADDRESS, ARG_TYPE, ARG_SIZE, ARG_ACCESS };
enum { ARG_INSTRUCTIONS = 1 };
enum { WATCH_MAX_BITS = 3 };

_Static_assert(seL4_FirstBreakpoint == FIRST_BREAKPOINT && seL4_FirstWatchpoint == FIRST_WATCHPOINT,
               "breakpoints as in the ABI");

/* Words are compared before they are narrowed. */
static enum status check_instruction(struct invocation *inv)
{
    if (invocation_arg(inv, ARG_SIZE) != 0) {
        return err_argument(inv, ARG_SIZE);
    }
    if (invocation_arg(inv, ARG_ACCESS) != seL4_BreakOnRead) {
        return err_argument(inv, ARG_ACCESS);
    }
    if (invocation_arg(inv, ARG_NUMBER) - seL4_FirstBreakpoint >= seL4_NumExclusiveBreakpoints) {
        return err_range(inv, seL4_FirstBreakpoint,
                         seL4_FirstBreakpoint + seL4_NumExclusiveBreakpoints - 1);
    }
    return is_aligned(invocation_arg(inv, ARG_ADDRESS), HW_INSTRUCTION_BITS) ? OK
                                                                             : err_alignment(inv);
}

static enum status check_data(struct invocation *inv)
{
    word_t size = invocation_arg(inv, ARG_SIZE);

    if (size == 0 || size > word_bit(WATCH_MAX_BITS) || (size & (size - 1)) != 0) {
        return err_argument(inv, ARG_SIZE);
    }
    if (invocation_arg(inv, ARG_ACCESS) >= seL4_MaxBreakpointAccess) {
        return err_argument(inv, ARG_ACCESS);
    }
    if (invocation_arg(inv, ARG_NUMBER) - seL4_FirstWatchpoint >= seL4_NumExclusiveWatchpoints) {
        return err_range(inv, seL4_FirstWatchpoint,
                         seL4_FirstWatchpoint + seL4_NumExclusiveWatchpoints - 1);
    }
    return (invocation_arg(inv, ARG_ADDRESS) & (size - 1)) == 0 ? OK : err_alignment(inv);
}

static enum status check_breakpoint(struct invocation *inv)
{
    if (invocation_arg(inv, ARG_ADDRESS) > seL4_UserTop) {
        return err_argument(inv, ARG_ADDRESS);
    }
    switch (invocation_arg(inv, ARG_TYPE)) {
    case seL4_DataBreakpoint:
        return check_data(inv);
    case seL4_InstructionBreakpoint:
        return check_instruction(inv);
    default:
        return err_argument(inv, ARG_TYPE);
    }
}

static enum status set_breakpoint(struct invocation *inv)
{
    struct breakpoint b;
    unsigned n;

    if (check_breakpoint(inv) != OK) {
        return FAILED;
    }
    n = (unsigned)invocation_arg(inv, ARG_NUMBER);
    b = (struct breakpoint){
        .address = invocation_arg(inv, ARG_ADDRESS),
        .type = (unsigned)invocation_arg(inv, ARG_TYPE),
        .size = (unsigned)invocation_arg(inv, ARG_SIZE),
        .access = (unsigned)invocation_arg(inv, ARG_ACCESS),
        .enabled = true,
    };
    commit(inv);
    hw_debug_set(tcb_of(inv->slot->cap), n, b);
    return OK;
}

/* The number of any breakpoint or watchpoint. */
static enum status check_number(struct invocation *inv)
{
    return invocation_arg(inv, ARG_NUMBER) < seL4_NumHWBreakpoints
               ? OK
               : err_range(inv, 0, seL4_NumHWBreakpoints - 1);
}

static enum status get_breakpoint(struct invocation *inv)
{
    struct breakpoint b;

    if (check_number(inv) != OK) {
        return FAILED;
    }
    b = hw_debug_get(tcb_of(inv->slot->cap), (unsigned)invocation_arg(inv, ARG_NUMBER));
    commit(inv);
    invocation_result(inv, 0, b.address);
    invocation_result(inv, 1, b.type);
    invocation_result(inv, 2, b.size);
    invocation_result(inv, 3, b.access);
    invocation_result(inv, 4, b.enabled);
    return OK;
}

static enum status unset_breakpoint(struct invocation *inv)
{
    unsigned n;

    if (check_number(inv) != OK) {
        return FAILED;
    }
    n = (unsigned)invocation_arg(inv, ARG_NUMBER);
    commit(inv);
    hw_debug_set(tcb_of(inv->slot->cap), n, (struct breakpoint){ .enabled = false });
    return OK;
}

/* Stepping needs no breakpoint here, so the number given does not matter and none is used up. */
static enum status configure_single_stepping(struct invocation *inv)
{
    word_t instructions = invocation_arg(inv, ARG_INSTRUCTIONS);

    commit(inv);
    hw_debug_step(tcb_of(inv->slot->cap), instructions);
    invocation_result(inv, 0, false);
    return OK;
}

const struct method tcb_debug_methods[] = {
    { TCBSetBreakpoint, 5, 0, set_breakpoint },
    { TCBGetBreakpoint, 1, 0, get_breakpoint },
    { TCBUnsetBreakpoint, 1, 0, unset_breakpoint },
    { TCBConfigureSingleStepping, 2, 0, configure_single_stepping },
};

const unsigned tcb_debug_method_count = ARRAY_COUNT(tcb_debug_methods);
