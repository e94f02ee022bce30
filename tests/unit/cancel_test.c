/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * CancelBadgedSends while others go on: what happens between an interruption and the repetition of
 * the call. After each entry the harness checks that nobody was passed over (I15).
 */
#include "harness.h"

enum { SENDERS = 6, BADGE = 3, OTHER_BADGE = 5 };

static struct {
    struct tcb *root;
    word_t ep, badged, other;
    struct new_thread sender[SENDERS];
    struct request request;
} w;

static struct request cancel_of(word_t cap)
{
    return (struct request){ .number = seL4_SysCall,
                             .cap = seL4_CapInitThreadCNode,
                             .label = CNodeCancelBadgedSends,
                             .words = WORDS(cap, 64) };
}

static void queue_sender(struct new_thread *t, word_t cap)
{
    run_as(t->tcb);
    send(cap, 1, WORDS(), WORDS());
    assert_int_equal(t->tcb->state, THREAD_BLOCKED_ON_SEND);
    run_as(w.root);
}

/* Senders wait, their badges taking turns: BADGE first. */
static void prepare(void)
{
    world_create();
    w.root = current_thread();
    w.ep = new_object(seL4_EndpointObject, 0);
    w.badged = mint(w.ep, RIGHT_ALL, BADGE);
    w.other = mint(w.ep, RIGHT_ALL, OTHER_BADGE);
    for (unsigned i = 0; i < SENDERS; i++) {
        w.sender[i] = new_thread(255);
        start(&w.sender[i]);
        queue_sender(&w.sender[i], i % 2 == 0 ? w.badged : w.other);
    }
    w.request = cancel_of(w.badged);
}

/* The current thread cancels, and is interrupted after that many senders. */
static void interrupted_after(unsigned senders)
{
    host_machine.preempt_at = senders;
    assert_false(syscall(&w.request).returned);
    assert_int_equal(host_machine.preempt_at, 0);
}

static void assert_done(void)
{
    assert_success(syscall(&w.request));
    assert_null(kernel.cancel.caller);
}

static void assert_waits(unsigned i, bool waits)
{
    assert_int_equal(w.sender[i].tcb->state == THREAD_BLOCKED_ON_SEND, waits);
}

/* Those with the badge are gone, the others wait. */
static void assert_cancelled(void)
{
    for (unsigned i = 0; i < SENDERS; i++) {
        assert_waits(i, i % 2 != 0);
    }
}

static void goes_on_where_it_was(void **state)
{
    (void)state;
    prepare();
    interrupted_after(3);
    assert_ptr_equal(kernel.cancel.next, w.sender[3].tcb);
    assert_waits(2, false);
    assert_waits(4, true);
    assert_done();
    assert_cancelled();
}

/* Who was let go and queues again at once, each time, is not let go twice, and does not keep the
 * operation from coming to its end. */
static void those_who_join_stay(void **state)
{
    struct new_thread late;
    (void)state;

    prepare();
    late = new_thread(255);
    start(&late);
    interrupted_after(1);
    queue_sender(&w.sender[0], w.badged);
    interrupted_after(1);
    queue_sender(&late, w.badged);
    interrupted_after(1);
    queue_sender(&w.sender[2], w.badged);
    assert_done();
    assert_waits(0, true);
    assert_waits(2, true);
    assert_waits(4, false);
    assert_int_equal(late.tcb->state, THREAD_BLOCKED_ON_SEND);
    /* A call that begins now is for them too. */
    assert_done();
    assert_cancelled();
    assert_int_equal(late.tcb->state, THREAD_RESTART);
}

/* The thread to be looked at next leaves: served, suspended, or for good. */
static void next_one_leaves(void **state)
{
    (void)state;
    for (unsigned way = 0; way < 3; way++) {
        prepare();
        interrupted_after(2);
        assert_ptr_equal(kernel.cancel.next, w.sender[2].tcb);
        switch (way) {
        case 0:
            /* Number 1 is first, number 2 comes after it. */
            recv(w.ep, new_object(seL4_ReplyObject, 0));
            recv(w.ep, new_object(seL4_ReplyObject, 0));
            break;
        case 1:
            assert_success(call(w.sender[2].cptr, TCBSuspend, WORDS(), WORDS()));
            break;
        default:
            assert_success(delete (w.sender[2].cptr));
            break;
        }
        assert_ptr_equal(kernel.cancel.next, w.sender[3].tcb);
        assert_done();
        assert_waits(4, false);
        assert_waits(5, true);
    }
}

