/* SPDX-License-Identifier: BSD-2-Clause */
/* Notifications: signalling, waiting, binding to threads and to scheduling contexts. */
#include "harness.h"

static struct {
    word_t ntfn, badge1, badge2, ep, reply;
    struct new_thread a, b;
    struct tcb *root;
} w;

static struct notification *object(void)
{
    return notification_of(cap_at(w.ntfn));
}

static int setup(void **state)
{
    world_setup(state);
    w.ntfn = new_object(seL4_NotificationObject, 0);
    w.badge1 = mint(w.ntfn, RIGHT_WRITE, 1);
    w.badge2 = mint(w.ntfn, RIGHT_WRITE, 2);
    w.ep = new_object(seL4_EndpointObject, 0);
    w.reply = new_object(seL4_ReplyObject, 0);
    w.a = new_thread(255);
    w.b = new_thread(255);
    w.root = current_thread();
    start(&w.a);
    start(&w.b);
    return 0;
}

static void signals_add_up(void **state)
{
    (void)state;
    signal_on(w.badge1);
    signal_on(w.badge2);
    assert_int_equal(object()->state, NOTIFICATION_ACTIVE);
    assert_int_equal(wait_on(w.ntfn).badge, 3);
    assert_int_equal(object()->state, NOTIFICATION_IDLE);
    assert_int_equal(nbwait(w.ntfn).badge, 0);
}

static void signal_without_badge_counts(void **state)
{
    (void)state;
    signal_on(w.ntfn);
    assert_int_equal(object()->state, NOTIFICATION_ACTIVE);
    assert_true(wait_on(w.ntfn).returned);
}

/* Only the badge register changes. */
static void message_registers_stay(void **state)
{
    struct regs *r = &w.root->regs;

    (void)state;
    signal_on(w.badge1);
    for (unsigned i = 1; i < 6; i++) {
        r->x[i] = 100 + i;
    }
    r->x[0] = w.ntfn;
    r->x[7] = (word_t)seL4_SysWait;
    entry_syscall();
    assert_invariants();
    assert_int_equal(r->x[0], 1);
    for (unsigned i = 1; i < 6; i++) {
        assert_int_equal(r->x[i], 100 + i);
    }
}

/* The same for one that has to wait, for the notification or, bound to it, for a message. */
static void message_registers_of_the_woken_stay(void **state)
{
    struct regs *r = &w.a.tcb->regs;

    (void)state;
    for (unsigned bound = 0; bound < 2; bound++) {
        if (bound) {
            assert_success(call(w.a.cptr, TCBBindNotification, WORDS(), WORDS(w.ntfn)));
        }
        run_as(w.a.tcb);
        for (unsigned i = 1; i < 6; i++) {
            r->x[i] = 200 + i;
        }
        r->x[0] = bound ? w.ep : w.ntfn;
        r->x[7] = (word_t)seL4_SysWait;
        entry_syscall();
        run_as(w.root);
        signal_on(w.badge1);
        assert_int_equal(w.a.tcb->state, THREAD_RUNNING);
        assert_int_equal(r->x[0], 1);
        for (unsigned i = 1; i < 6; i++) {
            assert_int_equal(r->x[i], 200 + i);
        }
    }
}

static void call_is_answered_at_once(void **state)
{
    struct answer a = call(w.badge1, 99, WORDS(1, 2), WORDS());

    (void)state;
    assert_success(a);
    assert_int_equal(a.length, 0);
    assert_int_equal(a.badge, 0);
    assert_int_equal(nbwait(w.ntfn).badge, 1);
}

