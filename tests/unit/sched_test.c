/* SPDX-License-Identifier: BSD-2-Clause */
/* Who runs and for how long: priorities, round robin, budgets, the release queue, YieldTo. */
#include "harness.h"

#define US(n) ticks_from_us(n)

static struct {
    struct new_thread a, b, c;
    struct tcb *root;
} w;

static void set_priority(word_t thread, unsigned priority)
{
    call(thread, TCBSetPriority, WORDS(priority), WORDS(seL4_CapInitThreadTCB));
}

static int setup(void **state)
{
    world_setup(state);
    w.a = new_thread(200);
    w.b = new_thread(200);
    w.c = new_thread(200);
    w.root = current_thread();
    return 0;
}

static void higher_priority_runs_at_once(void **state)
{
    (void)state;
    set_priority(seL4_CapInitThreadTCB, 100);
    start(&w.a);
    assert_ptr_equal(current_thread(), w.a.tcb);
    assert_true(w.root->in_ready_queue);
}

static void equal_priority_waits_its_turn(void **state)
{
    (void)state;
    set_priority(seL4_CapInitThreadTCB, 200);
    start(&w.a);
    start(&w.b);
    assert_ptr_equal(current_thread(), w.root);
    run_for(US(5000));
    assert_ptr_equal(current_thread(), w.a.tcb);
    run_for(US(4999));
    assert_ptr_equal(current_thread(), w.a.tcb);
    run_for(US(1) + 1);
    assert_ptr_equal(current_thread(), w.b.tcb);
    run_for(US(5000));
    assert_ptr_equal(current_thread(), w.root);
}

/* A preempted thread goes on with the rest of its slice, before others of its priority. */
static void preempted_thread_stays_first(void **state)
{
    word_t ntfn = new_object(seL4_NotificationObject, 0);
    struct new_thread high = new_thread(250);

    (void)state;
    start(&w.b);
    start(&w.a); /* in front of b: woken threads of lower priority go to the head */
    start(&high);
    set_priority(seL4_CapInitThreadTCB, 100);
    assert_ptr_equal(current_thread(), high.tcb);
    wait_on(ntfn);
    assert_ptr_equal(current_thread(), w.a.tcb);
    run_for(US(2000));
    signal_on(ntfn);
    assert_ptr_equal(current_thread(), high.tcb);
    run_for(US(1000));
    wait_on(ntfn);
    assert_ptr_equal(current_thread(), w.a.tcb);
    run_for(US(2999));
    assert_ptr_equal(current_thread(), w.a.tcb);
    run_for(US(2));
    assert_ptr_equal(current_thread(), w.b.tcb);
}

static void budget_is_enforced(void **state)
{
    (void)state;
    configure_context(w.a.sched_context, 1000, 10000, 0, 0);
    start(&w.a);
    set_priority(seL4_CapInitThreadTCB, 100);
    for (unsigned i = 0; i < 50; i++) {
        assert_ptr_equal(current_thread(), w.a.tcb);
        run_for(US(1000) - 1);
        assert_ptr_equal(current_thread(), w.a.tcb);
        run_for(1);
        assert_ptr_equal(current_thread(), w.root);
        assert_true(w.a.tcb->in_release_queue);
        run_for(US(9000) - 1);
        assert_ptr_equal(current_thread(), w.root);
        run_for(1);
    }
}

static void release_queue_is_in_order_of_time(void **state)
{
    (void)state;
    configure_context(w.a.sched_context, 100, 9000, 0, 0);
    configure_context(w.b.sched_context, 100, 3000, 0, 0);
    configure_context(w.c.sched_context, 100, 6000, 0, 0);
    start(&w.a);
    start(&w.b);
    start(&w.c);
    set_priority(seL4_CapInitThreadTCB, 100);
    run_for(US(1000));
    assert_ptr_equal(current_thread(), w.root);
    assert_ptr_equal(kernel.cpu.release.head, w.b.tcb);
    assert_ptr_equal(kernel.cpu.release.head->queue_next, w.c.tcb);
    assert_ptr_equal(kernel.cpu.release.tail, w.a.tcb);
    assert_success(call(w.b.cptr, TCBSuspend, WORDS(), WORDS()));
    assert_ptr_equal(kernel.cpu.release.head, w.c.tcb);
}

static void yield_of_round_robin_goes_to_the_tail(void **state)
{
    (void)state;
    start(&w.b);
    start(&w.a);
    set_priority(seL4_CapInitThreadTCB, 100);
    assert_ptr_equal(current_thread(), w.a.tcb);
    run_for(US(1000));
    yield();
    assert_ptr_equal(current_thread(), w.b.tcb);
    yield();
    assert_ptr_equal(current_thread(), w.a.tcb);
    run_for(US(4999));
    assert_ptr_equal(current_thread(), w.a.tcb);
}

