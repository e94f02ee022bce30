/* SPDX-License-Identifier: BSD-2-Clause */
/* The hardware debug methods of TCB capabilities (config/debug/tcb_debug.c) and the encoding of the
 * debug registers (arch/aarch64/breakpoint.c). */
#include "flags.h"
#include "hw_debug.h"
#include "vm_fixture.h"

static const word_t CODE = 0x400100, DATA = 0x500008;
enum { INSTRUCTION = seL4_InstructionBreakpoint, WATCH = seL4_DataBreakpoint };

/* Its slot; the thread itself is the caller's. */
static struct slot *tcb;
static struct arch_debug *debug;

static int setup(void **state)
{
    vm_setup(state);
    tcb = vm_slot(tcb_cap(&vm.caller));
    debug = vm.caller.arch.debug;
    return 0;
}

static enum status set(word_t n, word_t address, word_t type, word_t size, word_t access)
{
    return vm_invoke(tcb, TCBSetBreakpoint, VM_WORDS(n, address, type, size, access), VM_NO_CAPS);
}

static enum status get(word_t n)
{
    return vm_invoke(tcb, TCBGetBreakpoint, VM_WORDS(n), VM_NO_CAPS);
}

static void assert_breakpoint(word_t n, word_t address, word_t type, word_t size, word_t access,
                              bool enabled)
{
    assert_ok(get(n));
    assert_int_equal(vm.inv.results, 5);
    assert_int_equal(vm_result(0), address);
    assert_int_equal(vm_result(1), type);
    assert_int_equal(vm_result(2), size);
    assert_int_equal(vm_result(3), access);
    assert_int_equal(vm_result(4), enabled);
}

static void instruction_breakpoints(void **state)
{
    (void)state;

    assert_breakpoint(5, 0, INSTRUCTION, 0, 0, false);
    assert_ok(set(5, CODE, INSTRUCTION, 0, seL4_BreakOnRead));
    assert_int_equal(debug->breakpoint_value[5], CODE);
    assert_int_equal(debug->breakpoint_control[5], 0x1e5);
    assert_breakpoint(5, CODE, INSTRUCTION, 0, 0, true);
    assert_int_equal(breakpoint_find(debug, CODE), 5);
    assert_int_equal(breakpoint_find(debug, CODE + 4), DEBUG_BREAKPOINTS);
    assert_int_equal(breakpoint_find(debug, 0), DEBUG_BREAKPOINTS);
    assert_ok(vm_invoke(tcb, TCBUnsetBreakpoint, VM_WORDS(5), VM_NO_CAPS));
    assert_breakpoint(5, 0, INSTRUCTION, 0, 0, false);
    assert_int_equal(breakpoint_find(debug, CODE), DEBUG_BREAKPOINTS);
}

static void watchpoints(void **state)
{
    static const struct {
        word_t size, offset, access, control;
    } rows[] = {
        { 1, 0, seL4_BreakOnRead, 0x0020 | 0x08 | 5 },
        { 1, 7, seL4_BreakOnWrite, 0x1000 | 0x10 | 5 },
        { 2, 2, seL4_BreakOnReadWrite, 0x0180 | 0x18 | 5 },
        { 4, 4, seL4_BreakOnWrite, 0x1e00 | 0x10 | 5 },
        { 8, 0, seL4_BreakOnReadWrite, 0x1fe0 | 0x18 | 5 },
    };
    (void)state;

    for (unsigned i = 0; i < ARRAY_COUNT(rows); i++) {
        assert_ok(set(7, DATA + rows[i].offset, WATCH, rows[i].size, rows[i].access));
        assert_int_equal(debug->watchpoint_value[1], DATA);
        assert_int_equal(debug->watchpoint_control[1], rows[i].control);
        assert_breakpoint(7, DATA + rows[i].offset, WATCH, rows[i].size, rows[i].access, true);
    }
    assert_ok(vm_invoke(tcb, TCBUnsetBreakpoint, VM_WORDS(7), VM_NO_CAPS));
    assert_breakpoint(7, 0, WATCH, 0, 0, false);
    assert_int_equal(watchpoint_find(debug, DATA), DEBUG_WATCHPOINTS);
}