/* All leave, and the endpoint goes. */
static void queue_goes(void **state)
{
    (void)state;
    prepare();
    interrupted_after(2);
    for (unsigned i = 1; i < SENDERS; i++) {
        assert_success(call(w.sender[i].cptr, TCBSuspend, WORDS(), WORDS()));
    }
    assert_null(kernel.cancel.next);
    assert_done();

    prepare();
    interrupted_after(2);
    assert_success(revoke(w.ep));
    assert_success(delete (w.ep));
    assert_null(kernel.cancel.next);
    for (unsigned i = 0; i < SENDERS; i++) {
        assert_waits(i, false);
    }
}

/* A new priority moves a sender to where the operation has been already. */
static void reordered_is_not_missed(void **state)
{
    (void)state;
    prepare();
    assert_success(
        call(w.sender[4].cptr, TCBSetPriority, WORDS(254), WORDS(seL4_CapInitThreadTCB)));
    interrupted_after(3);
    assert_success(
        call(w.sender[4].cptr, TCBSetPriority, WORDS(255), WORDS(seL4_CapInitThreadTCB)));
    assert_waits(4, false);
    assert_success(
        call(w.sender[5].cptr, TCBSetPriority, WORDS(254), WORDS(seL4_CapInitThreadTCB)));
    assert_waits(5, true);
    assert_done();
    assert_cancelled();
}

/* Another thread has something to cancel: it first helps, and the first one need not begin anew. */
static void others_help(void **state)
{
    struct new_thread helper;
    (void)state;

    prepare();
    helper = new_thread(255);
    start(&helper);
    interrupted_after(2);
    run_as(helper.tcb);
    w.request = cancel_of(w.other);
    interrupted_after(2);
    assert_ptr_equal(kernel.cancel.caller, w.root);
    interrupted_after(2);
    assert_ptr_equal(kernel.cancel.caller, helper.tcb);
    assert_true(w.root->cancel_done);
    run_as(w.root);
    queue_sender(&w.sender[0], w.badged);
    w.request = cancel_of(w.badged);
    assert_success(syscall(&w.request));
    assert_false(w.root->cancel_done);
    assert_waits(0, true);
    run_as(helper.tcb);
    w.request = cancel_of(w.other);
    assert_done();
    run_as(w.root);
    for (unsigned i = 1; i < SENDERS; i++) {
        assert_waits(i, false);
    }
}

/* Whoever is made to do something else has given its operation up; one that looks the same later
 * begins at the beginning. */
static void given_up(void **state)
{
    enum { FAULT, WRITE, COPY, DELETE, WAYS };
    struct new_thread canceller;
    word_t context[REGS_CONTEXT_WORDS + 2] = { 0, REGS_CONTEXT_WORDS };
    struct words words = { .count = REGS_CONTEXT_WORDS + 2 };
    (void)state;

    for (unsigned way = 0; way < 2 * WAYS; way++) {
        bool helped = way >= WAYS;

        prepare();
        canceller = new_thread(255);
        assert_success(call(canceller.cptr, TCBSetSpace, WORDS(0, 0),
                            WORDS(new_object(seL4_EndpointObject, 0), seL4_CapInitThreadCNode,
                                  seL4_CapInitThreadVSpace)));
        start(&canceller);
        run_as(canceller.tcb);
        interrupted_after(3);
        if (helped) {
            run_as(w.root);
            w.request = cancel_of(w.other);
            assert_done();
            assert_true(canceller.tcb->cancel_done);
            run_as(canceller.tcb);
        }
        if (way % WAYS == FAULT) {
            fault((struct fault){ .kind = seL4_Fault_UserException });
        } else {
            run_as(w.root);
        }
        switch (way % WAYS) {
        case WRITE:
            for (unsigned i = 0; i < words.count; i++) {
                words.w[i] = context[i];
            }
            assert_success(call(canceller.cptr, TCBWriteRegisters, words, WORDS()));
            break;
        case COPY:
            assert_success(
                call(canceller.cptr, TCBCopyRegisters, WORDS(4), WORDS(seL4_CapInitThreadTCB)));
            break;
        case DELETE:
            assert_success(delete (canceller.cptr));
            break;
        default:
            break;
        }
        assert_null(kernel.cancel.caller);
        assert_false(canceller.tcb->cancel_done);
    }
}