static void yield_gives_up_the_budget(void **state)
{
    ticks_t from;

    (void)state;
    configure_context(w.a.sched_context, 1000, 10000, 0, 0);
    start(&w.a);
    set_priority(seL4_CapInitThreadTCB, 100);
    from = host_machine.clock;
    run_for(US(200));
    yield();
    assert_ptr_equal(current_thread(), w.root);
    assert_true(w.a.tcb->in_release_queue);
    assert_int_equal(refill_head(context_at(w.a.sched_context))->time, from + US(10000));
    assert_int_equal(ticks_to_us(context_at(w.a.sched_context)->consumed), 200);
}

/* A system call without enough budget is not carried out now, but when there is budget again. */
static void system_call_waits_for_budget(void **state)
{
    word_t ntfn = new_object(seL4_NotificationObject, 0);
    struct notification *n = notification_of(cap_at(ntfn));

    (void)state;
    configure_context(w.a.sched_context, 1000, 10000, 0, 0);
    start(&w.a);
    set_priority(seL4_CapInitThreadTCB, 100);
    run_for(US(1000) - REFILL_MIN_TICKS + 1);
    assert_ptr_equal(current_thread(), w.a.tcb);
    signal_on(ntfn);
    assert_ptr_equal(current_thread(), w.root);
    assert_int_equal(n->state, NOTIFICATION_IDLE);
    assert_int_equal(w.a.tcb->state, THREAD_RESTART);
    run_for(US(9500));
    assert_ptr_equal(current_thread(), w.a.tcb);
    assert_int_equal(w.a.tcb->regs.pc, w.a.tcb->regs.fault_ip);
}

static void idle_until_something_happens(void **state)
{
    word_t ntfn = new_object(seL4_NotificationObject, 0), handler = new_slot();

    (void)state;
    assert_success(call(seL4_CapIRQControl, IRQIssueIRQHandler, WORDS(33, handler, 64),
                        WORDS(seL4_CapInitThreadCNode)));
    assert_success(call(handler, IRQSetIRQHandler, WORDS(), WORDS(ntfn)));
    wait_on(ntfn);
    assert_ptr_equal(current_thread(), &kernel.cpu.idle);
    run_for(US(100000));
    assert_ptr_equal(current_thread(), &kernel.cpu.idle);
    host_irq_raise(33);
    interrupt();
    assert_ptr_equal(current_thread(), w.root);
    assert_true(host_irq_is_masked(33));
    host_irq_lower(33);
    assert_success(call(handler, IRQAckIRQ, WORDS(), WORDS()));
    assert_false(host_irq_is_masked(33));
    /* Time spent idle is nobody's. */
    assert_true(kernel.cpu.current_sc->consumed < US(1000));
}

static void suspending_oneself(void **state)
{
    (void)state;
    start(&w.a);
    call(seL4_CapInitThreadTCB, TCBSuspend, WORDS(), WORDS());
    assert_int_equal(w.root->state, THREAD_INACTIVE);
    assert_ptr_equal(current_thread(), w.a.tcb);
    assert_success(call(seL4_CapInitThreadTCB, TCBResume, WORDS(), WORDS()));
    assert_ptr_equal(current_thread(), w.root);
}

static void priority_of_a_ready_thread(void **state)
{
    struct tcb *a = w.a.tcb, *b = w.b.tcb;

    (void)state;
    start(&w.a);
    start(&w.b);
    set_priority(w.c.cptr, 150);
    start(&w.c);
    /* To the head of its new queue. */
    set_priority(w.a.cptr, 150);
    assert_ptr_equal(kernel.cpu.ready[0].queue[150].head, a);
    assert_ptr_equal(kernel.cpu.ready[0].queue[200].head, b);
    assert_int_equal(a->priority, 150);
}

static void lowering_oneself_lets_others_run(void **state)
{
    (void)state;
    start(&w.a);
    set_priority(seL4_CapInitThreadTCB, 199);
    assert_ptr_equal(current_thread(), w.a.tcb);
}

static void thread_without_time_does_not_run(void **state)
{
    struct new_thread passive = new_passive_thread(255);

    (void)state;
    start(&passive);
    assert_int_equal(passive.tcb->state, THREAD_RESTART);
    assert_false(passive.tcb->in_ready_queue);
    set_priority(passive.cptr, 200);
    assert_success(call(w.a.sched_context, SchedContextUnbind, WORDS(), WORDS()));
    assert_success(call(w.a.sched_context, SchedContextBind, WORDS(), WORDS(passive.cptr)));
    assert_true(passive.tcb->in_ready_queue);
    assert_success(call(w.a.sched_context, SchedContextUnbindObject, WORDS(),
                        WORDS(passive.cptr)));
    assert_false(passive.tcb->in_ready_queue);
}

