/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reply objects and scheduling contexts on loan: passive servers, call stacks, and what happens
 * when a member of a stack goes away.
 */
#include "harness.h"

enum { SERVERS = 3 };

/* A client with a scheduling context and passive servers, each receiving on its own endpoint. */
static struct {
    struct new_thread client, server[SERVERS];
    word_t ep[SERVERS], reply[SERVERS];
    struct sched_context *sc;
    struct tcb *root;
} w;

static struct reply *reply_at(unsigned i)
{
    return reply_of(cap_at(w.reply[i]));
}

/* Let a passive server run up to its first receive, on a scheduling context lent for that. */
static void park(unsigned i)
{
    word_t lent = new_object(seL4_SchedContextObject, 8);

    configure_context(lent, 5000, 5000, 0, 0);
    assert_success(call(lent, SchedContextBind, WORDS(), WORDS(w.server[i].cptr)));
    start(&w.server[i]);
    run_as(w.server[i].tcb);
    recv(w.ep[i], w.reply[i]);
    run_as(w.root);
    assert_success(call(lent, SchedContextUnbind, WORDS(), WORDS()));
    assert_success(delete(lent));
}

static int setup(void **state)
{
    world_setup(state);
    w.root = current_thread();
    w.client = new_thread(255);
    w.sc = context_at(w.client.sched_context);
    for (unsigned i = 0; i < SERVERS; i++) {
        w.ep[i] = new_object(seL4_EndpointObject, 0);
        w.reply[i] = new_object(seL4_ReplyObject, 0);
        w.server[i] = new_passive_thread(255);
        park(i);
    }
    start(&w.client);
    return 0;
}

/* The client calls server 0, which calls server 1, and so on for `depth` servers. */
static void call_down(unsigned depth)
{
    run_as(w.client.tcb);
    for (unsigned i = 0; i < depth; i++) {
        assert_false(call(w.ep[i], 0, WORDS(i), WORDS()).returned);
        assert_ptr_equal(current_thread(), w.server[i].tcb);
        assert_ptr_equal(w.server[i].tcb->sched_context, w.sc);
        assert_ptr_equal(w.sc->reply, reply_at(i));
    }
}

static void passive_server_runs_on_its_clients_time(void **state)
{
    ticks_t before = w.sc->consumed;

    (void)state;
    call_down(1);
    assert_null(w.client.tcb->sched_context);
    assert_ptr_equal(kernel.cpu.current_sc, w.sc);
    run_for(1000);
    reply_recv(w.ep[0], w.reply[0], 4, WORDS(17));
    assert_ptr_equal(current_thread(), w.client.tcb);
    assert_ptr_equal(w.client.tcb->sched_context, w.sc);
    assert_null(w.server[0].tcb->sched_context);
    assert_int_equal(w.server[0].tcb->state, THREAD_BLOCKED_ON_RECEIVE);
    assert_int_equal(answer_of(w.client.tcb).label, 4);
    assert_int_equal(answer_of(w.client.tcb).mr[0], 17);
    yield();
    assert_true(w.sc->consumed >= before + 1000);
    assert_null(w.sc->reply);
}

static void stack_is_unwound_in_order(void **state)
{
    (void)state;
    call_down(3);
    assert_ptr_equal(reply_at(2)->older, reply_at(1));
    assert_ptr_equal(reply_at(1)->older, reply_at(0));
    for (unsigned i = SERVERS; i-- > 0;) {
        struct tcb *caller = i > 0 ? w.server[i - 1].tcb : w.client.tcb;

        reply_recv(w.ep[i], w.reply[i], 100 + i, WORDS());
        assert_ptr_equal(current_thread(), caller);
        assert_ptr_equal(caller->sched_context, w.sc);
        assert_int_equal(answer_of(caller).label, 100 + i);
    }
    assert_null(w.sc->reply);
}

static void loan_only_where_needed(void **state)
{
    struct new_thread server = new_thread(255);
    word_t ep = new_object(seL4_EndpointObject, 0), reply = new_object(seL4_ReplyObject, 0);

    (void)state;
    start(&server);
    run_as(server.tcb);
    recv(ep, reply);
    run_as(w.client.tcb);
    call(ep, 0, WORDS(), WORDS());
    assert_ptr_equal(w.client.tcb->sched_context, w.sc);
    assert_null(w.sc->reply);
    assert_ptr_equal(reply_of(cap_at(reply))->tcb, w.client.tcb);
    assert_false(w.client.tcb->in_ready_queue);
    run_as(server.tcb);
    nbsend(reply, 0, WORDS(), WORDS());
    assert_true(w.client.tcb->in_ready_queue);
}

