/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A system call that was interrupted and is not repeated as it was, because others have changed
 * what its arguments lead to, its registers, or what it left to be deleted; and threads without
 * address space, behind whatever ran before them.
 */
#include "harness.h"
#include "sched.h"

enum { BADGE = 3, OTHER_BADGE = 5, SENDERS = 4 };

static struct {
    struct tcb *root;
    word_t ep, badged, other;
    struct new_thread canceller, sender[SENDERS];
    struct request request;
} w;

static struct request cancel_of(word_t cap)
{
    return (struct request){ .number = seL4_SysCall,
                             .cap = seL4_CapInitThreadCNode,
                             .label = CNodeCancelBadgedSends,
                             .words = WORDS(cap, 64) };
}

static void queue_sender(unsigned i)
{
    run_as(w.sender[i].tcb);
    send(w.badged, 1, WORDS(), WORDS());
    assert_int_equal(w.sender[i].tcb->state, THREAD_BLOCKED_ON_SEND);
}

/* All but the last sender wait. */
static int setup(void **state)
{
    (void)state;
    world_create();
    w.root = current_thread();
    w.ep = new_object(seL4_EndpointObject, 0);
    w.badged = mint(w.ep, RIGHT_ALL, BADGE);
    w.other = mint(w.ep, RIGHT_ALL, OTHER_BADGE);
    w.canceller = new_thread(255);
    start(&w.canceller);
    for (unsigned i = 0; i < SENDERS; i++) {
        w.sender[i] = new_thread(255);
        start(&w.sender[i]);
    }
    for (unsigned i = 0; i + 1 < SENDERS; i++) {
        queue_sender(i);
    }
    run_as(w.canceller.tcb);
    w.request = cancel_of(w.badged);
    return 0;
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, world_teardown)

/* The canceller is interrupted after one sender; if `helped`, another caller ends its operation. */
static void interrupt_canceller(bool helped)
{
    struct request others = cancel_of(w.other);

    host_machine.preempt_at = 1;
    assert_false(syscall(&w.request).returned);
    run_as(w.root);
    if (helped) {
        assert_success(syscall(&others));
        assert_true(w.canceller.tcb->cancel_done);
    }
}

/* A later call of the canceller is an operation of its own: it concerns who joined since. */
static void assert_begins_anew(void)
{
    queue_sender(SENDERS - 1);
    run_as(w.canceller.tcb);
    assert_success(syscall(&w.request));
    for (unsigned i = 0; i < SENDERS; i++) {
        assert_int_not_equal(w.sender[i].tcb->state, THREAD_BLOCKED_ON_SEND);
    }
}

/* Move the badged capability between its slot and another one. */
static void move(word_t from, word_t to)
{
    assert_success(call(seL4_CapInitThreadCNode, CNodeMove, WORDS(to, 64, from, 64),
                        WORDS(seL4_CapInitThreadCNode)));
}

/* When the canceller repeats its call its capability is elsewhere, and the call fails. */
static void repetition_that_fails(void **state)
{
    (void)state;
    for (unsigned helped = 0; helped < 2; helped++) {
        word_t elsewhere;

        setup(state);
        elsewhere = new_slot();
        interrupt_canceller(helped);
        move(w.badged, elsewhere);
        run_as(w.canceller.tcb);
        assert_error(syscall(&w.request), seL4_IllegalOperation);
        run_as(w.root);
        move(elsewhere, w.badged);
        assert_begins_anew();
    }
}

/* It is replaced by one without badge, for which there is nothing to do. */
static void repetition_without_badge(void **state)
{
    (void)state;
    for (unsigned helped = 0; helped < 2; helped++) {
        word_t elsewhere;

        setup(state);
        elsewhere = new_slot();
        interrupt_canceller(helped);
        move(w.badged, elsewhere);
        move(w.ep, w.badged);
        run_as(w.canceller.tcb);
        assert_success(syscall(&w.request));
        run_as(w.root);
        move(w.badged, w.ep);
        move(elsewhere, w.badged);
        assert_begins_anew();
    }
}

