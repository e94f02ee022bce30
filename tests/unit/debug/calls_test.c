/* SPDX-License-Identifier: BSD-2-Clause */
/* docs/abi.md, the system calls of debug kernels. */
#include "abi_fixture.h"
#include "halt.h"
#include <string.h>

static void debug_calls_cost_no_budget(void **state)
{
    struct new_thread other = new_started();
    struct tcb *root = current_thread();

    (void)state;
    run_as(other.tcb);
    run_as(root);
    host_machine.clock += ticks_from_us(6000); /* longer than its slice */
    host_console_clear();
    world_skip_checks(true); /* the current thread goes on without budget */
    syscall(&(struct request){ .number = seL4_SysDebugPutChar, .cap = '!' });
    world_skip_checks(false);
    assert_string_equal(host_console(), "!");
    assert_ptr_equal(current_thread(), root);
    /* An ordinary call is not executed: it will be, later. */
    assert_false(nbsend(seL4_CapNull, 0, WORDS(), WORDS()).returned);
    assert_ptr_equal(current_thread(), other.tcb);
    assert_int_equal(root->state, THREAD_RESTART);
    run_as(root);
    assert_int_equal(root->state, THREAD_RUNNING);
    assert_int_equal(root->regs.pc, root->regs.fault_ip);
}

static void capability_tags(void **state)
{
    word_t irq = new_slot(), frame = new_object(seL4_ARM_SmallPageObject, 0), sgi = new_slot();
    const struct {
        word_t cptr, tag;
    } rows[] = {
        { new_slot(), 0 },
        { WORLD_UNTYPED, 2 },
        { new_endpoint(), 4 },
        { new_notification(), 6 },
        { new_reply(), 8 },
        { seL4_CapInitThreadCNode, 10 },
        { seL4_CapInitThreadTCB, 12 },
        { seL4_CapIRQControl, 14 },
        { irq, 16 },
        { seL4_CapDomain, 20 },
        { seL4_CapInitThreadSC, 22 },
        { WORLD_SCHED_CONTROL, 24 },
        { frame, 1 },
        { WORLD_PAGE_TABLES, 3 },
        { seL4_CapInitThreadVSpace, 9 },
        { seL4_CapASIDControl, 11 },
        { seL4_CapInitThreadASIDPool, 13 },
        { sgi, 27 },
        { BAD_CPTR, 0 },
    };

    (void)state;
    assert_success(call(seL4_CapIRQControl, IRQIssueIRQHandler, WORDS(40, irq, 64),
                        WORDS(seL4_CapInitThreadCNode)));
    assert_success(call(seL4_CapIRQControl, ARMIRQIssueSGISignal, WORDS(1, 0, sgi, 64),
                        WORDS(seL4_CapInitThreadCNode)));
    for (unsigned i = 0; i < ARRAY_COUNT(rows); i++) {
        struct answer a =
            syscall(&(struct request){ .number = seL4_SysDebugCapIdentify, .cap = rows[i].cptr });

        assert_true(a.returned);
        assert_int_equal(a.badge, rows[i].tag);
    }
}

static void names_of_threads(void **state)
{
    struct new_thread t = new_thread(1);
    char *buffer = (char *)(tcb_ipc_buffer(current_thread(), true) + ABI_BUFFER_MESSAGE);

    (void)state;
    assert_string_equal(current_thread()->name, "rootserver");
    assert_string_equal(t.tcb->name, "child of: 'rootserver'");
    strcpy(buffer, "driver");
    assert_true(
        syscall(&(struct request){ .number = seL4_SysDebugNameThread, .cap = t.cptr }).returned);
    assert_string_equal(t.tcb->name, "driver");
}