/* Who answers without waiting anew runs no more. */
static void server_that_goes_on_after_its_reply(void **state)
{
    (void)state;
    call_down(1);
    /* Server 0 replies but keeps running: it has no time any more. */
    assert_true(nbsend(w.reply[0], 0, WORDS(), WORDS()).returned);
    assert_ptr_equal(current_thread(), w.client.tcb);
    assert_int_equal(w.server[0].tcb->state, THREAD_RUNNING);
    assert_null(w.server[0].tcb->sched_context);
}

static void plain_send_lends_nothing(void **state)
{
    (void)state;
    run_as(w.client.tcb);
    assert_true(send(w.ep[0], 1, WORDS(), WORDS()).returned);
    assert_ptr_equal(current_thread(), w.client.tcb);
    assert_null(w.server[0].tcb->sched_context);
    assert_int_equal(w.server[0].tcb->state, THREAD_RUNNING);
}

/* The first part of NBSendRecv lends, and the sender then waits without time. */
static void combined_send_lends(void **state)
{
    word_t reply = new_object(seL4_ReplyObject, 0), ep = new_object(seL4_EndpointObject, 0);

    (void)state;
    run_as(w.client.tcb);
    syscall(&(struct request){ .number = seL4_SysNBSendRecv, .cap = ep, .reply = reply,
                               .nbsend_dest = w.ep[0], .label = 9 });
    assert_ptr_equal(current_thread(), w.server[0].tcb);
    assert_ptr_equal(w.server[0].tcb->sched_context, w.sc);
    assert_null(w.client.tcb->sched_context);
    assert_null(w.sc->reply);
    assert_int_equal(w.client.tcb->state, THREAD_BLOCKED_ON_RECEIVE);
    assert_int_equal(answer_of(w.server[0].tcb).label, 9);
}

/* Deleting the newest reply object gives the scheduling context back; the caller stays inactive. */
static void newest_reply_deleted(void **state)
{
    (void)state;
    call_down(2);
    run_as(w.root);
    assert_success(delete(w.reply[1]));
    assert_int_equal(w.server[0].tcb->state, THREAD_INACTIVE);
    assert_ptr_equal(w.server[0].tcb->sched_context, w.sc);
    assert_null(w.server[1].tcb->sched_context);
    assert_ptr_equal(w.sc->reply, reply_at(0));
    assert_int_equal(w.client.tcb->state, THREAD_BLOCKED_ON_REPLY);
}

/* Deleting one in the middle cuts the stack on both sides. */
static void middle_reply_deleted(void **state)
{
    (void)state;
    call_down(3);
    run_as(w.root);
    assert_success(delete(w.reply[1]));
    assert_int_equal(w.server[0].tcb->state, THREAD_INACTIVE);
    assert_ptr_equal(w.sc->reply, reply_at(2));
    assert_null(reply_at(2)->older);
    assert_int_equal(reply_at(0)->up, 0);
    run_as(w.server[2].tcb);
    reply_recv(w.ep[2], w.reply[2], 0, WORDS());
    assert_ptr_equal(current_thread(), w.server[1].tcb);
    assert_ptr_equal(w.server[1].tcb->sched_context, w.sc);
    /* The client has lost its claim: it is woken without time. */
    nbsend(w.reply[0], 0, WORDS(), WORDS());
    assert_ptr_equal(w.server[1].tcb->sched_context, w.sc);
    assert_null(w.client.tcb->sched_context);
    assert_int_equal(w.client.tcb->state, THREAD_RUNNING);
}

static void oldest_reply_deleted(void **state)
{
    (void)state;
    call_down(2);
    run_as(w.root);
    assert_success(delete(w.reply[0]));
    assert_int_equal(w.client.tcb->state, THREAD_INACTIVE);
    assert_ptr_equal(w.sc->reply, reply_at(1));
    assert_null(reply_at(1)->older);
    run_as(w.server[1].tcb);
    reply_recv(w.ep[1], w.reply[1], 0, WORDS());
    assert_ptr_equal(current_thread(), w.server[0].tcb);
    assert_null(w.sc->reply);
}

static void reply_of_waiting_receiver_deleted(void **state)
{
    (void)state;
    assert_success(delete(w.reply[0]));
    assert_int_equal(w.server[0].tcb->state, THREAD_INACTIVE);
    assert_int_equal(endpoint_state(endpoint_of(cap_at(w.ep[0]))), ENDPOINT_IDLE);
}

