/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * docs/abi.md, donation: who runs on whose scheduling context, and what becomes of call stacks when
 * their parts are replied to, reused, deleted, suspended or unbound.
 */
#include "abi_fixture.h"

/* A caller, and a chain of passive servers each of which has called the next. */
struct chain {
    struct new_thread caller;
    struct server server[3];
    word_t endpoint[3];
    struct sched_context *sc;
};

/* The caller has called server 0, which has called server 1, ...; the last one runs. */
static struct chain new_chain(unsigned length)
{
    struct chain c;

    for (unsigned i = 0; i < length; i++) {
        c.endpoint[i] = new_endpoint();
        c.server[i] = new_server(c.endpoint[i], true);
    }
    c.caller = new_started();
    c.sc = context_of(&c.caller);
    run_as(c.caller.tcb);
    for (unsigned i = 0; i < length; i++) {
        call(c.endpoint[i], 1, WORDS(i), WORDS());
        assert_ptr_equal(current_thread(), c.server[i].tcb);
        assert_ptr_equal(c.sc->tcb, c.server[i].tcb);
    }
    return c;
}

static void call_lends_and_reply_gives_back(void **state)
{
    struct chain c = new_chain(1);

    (void)state;
    assert_waits_under(c.caller.tcb, c.server[0].reply);
    assert_null(c.caller.tcb->sched_context);
    assert_ptr_equal(c.sc->reply, reply_of(cap_at(c.server[0].reply)));
    reply_recv(c.endpoint[0], c.server[0].reply, 9, WORDS(5));
    assert_ptr_equal(current_thread(), c.caller.tcb);
    assert_ptr_equal(c.caller.tcb->sched_context, c.sc);
    assert_null(c.server[0].tcb->sched_context);
    assert_null(c.sc->reply);
    assert_words(answer_of(c.caller.tcb), 9, WORDS(5));
    assert_int_equal(c.caller.tcb->regs.x[0], 0);
}

static void call_to_an_active_server_only_links(void **state)
{
    word_t endpoint = new_endpoint();
    struct server server = new_server(endpoint, false);
    struct new_thread caller = new_started();

    (void)state;
    run_as(caller.tcb);
    call(endpoint, 1, WORDS(), WORDS());
    assert_waits_under(caller.tcb, server.reply);
    assert_ptr_equal(caller.tcb->sched_context, context_of(&caller));
    assert_ptr_equal(server.tcb->sched_context, context_of(&server.thread));
    assert_null(context_of(&caller)->reply);
    run_as(server.tcb);
    reply_recv(endpoint, server.reply, 0, WORDS());
    assert_int_equal(caller.tcb->state, THREAD_RUNNING);
}

/* A passive server answers one caller and takes the next, who has waited in the queue. */
static void queued_call_lends_when_received(void **state)
{
    struct chain c = new_chain(1);
    struct new_thread second = new_started();

    (void)state;
    run_as(second.tcb);
    call(c.endpoint[0], 2, WORDS(22), WORDS());
    assert_int_equal(second.tcb->state, THREAD_BLOCKED_ON_SEND);
    run_as(c.server[0].tcb);
    reply_recv(c.endpoint[0], c.server[0].reply, 0, WORDS());
    assert_ptr_equal(c.caller.tcb->sched_context, c.sc);
    assert_ptr_equal(c.server[0].tcb->sched_context, context_of(&second));
    assert_waits_under(second.tcb, c.server[0].reply);
    assert_words(answer_of(c.server[0].tcb), 2, WORDS(22));
}

/* Somebody whose context was taken away while queued lends none, but can be answered. */
static void caller_without_context_only_links(void **state)
{
    word_t endpoint = new_endpoint(), reply = new_reply();
    struct new_thread caller = new_started();

    (void)state;
    run_as(caller.tcb);
    call(endpoint, 1, WORDS(3), WORDS());
    as_root();
    unbind_context(&caller);
    recv(endpoint, reply);
    assert_waits_under(caller.tcb, reply);
    send(reply, 4, WORDS(6), WORDS());
    assert_int_equal(caller.tcb->state, THREAD_RUNNING);
    assert_false(caller.tcb->in_ready_queue);
    assert_words(answer_of(caller.tcb), 4, WORDS(6));
}

