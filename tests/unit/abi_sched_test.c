/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * docs/abi.md, scheduling: who runs after what, positions in queues, budgets and their return,
 * Consumed, Yield, YieldTo, timeout faults and domains.
 */
#include "abi_fixture.h"

static ticks_t us(word_t n)
{
    return ticks_from_us(n);
}

/* The n-th ready thread of a priority in domain 0, or NULL. */
static const struct tcb *ready(unsigned priority, unsigned n)
{
    const struct tcb *t = kernel.cpu.ready[0].queue[priority].head;

    while (t && n-- > 0) {
        t = t->queue_next;
    }
    return t;
}

static void set_priority(const struct new_thread *t, unsigned priority)
{
    assert_success(call(t->cptr, TCBSetPriority, WORDS(priority), WORDS(seL4_CapInitThreadTCB)));
}

static word_t consumed(word_t context)
{
    struct answer a = call(context, SchedContextConsumed, WORDS(), WORDS());

    assert_int_equal(a.label, 0);
    assert_int_equal(a.length, 1);
    return a.mr[0];
}

/* A sporadic thread (budget below period), started. */
static struct new_thread new_limited(word_t budget, word_t period, word_t extra, word_t flags)
{
    struct new_thread t = new_thread(TOP);

    configure_context(t.sched_context, budget, period, extra, flags);
    start(&t);
    return t;
}

/* The order of waking. */

static void woken_thread_of_higher_priority_runs_at_once(void **state)
{
    struct new_thread low = new_started(), high = new_started(), rival = new_thread(100);
    word_t notification = new_notification();

    (void)state;
    run_as(high.tcb);
    wait_on(notification);
    as_root();
    set_priority(&low, 100);
    start(&rival);
    set_priority(&high, 150);
    assert_success(
        call(seL4_CapInitThreadTCB, TCBSetPriority, WORDS(10), WORDS(seL4_CapInitThreadTCB)));
    /* What runs now has priority 100; who of the two does not matter. */
    assert_int_equal(current_thread()->priority, 100);
    struct tcb *before = current_thread();
    signal_on(notification);
    assert_ptr_equal(current_thread(), high.tcb);
    assert_ptr_equal(ready(100, 0), before); /* preempted: at the head */
}

static void woken_thread_of_equal_priority_goes_to_the_tail(void **state)
{
    struct new_thread waiter = new_started(), other = new_started();
    word_t notification = new_notification();

    (void)state;
    run_as(waiter.tcb);
    wait_on(notification);
    as_root();
    assert_ptr_equal(ready(TOP, 0), other.tcb);
    signal_on(notification);
    assert_ptr_equal(current_thread(), root_thread());
    assert_ptr_equal(ready(TOP, 0), other.tcb);
    assert_ptr_equal(ready(TOP, 1), waiter.tcb);
}

static void woken_thread_of_lower_priority_goes_to_the_head(void **state)
{
    struct new_thread waiter = new_started(), other = new_thread(50);
    word_t notification = new_notification();

    (void)state;
    run_as(waiter.tcb);
    wait_on(notification);
    as_root();
    start(&other);
    set_priority(&waiter, 50);
    signal_on(notification);
    assert_ptr_equal(current_thread(), root_thread());
    assert_ptr_equal(ready(50, 0), waiter.tcb);
    assert_ptr_equal(ready(50, 1), other.tcb);
}

/* The current thread blocks: who it woke runs before others of the same priority. */
static void called_thread_runs_before_its_equals(void **state)
{
    word_t endpoint = new_endpoint();
    struct server server = new_server(endpoint, false);
    struct new_thread caller = new_started(), other = new_started();

    (void)state;
    run_as(caller.tcb);
    assert_ptr_equal(ready(TOP, 0), other.tcb);
    call(endpoint, 0, WORDS(), WORDS());
    assert_ptr_equal(current_thread(), server.tcb);
    assert_ptr_equal(ready(TOP, 0), other.tcb);
}

/* Unless a higher one is ready: it had no budget when it was woken. */
static void two_woken_threads_go_to_the_head(void **state)
{
    struct new_thread a = new_started(), b = new_started(), other = new_thread(50);
    word_t endpoint = new_endpoint();

    (void)state;
    run_as(a.tcb);
    send(endpoint, 0, WORDS(), WORDS());
    run_as(b.tcb);
    send(endpoint, 0, WORDS(), WORDS());
    as_root();
    start(&other);
    set_priority(&a, 50);
    set_priority(&b, 50);
    assert_success(delete(endpoint)); /* wakes both */
    assert_ptr_equal(ready(50, 0), b.tcb);
    assert_ptr_equal(ready(50, 1), a.tcb);
    assert_ptr_equal(ready(50, 2), other.tcb);
}

/* Slices. */

