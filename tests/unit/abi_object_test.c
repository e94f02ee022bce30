/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * docs/abi.md, objects: what the end of the last capability to an object means for threads that use
 * it, and a few facts about derivation that users can see.
 */
#include "abi_fixture.h"

/* Threads queued at an endpoint repeat their system call, at an empty slot now. */
static void endpoint_goes(void **state)
{
    enum { SEND, CALL, RECV, WAYS };

    (void)state;
    for (unsigned way = 0; way < WAYS; way++) {
        word_t endpoint = new_endpoint(), reply = new_reply(), pc;
        struct new_thread t = new_started();
        struct answer a;

        run_as(t.tcb);
        pc = t.tcb->regs.pc;
        a = way == SEND   ? send(endpoint, 7, WORDS(), WORDS())
            : way == CALL ? call(endpoint, 7, WORDS(), WORDS())
                          : recv(endpoint, reply);
        assert_false(a.returned);
        as_root();
        assert_success(delete(endpoint));
        assert_int_equal(t.tcb->state, THREAD_RESTART);
        assert_null(reply_of(cap_at(reply))->tcb);
        run_as(t.tcb);
        assert_int_equal(t.tcb->regs.pc, pc);
        /* It is at its call again. */
        a = syscall(&(struct request){ .number = (int)(int64_t)t.tcb->regs.x[7],
                                       .cap = t.tcb->regs.x[0],
                                       .reply = reply,
                                       .label = 7 });
        if (way == SEND) {
            assert_true(a.returned);
        } else if (way == CALL) {
            assert_error_1(a, seL4_InvalidCapability, 0);
        } else {
            assert_int_equal(t.tcb->state, THREAD_INACTIVE); /* a fault nobody handles */
        }
        as_root();
    }
}

/* The copies of an endpoint capability are not its end. */
static void endpoint_stays_while_copies_are_left(void **state)
{
    word_t endpoint = new_endpoint(), copy = copy_of(endpoint);
    struct server server = new_server(endpoint, false);

    (void)state;
    assert_success(delete(endpoint));
    assert_int_equal(server.tcb->state, THREAD_BLOCKED_ON_RECEIVE);
    assert_success(delete(copy));
    assert_int_equal(server.tcb->state, THREAD_RESTART);
}

static void notification_goes(void **state)
{
    word_t notification = new_notification(), context = new_object(seL4_SchedContextObject, 7);
    struct new_thread waiter = new_started(), bound = new_thread(1);

    (void)state;
    assert_success(call(context, SchedContextBind, WORDS(), WORDS(notification)));
    run_as(waiter.tcb);
    wait_on(notification);
    as_root();
    assert_error(call(bound.cptr, TCBBindNotification, WORDS(), WORDS(notification)),
                 seL4_IllegalOperation);
    assert_success(delete(notification));
    assert_int_equal(waiter.tcb->state, THREAD_RESTART);
    assert_null(context_at(context)->notification);
    notification = new_notification();
    assert_success(call(bound.cptr, TCBBindNotification, WORDS(), WORDS(notification)));
    assert_success(delete(notification));
    assert_null(bound.tcb->bound_notification);
}

static void thread_goes(void **state)
{
    struct new_thread t = new_started();
    word_t notification = new_notification(), endpoint = new_endpoint();

    (void)state;
    assert_success(call(t.cptr, TCBBindNotification, WORDS(), WORDS(notification)));
    run_as(t.tcb);
    send(endpoint, 0, WORDS(), WORDS());
    as_root();
    assert_success(delete(t.cptr));
    assert_null(notification_of(cap_at(notification))->bound_tcb);
    assert_null(context_of(&t)->tcb);
    assert_int_equal(endpoint_state(endpoint_of(cap_at(endpoint))), ENDPOINT_IDLE);
    assert_true(slot_is_final(slot_at(t.buffer))); /* the thread's copy is gone */
}

static void thread_deletes_its_own_capability(void **state)
{
    struct new_thread t = new_started();

    (void)state;
    run_as(t.tcb);
    call(seL4_CapInitThreadCNode, CNodeDelete, WORDS(t.cptr, 64), WORDS());
    assert_ptr_equal(current_thread(), root_thread());
    assert_true(cap_is_null(cap_at(t.cptr)));
}

/* Nobody runs on a context that is gone, whatever state he is in. */
static void context_goes(void **state)
{
    struct new_thread ready = new_started(), blocked = new_started(), self = new_started();
    word_t notification = new_notification();

    (void)state;
    run_as(blocked.tcb);
    wait_on(notification);
    as_root();
    assert_success(call(blocked.sched_context, SchedContextBind, WORDS(), WORDS(notification)));
    assert_success(delete(ready.sched_context));
    assert_true(tcb_is_runnable(ready.tcb));
    assert_false(ready.tcb->in_ready_queue);
    assert_success(delete(blocked.sched_context));
    assert_null(notification_of(cap_at(notification))->sched_context);
    signal_on(notification);
    assert_int_equal(blocked.tcb->state, THREAD_RUNNING);
    assert_false(blocked.tcb->in_ready_queue);
    run_as(self.tcb);
    delete(self.sched_context);
    assert_ptr_equal(current_thread(), root_thread());
    assert_null(self.tcb->sched_context);
    assert_int_equal(self.tcb->state, THREAD_RUNNING);
}