static void plain_sends_lend_nothing(void **state)
{
    static const int numbers[] = { seL4_SysSend, seL4_SysNBSend };

    (void)state;
    for (unsigned i = 0; i < ARRAY_COUNT(numbers); i++) {
        word_t endpoint = new_endpoint();
        struct server server = new_server(endpoint, true);

        assert_true(syscall(&(struct request){ .number = numbers[i], .cap = endpoint }).returned);
        assert_int_equal(server.tcb->state, THREAD_RUNNING);
        assert_null(server.tcb->sched_context);
        assert_false(server.tcb->in_ready_queue);
        /* Given a context, it runs. */
        assert_success(call(server.thread.sched_context, SchedContextBind, WORDS(),
                            WORDS(server.thread.cptr)));
        assert_true(server.tcb->in_ready_queue);
    }
}

/* The first phase of a combined call to a waiting passive thread lends; the sender then waits. */
static void combined_sends_lend(void **state)
{
    static const int numbers[] = { seL4_SysReplyRecv, seL4_SysNBSendRecv, seL4_SysNBSendWait };

    (void)state;
    for (unsigned i = 0; i < ARRAY_COUNT(numbers); i++) {
        word_t endpoint = new_endpoint(), source = new_notification();
        struct server server = new_server(endpoint, true);
        struct new_thread sender = new_started();

        run_as(sender.tcb);
        syscall(&(struct request){ .number = numbers[i],
                                   .cap = source,
                                   .reply = endpoint,
                                   .nbsend_dest = endpoint,
                                   .label = 3,
                                   .words = WORDS(i) });
        assert_ptr_equal(current_thread(), server.tcb);
        assert_ptr_equal(server.tcb->sched_context, context_of(&sender));
        assert_null(sender.tcb->sched_context);
        assert_int_equal(sender.tcb->state, THREAD_BLOCKED_ON_NOTIFICATION);
        assert_null(context_of(&sender)->reply); /* nothing to give it back with */
        as_root();
    }
}

static void replies_unwind_a_chain(void **state)
{
    struct chain c = new_chain(3);

    (void)state;
    for (unsigned i = 3; i-- > 0;) {
        struct tcb *before = i > 0 ? c.server[i - 1].tcb : c.caller.tcb;

        assert_ptr_equal(c.sc->reply, reply_of(cap_at(c.server[i].reply)));
        reply_recv(c.endpoint[i], c.server[i].reply, 0, WORDS());
        assert_ptr_equal(current_thread(), before);
        assert_ptr_equal(c.sc->tcb, before);
    }
    assert_null(c.sc->reply);
}

/* Anybody with the reply capability may answer; the context leaves whoever has it. */
static void reply_by_somebody_else(void **state)
{
    struct chain c = new_chain(1);

    (void)state;
    as_root();
    send(c.server[0].reply, 6, WORDS(1), WORDS());
    assert_ptr_equal(c.sc->tcb, c.caller.tcb);
    assert_int_equal(c.caller.tcb->state, THREAD_RUNNING);
    assert_true(c.caller.tcb->in_ready_queue);
    assert_null(c.server[0].tcb->sched_context);
    assert_int_equal(c.server[0].tcb->state, THREAD_RUNNING);
    assert_false(c.server[0].tcb->in_ready_queue);
    send(c.server[0].reply, 7, WORDS(1), WORDS()); /* nobody is there any more */
    assert_words(answer_of(c.caller.tcb), 6, WORDS(1));
}

/* A caller that was given another context while it waited keeps that; the lent one stays. */
static void caller_with_a_new_context_keeps_it(void **state)
{
    struct chain c = new_chain(1);
    word_t context = new_object(seL4_SchedContextObject, 8);

    (void)state;
    as_root();
    configure_context(context, 1000, 1000, 0, 0);
    assert_success(call(context, SchedContextBind, WORDS(), WORDS(c.caller.cptr)));
    send(c.server[0].reply, 6, WORDS(), WORDS());
    assert_int_equal(c.caller.tcb->state, THREAD_RUNNING);
    assert_ptr_equal(c.caller.tcb->sched_context, context_at(context));
    assert_ptr_equal(c.sc->tcb, c.server[0].tcb);
    assert_ptr_equal(c.server[0].tcb->sched_context, c.sc);
    assert_null(c.sc->reply);
}