static void waiters_wake_one_at_a_time_by_priority(void **state)
{
    (void)state;
    run_as(w.a.tcb);
    wait_on(w.ntfn);
    run_as(w.b.tcb);
    wait_on(w.ntfn);
    run_as(w.root);
    assert_success(call(w.a.cptr, TCBSetPriority, WORDS(200), WORDS(seL4_CapInitThreadTCB)));
    signal_on(w.badge2);
    assert_int_equal(w.b.tcb->state, THREAD_RUNNING);
    assert_int_equal(w.b.tcb->regs.x[0], 2);
    assert_int_equal(w.a.tcb->state, THREAD_BLOCKED_ON_NOTIFICATION);
    assert_int_equal(object()->state, NOTIFICATION_WAITING);
    signal_on(w.badge1);
    assert_int_equal(w.a.tcb->regs.x[0], 1);
    assert_int_equal(object()->state, NOTIFICATION_IDLE);
}

static void bind(word_t thread)
{
    assert_success(call(thread, TCBBindNotification, WORDS(), WORDS(w.ntfn)));
}

static void bound_thread_hears_while_receiving(void **state)
{
    (void)state;
    bind(w.a.cptr);
    run_as(w.a.tcb);
    recv(w.ep, w.reply);
    assert_int_equal(w.a.tcb->state, THREAD_BLOCKED_ON_RECEIVE);
    run_as(w.b.tcb);
    signal_on(w.badge2);
    assert_int_equal(w.a.tcb->state, THREAD_RUNNING);
    assert_int_equal(w.a.tcb->regs.x[0], 2);
    assert_int_equal(endpoint_state(endpoint_of(cap_at(w.ep))), ENDPOINT_IDLE);
    assert_null(reply_of(cap_at(w.reply))->tcb);
    assert_int_equal(object()->state, NOTIFICATION_IDLE);
}

static void bound_signal_waits_for_the_next_receive(void **state)
{
    struct answer got;

    (void)state;
    bind(w.a.cptr);
    signal_on(w.badge1);
    run_as(w.b.tcb);
    nbsend(w.ep, 5, WORDS(), WORDS());
    run_as(w.a.tcb);
    got = recv(w.ep, w.reply);
    assert_true(got.returned);
    assert_int_equal(got.badge, 1);
    signal_on(w.badge2);
    assert_int_equal(nbrecv(w.ep, w.reply).badge, 2);
    signal_on(w.badge2);
    assert_int_equal(wait_on(w.ntfn).badge, 2);
}

static void others_may_not_wait_for_a_bound_one(void **state)
{
    (void)state;
    bind(w.a.cptr);
    run_as(w.b.tcb);
    assert_false(wait_on(w.ntfn).returned);
    assert_int_equal(w.b.tcb->state, THREAD_INACTIVE);
    assert_success(call(w.a.cptr, TCBUnbindNotification, WORDS(), WORDS()));
    assert_null(object()->bound_tcb);
}

static void deleting_wakes_and_unbinds(void **state)
{
    word_t other = new_object(seL4_NotificationObject, 0);

    (void)state;
    assert_success(call(w.b.cptr, TCBBindNotification, WORDS(), WORDS(other)));
    run_as(w.a.tcb);
    wait_on(w.ntfn);
    run_as(w.root);
    assert_success(revoke(w.ntfn));
    assert_success(delete(w.ntfn));
    assert_int_equal(w.a.tcb->state, THREAD_RESTART);
    assert_success(delete(other));
    assert_null(w.b.tcb->bound_notification);
}

static void deleting_the_thread_unbinds(void **state)
{
    (void)state;
    bind(w.a.cptr);
    assert_success(delete(w.a.cptr));
    assert_null(object()->bound_tcb);
}

/* A notification with a scheduling context lends it to a passive thread it wakes, and gets it back
 * when that thread waits again. */