static void end_of_a_slice_leads_to_the_tail(void **state)
{
    struct new_thread a = new_started(), b = new_started();

    (void)state;
    run_as(a.tcb);
    assert_ptr_equal(ready(TOP, 0), b.tcb);
    run_for(us(5000));
    assert_ptr_equal(current_thread(), b.tcb);
    assert_ptr_equal(ready(TOP, 1), a.tcb);
    assert_int_equal(refill_head(context_of(&a))->amount, us(5000)); /* all of it again */
}

static void yield_leads_to_the_tail(void **state)
{
    struct new_thread a = new_started(), b = new_started();

    (void)state;
    run_as(a.tcb);
    run_for(us(100));
    yield();
    assert_ptr_equal(current_thread(), b.tcb);
    assert_ptr_equal(ready(TOP, 1), a.tcb);
    assert_int_equal(a.tcb->state, THREAD_RUNNING);
    as_root();
    assert_int_equal(consumed(a.sched_context), 100); /* what was given away was not used */
    assert_int_equal(refill_head(context_of(&a))->amount, us(5000));
}

static void yield_waits_for_the_next_refill(void **state)
{
    struct new_thread t = new_limited(1000, 10000, 0, 0);
    ticks_t started;

    (void)state;
    run_as(t.tcb);
    started = host_machine.clock;
    run_for(us(300));
    yield();
    assert_true(t.tcb->in_release_queue);
    assert_int_equal(refill_head(context_of(&t))->time, started + us(10000));
    assert_int_equal(refill_head(context_of(&t))->amount, us(1000));
    as_root();
    assert_int_equal(consumed(t.sched_context), 300);
    run_for(us(9000));
    assert_true(t.tcb->in_release_queue);
    run_for(us(701));
    assert_false(t.tcb->in_release_queue);
}

static void used_time_comes_back_after_a_period(void **state)
{
    struct new_thread t = new_limited(1000, 10000, 4, 0);
    ticks_t started;

    (void)state;
    run_as(t.tcb);
    started = host_machine.clock;
    run_for(us(1000));
    assert_ptr_equal(current_thread(), root_thread());
    assert_true(t.tcb->in_release_queue);
    assert_int_equal(refill_head(context_of(&t))->time, started + us(10000));
    run_for(us(9000) - KERNEL_WCET_TICKS - 1);
    assert_true(t.tcb->in_release_queue);
    run_for(KERNEL_WCET_TICKS + 1);
    assert_true(t.tcb->in_ready_queue || t.tcb == current_thread());
}

/* The head is not enough for a kernel entry: what is left is not used either. */
static void too_little_budget_is_none(void **state)
{
    struct new_thread t = new_limited(1000, 10000, 4, 0);

    (void)state;
    run_as(t.tcb);
    host_machine.clock += us(985);
    assert_false(nbsend(seL4_CapNull, 0, WORDS(), WORDS()).returned);
    assert_true(t.tcb->in_release_queue);
    assert_int_equal(t.tcb->state, THREAD_RESTART);
}

static void enough_budget_executes_the_call(void **state)
{
    struct new_thread t = new_limited(1000, 10000, 4, 0);

    (void)state;
    run_as(t.tcb);
    host_machine.clock += us(975);
    assert_true(nbsend(seL4_CapNull, 0, WORDS(), WORDS()).returned);
    assert_ptr_equal(current_thread(), t.tcb);
}

/* However it is interrupted, in no period more than the budget is used. */
static void no_window_of_a_period_has_more_than_the_budget(void **state)
{
    enum { STEPS = 600, BUDGET = 1000, PERIOD = 5000, STEP = 50 };
    static bool ran[STEPS];

    (void)state;
    for (word_t flags = 0; flags < 2; flags++) {
        for (word_t extra = 0; extra <= 8; extra += 4) {
            struct new_thread t = new_limited(BUDGET, PERIOD, extra, flags);
            word_t notification = new_notification();
            unsigned in_window = 0, seed = 1;

            for (unsigned i = 0; i < STEPS; i++) {
                as_root();
                if (t.tcb->in_ready_queue) {
                    run_as(t.tcb);
                }
                ran[i] = current_thread() == t.tcb;
                host_machine.clock += us(STEP);
                interrupt();
                seed = seed * 1103515245 + 12345;
                if (current_thread() == t.tcb && seed >> 16 & 1) {
                    wait_on(notification); /* it blocks now and then */
                }
                if (current_thread() != t.tcb && seed >> 20 & 1) {
                    as_root();
                    nbsend(notification, 0, WORDS(), WORDS());
                }
                in_window += ran[i];
                in_window -= i >= PERIOD / STEP && ran[i - PERIOD / STEP];
                assert_true(in_window * STEP <= BUDGET + STEP);
            }
            as_root();
            assert_success(delete(t.cptr));
        }
    }
}