/* A thread with a context of its own that is answered out of turn does not take the stack's. */
static void second_call_stacks_another_reply(void **state)
{
    struct chain c = new_chain(1);
    struct new_thread second = new_started();
    word_t reply = new_slot();

    (void)state;
    as_root();
    reply = new_reply();
    run_as(c.server[0].tcb);
    recv(c.endpoint[0], reply); /* the first is not answered: its context stays */
    assert_ptr_equal(c.sc->tcb, c.server[0].tcb);
    run_as(second.tcb);
    call(c.endpoint[0], 2, WORDS(), WORDS());
    assert_waits_under(second.tcb, reply);
    assert_ptr_equal(second.tcb->sched_context, context_of(&second));
    assert_waits_under(c.caller.tcb, c.server[0].reply);
    assert_ptr_equal(c.sc->reply, reply_of(cap_at(c.server[0].reply)));
    run_as(c.server[0].tcb);
    send(reply, 0, WORDS(), WORDS());
    assert_ptr_equal(c.sc->tcb, c.server[0].tcb);
    send(c.server[0].reply, 0, WORDS(), WORDS());
    assert_ptr_equal(c.sc->tcb, c.caller.tcb);
    assert_int_equal(second.tcb->state, THREAD_RUNNING);
}

static void deleting_the_newest_reply(void **state)
{
    struct chain c = new_chain(2);

    (void)state;
    as_root();
    assert_success(delete(c.server[1].reply));
    assert_int_equal(c.server[0].tcb->state, THREAD_INACTIVE);
    assert_ptr_equal(c.sc->tcb, c.server[0].tcb);
    assert_null(c.server[1].tcb->sched_context);
    assert_int_equal(c.server[1].tcb->state, THREAD_RUNNING);
    assert_ptr_equal(c.sc->reply, reply_of(cap_at(c.server[0].reply)));
    assert_waits_under(c.caller.tcb, c.server[0].reply);
    send(c.server[0].reply, 0, WORDS(), WORDS());
    assert_ptr_equal(c.sc->tcb, c.caller.tcb);
}

/* Caller, 0, 1, 2: the reply that holds server 0 goes; the context no longer gets past the cut. */
static void deleting_a_middle_reply_cuts_the_stack(void **state)
{
    struct chain c = new_chain(3);

    (void)state;
    as_root();
    assert_success(delete(c.server[1].reply));
    assert_int_equal(c.server[0].tcb->state, THREAD_INACTIVE);
    assert_ptr_equal(c.sc->tcb, c.server[2].tcb);
    assert_waits_under(c.caller.tcb, c.server[0].reply);
    run_as(c.server[2].tcb);
    reply_recv(c.endpoint[2], c.server[2].reply, 0, WORDS());
    assert_ptr_equal(current_thread(), c.server[1].tcb);
    assert_ptr_equal(c.sc->tcb, c.server[1].tcb);
    assert_null(c.sc->reply);
    as_root();
    send(c.server[0].reply, 1, WORDS(), WORDS());
    assert_int_equal(c.caller.tcb->state, THREAD_RUNNING);
    assert_null(c.caller.tcb->sched_context);
    assert_ptr_equal(c.sc->tcb, c.server[1].tcb);
}

/* The oldest reply is deleted: its caller has lost the context for good. */
static void deleting_the_oldest_reply(void **state)
{
    struct chain c = new_chain(2);

    (void)state;
    as_root();
    assert_success(delete(c.server[0].reply));
    assert_int_equal(c.caller.tcb->state, THREAD_INACTIVE);
    assert_null(c.caller.tcb->sched_context);
    send(c.server[1].reply, 0, WORDS(), WORDS());
    assert_ptr_equal(c.sc->tcb, c.server[0].tcb);
    assert_null(c.sc->reply);
}

static void deleting_a_reply_somebody_waits_with(void **state)
{
    word_t endpoint = new_endpoint();
    struct server server = new_server(endpoint, false);

    (void)state;
    assert_success(delete(server.reply));
    assert_int_equal(server.tcb->state, THREAD_INACTIVE);
    assert_int_equal(endpoint_state(endpoint_of(cap_at(endpoint))), ENDPOINT_IDLE);
}