static void interrupt_handler_goes(void **state)
{
    word_t handler = new_slot(), notification = new_notification();

    (void)state;
    assert_success(call(seL4_CapIRQControl, IRQIssueIRQHandler, WORDS(40, handler, 64),
                        WORDS(seL4_CapInitThreadCNode)));
    assert_success(call(handler, IRQSetIRQHandler, WORDS(), WORDS(notification)));
    assert_error(call(seL4_CapIRQControl, IRQIssueIRQHandler, WORDS(40, handler, 64),
                      WORDS(seL4_CapInitThreadCNode)),
                 seL4_RevokeFirst);
    assert_success(delete(handler));
    assert_true(host_irq_is_masked(40));
    assert_true(slot_is_final(slot_at(notification)));
    assert_success(call(seL4_CapIRQControl, IRQIssueIRQHandler, WORDS(40, handler, 64),
                        WORDS(seL4_CapInitThreadCNode)));
}

/* What copies of each kind of capability look like. */
static void copies(void **state)
{
    word_t reply = new_reply(), context = new_object(seL4_SchedContextObject, 9);
    word_t plain[] = { reply,
                       context,
                       seL4_CapInitThreadTCB,
                       WORLD_SCHED_CONTROL,
                       seL4_CapDomain,
                       seL4_CapASIDControl,
                       seL4_CapInitThreadASIDPool,
                       seL4_CapInitThreadVSpace,
                       WORLD_PAGE_TABLES };

    (void)state;
    for (unsigned i = 0; i < ARRAY_COUNT(plain); i++) {
        word_t copy = mint(plain[i], 0, 0); /* rights mean nothing */

        assert_true(cap_equal(cap_at(copy), cap_at(plain[i])));
        copy = mint(plain[i], 0, 0x123); /* nor does a badge */
        assert_true(cap_equal(cap_at(copy), cap_at(plain[i])));
    }
}

static void rights_of_a_cnode_do_not_matter(void **state)
{
    word_t cnode = new_object(seL4_CapTableObject, 2), none = mint(cnode, 0, 0);

    (void)state;
    assert_success(call(none, CNodeCopy, WORDS(1, 2, new_endpoint(), 64, RIGHT_ALL),
                        WORDS(seL4_CapInitThreadCNode)));
    assert_success(call(none, CNodeDelete, WORDS(1, 2), WORDS()));
}

/* Everything made from an untyped goes with it, and the memory can be used again. */
static void untyped_is_revoked(void **state)
{
    word_t untyped = new_object(seL4_UntypedObject, 16), endpoint = new_slot(), tcb = new_slot();
    struct new_thread t = new_started();
    struct answer a;

    (void)state;
    assert_success(call(untyped, UntypedRetype, WORDS(seL4_EndpointObject, 0, 0, 0, endpoint, 1),
                        WORDS(seL4_CapInitThreadCNode)));
    assert_success(call(untyped, UntypedRetype, WORDS(seL4_TCBObject, 0, 0, 0, tcb, 1),
                        WORDS(seL4_CapInitThreadCNode)));
    a = call(untyped, UntypedRetype, WORDS(seL4_UntypedObject, 16, 0, 0, new_slot(), 1),
             WORDS(seL4_CapInitThreadCNode));
    assert_int_equal(a.label, seL4_NotEnoughMemory);
    run_as(t.tcb);
    send(endpoint, 0, WORDS(), WORDS());
    as_root();
    assert_success(revoke(untyped));
    assert_true(cap_is_null(cap_at(endpoint)) && cap_is_null(cap_at(tcb)));
    assert_int_equal(t.tcb->state, THREAD_RESTART);
    assert_success(call(untyped, UntypedRetype, WORDS(seL4_UntypedObject, 16, 0, 0, endpoint, 1),
                        WORDS(seL4_CapInitThreadCNode)));
}

/* A badged endpoint's sends are cancelled by badge; receivers and other badges stay. */
static void cancelling_by_badge(void **state)
{
    word_t endpoint = new_endpoint(), five = mint(endpoint, RIGHT_ALL, 5);
    word_t six = mint(endpoint, RIGHT_ALL, 6);
    struct new_thread a = new_started(), b = new_started();
    word_t pc;

    (void)state;
    run_as(a.tcb);
    pc = a.tcb->regs.pc;
    call(five, 1, WORDS(), WORDS());
    run_as(b.tcb);
    call(six, 1, WORDS(), WORDS());
    as_root();
    assert_success(call(seL4_CapInitThreadCNode, CNodeCancelBadgedSends, WORDS(endpoint, 64),
                        WORDS())); /* badge 0: nothing */
    assert_int_equal(a.tcb->state, THREAD_BLOCKED_ON_SEND);
    assert_success(call(seL4_CapInitThreadCNode, CNodeCancelBadgedSends, WORDS(five, 64), WORDS()));
    assert_int_equal(a.tcb->state, THREAD_RESTART);
    assert_int_equal(b.tcb->state, THREAD_BLOCKED_ON_SEND);
    run_as(a.tcb);
    assert_int_equal(a.tcb->regs.pc, pc);
    assert_false(call(five, 1, WORDS(), WORDS()).returned); /* it waits again */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ABI_TEST(endpoint_goes),
        ABI_TEST(endpoint_stays_while_copies_are_left),
        ABI_TEST(notification_goes),
        ABI_TEST(thread_goes),
        ABI_TEST(thread_deletes_its_own_capability),
        ABI_TEST(context_goes),
        ABI_TEST(interrupt_handler_goes),
        ABI_TEST(copies),
        ABI_TEST(rights_of_a_cnode_do_not_matter),
        ABI_TEST(untyped_is_revoked),
        ABI_TEST(cancelling_by_badge),
    };

    return cmocka_run_group_tests_name("abi_object", tests, NULL, NULL);
}
