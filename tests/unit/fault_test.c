/* SPDX-License-Identifier: BSD-2-Clause */
/* Faults: the message of each kind, what its reply does, and threads nobody handles. */
#include "harness.h"
#include <string.h>

static struct {
    word_t ep, handler_cap, reply;
    struct new_thread t;
    struct tcb *root;
} w;

enum { BADGE = 0x1234, IP = 0x400100 };

static void use_handler(word_t cap)
{
    assert_success(call(w.t.cptr, TCBSetSpace, WORDS(0, 0),
                        WORDS(cap, seL4_CapInitThreadCNode, seL4_CapInitThreadVSpace)));
}

/* The root task handles the faults of a thread of the same priority. */
static int setup(void **state)
{
    world_setup(state);
    w.root = current_thread();
    w.ep = new_object(seL4_EndpointObject, 0);
    w.handler_cap = mint(w.ep, RIGHT_WRITE | RIGHT_GRANT, BADGE);
    w.reply = new_object(seL4_ReplyObject, 0);
    w.t = new_thread(255);
    use_handler(w.handler_cap);
    start(&w.t);
    run_as(w.t.tcb);
    w.t.tcb->regs.pc = IP;
    return 0;
}

/* The current thread faults; the root task receives the message. */
static struct answer receive_fault(struct fault f)
{
    struct answer a;

    fault(f);
    assert_int_equal(w.t.tcb->state, THREAD_BLOCKED_ON_SEND);
    assert_ptr_equal(current_thread(), w.root);
    a = recv(w.ep, w.reply);
    assert_int_equal(w.t.tcb->state, THREAD_BLOCKED_ON_REPLY);
    assert_int_equal(a.badge, BADGE);
    assert_int_equal(a.label, f.kind);
    assert_int_equal(a.extra_caps, 0);
    return a;
}

static void answer_with(word_t label, struct words words)
{
    assert_true(nbsend(w.reply, label, words, WORDS()).returned);
}

static void assert_restarted_at(word_t ip)
{
    assert_int_equal(w.t.tcb->state, THREAD_RESTART);
    run_as(w.t.tcb);
    assert_int_equal(w.t.tcb->regs.pc, ip);
}

static void vm_fault(void **state)
{
    struct fault f = {
        .kind = seL4_Fault_VMFault, .instruction = true, .a = 0xbad, .b = 0x82000045
    };
    struct answer a = receive_fault(f);

    (void)state;
    assert_int_equal(a.length, 4);
    assert_int_equal(a.mr[seL4_VMFault_IP], IP);
    assert_int_equal(a.mr[seL4_VMFault_Addr], 0xbad);
    assert_int_equal(a.mr[seL4_VMFault_PrefetchFault], 1);
    assert_int_equal(a.mr[seL4_VMFault_FSR], 0x82000045);
    /* The message is ignored: always restarted. */
    answer_with(99, WORDS(0x77, 0x78));
    assert_restarted_at(IP);
}

static void user_exception(void **state)
{
    struct fault f = { .kind = seL4_Fault_UserException, .a = 0x2000000, .b = 3 };
    struct regs *r = &w.t.tcb->regs;
    struct answer a;

    (void)state;
    r->sp = 0x5000;
    a = receive_fault(f);
    assert_int_equal(a.length, 5);
    assert_int_equal(a.mr[seL4_UserException_FaultIP], IP);
    assert_int_equal(a.mr[seL4_UserException_SP], 0x5000);
    assert_int_equal(a.mr[seL4_UserException_SPSR], 0x40);
    assert_int_equal(a.mr[seL4_UserException_Number], 0x2000000);
    assert_int_equal(a.mr[seL4_UserException_Code], 3);
    answer_with(0, WORDS(IP + 4, 0x6000, ~UINT64_C(0), 5, 6));
    assert_restarted_at(IP + 4);
    assert_int_equal(r->sp, 0x6000);
    assert_int_equal(r->spsr, 0xf0000040);
}

static void short_reply_changes_only_its_words(void **state)
{
    struct regs *r = &w.t.tcb->regs;

    (void)state;
    r->sp = 0x5000;
    receive_fault((struct fault){ .kind = seL4_Fault_UserException });
    answer_with(0, WORDS(IP + 8));
    assert_restarted_at(IP + 8);
    assert_int_equal(r->sp, 0x5000);
}

static void reply_with_label_leaves_it_stopped(void **state)
{
    (void)state;
    receive_fault((struct fault){ .kind = seL4_Fault_UserException });
    answer_with(1, WORDS(IP + 8));
    assert_int_equal(w.t.tcb->state, THREAD_INACTIVE);
    assert_int_equal(w.t.tcb->regs.fault_ip, IP + 8);
}