/* A caller that is stopped leaves its context with the callee, and the answer goes nowhere. */
static void suspending_or_deleting_a_caller(void **state)
{
    (void)state;
    for (unsigned deleting = 0; deleting < 2; deleting++) {
        struct chain c = new_chain(2);

        as_root();
        if (deleting) {
            assert_success(delete(c.server[0].thread.cptr));
        } else {
            assert_success(call(c.server[0].thread.cptr, TCBSuspend, WORDS(), WORDS()));
            assert_int_equal(c.server[0].tcb->state, THREAD_INACTIVE);
        }
        assert_ptr_equal(c.sc->tcb, c.server[1].tcb);
        assert_null(c.sc->reply);
        run_as(c.server[1].tcb);
        send(c.server[1].reply, 0, WORDS(), WORDS());
        assert_ptr_equal(current_thread(), c.server[1].tcb);
        assert_ptr_equal(c.sc->tcb, c.server[1].tcb);
        assert_waits_under(c.caller.tcb, c.server[0].reply);
        as_root();
    }
}

/* Who holds the context dies: an answer, or the end of the newest reply, gives it back. */
static void deleting_the_callee(void **state)
{
    (void)state;
    for (unsigned answered = 0; answered < 2; answered++) {
        struct chain c = new_chain(1);

        as_root();
        assert_success(delete(c.server[0].thread.cptr));
        assert_null(c.sc->tcb);
        assert_waits_under(c.caller.tcb, c.server[0].reply);
        if (answered) {
            send(c.server[0].reply, 5, WORDS(), WORDS());
            assert_int_equal(c.caller.tcb->state, THREAD_RUNNING);
            assert_true(c.caller.tcb->in_ready_queue);
        } else {
            assert_success(delete(c.server[0].reply));
            assert_int_equal(c.caller.tcb->state, THREAD_INACTIVE);
        }
        assert_ptr_equal(c.sc->tcb, c.caller.tcb);
    }
}

static void suspending_the_callee(void **state)
{
    struct chain c = new_chain(1);

    (void)state;
    as_root();
    assert_success(call(c.server[0].thread.cptr, TCBSuspend, WORDS(), WORDS()));
    assert_ptr_equal(c.sc->tcb, c.server[0].tcb);
    send(c.server[0].reply, 0, WORDS(), WORDS());
    assert_ptr_equal(c.sc->tcb, c.caller.tcb);
}

/* Unbinding or deleting the context: the replies still wake their callers, without it. */
static void taking_the_context_away(void **state)
{
    (void)state;
    for (unsigned deleting = 0; deleting < 2; deleting++) {
        struct chain c = new_chain(1);

        as_root();
        assert_success(deleting
                           ? delete(c.caller.sched_context)
                           : call(c.caller.sched_context, SchedContextUnbind, WORDS(), WORDS()));
        assert_int_equal(c.server[0].tcb->state, THREAD_RUNNING);
        assert_null(c.server[0].tcb->sched_context);
        assert_false(c.server[0].tcb->in_ready_queue);
        send(c.server[0].reply, 2, WORDS(), WORDS());
        assert_int_equal(c.caller.tcb->state, THREAD_RUNNING);
        assert_null(c.caller.tcb->sched_context);
        assert_words(answer_of(c.caller.tcb), 2, WORDS());
    }
}

/* Unbinding only the thread leaves the stack: the next answer gives the context back. */
static void unbinding_the_callee(void **state)
{
    struct chain c = new_chain(1);

    (void)state;
    as_root();
    assert_success(call(c.caller.sched_context, SchedContextUnbindObject, WORDS(),
                        WORDS(c.server[0].thread.cptr)));
    assert_ptr_equal(c.sc->reply, reply_of(cap_at(c.server[0].reply)));
    send(c.server[0].reply, 0, WORDS(), WORDS());
    assert_ptr_equal(c.sc->tcb, c.caller.tcb);
}

