/* SPDX-License-Identifier: BSD-2-Clause */
/* Thread capabilities: what each method does when it succeeds. Errors are in errors_test.c. */
#include "harness.h"
#include <string.h>

static struct {
    struct new_thread t;
    word_t ep, ntfn, reply, empty;
    struct tcb *root;
} w;

static int setup(void **state)
{
    world_setup(state);
    w.root = current_thread();
    w.t = new_thread(255);
    w.ep = new_object(seL4_EndpointObject, 0);
    w.ntfn = new_object(seL4_NotificationObject, 0);
    w.reply = new_object(seL4_ReplyObject, 0);
    w.empty = new_slot();
    return 0;
}

static void new_thread_is_blank(void **state)
{
    word_t cptr = new_object(seL4_TCBObject, 0);
    const struct tcb *t = thread_at(cptr);
    struct answer a = call(cptr, TCBReadRegisters, WORDS(0, 36), WORDS());

    (void)state;
    assert_success(a);
    assert_int_equal(a.length, 36);
    for (unsigned i = 0; i < 36; i++) {
        assert_int_equal(a.mr[i], i == 2 ? 0x40 : 0);
    }
    assert_int_equal(t->state, THREAD_INACTIVE);
    assert_int_equal(t->priority, 0);
    assert_int_equal(t->mcp, 0);
    assert_int_equal(t->flags, 0);
    assert_int_equal(t->domain, 0);
    assert_null(t->sched_context);
    assert_string_equal(t->name, DEBUG_BUILD ? "child of: 'rootserver'" : "");
}

static void registers_are_written_and_read(void **state)
{
    struct words words = { .count = 38, .w = { 0, 36 } };
    struct answer a;

    (void)state;
    for (unsigned i = 0; i < 36; i++) {
        words.w[2 + i] = 0x1000 + i;
    }
    words.w[2 + 2] = ~UINT64_C(0);
    assert_success(call(w.t.cptr, TCBWriteRegisters, words, WORDS()));
    assert_int_equal(w.t.tcb->state, THREAD_INACTIVE);
    a = call(w.t.cptr, TCBReadRegisters, WORDS(0, 36), WORDS());
    for (unsigned i = 0; i < 36; i++) {
        assert_int_equal(a.mr[i], i == 2 ? 0xf0000040 : 0x1000 + i);
    }
    assert_int_equal(w.t.tcb->regs.pc, 0x1000);
    assert_int_equal(w.t.tcb->regs.x[0], 0x1003);
    assert_int_equal(w.t.tcb->regs.x[30], 0x1000 + 16);
    assert_int_equal(w.t.tcb->regs.x[28], 0x1000 + 33);
    assert_int_equal(call(w.t.cptr, TCBReadRegisters, WORDS(0, 2), WORDS()).length, 2);
}

static void writing_few_registers_and_resuming(void **state)
{
    (void)state;
    w.t.tcb->regs.sp = 5;
    assert_success(call(w.t.cptr, TCBWriteRegisters, WORDS(1, 1, 0x4000), WORDS()));
    assert_int_equal(w.t.tcb->regs.sp, 5);
    assert_int_equal(w.t.tcb->state, THREAD_RESTART);
    run_as(w.t.tcb);
    assert_int_equal(w.t.tcb->regs.pc, 0x4000);
}

static void more_registers_than_there_are(void **state)
{
    struct words words = { .count = 50, .w = { 0, 48 } };

    (void)state;
    words.w[2 + 35] = 77;
    words.w[2 + 36] = 88;
    assert_success(call(w.t.cptr, TCBWriteRegisters, words, WORDS()));
    assert_int_equal(w.t.tcb->regs.tpidrro, 77);
}

static void reading_may_suspend(void **state)
{
    struct answer a;

    (void)state;
    start(&w.t);
    run_as(w.t.tcb);
    w.t.tcb->regs.pc = 0x4004;
    w.t.tcb->regs.fault_ip = 0x4000;
    run_as(w.root);
    a = call(w.t.cptr, TCBReadRegisters, WORDS(1, 1), WORDS());
    assert_success(a);
    /* A running thread's place is where it goes on. */
    assert_int_equal(a.mr[0], 0x4004);
    assert_int_equal(w.t.tcb->state, THREAD_INACTIVE);
}