static void unknown_system_call(void **state)
{
    struct regs *r = &w.t.tcb->regs;
    struct words words = { .count = 13 };
    struct answer a;

    (void)state;
    for (unsigned i = 0; i < 7; i++) {
        r->x[i] = 50 + i;
    }
    r->x[7] = 1234;
    r->sp = 0x5000;
    r->fault_ip = r->pc;
    r->pc += 4;
    entry_syscall();
    assert_invariants();
    a = recv(w.ep, w.reply);
    assert_int_equal(a.label, seL4_Fault_UnknownSyscall);
    assert_int_equal(a.length, 13);
    for (unsigned i = 0; i < 7; i++) {
        assert_int_equal(a.mr[i], 50 + i);
    }
    assert_int_equal(a.mr[7], 1234);
    assert_int_equal(a.mr[seL4_UnknownSyscall_FaultIP], IP);
    assert_int_equal(a.mr[seL4_UnknownSyscall_SP], 0x5000);
    assert_int_equal(a.mr[seL4_UnknownSyscall_LR], IP + 4);
    assert_int_equal(a.mr[seL4_UnknownSyscall_SPSR], 0x40);
    assert_int_equal(a.mr[seL4_UnknownSyscall_Syscall], 1234);
    for (unsigned i = 0; i < 13; i++) {
        words.w[i] = 900 + i;
    }
    words.w[seL4_UnknownSyscall_SPSR] = 0xffffffff;
    answer_with(0, words);
    assert_restarted_at(900 + seL4_UnknownSyscall_FaultIP);
    assert_int_equal(r->x[0], 900);
    assert_int_equal(r->x[7], 907);
    assert_int_equal(r->sp, 900 + seL4_UnknownSyscall_SP);
    assert_int_equal(r->spsr, 0xf0000040);
}

static void debug_exception(void **state)
{
    struct answer a = receive_fault((struct fault){ .kind = seL4_Fault_DebugException, .a = 0x9000,
                                                    .b = seL4_DataBreakpoint | 7 << 8 });

    (void)state;
    assert_int_equal(a.length, 4);
    assert_int_equal(a.mr[seL4_DebugException_FaultIP], IP);
    assert_int_equal(a.mr[seL4_DebugException_ExceptionReason], seL4_DataBreakpoint);
    assert_int_equal(a.mr[seL4_DebugException_TriggerAddress], 0x9000);
    assert_int_equal(a.mr[seL4_DebugException_BreakpointNumber], 7);
    answer_with(0, WORDS());
    assert_restarted_at(IP);
    a = receive_fault((struct fault){ .kind = seL4_Fault_DebugException, .a = IP,
                                      .b = seL4_SingleStep });
    assert_int_equal(a.length, 3);
}

/* A capability fault's words from the fourth on are the lookup failure. */
static void assert_cap_fault(word_t address, bool receiving, struct words failure)
{
    struct answer a = recv(w.ep, w.reply);

    assert_int_equal(a.label, seL4_Fault_CapFault);
    assert_int_equal(a.mr[seL4_CapFault_IP], IP);
    assert_int_equal(a.mr[seL4_CapFault_Addr], address);
    assert_int_equal(a.mr[seL4_CapFault_InRecvPhase], receiving);
    assert_int_equal(a.length, 3 + failure.count);
    for (unsigned i = 0; i < failure.count; i++) {
        assert_int_equal(a.mr[3 + i], failure.w[i]);
    }
    answer_with(5, WORDS(1, 2, 3));
    assert_restarted_at(IP);
}

static void capability_faults(void **state)
{
    word_t bad = UINT64_C(1) << 63, guard = WORD_BITS - ROOT_RADIX, empty = new_slot();

    (void)state;
    send(bad, 0, WORDS(), WORDS());
    assert_cap_fault(bad, false, WORDS(seL4_GuardMismatch, 64, 0, guard));
    call(bad, 0, WORDS(), WORDS());
    assert_cap_fault(bad, false, WORDS(seL4_GuardMismatch, 64, 0, guard));
    send(w.ep, 0, WORDS(), WORDS(bad));
    assert_cap_fault(bad, false, WORDS(seL4_GuardMismatch, 64, 0, guard));
    recv(bad, w.reply);
    assert_cap_fault(bad, true, WORDS(seL4_GuardMismatch, 64, 0, guard));
    nbwait(bad);
    assert_cap_fault(bad, true, WORDS(seL4_GuardMismatch, 64, 0, guard));
    wait_on(empty);
    assert_cap_fault(empty, true, WORDS(seL4_MissingCapability, 0));
    wait_on(w.handler_cap);
    assert_cap_fault(w.handler_cap, true, WORDS(seL4_MissingCapability, 0));
    recv(w.ep, bad);
    assert_cap_fault(bad, true, WORDS(seL4_GuardMismatch, 64, 0, guard));
    recv(w.ep, w.ep);
    assert_cap_fault(w.ep, true, WORDS(seL4_MissingCapability, 0));
}