static void unconfigured_context_gives_no_time(void **state)
{
    struct new_thread t = new_passive_thread(200);
    word_t sc = new_object(seL4_SchedContextObject, 8);

    (void)state;
    assert_success(call(sc, SchedContextBind, WORDS(), WORDS(t.cptr)));
    start(&t);
    assert_false(t.tcb->in_ready_queue);
    configure_context(sc, 1000, 1000, 0, 0);
    assert_true(t.tcb->in_ready_queue);
}

static void consumed_counts_and_starts_anew(void **state)
{
    struct answer a;

    (void)state;
    start(&w.a);
    set_priority(seL4_CapInitThreadTCB, 100);
    run_for(US(3000));
    call(w.a.cptr, TCBSuspend, WORDS(), WORDS());
    assert_ptr_equal(current_thread(), w.root);
    a = call(w.a.sched_context, SchedContextConsumed, WORDS(), WORDS());
    assert_success(a);
    assert_int_equal(a.length, 1);
    assert_int_equal(a.mr[0], 3000);
    assert_int_equal(call(w.a.sched_context, SchedContextConsumed, WORDS(), WORDS()).mr[0], 0);
}

static void yield_to_a_lower_thread_returns(void **state)
{
    struct answer a;

    (void)state;
    start(&w.a);
    start(&w.b);
    a = call(w.b.sched_context, SchedContextYieldTo, WORDS(), WORDS());
    assert_success(a);
    assert_int_equal(a.length, 1);
    assert_ptr_equal(current_thread(), w.root);
    assert_ptr_equal(kernel.cpu.ready[0].queue[200].head, w.b.tcb);
}

static void yield_to_an_equal_thread_runs_it(void **state)
{
    struct answer a;

    (void)state;
    start(&w.a);
    start(&w.b);
    set_priority(seL4_CapInitThreadTCB, 200);
    run_as(w.root);
    call(w.b.sched_context, SchedContextYieldTo, WORDS(), WORDS());
    assert_ptr_equal(current_thread(), w.b.tcb);
    assert_ptr_equal(w.root->yield_to, context_at(w.b.sched_context));
    run_for(US(500));
    call(w.b.cptr, TCBSuspend, WORDS(), WORDS());
    assert_ptr_equal(current_thread(), w.root);
    assert_null(w.root->yield_to);
    a = answer_of(w.root);
    assert_int_equal(a.label, 0);
    assert_int_equal(a.length, 1);
    assert_int_equal(a.mr[0], 500);
}

static void yield_to_is_completed_by_another(void **state)
{
    (void)state;
    set_priority(seL4_CapInitThreadTCB, 200);
    start(&w.a);
    start(&w.b);
    run_as(w.root);
    call(w.b.sched_context, SchedContextYieldTo, WORDS(), WORDS());
    run_as(w.a.tcb);
    call(w.b.sched_context, SchedContextYieldTo, WORDS(), WORDS());
    assert_null(w.root->yield_to);
    assert_ptr_equal(w.a.tcb->yield_to, context_at(w.b.sched_context));
    run_as(w.root);
    assert_success(call(w.a.cptr, TCBSuspend, WORDS(), WORDS()));
    assert_null(context_at(w.b.sched_context)->yield_from);
}

static void yield_to_and_the_context_goes(void **state)
{
    (void)state;
    set_priority(seL4_CapInitThreadTCB, 200);
    start(&w.a);
    start(&w.b);
    run_as(w.root);
    call(w.b.sched_context, SchedContextYieldTo, WORDS(), WORDS());
    run_as(w.a.tcb);
    assert_success(delete(w.b.sched_context));
    assert_null(w.root->yield_to);
    run_as(w.root);
}

/* More budget for a context that is running counts from now on. */
static void reconfiguring_a_running_context(void **state)
{
    struct sched_context *sc = context_at(w.a.sched_context);

    (void)state;
    configure_context(w.a.sched_context, 1000, 10000, 2, 0);
    start(&w.a);
    set_priority(seL4_CapInitThreadTCB, 100);
    run_for(US(600));
    assert_success(call(WORLD_SCHED_CONTROL, SchedControlConfigureFlags,
                        WORDS(800, 5000, 2, 7, 0), WORDS(w.a.sched_context)));
    assert_ptr_equal(current_thread(), w.a.tcb);
    assert_int_equal(sc->badge, 7);
    assert_int_equal(sc->budget, US(800));
    assert_int_equal(refill_head(sc)->amount, US(400));
    run_for(US(400));
    assert_ptr_equal(current_thread(), w.root);
}