static void copying_registers(void **state)
{
    struct new_thread u = new_thread(200);

    (void)state;
    for (unsigned i = 0; i < 36; i++) {
        regs_set_context(&w.t.tcb->regs, i, 0x2000 + i);
    }
    assert_success(call(u.cptr, TCBCopyRegisters, WORDS(0), WORDS(w.t.cptr)));
    assert_int_equal(u.tcb->regs.sp, 0);
    assert_success(call(u.cptr, TCBCopyRegisters, WORDS(4), WORDS(w.t.cptr)));
    assert_int_equal(regs_context(&u.tcb->regs, 0), 0x2000);
    assert_int_equal(regs_context(&u.tcb->regs, 16), 0x2010);
    assert_int_equal(regs_context(&u.tcb->regs, 17), 0);
    assert_success(call(u.cptr, TCBCopyRegisters, WORDS(8), WORDS(w.t.cptr)));
    assert_int_equal(regs_context(&u.tcb->regs, 17), 0x2011);
    assert_int_equal(regs_context(&u.tcb->regs, 35), 0x2023);
    start(&w.t);
    assert_success(call(u.cptr, TCBCopyRegisters, WORDS(3), WORDS(w.t.cptr)));
    assert_int_equal(w.t.tcb->state, THREAD_INACTIVE);
    assert_int_equal(u.tcb->state, THREAD_RESTART);
}

static void suspending_itself_by_copying(void **state)
{
    (void)state;
    start(&w.t);
    call(w.t.cptr, TCBCopyRegisters, WORDS(1), WORDS(seL4_CapInitThreadTCB));
    assert_int_equal(w.root->state, THREAD_INACTIVE);
    assert_ptr_equal(current_thread(), w.t.tcb);
    call(seL4_CapInitThreadTCB, TCBCopyRegisters, WORDS(3), WORDS(w.t.cptr));
    assert_int_equal(w.t.tcb->state, THREAD_INACTIVE);
    assert_ptr_equal(current_thread(), w.root);
}

/* Copying to itself suspends and resumes the caller, which simply goes on. */
static void copying_to_itself(void **state)
{
    (void)state;
    start(&w.t);
    assert_success(call(seL4_CapInitThreadTCB, TCBCopyRegisters, WORDS(3),
                        WORDS(seL4_CapInitThreadTCB)));
    assert_ptr_equal(current_thread(), w.root);
    assert_int_equal(w.root->state, THREAD_RUNNING);
    assert_false(w.root->in_ready_queue);
}

static void suspend_and_resume_repeat_the_call(void **state)
{
    word_t ip;

    (void)state;
    start(&w.t);
    run_as(w.t.tcb);
    recv(w.ep, w.reply);
    ip = w.t.tcb->regs.fault_ip;
    assert_success(call(w.t.cptr, TCBSuspend, WORDS(), WORDS()));
    assert_int_equal(w.t.tcb->state, THREAD_INACTIVE);
    assert_int_equal(endpoint_state(endpoint_of(cap_at(w.ep))), ENDPOINT_IDLE);
    assert_success(call(w.t.cptr, TCBSuspend, WORDS(), WORDS()));
    assert_success(call(w.t.cptr, TCBResume, WORDS(), WORDS()));
    run_as(w.t.tcb);
    assert_int_equal(w.t.tcb->regs.pc, ip);
}

/* Resume of a blocked thread cancels what it waits for; of a running one does nothing. */
static void resume_of_a_blocked_thread(void **state)
{
    (void)state;
    start(&w.t);
    assert_success(call(w.t.cptr, TCBResume, WORDS(), WORDS()));
    run_as(w.t.tcb);
    w.t.tcb->regs.pc = 0x100;
    wait_on(w.ntfn);
    assert_success(call(w.t.cptr, TCBResume, WORDS(), WORDS()));
    assert_int_equal(w.t.tcb->state, THREAD_RESTART);
    assert_int_equal(notification_of(cap_at(w.ntfn))->state, NOTIFICATION_IDLE);
    run_as(w.t.tcb);
    assert_int_equal(w.t.tcb->regs.pc, 0x100);
}

static void configure_replaces_everything(void **state)
{
    struct tcb *t = w.t.tcb;
    word_t cnode = new_object(seL4_CapTableObject, 4),
           frame = new_object(seL4_ARM_SmallPageObject, 0);

    (void)state;
    assert_success(call(w.t.cptr, TCBConfigure, WORDS(0x3 << 6 | 2, 0, 0x5400),
                        WORDS(cnode, seL4_CapInitThreadVSpace, frame)));
    assert_int_equal(cnode_guard(t->slots[TCB_CSPACE].cap), 3);
    assert_int_equal(cnode_guard_size(t->slots[TCB_CSPACE].cap), 2);
    assert_ptr_equal(cnode_slots(t->slots[TCB_CSPACE].cap), cnode_slots(cap_at(cnode)));
    assert_ptr_equal((void *)tcb_ipc_buffer(t, true),
                     (void *)(cap_address(cap_at(frame)) + 0x400));
    assert_success(call(w.t.cptr, TCBSetIPCBuffer, WORDS(0), WORDS(frame)));
    assert_null(tcb_ipc_buffer(t, false));
    assert_true(slot_is_empty(&t->slots[TCB_IPC_BUFFER]));
    /* The installed copies go with what they are copies of. */
    assert_success(revoke(cnode));
    assert_success(delete(cnode));
}