static void capability_fault_without_cspace(void **state)
{
    (void)state;
    world_skip_checks(true);
    slot_delete_simple(&w.t.tcb->slots[TCB_CSPACE]);
    world_skip_checks(false);
    send(5, 0, WORDS(), WORDS());
    assert_cap_fault(5, false, WORDS(seL4_InvalidRoot));
}

static void nobody_handles_it(void **state)
{
    word_t empty = new_slot();

    (void)state;
    run_as(w.root);
    use_handler(empty);
    host_console_clear();
    run_as(w.t.tcb);
    fault((struct fault){ .kind = seL4_Fault_VMFault, .a = 0xbad });
    assert_int_equal(w.t.tcb->state, THREAD_INACTIVE);
    if (PRINTING) {
        assert_non_null(strstr(host_console(), "child of: 'rootserver'"));
    } else {
        assert_string_equal(host_console(), "");
    }
    assert_success(call(w.t.cptr, TCBResume, WORDS(), WORDS()));
    assert_restarted_at(IP);
}

/* Without reply object the faulting thread cannot be answered. */
static void handler_without_reply_object(void **state)
{
    (void)state;
    fault((struct fault){ .kind = seL4_Fault_VMFault, .a = 0xbad });
    assert_int_equal(wait_on(w.ep).label, seL4_Fault_VMFault);
    assert_int_equal(w.t.tcb->state, THREAD_INACTIVE);
}

static void handler_endpoint_goes(void **state)
{
    (void)state;
    fault((struct fault){ .kind = seL4_Fault_VMFault, .a = 0xbad });
    assert_success(revoke(w.ep));
    assert_success(delete(w.ep));
    assert_int_equal(w.t.tcb->state, THREAD_INACTIVE);
}

static void faults_with_a_badge_are_cancelled(void **state)
{
    word_t all = mint(w.ep, RIGHT_ALL, BADGE);

    (void)state;
    fault((struct fault){ .kind = seL4_Fault_VMFault, .a = 0xbad });
    assert_success(call(seL4_CapInitThreadCNode, CNodeCancelBadgedSends, WORDS(all, 64), WORDS()));
    assert_int_equal(w.t.tcb->state, THREAD_INACTIVE);
}

/* A stopped and resumed thread is past its fault: what it sends next is an ordinary message. */
static void resumed_while_its_fault_is_queued(void **state)
{
    (void)state;
    fault((struct fault){ .kind = seL4_Fault_VMFault, .a = 0xbad });
    assert_success(call(w.t.cptr, TCBResume, WORDS(), WORDS()));
    assert_restarted_at(IP);
    send(w.ep, 3, WORDS(8), WORDS());
    assert_int_equal(recv(w.ep, w.reply).label, 3);
    assert_int_equal(w.t.tcb->state, THREAD_RUNNING);
}

/* A passive handler runs on the time of the faulting thread. */
static void passive_handler(void **state)
{
    struct new_thread handler = new_passive_thread(255);
    word_t lent = new_object(seL4_SchedContextObject, 8);
    struct sched_context *sc = context_at(w.t.sched_context);

    (void)state;
    configure_context(lent, 5000, 5000, 0, 0);
    assert_success(call(lent, SchedContextBind, WORDS(), WORDS(handler.cptr)));
    start(&handler);
    run_as(handler.tcb);
    recv(w.ep, w.reply);
    run_as(w.root);
    assert_success(call(lent, SchedContextUnbind, WORDS(), WORDS()));
    run_as(w.t.tcb);
    w.t.tcb->regs.pc = IP;
    fault((struct fault){ .kind = seL4_Fault_VMFault, .a = 0xbad });
    assert_ptr_equal(current_thread(), handler.tcb);
    assert_ptr_equal(handler.tcb->sched_context, sc);
    assert_null(w.t.tcb->sched_context);
    reply_recv(w.ep, w.reply, 0, WORDS());
    assert_ptr_equal(current_thread(), w.t.tcb);
    assert_ptr_equal(w.t.tcb->sched_context, sc);
    assert_int_equal(w.t.tcb->regs.pc, IP);
}

/* Timeouts. */

static void set_timeout_handler(void)
{
    run_as(w.root);
    assert_success(call(w.t.cptr, TCBSetTimeoutEndpoint, WORDS(), WORDS(w.handler_cap)));
    assert_success(call(WORLD_SCHED_CONTROL, SchedControlConfigureFlags,
                        WORDS(1000, 10000, 2, 0x55, 0), WORDS(w.t.sched_context)));
}