/* A name that is too long is cut off. */
static void long_names_of_threads(void **state)
{
    struct new_thread t = new_thread(1);
    char *buffer = (char *)(tcb_ipc_buffer(current_thread(), true) + ABI_BUFFER_MESSAGE);

    (void)state;
    memset(buffer, 'x', 300);
    buffer[300] = '\0';
    assert_true(
        syscall(&(struct request){ .number = seL4_SysDebugNameThread, .cap = t.cptr }).returned);
    assert_int_equal(strlen(t.tcb->name), TCB_NAME_BYTES - 1);
}

struct debug_call {
    int number;
    word_t cptr;
    bool buffer; /* has the caller one? */
};

static void make_debug_call(const void *argument)
{
    const struct debug_call *c = argument;

    if (!c->buffer) {
        call(seL4_CapInitThreadTCB, TCBSetIPCBuffer, WORDS(0), WORDS(seL4_CapNull));
    }
    syscall(&(struct request){ .number = c->number, .cap = c->cptr });
}

static bool halts(int number, word_t cptr, bool buffer)
{
    struct debug_call c = { number, cptr, buffer };

    return machine_halts(make_debug_call, &c);
}

static void debug_calls_that_halt(void **state)
{
    (void)state;
    assert_true(halts(seL4_SysDebugHalt, 0, true));
    assert_true(halts(seL4_SysDebugNameThread, seL4_CapInitThreadCNode, true));
    assert_true(halts(seL4_SysDebugNameThread, BAD_CPTR, true));
    assert_true(halts(seL4_SysDebugNameThread, seL4_CapInitThreadTCB, false));
    assert_false(halts(seL4_SysDebugNameThread, seL4_CapInitThreadTCB, true));
    assert_false(halts(seL4_SysDebugDumpScheduler, 0, true));
    assert_false(halts(seL4_SysDebugSnapshot, 0, true));
}

/* A name that fills the whole buffer has no end there. */
static void names_without_end(void **state)
{
    struct new_thread t = new_thread(1);
    char *buffer = (char *)(tcb_ipc_buffer(current_thread(), true) + ABI_BUFFER_MESSAGE);

    (void)state;
    memset(buffer, 'x', seL4_MsgMaxLength * sizeof(word_t));
    assert_true(
        syscall(&(struct request){ .number = seL4_SysDebugNameThread, .cap = t.cptr }).returned);
    assert_int_equal(strlen(t.tcb->name), TCB_NAME_BYTES - 1);
}

/* A child's name is made of its parent's, and nobody's child is named, too. */
static void children_of_long_names(void **state)
{
    word_t child;

    (void)state;
    memset(current_thread()->name, 'x', TCB_NAME_BYTES - 1);
    child = new_object(seL4_TCBObject, 0);
    assert_int_equal(strlen(thread_at(child)->name), TCB_NAME_BYTES - 1);
    assert_string_equal(thread_at(child)->name + TCB_NAME_BYTES - 4, "xx'");
}

static void dump_of_all_threads(void **state)
{
    struct new_thread waiting = new_started();

    (void)state;
    configure_context(waiting.sched_context, 1000, 10000, 0, 0);
    run_as(waiting.tcb);
    run_for(ticks_from_us(1000));
    assert_true(waiting.tcb->in_release_queue);
    host_console_clear();
    assert_true(syscall(&(struct request){ .number = seL4_SysDebugDumpScheduler }).returned);
    assert_non_null(strstr(host_console(), "rootserver  "));
    assert_non_null(strstr(host_console(), "  255  running\n"));
    assert_non_null(strstr(host_console(), ", waiting for budget\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ABI_TEST(debug_calls_cost_no_budget),
        ABI_TEST(capability_tags),
        ABI_TEST(names_of_threads),
        ABI_TEST(long_names_of_threads),
        ABI_TEST(names_without_end),
        ABI_TEST(children_of_long_names),
        ABI_TEST(dump_of_all_threads),
        ABI_TEST(debug_calls_that_halt),
    };

    return cmocka_run_group_tests_name("debug calls", tests, NULL, NULL);
}