/* Contexts. */

static void unconfigured_context_does_not_run(void **state)
{
    struct new_thread t = new_passive_thread(TOP);
    word_t context = new_object(seL4_SchedContextObject, 7);

    (void)state;
    start(&t);
    assert_success(call(context, SchedContextBind, WORDS(), WORDS(t.cptr)));
    assert_int_equal(t.tcb->state, THREAD_RESTART);
    assert_false(t.tcb->in_ready_queue || t.tcb->in_release_queue);
    configure_context(context, 1000, 1000, 0, 0);
    assert_true(t.tcb->in_ready_queue);
}

/* 2^7 bytes have room for no extra refills, 2^8 for eight. */
static void refills_by_size(void **state)
{
    static const word_t most[][2] = { { 7, 0 }, { 8, 8 }, { 9, 24 }, { 10, 56 } };

    (void)state;
    for (unsigned i = 0; i < ARRAY_COUNT(most); i++) {
        word_t context = new_object(seL4_SchedContextObject, most[i][0]);

        configure_context(context, 100, 1000, most[i][1], 0);
        assert_error_2(call(WORLD_SCHED_CONTROL, SchedControlConfigureFlags,
                            WORDS(100, 1000, most[i][1] + 1, 0, 0), WORDS(context)),
                       seL4_RangeError, 0, most[i][1]);
    }
}

static void limits_of_time(void **state)
{
    word_t context = new_object(seL4_SchedContextObject, 7);
    const word_t max = UINT64_C(0x218def416bdb);

    (void)state;
    configure_context(context, 20, 20, 0, 0);
    configure_context(context, max, max, 0, 0);
    assert_error_2(call(WORLD_SCHED_CONTROL, SchedControlConfigureFlags,
                        WORDS(20, max + 1, 0, 0, 0), WORDS(context)),
                   seL4_RangeError, 20, max);
    assert_error_2(call(WORLD_SCHED_CONTROL, SchedControlConfigureFlags, WORDS(19, 20, 0, 0, 0),
                        WORDS(context)),
                   seL4_RangeError, 20, max);
    assert_error_2(call(WORLD_SCHED_CONTROL, SchedControlConfigureFlags, WORDS(31, 30, 0, 0, 0),
                        WORDS(context)),
                   seL4_RangeError, 20, 30);
}

/* A context in use keeps to its bandwidth when it is configured again; one that is not starts with
 * all of its budget. */
static void configuring_again(void **state)
{
    struct new_thread t = new_limited(1000, 10000, 4, 0);
    struct sched_context *sc = context_of(&t);
    ticks_t started;

    (void)state;
    run_as(t.tcb);
    started = host_machine.clock;
    run_for(us(1000));
    assert_true(t.tcb->in_release_queue);
    as_root();
    configure_context(t.sched_context, 1000, 10000, 4, 0);
    assert_true(t.tcb->in_release_queue);
    assert_int_equal(refill_head(sc)->time, started + us(10000));
    assert_success(call(t.cptr, TCBSuspend, WORDS(), WORDS()));
    configure_context(t.sched_context, 500, 10000, 4, 0);
    assert_int_equal(refill_head(sc)->time, host_machine.clock);
    assert_int_equal(refill_head(sc)->amount, us(500));
    unbind_context(&t);
    configure_context(t.sched_context, 600, 10000, 4, 0);
    assert_int_equal(refill_head(sc)->amount, us(600));
}

/* Configured anew, a ready thread competes like a woken one: at its priority it is the last. */
static void configured_thread_competes_anew(void **state)
{
    struct new_thread other = new_started(), t = new_started();

    (void)state;
    assert_ptr_equal(ready(TOP, 0), other.tcb);
    configure_context(t.sched_context, 2000, 2000, 0, 0);
    assert_ptr_equal(current_thread(), root_thread());
    assert_ptr_equal(ready(TOP, 0), other.tcb);
    assert_ptr_equal(ready(TOP, 1), t.tcb);
}

static void configuring_the_own_context(void **state)
{
    (void)state;
    run_for(us(100));
    configure_context(seL4_CapInitThreadSC, 1000, 10000, 0, 0);
    assert_ptr_equal(current_thread(), root_thread());
    configure_context(seL4_CapInitThreadSC, 5000, 5000, 0, 0);
    assert_ptr_equal(current_thread(), root_thread());
    assert_int_equal(current_thread()->sched_context->period, 0);
}