/* A reply object used for another receive lets its caller go, who may call again later. */
static void reusing_a_reply_object(void **state)
{
    struct chain c = new_chain(1);
    word_t pc = c.caller.tcb->regs.fault_ip;
    int number = seL4_SysRecv;

    (void)state;
    syscall(
        &(struct request){ .number = number, .cap = c.endpoint[0], .reply = c.server[0].reply });
    assert_int_equal(c.caller.tcb->state, THREAD_INACTIVE);
    assert_null(c.caller.tcb->sched_context); /* cut: the context stays with the server */
    assert_ptr_equal(c.sc->tcb, c.server[0].tcb);
    assert_int_equal(c.server[0].tcb->state, THREAD_BLOCKED_ON_RECEIVE);
    as_root();
    assert_success(call(c.caller.cptr, TCBResume, WORDS(), WORDS()));
    assert_int_equal(c.caller.tcb->state, THREAD_RESTART);
    assert_int_equal(c.caller.tcb->regs.fault_ip, pc);
}

/* The same by a receive that does not wait, or finds a notification first. */
static void reusing_a_reply_object_without_waiting(void **state)
{
    word_t endpoint = new_endpoint();
    struct server server = new_server(endpoint, false);
    struct new_thread caller = new_started();

    (void)state;
    run_as(caller.tcb);
    call(endpoint, 1, WORDS(), WORDS());
    run_as(server.tcb);
    assert_true(nbrecv(endpoint, server.reply).returned);
    assert_int_equal(caller.tcb->state, THREAD_INACTIVE);
    assert_int_equal(server.tcb->regs.x[0], 0);
}

/* A fault is a call: a passive handler runs on the faulter's context. */
static void fault_lends_to_its_handler(void **state)
{
    struct faulter f = new_faulter();
    struct server handler = new_server(f.endpoint, true);

    (void)state;
    run_as(f.tcb);
    fault((struct fault){ .kind = seL4_Fault_VMFault, .a = 0x1000, .b = 7 });
    assert_ptr_equal(current_thread(), handler.tcb);
    assert_ptr_equal(context_of(&f.thread)->tcb, handler.tcb);
    assert_waits_under(f.tcb, handler.reply);
    reply_recv(f.endpoint, handler.reply, 0, WORDS());
    assert_ptr_equal(current_thread(), f.tcb);
    assert_ptr_equal(context_of(&f.thread)->tcb, f.tcb);
    /* And when the handler comes later. */
    fault((struct fault){ .kind = seL4_Fault_VMFault, .a = 0x1000, .b = 7 });
    reply_recv(f.endpoint, handler.reply, 1, WORDS());
    assert_ptr_equal(current_thread(), f.tcb); /* a VM fault is restarted whatever the label */
}

/* A context bound to a notification: lent to whoever is woken without one, until it waits again. */
static void notification_lends_its_context(void **state)
{
    word_t notification = new_notification(), endpoint = new_endpoint();
    word_t context = new_object(seL4_SchedContextObject, 8);
    struct new_thread t = new_started();
    word_t reply = new_reply();
    struct sched_context *sc = context_at(context);

    (void)state;
    configure_context(context, 1000, 1000, 0, 0);
    assert_success(call(context, SchedContextBind, WORDS(), WORDS(notification)));
    run_as(t.tcb);
    wait_on(notification);
    as_root();
    unbind_context(&t);
    signal_on(mint(notification, RIGHT_ALL, 8));
    assert_ptr_equal(sc->tcb, t.tcb);
    run_as(t.tcb);
    assert_int_equal(t.tcb->regs.x[0], 8);
    wait_on(notification);
    assert_null(sc->tcb);
    assert_null(t.tcb->sched_context);

    /* Bound, and receiving on an endpoint. */
    as_root();
    assert_success(call(t.cptr, TCBSuspend, WORDS(), WORDS()));
    assert_success(call(t.cptr, TCBBindNotification, WORDS(), WORDS(notification)));
    assert_success(call(t.sched_context, SchedContextBind, WORDS(), WORDS(t.cptr)));
    start(&t);
    run_as(t.tcb);
    recv(endpoint, reply);
    as_root();
    unbind_context(&t);
    signal_on(mint(notification, RIGHT_ALL, 16));
    assert_ptr_equal(sc->tcb, t.tcb);
    run_as(t.tcb);
    assert_int_equal(t.tcb->regs.x[0], 16);
    nbrecv(endpoint, reply); /* does not wait: keeps it */
    assert_ptr_equal(sc->tcb, t.tcb);
    recv(endpoint, reply);
    assert_null(sc->tcb);
}

