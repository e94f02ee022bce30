/* SPDX-License-Identifier: BSD-2-Clause */
/* The system calls themselves: which parts each has, what is dropped, what faults. */
#include "harness.h"
#include "object.h"
#include <string.h>

#define BAD (UINT64_C(1) << 62) /* resolves nowhere */

static struct {
    word_t ep, ntfn, reply, empty, untyped;
    struct new_thread a, b;
    struct tcb *root;
} w;

static int setup(void **state)
{
    world_setup(state);
    w.root = current_thread();
    w.ep = new_object(seL4_EndpointObject, 0);
    w.ntfn = new_object(seL4_NotificationObject, 0);
    w.reply = new_object(seL4_ReplyObject, 0);
    w.untyped = new_object(seL4_UntypedObject, 12);
    w.empty = new_slot();
    w.a = new_thread(255);
    w.b = new_thread(255);
    start(&w.a);
    start(&w.b);
    return 0;
}

/* Results beyond the registers are lost without a buffer, and not counted. */
static void results_without_buffer(void **state)
{
    struct answer a;

    (void)state;
    assert_success(call(seL4_CapInitThreadTCB, TCBSetIPCBuffer, WORDS(0), WORDS(seL4_CapNull)));
    /* Extra capabilities lie in the buffer, too: this needs none. */
    a = call(w.a.cptr, TCBReadRegisters, WORDS(0, 36), WORDS());
    assert_success(a);
    assert_int_equal(a.length, REGS_MESSAGE_WORDS);
}

/* A first phase that is interrupted (memory is cleared for a new object): the whole call is made
 * again, and only then received. */
static void first_phase_is_interrupted(void **state)
{
    static const int numbers[] = { seL4_SysReplyRecv, seL4_SysNBSendRecv, seL4_SysNBSendWait };
    const struct notification *n = notification_of(cap_at(w.ntfn));
    struct regs *r = &w.root->regs;

    (void)state;
    for (unsigned i = 0; i < ARRAY_COUNT(numbers); i++) {
        word_t object = new_slot(), untyped = WORLD_UNTYPED + 1 + i;

        signal_on(w.ntfn);
        host_machine.preempt_at = 1;
        syscall(&(struct request){
            .number = numbers[i], .cap = w.ntfn, .nbsend_dest = untyped, .label = UntypedRetype,
            .reply = numbers[i] == seL4_SysNBSendRecv ? w.reply : untyped,
            .words = WORDS(seL4_EndpointObject, 0, 0, 0, object, 1),
            .caps = WORDS(seL4_CapInitThreadCNode) });
        assert_int_equal(host_machine.preempt_at, 0);
        assert_int_equal(r->pc, r->fault_ip);
        assert_true(slot_is_empty(slot_at(object)));
        assert_int_equal(n->state, NOTIFICATION_ACTIVE);
        r->pc += 4;
        entry_syscall();
        assert_invariants();
        assert_int_equal(cap_type(cap_at(object)), CAP_ENDPOINT);
        assert_int_equal(n->state, NOTIFICATION_IDLE);
        assert_ptr_equal(current_thread(), w.root);
    }
}

static void results_only_for_call(void **state)
{
    struct regs *r = &w.root->regs;
    struct answer a = call(w.a.cptr, TCBSetFlags, WORDS(0, 1), WORDS());

    (void)state;
    assert_success(a);
    assert_int_equal(a.length, 1);
    assert_int_equal(a.mr[0], 1);
    assert_int_equal(a.badge, 0);
    assert_true(send(w.a.cptr, TCBSetFlags, WORDS(1, 0), WORDS()).returned);
    assert_int_equal(w.a.tcb->flags, 0);
    /* Nothing of the registers has changed. */
    assert_int_equal(r->x[0], w.a.cptr);
    assert_int_equal(r->x[1] >> ABI_INFO_LABEL_POS, TCBSetFlags);
    assert_int_equal(r->x[2], 1);
    assert_true(nbsend(w.a.cptr, TCBSetFlags, WORDS(0, 1), WORDS()).returned);
    assert_int_equal(w.a.tcb->flags, 1);
    /* Neither has it after an error. */
    assert_true(send(w.a.cptr, TCBSetFlags, WORDS(7), WORDS()).returned);
    assert_int_equal(r->x[0], w.a.cptr);
    assert_int_equal(r->x[2], 7);
}

static void empty_slot_is_no_fault(void **state)
{
    (void)state;
    assert_error_1(call(w.empty, 5, WORDS(1), WORDS()), seL4_InvalidCapability, 0);
    assert_true(send(w.empty, 5, WORDS(1), WORDS()).returned);
    assert_true(nbsend(w.empty, 5, WORDS(1), WORDS()).returned);
}

static void unresolved_is_dropped_by_nbsend_only(void **state)
{
    (void)state;
    assert_true(nbsend(BAD, 5, WORDS(1), WORDS()).returned);
    assert_true(nbsend(w.ep, 5, WORDS(1), WORDS(BAD)).returned);
    assert_false(send(BAD, 5, WORDS(1), WORDS()).returned);
    assert_int_equal(w.root->state, THREAD_INACTIVE);
}