static void time_is_lent_to_a_passive_waiter(void **state)
{
    struct new_thread passive = new_passive_thread(255);
    word_t lent = new_object(seL4_SchedContextObject, 8);
    struct sched_context *sc;

    (void)state;
    configure_context(lent, 5000, 5000, 0, 0);
    sc = context_at(lent);
    assert_success(call(lent, SchedContextBind, WORDS(), WORDS(passive.cptr)));
    start(&passive);
    run_as(passive.tcb);
    wait_on(w.ntfn);
    run_as(w.root);
    assert_success(call(lent, SchedContextUnbind, WORDS(), WORDS()));
    assert_success(call(lent, SchedContextBind, WORDS(), WORDS(w.ntfn)));
    assert_ptr_equal(object()->sched_context, sc);
    signal_on(w.badge1);
    assert_ptr_equal(passive.tcb->sched_context, sc);
    assert_ptr_equal(object()->sched_context, sc);
    assert_true(passive.tcb->in_ready_queue);
    run_as(passive.tcb);
    assert_int_equal(passive.tcb->regs.x[0], 1);
    wait_on(w.ntfn);
    assert_null(passive.tcb->sched_context);
    assert_null(sc->tcb);
    assert_success(call(lent, SchedContextUnbindObject, WORDS(), WORDS(w.ntfn)));
    assert_null(object()->sched_context);
}

/* The same for a thread that is bound to it and waits on an endpoint. */
static void time_is_lent_to_a_bound_receiver(void **state)
{
    struct new_thread passive = new_passive_thread(255);
    word_t lent = new_object(seL4_SchedContextObject, 8);
    struct sched_context *sc;

    (void)state;
    configure_context(lent, 5000, 5000, 0, 0);
    sc = context_at(lent);
    bind(passive.cptr);
    assert_success(call(lent, SchedContextBind, WORDS(), WORDS(passive.cptr)));
    start(&passive);
    assert_success(call(lent, SchedContextBind, WORDS(), WORDS(w.ntfn)));
    run_as(passive.tcb);
    recv(w.ep, w.reply);
    assert_null(sc->tcb);
    run_as(w.root);
    signal_on(w.badge2);
    assert_ptr_equal(passive.tcb->sched_context, sc);
    run_as(passive.tcb);
    recv(w.ep, w.reply);
    assert_null(passive.tcb->sched_context);
}

static void deleting_the_context_unbinds_it(void **state)
{
    word_t lent = new_object(seL4_SchedContextObject, 8);

    (void)state;
    assert_success(call(lent, SchedContextBind, WORDS(), WORDS(w.ntfn)));
    assert_success(delete(lent));
    assert_null(object()->sched_context);
}

static void higher_waiter_runs_at_once(void **state)
{
    (void)state;
    run_as(w.a.tcb);
    wait_on(w.ntfn);
    run_as(w.root);
    call(seL4_CapInitThreadTCB, TCBSetPriority, WORDS(100), WORDS(seL4_CapInitThreadTCB));
    assert_ptr_equal(current_thread(), w.b.tcb);
    assert_success(call(w.b.cptr, TCBSetPriority, WORDS(50), WORDS(seL4_CapInitThreadTCB)));
    assert_ptr_equal(current_thread(), w.root);
    assert_true(send(w.badge1, 0, WORDS(), WORDS()).returned);
    assert_ptr_equal(current_thread(), w.a.tcb);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(signals_add_up),
        TEST(signal_without_badge_counts),
        TEST(message_registers_stay),
        TEST(message_registers_of_the_woken_stay),
        TEST(call_is_answered_at_once),
        TEST(waiters_wake_one_at_a_time_by_priority),
        TEST(bound_thread_hears_while_receiving),
        TEST(bound_signal_waits_for_the_next_receive),
        TEST(others_may_not_wait_for_a_bound_one),
        TEST(deleting_wakes_and_unbinds),
        TEST(deleting_the_thread_unbinds),
        TEST(time_is_lent_to_a_passive_waiter),
        TEST(time_is_lent_to_a_bound_receiver),
        TEST(deleting_the_context_unbinds_it),
        TEST(higher_waiter_runs_at_once),
    };

    return cmocka_run_group_tests_name("notification", tests, NULL, NULL);
}