/* The processor reports where the access began, which may be below what is watched. */
static void watchpoint_of_an_access(void **state)
{
    (void)state;

    assert_int_equal(watchpoint_find(debug, DATA), DEBUG_WATCHPOINTS);
    assert_ok(set(6, DATA + 16, WATCH, 8, seL4_BreakOnWrite));
    assert_ok(set(8, DATA + 4, WATCH, 4, seL4_BreakOnWrite));
    assert_int_equal(watchpoint_find(debug, DATA), 2);
    assert_int_equal(watchpoint_find(debug, DATA + 7), 2);
    assert_int_equal(watchpoint_find(debug, DATA + 8), 0);
    assert_int_equal(watchpoint_find(debug, DATA + 20), 0);
}

static void set_errors(void **state)
{
    (void)state;

    assert_error(vm_invoke(tcb, TCBSetBreakpoint, VM_WORDS(0, CODE, INSTRUCTION, 0), VM_NO_CAPS),
                 seL4_TruncatedMessage, 0, 0);
    assert_error(set(99, PTE_USER_TOP + 1, 99, 3, 3), seL4_InvalidArgument, 1, 0);
    assert_error(set(99, CODE + 1, seL4_SingleStep, 3, 3), seL4_InvalidArgument, 2, 0);
    assert_error(set(99, CODE + 1, INSTRUCTION, 4, 3), seL4_InvalidArgument, 3, 0);
    assert_error(set(99, CODE + 1, INSTRUCTION, 0, 1), seL4_InvalidArgument, 4, 0);
    assert_error(set(6, CODE + 1, INSTRUCTION, 0, 0), seL4_RangeError, 0, 5);
    assert_error(set(5, CODE + 2, INSTRUCTION, 0, 0), seL4_AlignmentError, 0, 0);
    assert_error(set(99, DATA + 1, WATCH, 0, 3), seL4_InvalidArgument, 3, 0);
    assert_error(set(99, DATA + 1, WATCH, 3, 3), seL4_InvalidArgument, 3, 0);
    assert_error(set(99, DATA + 1, WATCH, 16, 3), seL4_InvalidArgument, 3, 0);
    assert_error(set(99, DATA + 1, WATCH, 4, 3), seL4_InvalidArgument, 4, 0);
    assert_error(set(5, DATA + 1, WATCH, 4, 0), seL4_RangeError, 6, 9);
    assert_error(set(10, DATA + 1, WATCH, 4, 0), seL4_RangeError, 6, 9);
    assert_error(set(9, DATA + 2, WATCH, 4, 0), seL4_AlignmentError, 0, 0);
    assert_ok(set(9, DATA, WATCH, 4, 0));
    assert_ok(set(0, CODE, INSTRUCTION, 0, 0));
}

static void get_and_unset_errors(void **state)
{
    (void)state;

    assert_error(vm_invoke(tcb, TCBGetBreakpoint, VM_NO_WORDS, VM_NO_CAPS), seL4_TruncatedMessage,
                 0, 0);
    assert_error(get(10), seL4_RangeError, 0, 9);
    assert_error(vm_invoke(tcb, TCBUnsetBreakpoint, VM_NO_WORDS, VM_NO_CAPS),
                 seL4_TruncatedMessage, 0, 0);
    assert_error(vm_invoke(tcb, TCBUnsetBreakpoint, VM_WORDS((word_t)1 << 32), VM_NO_CAPS),
                 seL4_RangeError, 0, 9);
    assert_ok(get(9));
}

static void single_stepping(void **state)
{
    (void)state;

    assert_error(vm_invoke(tcb, TCBConfigureSingleStepping, VM_WORDS(0), VM_NO_CAPS),
                 seL4_TruncatedMessage, 0, 0);
    assert_ok(vm_invoke(tcb, TCBConfigureSingleStepping, VM_WORDS(0, 7), VM_NO_CAPS));
    assert_int_equal(debug->single_steps, 7);
    assert_int_equal(vm.inv.results, 1);
    assert_int_equal(vm_result(0), 0);
    assert_ok(vm_invoke(tcb, TCBConfigureSingleStepping, VM_WORDS(0, 0), VM_NO_CAPS));
    assert_int_equal(debug->single_steps, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(instruction_breakpoints, setup),
        cmocka_unit_test_setup(watchpoints, setup),
        cmocka_unit_test_setup(watchpoint_of_an_access, setup),
        cmocka_unit_test_setup(set_errors, setup),
        cmocka_unit_test_setup(get_and_unset_errors, setup),
        cmocka_unit_test_setup(single_stepping, setup),
    };
    return cmocka_run_group_tests_name("hw_debug", tests, NULL, NULL);
}