/* Somebody is queued at the endpoint, so the thread does not wait. A plain message leaves it the
 * notification's context; a call brings the caller's, and the other one goes back. */
static void lent_context_and_queued_messages(void **state)
{
    (void)state;
    for (unsigned calling = 0; calling < 2; calling++) {
        word_t notification = new_notification(), endpoint = new_endpoint();
        word_t context = new_object(seL4_SchedContextObject, 8);
        struct server server = new_server(endpoint, true);
        struct new_thread client = new_started();
        struct sched_context *sc = context_at(context);

        configure_context(context, 1000, 1000, 0, 0);
        assert_success(call(context, SchedContextBind, WORDS(), WORDS(notification)));
        assert_success(call(server.thread.cptr, TCBBindNotification, WORDS(), WORDS(notification)));
        signal_on(notification);
        assert_ptr_equal(server.tcb->sched_context, sc);
        run_as(client.tcb);
        if (calling) {
            call(endpoint, 5, WORDS(), WORDS());
        } else {
            send(endpoint, 5, WORDS(), WORDS());
        }
        run_as(server.tcb);
        recv(endpoint, server.reply);
        assert_ptr_equal(current_thread(), server.tcb);
        assert_int_equal(answer_of(server.tcb).label, 5);
        assert_ptr_equal(server.tcb->sched_context, calling ? context_of(&client) : sc);
        assert_ptr_equal(sc->tcb, calling ? NULL : server.tcb);
        as_root();
    }
}

/* It lends nothing to a thread that has a context, or while the context is in use. */
static void notification_lends_only_what_is_free(void **state)
{
    word_t notification = new_notification(), context = new_object(seL4_SchedContextObject, 8);
    struct new_thread first = new_started(), second = new_started(), own = new_started();

    (void)state;
    configure_context(context, 1000, 1000, 0, 0);
    assert_success(call(context, SchedContextBind, WORDS(), WORDS(notification)));
    run_as(own.tcb);
    wait_on(notification);
    as_root();
    signal_on(notification);
    assert_null(context_at(context)->tcb);
    run_as(first.tcb);
    wait_on(notification);
    run_as(second.tcb);
    wait_on(notification);
    as_root();
    unbind_context(&first);
    unbind_context(&second);
    signal_on(notification);
    assert_ptr_equal(context_at(context)->tcb, first.tcb);
    signal_on(notification);
    assert_ptr_equal(context_at(context)->tcb, first.tcb);
    assert_int_equal(second.tcb->state, THREAD_RUNNING);
    assert_null(second.tcb->sched_context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ABI_TEST(call_lends_and_reply_gives_back),
        ABI_TEST(call_to_an_active_server_only_links),
        ABI_TEST(queued_call_lends_when_received),
        ABI_TEST(caller_without_context_only_links),
        ABI_TEST(plain_sends_lend_nothing),
        ABI_TEST(combined_sends_lend),
        ABI_TEST(replies_unwind_a_chain),
        ABI_TEST(reply_by_somebody_else),
        ABI_TEST(caller_with_a_new_context_keeps_it),
        ABI_TEST(second_call_stacks_another_reply),
        ABI_TEST(deleting_the_newest_reply),
        ABI_TEST(deleting_a_middle_reply_cuts_the_stack),
        ABI_TEST(deleting_the_oldest_reply),
        ABI_TEST(deleting_a_reply_somebody_waits_with),
        ABI_TEST(suspending_or_deleting_a_caller),
        ABI_TEST(deleting_the_callee),
        ABI_TEST(suspending_the_callee),
        ABI_TEST(taking_the_context_away),
        ABI_TEST(unbinding_the_callee),
        ABI_TEST(reusing_a_reply_object),
        ABI_TEST(reusing_a_reply_object_without_waiting),
        ABI_TEST(fault_lends_to_its_handler),
        ABI_TEST(notification_lends_its_context),
        ABI_TEST(lent_context_and_queued_messages),
        ABI_TEST(notification_lends_only_what_is_free),
    };

    return cmocka_run_group_tests_name("abi_stack", tests, NULL, NULL);
}