/* Nobody sends: there is nothing to do. */
static void receivers_are_left_alone(void **state)
{
    struct new_thread t;
    (void)state;

    world_create();
    w.root = current_thread();
    w.ep = new_object(seL4_EndpointObject, 0);
    w.badged = mint(w.ep, RIGHT_ALL, BADGE);
    t = new_thread(255);
    start(&t);
    run_as(t.tcb);
    recv(w.ep, new_object(seL4_ReplyObject, 0));
    w.request = cancel_of(w.badged);
    assert_done();
    assert_int_equal(t.tcb->state, THREAD_BLOCKED_ON_RECEIVE);
}

/* Whoever waits at another endpoint is not concerned, though the badge is the same. */
static void other_endpoint_is_left_alone(void **state)
{
    struct new_thread elsewhere;
    (void)state;

    prepare();
    elsewhere = new_thread(255);
    start(&elsewhere);
    queue_sender(&elsewhere, mint(new_object(seL4_EndpointObject, 0), RIGHT_ALL, BADGE));
    interrupted_after(2);
    assert_success(
        call(elsewhere.cptr, TCBSetPriority, WORDS(254), WORDS(seL4_CapInitThreadTCB)));
    assert_int_equal(elsewhere.tcb->state, THREAD_BLOCKED_ON_SEND);
    assert_done();
    assert_cancelled();
    assert_int_equal(elsewhere.tcb->state, THREAD_BLOCKED_ON_SEND);
}

/* Meanwhile another thread puts a copy of another capability where the interrupted caller's was. */
static void replace_badged(const struct new_thread *helper, word_t source)
{
    run_as(helper->tcb);
    assert_success(delete (w.badged));
    assert_success(call(seL4_CapInitThreadCNode, CNodeCopy,
                        WORDS(w.badged, 64, source, 64, RIGHT_ALL),
                        WORDS(seL4_CapInitThreadCNode)));
    run_as(w.root);
}

/* What the repeated call says now counts: another badge, or another endpoint. */
static void capability_is_replaced_meanwhile(void **state)
{
    struct new_thread helper, elsewhere;
    word_t same_badge;
    (void)state;

    prepare();
    helper = new_thread(255);
    start(&helper);
    interrupted_after(2);
    replace_badged(&helper, w.other);
    assert_done();
    assert_waits(0, false);
    assert_waits(2, true);
    assert_waits(4, true);
    for (unsigned i = 1; i < SENDERS; i += 2) {
        assert_waits(i, false);
    }

    prepare();
    helper = new_thread(255);
    elsewhere = new_thread(255);
    start(&helper);
    start(&elsewhere);
    same_badge = mint(new_object(seL4_EndpointObject, 0), RIGHT_ALL, BADGE);
    queue_sender(&elsewhere, same_badge);
    interrupted_after(2);
    assert_ptr_equal(kernel.cancel.caller, w.root);
    replace_badged(&helper, same_badge);
    assert_ptr_equal(kernel.cancel.caller, w.root);
    assert_done();
    assert_waits(0, false);
    for (unsigned i = 1; i < SENDERS; i++) {
        assert_waits(i, true);
    }
    assert_int_equal(elsewhere.tcb->state, THREAD_RESTART);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(goes_on_where_it_was, world_teardown),
        cmocka_unit_test_teardown(those_who_join_stay, world_teardown),
        cmocka_unit_test_teardown(next_one_leaves, world_teardown),
        cmocka_unit_test_teardown(queue_goes, world_teardown),
        cmocka_unit_test_teardown(reordered_is_not_missed, world_teardown),
        cmocka_unit_test_teardown(others_help, world_teardown),
        cmocka_unit_test_teardown(given_up, world_teardown),
        cmocka_unit_test_teardown(receivers_are_left_alone, world_teardown),
        cmocka_unit_test_teardown(other_endpoint_is_left_alone, world_teardown),
        cmocka_unit_test_teardown(capability_is_replaced_meanwhile, world_teardown),
    };

    return cmocka_run_group_tests_name("cancel", tests, NULL, NULL);
}