/* Unbind takes thread, notification and call stack; UnbindObject one of them. */
static void unbinding(void **state)
{
    word_t notification = new_notification();
    struct new_thread t = new_started();
    struct sched_context *sc = context_of(&t);

    (void)state;
    assert_success(call(t.sched_context, SchedContextBind, WORDS(), WORDS(notification)));
    assert_success(call(t.sched_context, SchedContextUnbindObject, WORDS(), WORDS(notification)));
    assert_null(sc->notification);
    assert_null(notification_of(cap_at(notification))->sched_context);
    assert_ptr_equal(sc->tcb, t.tcb);
    assert_success(call(t.sched_context, SchedContextBind, WORDS(), WORDS(notification)));
    unbind_context(&t);
    assert_null(sc->tcb);
    assert_false(t.tcb->in_ready_queue);
    assert_non_null(sc->notification);
    assert_success(call(t.sched_context, SchedContextBind, WORDS(), WORDS(t.cptr)));
    assert_true(t.tcb->in_ready_queue);
    assert_success(call(t.sched_context, SchedContextUnbind, WORDS(), WORDS()));
    assert_null(sc->tcb);
    assert_null(sc->notification);
    assert_error(call(seL4_CapInitThreadSC, SchedContextUnbind, WORDS(), WORDS()),
                 seL4_IllegalOperation);
    assert_error(
        call(seL4_CapInitThreadSC, SchedContextUnbindObject, WORDS(), WORDS(seL4_CapInitThreadTCB)),
        seL4_IllegalOperation);
}

static void consumed_counts_and_restarts(void **state)
{
    struct new_thread t = new_started();

    (void)state;
    assert_int_equal(consumed(t.sched_context), 0);
    run_as(t.tcb);
    run_for(us(124));
    as_root();
    assert_int_equal(consumed(t.sched_context), 124);
    assert_int_equal(consumed(t.sched_context), 0);
    consumed(seL4_CapInitThreadSC);
    run_for(us(78));
    assert_int_equal(consumed(seL4_CapInitThreadSC), 78);
}

/* YieldTo. */

static void yield_to_an_equal_waits_for_the_turn(void **state)
{
    struct new_thread target = new_started(), other = new_started();

    (void)state;
    call(target.sched_context, SchedContextYieldTo, WORDS(), WORDS());
    assert_ptr_equal(current_thread(), target.tcb);
    assert_ptr_equal(ready(TOP, 0), root_thread());
    assert_ptr_equal(ready(TOP, 1), other.tcb);
    run_for(us(250));
    yield();
    assert_ptr_equal(current_thread(), root_thread());
    assert_words(answer_of(root_thread()), 0, WORDS(250));
    assert_int_equal(root_thread()->regs.x[0], 0);
    assert_int_equal(consumed(target.sched_context), 0); /* reported already */
}

static void yield_to_a_lower_one_returns(void **state)
{
    struct new_thread target = new_thread(50), other = new_thread(50);
    struct answer a;

    (void)state;
    start(&other);
    start(&target);
    a = call(target.sched_context, SchedContextYieldTo, WORDS(), WORDS());
    assert_true(a.returned);
    assert_words(a, 0, WORDS(0));
    assert_ptr_equal(ready(50, 0), target.tcb);
    assert_ptr_equal(ready(50, 1), other.tcb);
}

static void yield_to_a_thread_that_cannot_run_returns(void **state)
{
    struct new_thread stopped = new_thread(TOP), late = new_limited(100, 10000, 0, 0);

    (void)state;
    assert_words(call(stopped.sched_context, SchedContextYieldTo, WORDS(), WORDS()), 0, WORDS(0));
    run_as(late.tcb);
    run_for(us(100));
    assert_true(late.tcb->in_release_queue);
    as_root();
    assert_words(call(late.sched_context, SchedContextYieldTo, WORDS(), WORDS()), 0, WORDS(100));
}

/* The answer comes early if somebody else yields to the context, or it or its thread goes away. */
static void yield_to_is_completed_early(void **state)
{
    enum { ANOTHER, DELETED, UNBOUND, UNBOUND_OBJECT, THREAD_DELETED, WAYS };

    (void)state;
    for (unsigned way = 0; way < WAYS; way++) {
        struct new_thread target = new_started(), first = new_started();
        struct sched_context *sc = context_of(&target);

        run_as(first.tcb);
        call(target.sched_context, SchedContextYieldTo, WORDS(), WORDS());
        assert_ptr_equal(current_thread(), target.tcb);
        assert_ptr_equal(sc->yield_from, first.tcb);
        run_for(us(40));
        as_root();
        switch (way) {
        case ANOTHER:
            call(target.sched_context, SchedContextYieldTo, WORDS(), WORDS());
            assert_ptr_equal(sc->yield_from, root_thread());
            break;
        case DELETED:
            assert_success(delete(target.sched_context));
            break;
        case UNBOUND:
            assert_success(call(target.sched_context, SchedContextUnbind, WORDS(), WORDS()));
            break;
        case UNBOUND_OBJECT:
            unbind_context(&target);
            break;
        case THREAD_DELETED:
            assert_success(delete(target.cptr));
            break;
        }
        assert_null(first.tcb->yield_to);
        assert_words(answer_of(first.tcb), 0, WORDS(40));
        as_root();
        assert_success(call(first.cptr, TCBSuspend, WORDS(), WORDS()));
    }
}