/* Two timers worth of work in one late interrupt: nothing is lost. */
static void late_interrupt(void **state)
{
    (void)state;
    configure_context(w.a.sched_context, 1000, 10000, 2, 0);
    start(&w.a);
    set_priority(seL4_CapInitThreadTCB, 100);
    host_machine.clock += US(3500);
    interrupt();
    assert_ptr_equal(current_thread(), w.root);
    assert_true(refill_head(context_at(w.a.sched_context))->time >= host_machine.clock);
}

/* A sporadic context that wakes early has its budget from then on; it returns a period later. */
static void sporadic_wake_up(void **state)
{
    word_t ntfn = new_object(seL4_NotificationObject, 0);
    struct sched_context *sc = context_at(w.a.sched_context);
    ticks_t from;

    (void)state;
    configure_context(w.a.sched_context, 1000, 10000, 6, seL4_SchedContext_Sporadic);
    start(&w.a);
    set_priority(seL4_CapInitThreadTCB, 100);
    wait_on(ntfn);
    run_for(US(4000));
    signal_on(ntfn);
    assert_ptr_equal(current_thread(), w.a.tcb);
    from = host_machine.clock;
    run_for(US(300));
    wait_on(ntfn);
    yield();
    assert_int_equal(refill_head(sc)->amount, US(700));
    assert_int_equal(refill_at(sc, 1)->amount, US(300));
    assert_int_equal(refill_at(sc, 1)->time, from + US(10000));
}

/* A thread of the root task's priority and an endpoint behind it in the same untyped memory. */
static struct tcb *make_thread_and_endpoint(word_t untyped, word_t sched_context, word_t *endpoint)
{
    word_t cptr = new_slot(), cnode = seL4_CapInitThreadCNode;

    *endpoint = new_slot();
    assert_success(call(untyped, UntypedRetype, WORDS(seL4_TCBObject, 0, 0, 0, cptr, 1),
                        WORDS(cnode)));
    assert_success(call(untyped, UntypedRetype, WORDS(seL4_EndpointObject, 0, 0, 0, *endpoint, 1),
                        WORDS(cnode)));
    assert_success(call(cptr, TCBConfigure, WORDS(0, 0, 0),
                        WORDS(cnode, seL4_CapInitThreadVSpace, cnode)));
    assert_success(call(cptr, TCBSetSchedParams, WORDS(255, 255),
                        WORDS(seL4_CapInitThreadTCB, sched_context, new_slot())));
    assert_success(call(cptr, TCBResume, WORDS(), WORDS()));
    return thread_at(cptr);
}

/* Revoking the memory lets the thread go, because the endpoint it waits at is deleted, and deletes
 * it in the same entry: it must not be chosen to run. */
static void woken_thread_is_deleted_at_once(void **state)
{
    word_t sc = new_object(seL4_SchedContextObject, 8), endpoint;
    word_t untyped = new_object(seL4_UntypedObject, 13);
    struct tcb *thread;

    (void)state;
    configure_context(sc, 5000, 5000, 0, 0);
    thread = make_thread_and_endpoint(untyped, sc, &endpoint);
    run_as(thread);
    send(endpoint, 0, WORDS(), WORDS());
    assert_ptr_equal(current_thread(), w.root);
    assert_int_equal(thread->state, THREAD_BLOCKED_ON_SEND);
    assert_success(revoke(untyped));
    assert_ptr_equal(current_thread(), w.root);
    assert_null(context_at(sc)->tcb);
    assert_int_equal(ready_highest(&kernel.cpu.ready[0]), -1);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(higher_priority_runs_at_once),
        TEST(equal_priority_waits_its_turn),
        TEST(preempted_thread_stays_first),
        TEST(budget_is_enforced),
        TEST(release_queue_is_in_order_of_time),
        TEST(yield_of_round_robin_goes_to_the_tail),
        TEST(yield_gives_up_the_budget),
        TEST(system_call_waits_for_budget),
        TEST(idle_until_something_happens),
        TEST(suspending_oneself),
        TEST(priority_of_a_ready_thread),
        TEST(lowering_oneself_lets_others_run),
        TEST(thread_without_time_does_not_run),
        TEST(unconfigured_context_gives_no_time),
        TEST(consumed_counts_and_starts_anew),
        TEST(yield_to_a_lower_thread_returns),
        TEST(yield_to_an_equal_thread_runs_it),
        TEST(yield_to_is_completed_by_another),
        TEST(yield_to_and_the_context_goes),
        TEST(reconfiguring_a_running_context),
        TEST(late_interrupt),
        TEST(sporadic_wake_up),
        TEST(woken_thread_is_deleted_at_once),
    };

    return cmocka_run_group_tests_name("sched", tests, NULL, NULL);
}