/* Using a reply object that still holds a caller lets that caller go for good. */
static void reply_object_used_again(void **state)
{
    (void)state;
    call_down(1);
    recv(w.ep[0], w.reply[0]);
    assert_int_equal(w.client.tcb->state, THREAD_INACTIVE);
    assert_ptr_equal(reply_at(0)->tcb, w.server[0].tcb);
    assert_ptr_equal(w.server[0].tcb->sched_context, w.sc);
    run_as(w.root);
    assert_success(call(w.client.cptr, TCBResume, WORDS(), WORDS()));
    assert_int_equal(w.client.tcb->state, THREAD_RESTART);
}

static void caller_suspended(void **state)
{
    (void)state;
    call_down(2);
    run_as(w.root);
    assert_success(call(w.server[0].cptr, TCBSuspend, WORDS(), WORDS()));
    assert_int_equal(w.server[0].tcb->state, THREAD_INACTIVE);
    assert_null(reply_at(1)->tcb);
    assert_ptr_equal(w.server[1].tcb->sched_context, w.sc);
    assert_null(w.sc->reply);
    assert_int_equal(w.client.tcb->state, THREAD_BLOCKED_ON_REPLY);
    /* Answering it does nothing now. */
    run_as(w.server[1].tcb);
    assert_true(nbsend(w.reply[1], 0, WORDS(), WORDS()).returned);
    assert_ptr_equal(w.server[1].tcb->sched_context, w.sc);
}

static void client_suspended(void **state)
{
    (void)state;
    call_down(2);
    run_as(w.root);
    assert_success(call(w.client.cptr, TCBSuspend, WORDS(), WORDS()));
    assert_null(reply_at(0)->tcb);
    assert_null(reply_at(1)->older);
    assert_ptr_equal(w.server[1].tcb->sched_context, w.sc);
    run_as(w.server[1].tcb);
    reply_recv(w.ep[1], w.reply[1], 0, WORDS());
    assert_ptr_equal(current_thread(), w.server[0].tcb);
    reply_recv(w.ep[0], w.reply[0], 0, WORDS());
    assert_null(w.client.tcb->sched_context);
}

/* The callee goes: its callers stay blocked until somebody answers for it. */
static void callee_deleted(void **state)
{
    (void)state;
    call_down(2);
    run_as(w.root);
    assert_success(delete(w.server[1].cptr));
    assert_null(w.sc->tcb);
    assert_ptr_equal(w.sc->reply, reply_at(1));
    assert_int_equal(w.server[0].tcb->state, THREAD_BLOCKED_ON_REPLY);
    assert_success(call(w.reply[1], 0, WORDS(5), WORDS()));
    assert_ptr_equal(w.server[0].tcb->sched_context, w.sc);
    assert_true(w.server[0].tcb->in_ready_queue);
}

static void callee_suspended_keeps_the_time(void **state)
{
    (void)state;
    call_down(1);
    run_as(w.root);
    assert_success(call(w.server[0].cptr, TCBSuspend, WORDS(), WORDS()));
    assert_ptr_equal(w.sc->tcb, w.server[0].tcb);
    assert_int_equal(w.client.tcb->state, THREAD_BLOCKED_ON_REPLY);
    assert_success(call(w.server[0].cptr, TCBResume, WORDS(), WORDS()));
    assert_true(w.server[0].tcb->in_ready_queue);
}

static void context_unbound(void **state)
{
    (void)state;
    call_down(2);
    run_as(w.root);
    assert_success(call(w.client.sched_context, SchedContextUnbind, WORDS(), WORDS()));
    assert_null(w.sc->tcb);
    assert_null(w.sc->reply);
    assert_null(w.server[1].tcb->sched_context);
    assert_success(call(w.reply[1], 0, WORDS(), WORDS()));
    assert_null(w.server[0].tcb->sched_context);
    assert_int_equal(w.server[0].tcb->state, THREAD_RUNNING);
}

static void context_deleted(void **state)
{
    (void)state;
    call_down(3);
    run_as(w.root);
    assert_success(delete(w.client.sched_context));
    for (unsigned i = 0; i < SERVERS; i++) {
        assert_null(w.server[i].tcb->sched_context);
    }
    assert_null(w.client.tcb->sched_context);
}