static void handlers_keep_badge_and_rights(void **state)
{
    word_t handler = mint(w.ep, RIGHT_WRITE | RIGHT_GRANT_REPLY, 9);
    struct tcb *t = w.t.tcb;

    (void)state;
    assert_success(call(w.t.cptr, TCBSetTimeoutEndpoint, WORDS(), WORDS(handler)));
    assert_true(cap_equal(t->slots[TCB_TIMEOUT_HANDLER].cap, cap_at(handler)));
    assert_success(call(w.t.cptr, TCBSetTimeoutEndpoint, WORDS(), WORDS(w.empty)));
    assert_true(slot_is_empty(&t->slots[TCB_TIMEOUT_HANDLER]));
    assert_success(call(w.t.cptr, TCBSetSchedParams, WORDS(11, 12),
                        WORDS(seL4_CapInitThreadTCB, w.t.sched_context, handler)));
    assert_true(cap_equal(t->slots[TCB_FAULT_HANDLER].cap, cap_at(handler)));
    assert_int_equal(t->mcp, 11);
    assert_int_equal(t->priority, 12);
    /* Revoking the endpoint takes the handler away. */
    assert_success(revoke(w.ep));
    assert_true(slot_is_empty(&t->slots[TCB_FAULT_HANDLER]));
}

/* RFC 0110: badge and rights for the installed handler. */
static void handlers_with_parameters(void **state)
{
    struct tcb *t = w.t.tcb;
    word_t root = seL4_CapInitThreadCNode, vspace = seL4_CapInitThreadVSpace;

    (void)state;
    assert_success(call(w.t.cptr, TCBSetTimeoutEndpoint, WORDS(5, RIGHT_WRITE | RIGHT_GRANT),
                        WORDS(w.ep)));
    assert_int_equal(endpoint_badge(t->slots[TCB_TIMEOUT_HANDLER].cap), 5);
    assert_int_equal(cap_rights(t->slots[TCB_TIMEOUT_HANDLER].cap), RIGHT_WRITE | RIGHT_GRANT);
    assert_success(
        call(w.t.cptr, TCBSetSpace, WORDS(0, 0, 6, RIGHT_ALL), WORDS(w.ep, root, vspace)));
    assert_int_equal(endpoint_badge(t->slots[TCB_FAULT_HANDLER].cap), 6);
    assert_success(call(w.t.cptr, TCBSetSchedParams, WORDS(1, 1, 7, RIGHT_ALL),
                        WORDS(seL4_CapInitThreadTCB, w.t.sched_context, w.ep)));
    assert_int_equal(endpoint_badge(t->slots[TCB_FAULT_HANDLER].cap), 7);
    assert_error_1(call(w.t.cptr, TCBSetTimeoutEndpoint, WORDS(5, RIGHT_READ), WORDS(w.ep)),
                   seL4_InvalidCapability, 1);
}

static void sched_params_bind_and_unbind(void **state)
{
    struct new_thread u = new_passive_thread(100);
    word_t sc = new_object(seL4_SchedContextObject, 8);

    (void)state;
    configure_context(sc, 1000, 1000, 0, 0);
    start(&u);
    assert_false(u.tcb->in_ready_queue);
    assert_success(call(u.cptr, TCBSetSchedParams, WORDS(3, 30),
                        WORDS(seL4_CapInitThreadTCB, sc, w.empty)));
    assert_ptr_equal(u.tcb->sched_context, context_at(sc));
    assert_true(u.tcb->in_ready_queue);
    assert_int_equal(u.tcb->priority, 30);
    assert_success(call(u.cptr, TCBSetSchedParams, WORDS(3, 30),
                        WORDS(seL4_CapInitThreadTCB, w.empty, w.empty)));
    assert_null(u.tcb->sched_context);
    assert_false(u.tcb->in_ready_queue);
    /* It has none, and needs none. */
    assert_success(call(u.cptr, TCBSetSchedParams, WORDS(3, 31),
                        WORDS(seL4_CapInitThreadTCB, w.empty, w.empty)));
    assert_null(u.tcb->sched_context);
    assert_int_equal(u.tcb->priority, 31);
}