static void suspending_the_caller_cancels_yield_to(void **state)
{
    struct new_thread target = new_started(), caller = new_started();
    word_t info;

    (void)state;
    run_as(caller.tcb);
    call(target.sched_context, SchedContextYieldTo, WORDS(), WORDS());
    info = caller.tcb->regs.x[1];
    as_root();
    assert_success(call(caller.cptr, TCBSuspend, WORDS(), WORDS()));
    assert_null(context_of(&target)->yield_from);
    assert_int_equal(caller.tcb->regs.x[1], info); /* no answer was written */
}

static void yield_to_respects_the_callers_mcp(void **state)
{
    struct new_thread target = new_started(), caller = new_started();

    (void)state;
    assert_success(
        call(caller.cptr, TCBSetMCPriority, WORDS(TOP - 1), WORDS(seL4_CapInitThreadTCB)));
    run_as(caller.tcb);
    assert_error(call(target.sched_context, SchedContextYieldTo, WORDS(), WORDS()),
                 seL4_IllegalOperation);
    assert_error(call(caller.sched_context, SchedContextYieldTo, WORDS(), WORDS()),
                 seL4_IllegalOperation);
}

/* Timeouts. */

/* A limited thread whose timeouts are told to the root task, with data word 0xda. */
static struct faulter new_timeouter(void)
{
    struct faulter f = { .thread = new_thread(TOP),
                         .endpoint = new_endpoint(),
                         .reply = new_reply() };

    f.tcb = f.thread.tcb;
    f.handler = mint(f.endpoint, RIGHT_ALL, HANDLER_BADGE);
    assert_success(call(f.thread.cptr, TCBSetTimeoutEndpoint, WORDS(), WORDS(f.handler)));
    assert_success(call(WORLD_SCHED_CONTROL, SchedControlConfigureFlags,
                        WORDS(1000, 10000, 0, 0xda, 0), WORDS(f.thread.sched_context)));
    start(&f.thread);
    return f;
}

static void timeout_is_told(void **state)
{
    struct faulter f = new_timeouter();
    word_t pc;

    (void)state;
    run_as(f.tcb);
    pc = f.tcb->regs.pc = 0x8000;
    run_for(us(1000));
    assert_words(fault_message(&f), seL4_Fault_Timeout, WORDS(0xda, 1000));
    assert_int_equal(consumed(f.thread.sched_context), 0);
    /* It waits for its refill, then goes on where it was. */
    fault_reply(&f, 0, WORDS());
    assert_int_equal(f.tcb->state, THREAD_RESTART);
    assert_true(f.tcb->in_release_queue);
    assert_int_equal(f.tcb->regs.fault_ip, pc);
}

/* The system call that found no budget is executed later. */
static void timeout_at_a_system_call(void **state)
{
    struct faulter f = new_timeouter();
    word_t notification = new_notification(), pc;

    (void)state;
    run_as(f.tcb);
    pc = f.tcb->regs.pc;
    host_machine.clock += us(994);
    assert_false(send(notification, 0, WORDS(), WORDS()).returned);
    assert_int_equal(notification_of(cap_at(notification))->state, NOTIFICATION_IDLE);
    assert_words(fault_message(&f), seL4_Fault_Timeout, WORDS(0xda, 994));
    assert_int_equal(f.tcb->regs.fault_ip, pc);
    fault_reply(&f, 1, WORDS());
    assert_int_equal(f.tcb->state, THREAD_INACTIVE);
}

/* The handler gives it more before it answers. */
static void timeout_handler_reconfigures(void **state)
{
    struct faulter f = new_timeouter();

    (void)state;
    run_as(f.tcb);
    run_for(us(1000));
    fault_message(&f);
    configure_context(f.thread.sched_context, 2000, 10000, 0, 0);
    fault_reply(&f, 0, WORDS());
    assert_true(f.tcb->in_ready_queue);
}

static void timeout_message_without_context(void **state)
{
    struct faulter f = new_timeouter();

    (void)state;
    run_as(f.tcb);
    run_for(us(1000));
    as_root();
    unbind_context(&f.thread);
    assert_words(fault_message(&f), seL4_Fault_Timeout, WORDS(0xda));
}

/* A timeout does not lend the context, which has nothing to run on anyway. */
static void timeout_lends_nothing(void **state)
{
    struct faulter f = new_timeouter();
    struct server handler = new_server(f.endpoint, true);

    (void)state;
    run_as(f.tcb);
    run_for(us(1000));
    assert_waits_under(f.tcb, handler.reply);
    assert_ptr_equal(f.tcb->sched_context, context_of(&f.thread));
    assert_null(handler.tcb->sched_context);
}