/* The server has used up what its client lent it; then the client is answered by somebody else. */
static void answer_by_another_thread(word_t label)
{
    struct tcb *client = w.client.tcb;

    assert_ptr_equal(current_thread(), w.server[0].tcb);
    assert_null(client->sched_context);
    run_for(ticks_from_us(1000));
    assert_ptr_equal(current_thread(), w.root);
    assert_true(w.server[0].tcb->in_release_queue);
    assert_true(send(w.reply[0], label, WORDS(), WORDS()).returned);
    assert_ptr_equal(client->sched_context, w.sc);
    assert_true(client->in_release_queue);
    assert_null(w.server[0].tcb->sched_context);
    assert_false(w.server[0].tcb->in_release_queue);
}

/* Without timeout handler the answered client waits for the next refill. */
static void context_comes_back_used_up(void **state)
{
    word_t next;

    (void)state;
    configure_context(w.client.sched_context, 1000, 10000, 0, 0);
    call_down(1);
    next = w.client.tcb->regs.pc;
    answer_by_another_thread(6);
    run_for(ticks_from_us(10000));
    run_as(w.client.tcb);
    assert_int_equal(w.client.tcb->regs.pc, next);
    assert_int_equal(answer_of(w.client.tcb).label, 6);
}

/* The same after a capability fault: the system call is executed again. */
static void context_comes_back_used_up_after_a_fault(void **state)
{
    word_t at;

    (void)state;
    configure_context(w.client.sched_context, 1000, 10000, 0, 0);
    assert_success(call(w.client.cptr, TCBSetSpace, WORDS(0, 0),
                        WORDS(w.ep[0], seL4_CapInitThreadCNode, seL4_CapInitThreadVSpace)));
    run_as(w.client.tcb);
    at = w.client.tcb->regs.pc;
    call((word_t)1 << 63, 0, WORDS(), WORDS());
    assert_int_equal(w.client.tcb->fault.kind, seL4_Fault_CapFault);
    answer_by_another_thread(0);
    assert_int_equal(w.client.tcb->state, THREAD_RESTART);
    run_for(ticks_from_us(10000));
    run_as(w.client.tcb);
    assert_int_equal(w.client.tcb->regs.pc, at);
}

/* A passive server that gets a second call without having answered the first stacks another. */
static void second_call_is_stacked(void **state)
{
    struct new_thread other = new_thread(255);
    word_t second = new_object(seL4_ReplyObject, 0);

    (void)state;
    start(&other);
    run_as(other.tcb);
    call(w.ep[1], 0, WORDS(), WORDS());
    assert_ptr_equal(current_thread(), w.server[1].tcb);
    /* Now on the time of the other client, it waits for more. */
    recv(w.ep[1], second);
    run_as(w.client.tcb);
    call(w.ep[1], 0, WORDS(), WORDS());
    assert_ptr_equal(reply_of(cap_at(second))->tcb, w.client.tcb);
    assert_ptr_equal(w.client.tcb->sched_context, w.sc);
    run_as(w.server[1].tcb);
    nbsend(second, 1, WORDS(), WORDS());
    assert_int_equal(w.client.tcb->state, THREAD_RUNNING);
    assert_ptr_equal(w.server[1].tcb->sched_context, context_at(other.sched_context));
    reply_recv(w.ep[1], w.reply[1], 2, WORDS());
    assert_ptr_equal(other.tcb->sched_context, context_at(other.sched_context));
}

static void root_memory_revoked_with_calls_in_progress(void **state)
{
    (void)state;
    call_down(3);
    run_as(w.root);
    for (unsigned i = 0; i < world_untyped_count(); i++) {
        assert_success(revoke(WORLD_UNTYPED + i));
    }
    if (DEBUG_BUILD) {
        assert_ptr_equal(kernel.debug_threads, w.root);
        assert_null(w.root->debug_next);
    }
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(passive_server_runs_on_its_clients_time),
        TEST(stack_is_unwound_in_order),
        TEST(loan_only_where_needed),
        TEST(server_that_goes_on_after_its_reply),
        TEST(plain_send_lends_nothing),
        TEST(combined_send_lends),
        TEST(newest_reply_deleted),
        TEST(middle_reply_deleted),
        TEST(oldest_reply_deleted),
        TEST(reply_of_waiting_receiver_deleted),
        TEST(reply_object_used_again),
        TEST(caller_suspended),
        TEST(client_suspended),
        TEST(callee_deleted),
        TEST(callee_suspended_keeps_the_time),
        TEST(context_unbound),
        TEST(context_deleted),
        TEST(context_comes_back_used_up),
        TEST(context_comes_back_used_up_after_a_fault),
        TEST(second_call_is_stacked),
        TEST(root_memory_revoked_with_calls_in_progress),
    };

    return cmocka_run_group_tests_name("reply", tests, NULL, NULL);
}