/* An untyped with children cannot be copied, whatever it is to be used for. */
static void roots_that_cannot_be_copied(void **state)
{
    word_t cnode = seL4_CapInitThreadCNode, vspace = seL4_CapInitThreadVSpace;

    (void)state;
    assert_error(call(w.t.cptr, TCBSetSpace, WORDS(0, 0), WORDS(w.empty, WORLD_UNTYPED, vspace)),
                 seL4_RevokeFirst);
    assert_error(call(w.t.cptr, TCBSetSpace, WORDS(0, 0), WORDS(w.empty, cnode, WORLD_UNTYPED)),
                 seL4_RevokeFirst);
}

static void flags(void **state)
{
    (void)state;
    assert_int_equal(call(w.t.cptr, TCBSetFlags, WORDS(0, ~UINT64_C(0)), WORDS()).mr[0], 1);
    assert_int_equal(call(w.t.cptr, TCBSetFlags, WORDS(0, 0), WORDS()).mr[0], 1);
    assert_int_equal(call(w.t.cptr, TCBSetFlags, WORDS(1, 0), WORDS()).mr[0], 0);
    assert_success(call(w.t.cptr, TCBSetTLSBase, WORDS(0x777), WORDS()));
    assert_int_equal(w.t.tcb->regs.tpidr, 0x777);
}

/* Each thread finds its own floating-point registers, also over threads that must not use them. */
static void floating_point_state_is_kept(void **state)
{
    struct new_thread u = new_thread(255);

    (void)state;
    host_machine.fpu[0] = 1;
    start(&w.t);
    start(&u);
    run_as(w.t.tcb);
    assert_int_equal(host_machine.fpu[0], 0);
    host_machine.fpu[0] = 2;
    run_as(w.root);
    assert_int_equal(host_machine.fpu[0], 1);
    assert_success(call(u.cptr, TCBSetFlags, WORDS(0, 1), WORDS()));
    run_as(u.tcb);
    assert_false(host_machine.fpu_enabled);
    run_as(w.t.tcb);
    assert_true(host_machine.fpu_enabled);
    assert_int_equal(host_machine.fpu[0], 2);
    assert_success(call(seL4_CapInitThreadTCB, TCBSetFlags, WORDS(0, 1), WORDS()));
    assert_success(call(w.t.cptr, TCBSetFlags, WORDS(0, 1), WORDS()));
    assert_false(host_machine.fpu_enabled);
    assert_success(call(w.t.cptr, TCBSetFlags, WORDS(1, 0), WORDS()));
    assert_int_equal(host_machine.fpu[0], 2);
}

static void deleting_a_thread(void **state)
{
    (void)state;
    start(&w.t);
    assert_success(call(w.t.cptr, TCBBindNotification, WORDS(), WORDS(w.ntfn)));
    run_as(w.t.tcb);
    recv(w.ep, w.reply);
    assert_success(delete(w.t.cptr));
    assert_null(context_at(w.t.sched_context)->tcb);
    assert_null(notification_of(cap_at(w.ntfn))->bound_tcb);
    assert_null(reply_of(cap_at(w.reply))->tcb);
    assert_int_equal(endpoint_state(endpoint_of(cap_at(w.ep))), ENDPOINT_IDLE);
}

/* The first thread is the last of the debug list. */
static void deleting_the_first_thread(void **state)
{
    (void)state;
    start(&w.t);
    run_as(w.t.tcb);
    assert_success(delete(seL4_CapInitThreadTCB));
    assert_true(slot_is_empty(slot_at(seL4_CapInitThreadTCB)));
    assert_ptr_equal(kernel.debug_threads, DEBUG_BUILD ? w.t.tcb : NULL);
    assert_null(w.t.tcb->debug_next);
}

static void deleting_oneself(void **state)
{
    (void)state;
    start(&w.t);
    run_as(w.t.tcb);
    assert_false(delete(w.t.cptr).returned);
    assert_true(slot_is_empty(slot_at(w.t.cptr)));
    assert_ptr_equal(current_thread(), w.root);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(new_thread_is_blank),
        TEST(registers_are_written_and_read),
        TEST(writing_few_registers_and_resuming),
        TEST(more_registers_than_there_are),
        TEST(reading_may_suspend),
        TEST(copying_registers),
        TEST(suspending_itself_by_copying),
        TEST(copying_to_itself),
        TEST(suspend_and_resume_repeat_the_call),
        TEST(resume_of_a_blocked_thread),
        TEST(configure_replaces_everything),
        TEST(handlers_keep_badge_and_rights),
        TEST(handlers_with_parameters),
        TEST(sched_params_bind_and_unbind),
        TEST(roots_that_cannot_be_copied),
        TEST(flags),
        TEST(floating_point_state_is_kept),
        TEST(deleting_a_thread),
        TEST(deleting_the_first_thread),
        TEST(deleting_oneself),
    };

    return cmocka_run_group_tests_name("tcb", tests, NULL, NULL);
}