/* The same where the handler fetches it from the queue, having just answered somebody else. */
static void queued_timeout_lends_nothing(void **state)
{
    struct faulter f = new_timeouter();
    struct server handler = new_server(f.endpoint, true);
    struct new_thread client = new_started();

    (void)state;
    run_as(client.tcb);
    call(f.endpoint, 1, WORDS(), WORDS());
    assert_ptr_equal(current_thread(), handler.tcb);
    run_as(f.tcb);
    run_for(us(1000));
    assert_int_equal(f.tcb->state, THREAD_BLOCKED_ON_SEND);
    run_as(handler.tcb);
    reply_recv(f.endpoint, handler.reply, 0, WORDS());
    assert_waits_under(f.tcb, handler.reply);
    assert_ptr_equal(f.tcb->sched_context, context_of(&f.thread));
    assert_ptr_equal(client.tcb->sched_context, context_of(&client));
    assert_null(handler.tcb->sched_context);
    assert_int_equal(handler.tcb->state, THREAD_RUNNING);
    assert_int_equal(answer_of(handler.tcb).label, seL4_Fault_Timeout);
}

static void round_robin_and_yield_never_time_out(void **state)
{
    struct faulter f = new_timeouter();

    (void)state;
    run_as(f.tcb);
    yield();
    assert_true(f.tcb->in_release_queue);
    as_root();
    configure_context(f.thread.sched_context, 1000, 1000, 0, 0);
    run_for(us(20000));
    run_as(f.tcb);
    run_for(us(1000));
    assert_int_equal(f.tcb->state, THREAD_RUNNING);
    assert_ptr_equal(current_thread(), root_thread());
    assert_true(f.tcb->in_ready_queue);
}

/* A server that runs out of its client's time: its own handler hears of it. */
static void timeout_of_a_passive_server(void **state)
{
    struct faulter client = new_timeouter();
    word_t service = new_endpoint(), endpoint = new_endpoint(), reply = new_reply();
    struct server server = new_server(service, true);
    struct answer a;

    (void)state;
    assert_success(call(server.thread.cptr, TCBSetTimeoutEndpoint, WORDS(), WORDS(endpoint)));
    run_as(client.tcb);
    call(service, 0, WORDS(), WORDS());
    assert_ptr_equal(current_thread(), server.tcb);
    run_for(us(1000));
    assert_int_equal(server.tcb->state, THREAD_BLOCKED_ON_SEND);
    as_root();
    a = recv(endpoint, reply);
    assert_words(a, seL4_Fault_Timeout, WORDS(0xda, 1000));
    /* An answer for the client, whose own handler is now told, since it has no budget. */
    send(server.reply, 3, WORDS(), WORDS());
    assert_words(fault_message(&client), seL4_Fault_Timeout, WORDS(0xda, 0));
}

/* The answered client goes on behind its call after its timeout, not at the call again. */
static void timeout_at_a_reply(void **state)
{
    struct faulter client = new_timeouter();
    word_t service = new_endpoint(), pc;
    struct server server = new_server(service, true);

    (void)state;
    run_as(client.tcb);
    pc = client.tcb->regs.pc;
    call(service, 0, WORDS(), WORDS());
    run_for(us(1000));
    assert_true(server.tcb->in_release_queue);
    as_root();
    send(server.reply, 3, WORDS(1, 2), WORDS());
    fault_message(&client);
    assert_words(answer_of(client.tcb), 3, WORDS(1, 2));
    fault_reply(&client, 0, WORDS());
    run_for(us(10000));
    run_as(client.tcb);
    assert_int_equal(client.tcb->regs.pc, pc + 4);
    assert_words(answer_of(client.tcb), 3, WORDS(1, 2));
}

/* Priorities. */

static void ready_thread_moves_to_the_head_of_its_new_queue(void **state)
{
    struct new_thread a = new_thread(50), b = new_thread(60);

    (void)state;
    start(&a);
    start(&b);
    set_priority(&a, 60);
    assert_ptr_equal(ready(60, 0), a.tcb);
    assert_ptr_equal(ready(60, 1), b.tcb);
    assert_null(ready(50, 0));
    set_priority(&b, 60); /* also without a change */
    assert_ptr_equal(ready(60, 0), b.tcb);
}