/* A system call without waiting does not even fault when its address leads nowhere. */
static void repetition_that_leads_nowhere(void **state)
{
    (void)state;
    for (unsigned helped = 0; helped < 2; helped++) {
        word_t empty;

        setup(state);
        run_as(w.root);
        empty = new_object(seL4_CapTableObject, 4);
        run_as(w.canceller.tcb);
        w.request.number = seL4_SysNBSend;
        interrupt_canceller(helped);
        /* A guard that no address of the request has. */
        assert_success(call(w.canceller.cptr, TCBSetSpace, WORDS(59 | 1 << 6, 0),
                            WORDS(new_slot(), empty, seL4_CapInitThreadVSpace)));
        run_as(w.canceller.tcb);
        assert_true(syscall(&w.request).returned);
        run_as(w.root);
        assert_success(call(w.canceller.cptr, TCBSetSpace, WORDS(0, 0),
                            WORDS(new_slot(), seL4_CapInitThreadCNode, seL4_CapInitThreadVSpace)));
        w.request.number = seL4_SysCall;
        assert_begins_anew();
    }
}

/* Out of time on its way: if its timeout handler's answer leaves its registers as they are it goes
 * on with its operation, else it has given it up. */
static void answered_timeout(void **state)
{
    for (unsigned words = 0; words < 2; words++) {
        word_t handler, reply;
        struct words answer = { .count = words };

        setup(state);
        run_as(w.root);
        handler = new_object(seL4_EndpointObject, 0);
        reply = new_object(seL4_ReplyObject, 0);
        assert_success(call(w.canceller.cptr, TCBSetTimeoutEndpoint, WORDS(), WORDS(handler)));
        configure_context(w.canceller.sched_context, 1000, 20000, 0, 0);
        run_as(w.canceller.tcb);
        host_machine.preempt_at = 1;
        assert_false(syscall(&w.request).returned);
        run_for(ticks_from_us(1000));
        assert_int_equal(w.canceller.tcb->fault.kind, seL4_Fault_Timeout);
        run_as(w.root);
        assert_int_equal(recv(handler, reply).label, seL4_Fault_Timeout);
        assert_ptr_equal(kernel.cancel.caller, w.canceller.tcb);
        answer.w[0] = w.canceller.tcb->regs.fault_ip;
        assert_true(nbsend(reply, 0, answer, WORDS()).returned);
        assert_ptr_equal(kernel.cancel.caller, words ? NULL : w.canceller.tcb);
    }
}

static word_t new_waited_for(unsigned waiters)
{
    word_t ntfn = new_object(seL4_NotificationObject, 0);
    struct tcb *current = current_thread();

    for (unsigned i = 0; i < waiters; i++) {
        struct new_thread t = new_thread(255);

        start(&t);
        run_as(t.tcb);
        wait_on(ntfn);
    }
    run_as(current);
    return ntfn;
}

/* An interrupt that comes while its former notification is being deleted finds none, and waits for
 * an acknowledgement. */
static void interrupt_between_notifications(void **state)
{
    enum { IRQ = 40 };
    word_t ntfn = new_waited_for(3), next = new_object(seL4_NotificationObject, 0);
    word_t handler = new_slot();

    (void)state;
    run_as(w.root);
    assert_success(call(seL4_CapIRQControl, IRQIssueIRQHandler, WORDS(IRQ, handler, 64),
                        WORDS(seL4_CapInitThreadCNode)));
    assert_success(call(handler, IRQSetIRQHandler, WORDS(), WORDS(ntfn)));
    assert_success(delete (ntfn));
    host_irq_raise(IRQ);
    w.request = (struct request){
        .number = seL4_SysCall, .cap = handler, .label = IRQSetIRQHandler, .caps = WORDS(next)
    };
    assert_false(syscall(&w.request).returned);
    assert_int_equal(cap_type(kernel.irq_slot[IRQ].cap), CAP_ZOMBIE);
    interrupt();
    assert_true(host_irq_is_masked(IRQ));
    run_as(w.root);
    assert_success(syscall(&w.request));
    assert_int_equal(notification_of(cap_at(next))->state, NOTIFICATION_IDLE);
    assert_success(call(handler, IRQAckIRQ, WORDS(), WORDS()));
    interrupt();
    assert_int_equal(notification_of(cap_at(next))->state, NOTIFICATION_ACTIVE);
}

