/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The fast path of signals. The harness checks that it does what the slow path does; here is shown
 * whom a signal wakes on it, and who runs then.
 */
#include "harness.h"

static struct {
    struct tcb *root;
} w;

static int setup(void **state)
{
    world_setup(state);
    w.root = current_thread();
    return 0;
}

static void assert_signal(bool fast, word_t ntfn)
{
    unsigned before = world_fastpath_count();

    signal_on(ntfn);
    assert_int_equal(world_fastpath_count() - before, fast);
}

static void signal_nobody_waits_for(void **state)
{
    word_t ntfn = new_object(seL4_NotificationObject, 0), a = mint(ntfn, RIGHT_ALL, 1);

    (void)state;
    assert_signal(true, a);
    assert_signal(true, mint(ntfn, RIGHT_WRITE, 4));
    assert_int_equal(notification_of(cap_at(ntfn))->word, 5);
    assert_signal(false, mint(ntfn, RIGHT_READ, 8));
    assert_int_equal(notification_of(cap_at(ntfn))->word, 5);
    nbwait(ntfn);
    assert_signal(true, a);
    assert_int_equal(notification_of(cap_at(ntfn))->word, 1);
}

/* A thread with time waits, of lower, equal and higher priority than the one that signals. */
static void signal_wakes(void **state)
{
    word_t ntfn = new_object(seL4_NotificationObject, 0), badged = mint(ntfn, RIGHT_WRITE, 9);

    (void)state;
    call(seL4_CapInitThreadTCB, TCBSetPriority, WORDS(254), WORDS(seL4_CapInitThreadTCB));
    for (unsigned priority = 253; priority <= 255; priority++) {
        struct new_thread waiter = new_thread(254);

        start(&waiter);
        run_as(waiter.tcb);
        wait_on(ntfn);
        assert_ptr_equal(current_thread(), w.root);
        call(waiter.cptr, TCBSetPriority, WORDS(priority), WORDS(seL4_CapInitThreadTCB));
        assert_signal(true, badged);
        assert_int_equal(answer_of(waiter.tcb).badge, 9);
        assert_ptr_equal(current_thread(), priority > 254 ? waiter.tcb : w.root);
        if (priority <= 254) {
            call(waiter.cptr, TCBSuspend, WORDS(), WORDS());
        }
    }
}

/* A new thread of this priority that waits for the notification; the root task is current. */
static struct new_thread waiter(word_t ntfn, unsigned priority)
{
    struct new_thread thread = new_thread(255);

    start(&thread);
    run_as(thread.tcb);
    wait_on(ntfn);
    if (current_thread() != w.root) {
        run_as(w.root);
    }
    call(thread.cptr, TCBSetPriority, WORDS(priority), WORDS(seL4_CapInitThreadTCB));
    return thread;
}

/* Threads of the same priority run in the order in which they were woken. */
static void signals_to_equals(void **state)
{
    word_t first = new_object(seL4_NotificationObject, 0);
    word_t second = new_object(seL4_NotificationObject, 0);
    struct new_thread a = waiter(first, 255), b = waiter(second, 255);

    (void)state;
    assert_signal(true, first);
    assert_signal(true, second);
    assert_ptr_equal(a.tcb->queue_next, b.tcb);
}

static void signal_to_other_domain(void **state)
{
    word_t first = new_object(seL4_NotificationObject, 0);
    word_t second = new_object(seL4_NotificationObject, 0);
    struct new_thread a = waiter(first, 255), b = waiter(second, 255);

    (void)state;
    assert_success(call(seL4_CapDomain, DomainSetSet, WORDS(1), WORDS(a.cptr)));
    assert_success(call(seL4_CapDomain, DomainSetSet, WORDS(1), WORDS(b.cptr)));
    assert_signal(true, first);
    assert_signal(true, second);
}

/* A sporadic context counts from when its thread wakes. */
static void signal_to_sporadic_thread(void **state)
{
    word_t ntfn = new_object(seL4_NotificationObject, 0);
    struct new_thread thread = waiter(ntfn, 254);

    (void)state;
    configure_context(thread.sched_context, 1000, 10000, 2, seL4_SchedContext_Sporadic);
    run_for(ticks_from_us(3000));
    assert_signal(true, ntfn);
    assert_int_equal(refill_head(thread.tcb->sched_context)->time, kernel.cpu.now);
}

/* A server hears of the signal while it waits for calls; it has no time, so it stays. */
static void signal_to_listener(void **state)
{
    word_t ntfn = new_object(seL4_NotificationObject, 0), ep = new_object(seL4_EndpointObject, 0);
    struct new_thread server = new_thread(255);

    (void)state;
    start(&server);
    run_as(server.tcb);
    recv(ep, new_object(seL4_ReplyObject, 0));
    run_as(w.root);
    assert_success(call(server.sched_context, SchedContextUnbind, WORDS(), WORDS()));
    assert_success(call(server.cptr, TCBBindNotification, WORDS(), WORDS(ntfn)));
    assert_signal(true, ntfn);
    assert_int_equal(server.tcb->state, THREAD_RUNNING);
}

/* A waiting thread without time of its own hears of the signal, and runs when it is given some. */
static void signal_to_thread_without_time(void **state)
{
    word_t ntfn = new_object(seL4_NotificationObject, 0);
    struct new_thread thread = waiter(ntfn, 254);

    (void)state;
    assert_success(call(thread.sched_context, SchedContextUnbind, WORDS(), WORDS()));
    assert_signal(true, mint(ntfn, RIGHT_WRITE, 9));
    assert_int_equal(thread.tcb->state, THREAD_RUNNING);
    assert_int_equal(answer_of(thread.tcb).badge, 9);
    assert_false(thread.tcb->in_ready_queue);
    assert_success(call(thread.sched_context, SchedContextBind, WORDS(), WORDS(thread.cptr)));
    assert_true(thread.tcb->in_ready_queue);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(signal_nobody_waits_for),
        TEST(signal_wakes),
        TEST(signals_to_equals),
        TEST(signal_to_other_domain),
        TEST(signal_to_sporadic_thread),
        TEST(signal_to_listener),
        TEST(signal_to_thread_without_time),
    };

    return cmocka_run_group_tests_name("fast path of signals", tests, NULL, NULL);
}