static void current_thread_lowers_itself(void **state)
{
    struct new_thread a = new_thread(60), b = new_thread(50);
    struct answer answer;

    (void)state;
    start(&a);
    start(&b);
    call(seL4_CapInitThreadTCB, TCBSetPriority, WORDS(60), WORDS(seL4_CapInitThreadTCB));
    assert_ptr_equal(current_thread(), root_thread()); /* at the head, before its equal */
    answer = call(seL4_CapInitThreadTCB, TCBSetPriority, WORDS(50), WORDS(seL4_CapInitThreadTCB));
    assert_ptr_equal(current_thread(), a.tcb);
    assert_int_equal(answer.label, 0); /* the answer is there already */
    assert_int_equal(answer.length, 0);
    assert_ptr_equal(ready(50, 0), root_thread());
    assert_ptr_equal(ready(50, 1), b.tcb);
}

static void raising_a_thread_above_the_current_one(void **state)
{
    struct new_thread a = new_thread(50);

    (void)state;
    start(&a);
    call(seL4_CapInitThreadTCB, TCBSetPriority, WORDS(100), WORDS(seL4_CapInitThreadTCB));
    assert_ptr_equal(current_thread(), root_thread());
    call(a.cptr, TCBSetPriority, WORDS(101), WORDS(seL4_CapInitThreadTCB));
    assert_ptr_equal(current_thread(), a.tcb);
    assert_ptr_equal(ready(100, 0), root_thread());
}

/* Waiting threads are served by priority, also after it changed, first come first served within. */
static void waiting_threads_are_sorted_again(void **state)
{
    word_t endpoint = new_endpoint(), notification = new_notification();
    struct new_thread t[4];

    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        t[i] = new_started();
        run_as(t[i].tcb);
        if (i < 2) {
            send(endpoint, i, WORDS(), WORDS());
        } else {
            wait_on(notification);
        }
        as_root();
    }
    set_priority(&t[0], 10);
    set_priority(&t[2], 10);
    assert_int_equal(nbrecv(endpoint, new_reply()).label, 1);
    signal_on(notification);
    assert_int_equal(t[3].tcb->state, THREAD_RUNNING);
    assert_int_equal(t[2].tcb->state, THREAD_BLOCKED_ON_NOTIFICATION);
}

/* Mcp limits what may be given, not what a thread has. */
static void priority_above_mcp(void **state)
{
    struct new_thread t = new_thread(10);

    (void)state;
    assert_success(call(t.cptr, TCBSetMCPriority, WORDS(5), WORDS(seL4_CapInitThreadTCB)));
    assert_success(call(t.cptr, TCBSetPriority, WORDS(200), WORDS(seL4_CapInitThreadTCB)));
    assert_int_equal(t.tcb->priority, 200);
    assert_int_equal(t.tcb->mcp, 5);
    assert_error_2(call(t.cptr, TCBSetPriority, WORDS(6), WORDS(t.cptr)), seL4_RangeError, 0, 5);
}

/* Domains. */

static void woken_thread_of_another_domain_waits(void **state)
{
    word_t notification = new_notification();
    struct new_thread t = new_started();

    (void)state;
    run_as(t.tcb);
    wait_on(notification);
    as_root();
    assert_success(call(seL4_CapDomain, DomainSetSet, WORDS(3), WORDS(t.cptr)));
    signal_on(notification);
    assert_ptr_equal(current_thread(), root_thread());
    assert_ptr_equal(kernel.cpu.ready[3].queue[TOP].head, t.tcb);
    /* And when the caller blocks: nobody of this domain is left. */
    wait_on(new_notification());
    assert_ptr_equal(current_thread(), &kernel.cpu.idle);
}

/* It waits at the head of its queue. */
static void woken_threads_of_another_domain_come_first(void **state)
{
    word_t notification = new_notification();
    struct new_thread sleeper = new_started(), ready = new_started();

    (void)state;
    run_as(sleeper.tcb);
    wait_on(notification);
    as_root();
    assert_success(call(seL4_CapDomain, DomainSetSet, WORDS(3), WORDS(sleeper.cptr)));
    assert_success(call(seL4_CapDomain, DomainSetSet, WORDS(3), WORDS(ready.cptr)));
    assert_true(ready.tcb->in_ready_queue);
    signal_on(notification);
    assert_ptr_equal(kernel.cpu.ready[3].queue[TOP].head, sleeper.tcb);
    assert_ptr_equal(kernel.cpu.ready[3].queue[TOP].tail, ready.tcb);
}

static void new_threads_are_in_the_current_domain(void **state)
{
    struct new_thread t;

    (void)state;
    assert_success(call(seL4_CapDomain, DomainSetSet, WORDS(2), WORDS(seL4_CapInitThreadTCB)));
    assert_ptr_equal(current_thread(), &kernel.cpu.idle);
    kernel.cpu.domain = 2; /* as if its slice had come */
    kernel.cpu.reschedule = true;
    interrupt();
    assert_ptr_equal(current_thread(), root_thread());
    t = new_thread(1);
    assert_int_equal(t.tcb->domain, 2);
}