/* Others move, mutate or rotate the zombie of an interrupted deletion: the repeated call finds its
 * slot empty, or what took the zombie's place, and who deletes the zombie ends the deletion. */
static void zombie_taken_away(void **state)
{
    for (unsigned way = 0; way < 3; way++) {
        word_t root = seL4_CapInitThreadCNode, target, to, other;

        setup(state);
        target = new_waited_for(4);
        to = new_slot();
        other = new_object(seL4_ReplyObject, 0);
        w.request = (struct request){
            .number = seL4_SysCall, .cap = root, .label = CNodeDelete, .words = WORDS(target, 64)
        };
        host_machine.preempt_at = 1;
        assert_false(syscall(&w.request).returned);
        run_as(w.root);
        if (way == 0) {
            move(target, to);
        } else if (way == 1) {
            assert_success(call(root, CNodeMutate, WORDS(to, 64, target, 64, 0), WORDS(root)));
        } else {
            assert_success(call(root, CNodeRotate, WORDS(to, 64, 0, target, 64, 0, other, 64),
                                WORDS(root, root)));
        }
        assert_int_equal(cap_type(cap_at(to)), CAP_ZOMBIE);
        run_as(w.canceller.tcb);
        if (way == 2) {
            assert_int_equal(cap_type(cap_at(target)), CAP_REPLY);
        }
        assert_success(syscall(&w.request));
        assert_true(slot_is_empty(slot_at(target)));
        assert_success(delete (to));
        assert_true(slot_is_empty(slot_at(to)));
    }
}

static void start_without_vspace(struct new_thread *t, unsigned priority)
{
    *t = new_thread(priority);
    slot_delete_simple(&t->tcb->slots[TCB_VSPACE]);
}

/* The address space of whoever ran before is not that of a thread that has none, not even if
 * nobody ran in between. */
static void idle_then_thread_without_vspace(void **state)
{
    struct new_thread t;

    (void)state;
    world_create();
    start_without_vspace(&t, 100);
    assert_int_not_equal(this_cpu()->arch.root, 0);
    wait_on(new_object(seL4_NotificationObject, 0));
    assert_ptr_equal(current_thread(), &kernel.cpu.idle);
    sched_enter();
    tcb_restart(t.tcb);
    sched_leave();
    assert_ptr_equal(current_thread(), t.tcb);
    assert_int_equal(this_cpu()->arch.root, 0);
}

/* The same behind a thread whose capability has been revoked while it ran. */
static void revoked_then_thread_without_vspace(void **state)
{
    struct new_thread t;

    (void)state;
    world_create();
    start_without_vspace(&t, 100);
    start(&t);
    assert_success(revoke(seL4_CapInitThreadVSpace));
    assert_true(cap_is_null(current_thread()->slots[TCB_VSPACE].cap));
    wait_on(new_object(seL4_NotificationObject, 0));
    assert_ptr_equal(current_thread(), t.tcb);
    assert_int_equal(this_cpu()->arch.root, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(repetition_that_fails),           TEST(repetition_without_badge),
        TEST(repetition_that_leads_nowhere),   TEST(answered_timeout),
        TEST(interrupt_between_notifications), TEST(zombie_taken_away),
        TEST(idle_then_thread_without_vspace), TEST(revoked_then_thread_without_vspace),
    };

    return cmocka_run_group_tests_name("repeat", tests, NULL, NULL);
}