/* Depth is that of the whole address; bits left over at something that is no CNode are ignored. */
static void leftover_bits_are_ignored(void **state)
{
    word_t cnode = new_object(seL4_CapTableObject, 4);

    (void)state;
    assert_success(call(cnode, CNodeCopy, WORDS(5, 4, w.ntfn, 64, 15),
                        WORDS(seL4_CapInitThreadCNode)));
    assert_success(call(w.a.cptr, TCBSetSpace, WORDS(0, 0),
                        WORDS(w.empty, cnode, seL4_CapInitThreadVSpace)));
    run_as(w.a.tcb);
    signal_on(UINT64_C(5) << 60 | 0x123456);
    assert_int_equal(notification_of(cap_at(w.ntfn))->state, NOTIFICATION_ACTIVE);
}

/* A guard and two levels. */
static void two_levels_with_guard(void **state)
{
    word_t top = new_object(seL4_CapTableObject, 4), low = new_object(seL4_CapTableObject, 4);
    word_t address = UINT64_C(0xa) << 60 | UINT64_C(3) << 56 | UINT64_C(2) << 52;

    (void)state;
    assert_success(call(low, CNodeCopy, WORDS(2, 4, w.ntfn, 64, 15),
                        WORDS(seL4_CapInitThreadCNode)));
    assert_success(call(top, CNodeCopy, WORDS(3, 4, low, 64, 15), WORDS(seL4_CapInitThreadCNode)));
    assert_success(call(w.a.cptr, TCBSetSpace, WORDS(0xa << 6 | 4, 0),
                        WORDS(w.empty, top, seL4_CapInitThreadVSpace)));
    run_as(w.a.tcb);
    signal_on(address);
    assert_int_equal(notification_of(cap_at(w.ntfn))->state, NOTIFICATION_ACTIVE);
    signal_on(address ^ UINT64_C(1) << 60);
    assert_int_equal(w.a.tcb->state, THREAD_INACTIVE);
}

/* ReplyRecv: the same capability is invoked and then the new reply object. */
static void reply_recv_does_both(void **state)
{
    (void)state;
    run_as(w.a.tcb);
    recv(w.ep, w.reply);
    run_as(w.b.tcb);
    call(w.ep, 1, WORDS(), WORDS());
    run_as(w.a.tcb);
    reply_recv(w.ep, w.reply, 42, WORDS(7));
    assert_int_equal(answer_of(w.b.tcb).label, 42);
    assert_int_equal(w.b.tcb->state, THREAD_RUNNING);
    assert_int_equal(w.a.tcb->state, THREAD_BLOCKED_ON_RECEIVE);
    assert_ptr_equal(reply_of(cap_at(w.reply))->tcb, w.a.tcb);
}

/* Its first part drops what it cannot do; its second one faults as Recv does. */
static void reply_recv_with_bad_reply(void **state)
{
    (void)state;
    signal_on(w.ntfn);
    assert_true(reply_recv(w.ntfn, BAD, 0, WORDS()).returned);
    signal_on(w.ntfn);
    assert_true(reply_recv(w.ntfn, w.empty, 0, WORDS()).returned);
    run_as(w.a.tcb);
    assert_false(reply_recv(w.ep, BAD, 0, WORDS()).returned);
    assert_int_equal(w.a.tcb->state, THREAD_INACTIVE);
    run_as(w.b.tcb);
    assert_false(reply_recv(w.ep, w.ntfn, 0, WORDS()).returned);
    assert_int_equal(w.b.tcb->state, THREAD_INACTIVE);
    /* The notification was signalled by the first part. */
    assert_int_equal(notification_of(cap_at(w.ntfn))->state, NOTIFICATION_ACTIVE);
}

static void nbsend_recv_and_wait(void **state)
{
    word_t other = new_object(seL4_NotificationObject, 0);
    word_t badged = mint(other, RIGHT_WRITE, 9);

    (void)state;
    signal_on(w.ntfn);
    assert_true(syscall(&(struct request){ .number = seL4_SysNBSendRecv, .nbsend_dest = badged,
                                           .cap = w.ntfn, .reply = BAD }).returned);
    assert_int_equal(nbwait(other).badge, 9);
    signal_on(w.ntfn);
    assert_true(syscall(&(struct request){ .number = seL4_SysNBSendWait, .reply = badged,
                                           .cap = w.ntfn }).returned);
    assert_int_equal(nbwait(other).badge, 9);
    /* To an endpoint where nobody waits: dropped. */
    signal_on(w.ntfn);
    assert_true(syscall(&(struct request){ .number = seL4_SysNBSendWait, .reply = w.ep,
                                           .cap = w.ntfn }).returned);
    assert_int_equal(endpoint_state(endpoint_of(cap_at(w.ep))), ENDPOINT_IDLE);
}

