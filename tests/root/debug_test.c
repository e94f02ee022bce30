/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The hardware debug interface: breakpoints, watchpoints and single steps of another thread, and
 * their fault messages.  Configurations without it refuse nothing, as they have no such methods.
 */
#include "fault_code.h"
#include "test.h"

#ifdef CONFIG_HARDWARE_DEBUG_API

struct debugged {
    struct thread *thread;
    seL4_CPtr endpoint;
    seL4_CPtr reply;
};

static seL4_Word watched[2];

static void read_watched(struct thread *self)
{
    self->word[1] = fault_read((seL4_Word)&watched[0]);
    self->word[0] = 1;
}

static void write_watched(struct thread *self)
{
    fault_write((seL4_Word)&watched[0], 5);
    self->word[0] = 1;
}

static struct debugged debugged_new(thread_function *function)
{
    struct debugged debugged = { .endpoint = endpoint_new(), .reply = reply_new() };

    debugged.thread = thread_new(HIGH_PRIORITY, function, seL4_Null);
    thread_set_fault_handler(debugged.thread, debugged.endpoint);
    return debugged;
}

/* The debug exception that must have arrived. */
static void expect_exception(struct debugged *debugged, seL4_Word ip, seL4_Word reason,
                             seL4_Word trigger, seL4_Word number)
{
    seL4_MessageInfo_t info = seL4_Recv(debugged->endpoint, seL4_Null, debugged->reply);
    seL4_Word length = reason == seL4_SingleStep ? 3 : 4;

    check_equal(info.words[0], seL4_MessageInfo_new(seL4_Fault_DebugException, 0, 0,
                                                    length).words[0]);
    check_equal(seL4_GetMR(seL4_DebugException_FaultIP), ip);
    check_equal(seL4_GetMR(seL4_DebugException_ExceptionReason), reason);
    check_equal(seL4_GetMR(seL4_DebugException_TriggerAddress), trigger);
    if (length == 4) {
        check_equal(seL4_GetMR(seL4_DebugException_BreakpointNumber), number);
    }
}

static void set_and_get(void)
{
    seL4_CPtr t = tcb_new();
    seL4_Word address = (seL4_Word)watched;

    expect(invoke(t, TCBGetBreakpoint, caps()), seL4_TruncatedMessage);
    expect(invoke(t, TCBSetBreakpoint, caps(), 0, 0, 0, 0), seL4_TruncatedMessage);
    expect(invoke(t, TCBUnsetBreakpoint, caps()), seL4_TruncatedMessage);
    expect_ok(invoke(t, TCBSetBreakpoint, caps(), seL4_FirstBreakpoint, address,
                     seL4_InstructionBreakpoint, 0, seL4_BreakOnRead));
    expect_ok(invoke(t, TCBSetBreakpoint, caps(), seL4_FirstWatchpoint, address,
                     seL4_DataBreakpoint, 8, seL4_BreakOnWrite));
    check_equal(invoke(t, TCBGetBreakpoint, caps(), seL4_FirstWatchpoint).mr[0], address);
    check_equal(seL4_GetMR(4), 1);
    expect_ok(invoke(t, TCBUnsetBreakpoint, caps(), seL4_FirstWatchpoint));
    check_equal(seL4_TCB_GetBreakpoint(t, seL4_FirstWatchpoint).is_enabled, 0);
    check_equal(seL4_TCB_GetBreakpoint(t, seL4_FirstBreakpoint).is_enabled, 1);
    check(invoke(t, TCBSetBreakpoint, caps(), seL4_FirstBreakpoint, ~0ul & ~3ul,
                 seL4_InstructionBreakpoint, 0, seL4_BreakOnRead).label != seL4_NoError);
}

static void instruction_breakpoint(void)
{
    struct debugged debugged = debugged_new(read_watched);
    seL4_Word address = (seL4_Word)fault_read_instruction;
    seL4_CPtr t = debugged.thread->tcb;

    expect_ok(invoke(t, TCBSetBreakpoint, caps(), seL4_FirstBreakpoint, address,
                     seL4_InstructionBreakpoint, 0, seL4_BreakOnRead));
    thread_start(debugged.thread);
    expect_exception(&debugged, address, seL4_InstructionBreakpoint, address,
                     seL4_FirstBreakpoint);
    expect_ok(invoke(t, TCBUnsetBreakpoint, caps(), seL4_FirstBreakpoint));
    seL4_Send(debugged.reply, seL4_MessageInfo_new(0, 0, 0, 0));
    check_equal(debugged.thread->word[0], 1);
}

static void watchpoint(void)
{
    struct debugged debugged = debugged_new(write_watched);
    seL4_CPtr t = debugged.thread->tcb;

    watched[0] = 1;
    expect_ok(invoke(t, TCBSetBreakpoint, caps(), seL4_FirstWatchpoint, (seL4_Word)watched,
                     seL4_DataBreakpoint, 8, seL4_BreakOnWrite));
    thread_start(debugged.thread);
    expect_exception(&debugged, (seL4_Word)fault_write_instruction, seL4_DataBreakpoint,
                     (seL4_Word)watched, seL4_FirstWatchpoint);
    check_equal(watched[0], 1);
    /* other threads do not have it */
    watched[0] = 2;
    expect_ok(invoke(t, TCBUnsetBreakpoint, caps(), seL4_FirstWatchpoint));
    seL4_Send(debugged.reply, seL4_MessageInfo_new(0, 0, 0, 0));
    check_equal(debugged.thread->word[0], 1);
    check_equal(watched[0], 5);
}

static void watchpoint_on_read_only(void)
{
    struct debugged debugged = debugged_new(write_watched);

    expect_ok(invoke(debugged.thread->tcb, TCBSetBreakpoint, caps(), seL4_FirstWatchpoint,
                     (seL4_Word)watched, seL4_DataBreakpoint, 8, seL4_BreakOnRead));
    thread_start(debugged.thread);
    check_equal(debugged.thread->word[0], 1);
}

static void single_steps(void)
{
    struct debugged debugged = debugged_new(read_watched);
    seL4_Word address = (seL4_Word)fault_read_instruction;
    seL4_CPtr t = debugged.thread->tcb;

    expect_ok(invoke(t, TCBSetBreakpoint, caps(), seL4_FirstBreakpoint, address,
                     seL4_InstructionBreakpoint, 0, seL4_BreakOnRead));
    thread_start(debugged.thread);
    expect_exception(&debugged, address, seL4_InstructionBreakpoint, address,
                     seL4_FirstBreakpoint);
    expect_ok(invoke(t, TCBUnsetBreakpoint, caps(), seL4_FirstBreakpoint));
    check_equal(invoke(t, TCBConfigureSingleStepping, caps(), 0, 1).label, seL4_NoError);
    seL4_Send(debugged.reply, seL4_MessageInfo_new(0, 0, 0, 0));
    expect_exception(&debugged, address + 4, seL4_SingleStep, address + 4, 0);
    seL4_SetMR(0, 0);
    seL4_Send(debugged.reply, seL4_MessageInfo_new(0, 0, 0, 1));
    check_equal(debugged.thread->word[0], 1);
}

#define DEBUG_TEST(function) { #function, function }
#else

static void without_interface(void)
{
    skip("needs the hardware debug interface");
}

#define DEBUG_TEST(function) { #function, without_interface }
#endif

static const struct test tests[] = {
    DEBUG_TEST(set_and_get),
    DEBUG_TEST(instruction_breakpoint),
    DEBUG_TEST(watchpoint),
    DEBUG_TEST(watchpoint_on_read_only),
    DEBUG_TEST(single_steps),
};
SUITE(debug, tests);