static void timeout(void **state)
{
    struct words words = { .count = 34 };
    struct regs *r = &w.t.tcb->regs;
    struct answer a;

    (void)state;
    set_timeout_handler();
    run_as(w.t.tcb);
    run_for(ticks_from_us(1000));
    assert_int_equal(w.t.tcb->state, THREAD_BLOCKED_ON_SEND);
    assert_ptr_equal(current_thread(), w.root);
    a = recv(w.ep, w.reply);
    assert_int_equal(a.label, seL4_Fault_Timeout);
    assert_int_equal(a.badge, BADGE);
    assert_int_equal(a.length, 2);
    assert_int_equal(a.mr[seL4_Timeout_Data], 0x55);
    assert_int_equal(a.mr[seL4_Timeout_Consumed], 1000);
    assert_ptr_equal(w.t.tcb->sched_context, context_at(w.t.sched_context));
    for (unsigned i = 0; i < 34; i++) {
        words.w[i] = 0x1000 + i;
    }
    configure_context(w.t.sched_context, 1000, 2000, 2, 0);
    answer_with(0, words);
    assert_restarted_at(0x1000);
    assert_int_equal(r->sp, 0x1001);
    assert_int_equal(r->spsr, 0x40);
    for (unsigned i = seL4_TimeoutReply_X0; i < seL4_TimeoutReply_Length; i++) {
        assert_int_equal(regs_context(r, i), 0x1000 + i);
    }
}

static void timeout_answered_without_new_budget(void **state)
{
    (void)state;
    set_timeout_handler();
    run_as(w.t.tcb);
    run_for(ticks_from_us(1000));
    recv(w.ep, w.reply);
    answer_with(0, WORDS());
    assert_int_equal(w.t.tcb->state, THREAD_RESTART);
    assert_true(w.t.tcb->in_release_queue);
    run_for(ticks_from_us(9000));
    run_as(w.t.tcb);
    assert_int_equal(w.t.tcb->regs.pc, IP);
}

static void round_robin_never_times_out(void **state)
{
    (void)state;
    run_as(w.root);
    assert_success(call(w.t.cptr, TCBSetTimeoutEndpoint, WORDS(), WORDS(w.handler_cap)));
    run_as(w.t.tcb);
    run_for(ticks_from_us(20000));
    assert_int_equal(w.t.tcb->state, THREAD_RUNNING);
    assert_int_equal(endpoint_state(endpoint_of(cap_at(w.ep))), ENDPOINT_IDLE);
}

/* A server out of budget on its client's time: answered, it has none left, so its own handler
 * hears of it when the reply brings the exhausted context back. */
static void timeout_while_a_server_runs(void **state)
{
    struct new_thread server = new_passive_thread(255);
    word_t lent = new_object(seL4_SchedContextObject, 8), ep = new_object(seL4_EndpointObject, 0);
    word_t reply = new_object(seL4_ReplyObject, 0);

    (void)state;
    set_timeout_handler();
    configure_context(lent, 5000, 5000, 0, 0);
    assert_success(call(lent, SchedContextBind, WORDS(), WORDS(server.cptr)));
    start(&server);
    run_as(server.tcb);
    recv(ep, reply);
    run_as(w.root);
    assert_success(call(lent, SchedContextUnbind, WORDS(), WORDS()));
    run_as(w.t.tcb);
    call(ep, 0, WORDS(), WORDS());
    assert_ptr_equal(current_thread(), server.tcb);
    run_for(ticks_from_us(1000));
    /* The server has no timeout handler: it waits. */
    assert_true(server.tcb->in_release_queue);
    assert_ptr_equal(current_thread(), w.root);
    assert_true(call(reply, 0, WORDS(), WORDS()).returned);
    /* The client has its context back, without budget, and a timeout handler. */
    assert_ptr_equal(w.t.tcb->sched_context, context_at(w.t.sched_context));
    assert_int_equal(w.t.tcb->state, THREAD_BLOCKED_ON_SEND);
    assert_int_equal(recv(w.ep, w.reply).label, seL4_Fault_Timeout);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(vm_fault),
        TEST(user_exception),
        TEST(short_reply_changes_only_its_words),
        TEST(reply_with_label_leaves_it_stopped),
        TEST(unknown_system_call),
        TEST(debug_exception),
        TEST(capability_faults),
        TEST(capability_fault_without_cspace),
        TEST(nobody_handles_it),
        TEST(handler_without_reply_object),
        TEST(handler_endpoint_goes),
        TEST(faults_with_a_badge_are_cancelled),
        TEST(resumed_while_its_fault_is_queued),
        TEST(passive_handler),
        TEST(timeout),
        TEST(timeout_answered_without_new_budget),
        TEST(round_robin_never_times_out),
        TEST(timeout_while_a_server_runs),
    };

    return cmocka_run_group_tests_name("fault", tests, NULL, NULL);
}