/* The first part may invoke untyped memory, but not threads, CNodes, or what controls time. */
static void first_part_accepts_some_objects(void **state)
{
    word_t slot = new_slot(), other = new_slot();
    struct request r = { .number = seL4_SysNBSendWait, .cap = w.ntfn, .reply = w.untyped,
                         .label = UntypedRetype,
                         .words = WORDS(seL4_EndpointObject, 0, 0, 0, slot, 1),
                         .caps = WORDS(seL4_CapInitThreadCNode) };

    (void)state;
    signal_on(w.ntfn);
    assert_true(syscall(&r).returned);
    assert_int_equal(cap_type(cap_at(slot)), CAP_ENDPOINT);
    r.reply = seL4_CapInitThreadCNode;
    r.label = CNodeCopy;
    r.words = WORDS(other, 64, w.ep, 64, 15);
    signal_on(w.ntfn);
    assert_true(syscall(&r).returned);
    assert_true(slot_is_empty(slot_at(other)));
    r.reply = w.a.cptr;
    r.label = TCBSuspend;
    signal_on(w.ntfn);
    assert_true(syscall(&r).returned);
    assert_true(w.a.tcb->in_ready_queue);
    r.reply = w.a.sched_context;
    r.label = SchedContextUnbind;
    signal_on(w.ntfn);
    assert_true(syscall(&r).returned);
    assert_ptr_equal(w.a.tcb->sched_context, context_at(w.a.sched_context));
    r.reply = WORLD_SCHED_CONTROL;
    r.label = SchedControlConfigureFlags;
    r.words = WORDS(100, 100, 0, 0, 0);
    r.caps = WORDS(w.a.sched_context);
    signal_on(w.ntfn);
    assert_true(syscall(&r).returned);
    assert_int_equal(context_at(w.a.sched_context)->budget, ticks_from_us(5000));
    r.reply = seL4_CapDomain;
    r.label = DomainSetSet;
    r.words = WORDS(1);
    r.caps = WORDS(w.a.cptr);
    signal_on(w.ntfn);
    assert_true(syscall(&r).returned);
    assert_int_equal(w.a.tcb->domain, 0);
}

/* Call on a reply capability answers and does not wait itself. */
static void call_on_a_reply(void **state)
{
    (void)state;
    run_as(w.a.tcb);
    recv(w.ep, w.reply);
    run_as(w.b.tcb);
    call(w.ep, 1, WORDS(), WORDS());
    run_as(w.a.tcb);
    assert_true(call(w.reply, 8, WORDS(1), WORDS()).returned);
    assert_int_equal(answer_of(w.b.tcb).label, 8);
    assert_int_equal(w.a.tcb->state, THREAD_RUNNING);
}

static void reply_register_is_ignored_for_notifications(void **state)
{
    (void)state;
    signal_on(w.ntfn);
    assert_true(recv(w.ntfn, BAD).returned);
    assert_true(nbrecv(w.ntfn, BAD).returned);
}

static void unknown_numbers_fault(void **state)
{
    static const int numbers[] = {
        0, 1, 12345, -18, -19, -20, -21, -25, -29, -30, -33, -34, -1000
    };

    (void)state;
    for (unsigned i = 0; i < ARRAY_COUNT(numbers); i++) {
        if (BENCHMARKS && is_benchmark_call(numbers[i])) {
            continue;
        }
        run_as(w.a.tcb);
        assert_false(syscall(&(struct request){ .number = numbers[i] }).returned);
        assert_int_equal(w.a.tcb->state, THREAD_INACTIVE);
        if (current_thread() != w.root) {
            run_as(w.root);
        }
        assert_success(call(w.a.cptr, TCBResume, WORDS(), WORDS()));
    }
    /* The whole word counts. */
    w.root->regs.x[7] = 0xffffffff;
    entry_syscall();
    assert_int_equal(w.root->state, THREAD_INACTIVE);
}

/* Every word of the registers that is not an output stays. */
static void other_registers_stay(void **state)
{
    struct regs *r = &w.root->regs;
    struct regs before;

    (void)state;
    for (unsigned i = 9; i < 31; i++) {
        r->x[i] = 1000 + i;
    }
    r->tpidr = 77;
    call(w.a.cptr, TCBSetFlags, WORDS(0, 1), WORDS());
    before = *r;
    call(w.a.cptr, TCBSetFlags, WORDS(0, 1), WORDS());
    before.pc += 4;
    before.fault_ip += 4;
    assert_memory_equal(&before, r, sizeof(before));
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(results_without_buffer),
        TEST(first_phase_is_interrupted),
        TEST(results_only_for_call),
        TEST(empty_slot_is_no_fault),
        TEST(unresolved_is_dropped_by_nbsend_only),
        TEST(leftover_bits_are_ignored),
        TEST(two_levels_with_guard),
        TEST(reply_recv_does_both),
        TEST(reply_recv_with_bad_reply),
        TEST(nbsend_recv_and_wait),
        TEST(first_part_accepts_some_objects),
        TEST(call_on_a_reply),
        TEST(reply_register_is_ignored_for_notifications),
        TEST(unknown_numbers_fault),
        TEST(other_registers_stay),
    };

    return cmocka_run_group_tests_name("syscall", tests, NULL, NULL);
}