static void schedule_at_boot(void **state)
{
    const struct cpu *cpu = &kernel.cpu;

    (void)state;
    assert_int_equal(cpu->domain_index, 0);
    assert_int_equal(cpu->domain_start, 0);
    assert_int_equal(kernel.domain_schedule[0].domain, 0);
    assert_int_equal(kernel.domain_schedule[0].ticks, word_mask(56));
    for (unsigned i = 1; i < CONFIG_NUM_DOMAIN_SCHEDULES; i++) {
        assert_int_equal(kernel.domain_schedule[i].ticks, 0);
    }
}

/* The slice in progress is not shortened; the entry counts when it comes again. */
static void changed_slice_counts_next_time(void **state)
{
    struct new_thread t = new_thread(TOP);
    ticks_t end;

    (void)state;
    assert_success(call(seL4_CapDomain, DomainSetSet, WORDS(1), WORDS(t.cptr)));
    start(&t);
    assert_success(call(seL4_CapDomain, DomainScheduleConfigure, WORDS(0, 0, us(1000)), WORDS()));
    assert_success(call(seL4_CapDomain, DomainScheduleConfigure, WORDS(1, 1, us(1000)), WORDS()));
    end = kernel.cpu.domain_end;
    assert_true(end > host_machine.clock + us(100000));
    assert_success(call(seL4_CapDomain, DomainScheduleSetStart, WORDS(0), WORDS()));
    end = kernel.cpu.domain_end;
    assert_int_equal(end, host_machine.clock + us(1000));
    assert_success(call(seL4_CapDomain, DomainScheduleConfigure, WORDS(0, 0, us(3000)), WORDS()));
    assert_int_equal(kernel.cpu.domain_end, end);
    run_for(us(1000));
    assert_ptr_equal(current_thread(), t.tcb);
    run_for(us(1000));
    assert_ptr_equal(current_thread(), root_thread());
    assert_int_equal(kernel.cpu.domain_end, host_machine.clock + us(3000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ABI_TEST(woken_thread_of_higher_priority_runs_at_once),
        ABI_TEST(woken_thread_of_equal_priority_goes_to_the_tail),
        ABI_TEST(woken_thread_of_lower_priority_goes_to_the_head),
        ABI_TEST(called_thread_runs_before_its_equals),
        ABI_TEST(two_woken_threads_go_to_the_head),
        ABI_TEST(end_of_a_slice_leads_to_the_tail),
        ABI_TEST(yield_leads_to_the_tail),
        ABI_TEST(yield_waits_for_the_next_refill),
        ABI_TEST(used_time_comes_back_after_a_period),
        ABI_TEST(too_little_budget_is_none),
        ABI_TEST(enough_budget_executes_the_call),
        ABI_TEST(no_window_of_a_period_has_more_than_the_budget),
        ABI_TEST(unconfigured_context_does_not_run),
        ABI_TEST(refills_by_size),
        ABI_TEST(limits_of_time),
        ABI_TEST(configuring_again),
        ABI_TEST(configured_thread_competes_anew),
        ABI_TEST(configuring_the_own_context),
        ABI_TEST(unbinding),
        ABI_TEST(consumed_counts_and_restarts),
        ABI_TEST(yield_to_an_equal_waits_for_the_turn),
        ABI_TEST(yield_to_a_lower_one_returns),
        ABI_TEST(yield_to_a_thread_that_cannot_run_returns),
        ABI_TEST(yield_to_is_completed_early),
        ABI_TEST(suspending_the_caller_cancels_yield_to),
        ABI_TEST(yield_to_respects_the_callers_mcp),
        ABI_TEST(timeout_is_told),
        ABI_TEST(timeout_at_a_system_call),
        ABI_TEST(timeout_handler_reconfigures),
        ABI_TEST(timeout_message_without_context),
        ABI_TEST(timeout_lends_nothing),
        ABI_TEST(queued_timeout_lends_nothing),
        ABI_TEST(round_robin_and_yield_never_time_out),
        ABI_TEST(timeout_of_a_passive_server),
        ABI_TEST(timeout_at_a_reply),
        ABI_TEST(ready_thread_moves_to_the_head_of_its_new_queue),
        ABI_TEST(current_thread_lowers_itself),
        ABI_TEST(raising_a_thread_above_the_current_one),
        ABI_TEST(waiting_threads_are_sorted_again),
        ABI_TEST(priority_above_mcp),
        ABI_TEST(woken_thread_of_another_domain_waits),
        ABI_TEST(woken_threads_of_another_domain_come_first),
        ABI_TEST(new_threads_are_in_the_current_domain),
        ABI_TEST(schedule_at_boot),
        ABI_TEST(changed_slice_counts_next_time),
    };

    return cmocka_run_group_tests_name("abi_sched", tests, NULL, NULL);
}
