/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The fast path of Call and ReplyRecv; that of signals is tested in fastpath_signal_test.c. That it
 * does what the slow path does is checked by the harness at every Call and ReplyRecv of all tests;
 * here each of its conditions is shown to count: the usual case takes it, and the same with one
 * condition broken does not.
 */
#include "harness.h"

static struct {
    struct new_thread client, server;
    word_t ep, reply, badged;
    struct tcb *root;
} w;

/* A client with time and a passive server that waits; the client is current. */
static int setup(void **state)
{
    world_setup(state);
    w.root = current_thread();
    w.ep = new_object(seL4_EndpointObject, 0);
    w.badged = mint(w.ep, RIGHT_ALL, 5);
    w.reply = new_object(seL4_ReplyObject, 0);
    w.client = new_thread(255);
    w.server = new_thread(255);
    start(&w.client);
    start(&w.server);
    run_as(w.server.tcb);
    recv(w.ep, w.reply);
    run_as(w.root);
    assert_success(call(w.server.sched_context, SchedContextUnbind, WORDS(), WORDS()));
    run_as(w.client.tcb);
    return 0;
}

static void assert_call(bool fast, struct words words, struct words caps)
{
    unsigned before = world_fastpath_count();

    call(w.badged, 1, words, caps);
    assert_int_equal(world_fastpath_count() - before, fast);
}

static void assert_reply(bool fast, struct words words)
{
    unsigned before = world_fastpath_count();

    reply_recv(w.ep, w.reply, 2, words);
    assert_int_equal(world_fastpath_count() - before, fast);
}

static void usual_case(void **state)
{
    (void)state;
    for (unsigned n = 0; n <= 4; n++) {
        struct words words = { .count = n, .w = { 11, 12, 13, 14 } };

        assert_call(true, words, WORDS());
        assert_ptr_equal(current_thread(), w.server.tcb);
        assert_int_equal(answer_of(w.server.tcb).badge, 5);
        assert_int_equal(answer_of(w.server.tcb).length, n);
        assert_reply(true, words);
        assert_ptr_equal(current_thread(), w.client.tcb);
        assert_int_equal(answer_of(w.client.tcb).label, 2);
    }
}

static void message_in_the_buffer(void **state)
{
    (void)state;
    assert_call(false, WORDS(1, 2, 3, 4, 5), WORDS());
    assert_reply(false, WORDS(1, 2, 3, 4, 5));
    assert_call(false, WORDS(), WORDS(w.ep));
}

static void nobody_waits(void **state)
{
    struct new_thread other = new_thread(255);

    (void)state;
    start(&other);
    assert_call(true, WORDS(), WORDS());
    run_as(other.tcb);
    assert_call(false, WORDS(), WORDS());
    /* A sender is queued, so the server goes on with that one instead of waiting. */
    run_as(w.server.tcb);
    assert_reply(false, WORDS());
}

static void server_with_time(void **state)
{
    (void)state;
    assert_success(call(w.server.sched_context, SchedContextBind, WORDS(), WORDS(w.server.cptr)));
    assert_call(false, WORDS(), WORDS());
}

static void server_without_reply_object(void **state)
{
    (void)state;
    assert_success(delete (w.reply));
    assert_call(false, WORDS(), WORDS());
}

static void capability_without_grant(void **state)
{
    w.badged = mint(w.ep, RIGHT_WRITE, 0);
    (void)state;
    assert_call(false, WORDS(), WORDS());
}

static void another_thread_has_priority(void **state)
{
    (void)state;
    run_as(w.root);
    assert_success(call(w.server.cptr, TCBSetPriority, WORDS(100), WORDS(seL4_CapInitThreadTCB)));
    run_as(w.client.tcb);
    assert_call(false, WORDS(), WORDS());
}

/* With nobody ready above it, lower than the caller is no hindrance. */
static void lower_server_alone(void **state)
{
    (void)state;
    run_as(w.root);
    assert_success(call(w.server.cptr, TCBSetPriority, WORDS(100), WORDS(seL4_CapInitThreadTCB)));
    call(seL4_CapInitThreadTCB, TCBSetPriority, WORDS(50), WORDS(seL4_CapInitThreadTCB));
    assert_ptr_equal(current_thread(), w.client.tcb);
    assert_call(true, WORDS(), WORDS());
    assert_reply(true, WORDS());
}

static void server_in_another_domain(void **state)
{
    (void)state;
    run_as(w.root);
    assert_success(call(seL4_CapDomain, DomainSetSet, WORDS(1), WORDS(w.server.cptr)));
    run_as(w.client.tcb);
    assert_call(false, WORDS(), WORDS());
}

static void server_without_vspace(void **state)
{
    (void)state;
    run_as(w.root);
    slot_delete_simple(&w.server.tcb->slots[TCB_VSPACE]);
    run_as(w.client.tcb);
    assert_call(false, WORDS(), WORDS());
}

static void signal_is_waiting(void **state)
{
    word_t ntfn = new_object(seL4_NotificationObject, 0);

    (void)state;
    assert_success(call(w.server.cptr, TCBBindNotification, WORDS(), WORDS(ntfn)));
    assert_call(true, WORDS(), WORDS());
    signal_on(ntfn);
    assert_reply(false, WORDS());
}

static void faulted_client(void **state)
{
    (void)state;
    assert_success(call(w.client.cptr, TCBSetSpace, WORDS(0, 0),
                        WORDS(w.badged, seL4_CapInitThreadCNode, seL4_CapInitThreadVSpace)));
    fault((struct fault){ .kind = seL4_Fault_VMFault });
    assert_ptr_equal(current_thread(), w.server.tcb);
    assert_reply(false, WORDS());
    assert_int_equal(w.client.tcb->state, THREAD_RUNNING);
}

/* Something is due: the end of the budget, or of a domain's slice. */
static void time_is_up(void **state)
{
    (void)state;
    run_as(w.root);
    configure_context(w.client.sched_context, 1000, 10000, 0, 0);
    run_as(w.client.tcb);
    run_for(ticks_from_us(500));
    assert_call(true, WORDS(), WORDS());
    run_for(ticks_from_us(490));
    assert_reply(false, WORDS());
}

static void deep_cspace_works_too(void **state)
{
    word_t cnode = new_object(seL4_CapTableObject, 4);

    (void)state;
    assert_success(
        call(cnode, CNodeCopy, WORDS(7, 4, w.badged, 64, 15), WORDS(seL4_CapInitThreadCNode)));
    run_as(w.root);
    assert_success(call(w.client.cptr, TCBSetSpace, WORDS(0, 0),
                        WORDS(new_slot(), cnode, seL4_CapInitThreadVSpace)));
    run_as(w.client.tcb);
    w.badged = UINT64_C(7) << 60;
    assert_call(true, WORDS(), WORDS());
    run_as(w.server.tcb);
    assert_reply(true, WORDS());
}

/* Another passive server that waits; the client is current again. */
static struct new_thread passive_server(word_t ep, word_t reply, unsigned priority)
{
    struct new_thread server = new_thread(255);

    start(&server);
    run_as(server.tcb);
    recv(ep, reply);
    run_as(w.root);
    assert_success(call(server.sched_context, SchedContextUnbind, WORDS(), WORDS()));
    assert_success(
        call(server.cptr, TCBSetPriority, WORDS(priority), WORDS(seL4_CapInitThreadTCB)));
    run_as(w.client.tcb);
    return server;
}

static void capability_without_write(void **state)
{
    (void)state;
    w.badged = mint(w.ep, RIGHT_READ | RIGHT_GRANT, 0);
    assert_call(false, WORDS(), WORDS());
}

static void other_capability(void **state)
{
    (void)state;
    w.badged = w.reply;
    assert_call(false, WORDS(), WORDS());
    w.badged = w.ep | (word_t)1 << 40;
    assert_call(false, WORDS(), WORDS());
}

static void reply_through_other_capabilities(void **state)
{
    word_t unused = new_object(seL4_ReplyObject, 0), ep = w.ep, reply = w.reply;

    (void)state;
    assert_call(true, WORDS(), WORDS());
    w.ep = mint(ep, RIGHT_WRITE, 0);
    assert_reply(false, WORDS()); /* it answers, and faults */
    w.ep = ep;
    run_as(w.client.tcb);
    w.reply = unused;
    assert_reply(false, WORDS()); /* it waits, and nobody was answered */
    w.reply = reply;
}

static void reply_object_is_none(void **state)
{
    (void)state;
    assert_call(true, WORDS(), WORDS());
    w.reply = w.ep;
    assert_reply(false, WORDS());
}

/* An untyped of which the first object is the reply object has the same address. */
static void reply_object_is_what_it_was_made_of(void **state)
{
    word_t untyped = new_object(seL4_UntypedObject, seL4_ReplyBits), reply = new_slot();

    (void)state;
    assert_success(call(untyped, UntypedRetype, WORDS(seL4_ReplyObject, 0, 0, 0, reply, 1),
                        WORDS(seL4_CapInitThreadCNode)));
    w.badged = w.ep = new_object(seL4_EndpointObject, 0);
    passive_server(w.ep, reply, 255);
    assert_call(true, WORDS(), WORDS());
    w.reply = untyped;
    assert_reply(false, WORDS());
}

/* What the receive capability may is remembered for the next caller. */
static void receive_without_grant(void **state)
{
    word_t ep = w.ep;

    (void)state;
    assert_call(true, WORDS(), WORDS());
    w.ep = mint(ep, RIGHT_READ, 0);
    assert_reply(true, WORDS());
    assert_false(reply_of(cap_at(w.reply))->can_grant);
    assert_call(true, WORDS(), WORDS());
    w.ep = ep;
    assert_reply(true, WORDS());
    assert_true(reply_of(cap_at(w.reply))->can_grant);
}

static void server_waits_without_reply_object(void **state)
{
    word_t ep = new_object(seL4_EndpointObject, 0);
    struct new_thread server = new_thread(255);

    (void)state;
    start(&server);
    run_as(server.tcb);
    wait_on(ep);
    assert_success(call(server.sched_context, SchedContextUnbind, WORDS(), WORDS()));
    run_as(w.client.tcb);
    w.badged = ep;
    assert_call(false, WORDS(), WORDS());
}

/* The sender does not say which capabilities were unwrapped. */
static void information_is_cleaned(void **state)
{
    struct regs *r = &w.client.tcb->regs;

    (void)state;
    r->x[0] = w.badged;
    r->x[1] = 3 << ABI_INFO_LABEL_POS | 7 << ABI_INFO_CAPS_UNWRAPPED_POS;
    r->x[7] = (word_t)seL4_SysCall;
    assert_null(world_enter());
    assert_int_equal(world_fastpath_count(), 1);
    assert_int_equal(w.server.tcb->regs.x[1], 3 << ABI_INFO_LABEL_POS);
}

static void client_has_time_again(void **state)
{
    word_t sc = new_object(seL4_SchedContextObject, 8);

    (void)state;
    configure_context(sc, 1000, 1000, 0, 0);
    assert_call(true, WORDS(), WORDS());
    assert_success(call(sc, SchedContextBind, WORDS(), WORDS(w.client.cptr)));
    run_as(w.server.tcb);
    assert_reply(false, WORDS());
}

/* The server was called while it had its own time: it has none to give back. */
static void nothing_to_give_back(void **state)
{
    (void)state;
    assert_success(call(w.server.sched_context, SchedContextBind, WORDS(), WORDS(w.server.cptr)));
    assert_call(false, WORDS(), WORDS());
    run_as(w.server.tcb);
    assert_reply(false, WORDS());
}

/* The same, and the client has lost its time meanwhile: the server keeps its own. */
static void nothing_to_give_back_to_client_without_time(void **state)
{
    (void)state;
    assert_success(call(w.server.sched_context, SchedContextBind, WORDS(), WORDS(w.server.cptr)));
    assert_call(false, WORDS(), WORDS());
    run_as(w.server.tcb);
    assert_success(call(w.client.sched_context, SchedContextUnbind, WORDS(), WORDS()));
    assert_reply(false, WORDS());
}

static void servers_call_servers(void **state)
{
    word_t ep = new_object(seL4_EndpointObject, 0), reply = new_object(seL4_ReplyObject, 0);
    word_t first_ep = w.ep, first_reply = w.reply, first_badged = w.badged;
    struct new_thread second = passive_server(ep, reply, 255);

    (void)state;
    assert_call(true, WORDS(1), WORDS());
    w.badged = ep;
    assert_call(true, WORDS(1, 2), WORDS());
    assert_ptr_equal(current_thread(), second.tcb);
    assert_ptr_equal(context_at(w.client.sched_context)->tcb, second.tcb);
    w.ep = ep;
    w.reply = reply;
    assert_reply(true, WORDS(3));
    assert_ptr_equal(current_thread(), w.server.tcb);
    w.ep = first_ep;
    w.reply = first_reply;
    w.badged = first_badged;
    assert_reply(true, WORDS(4));
    assert_ptr_equal(current_thread(), w.client.tcb);
}

/* Servers that wait together keep their order, which is that of their priorities. */
static void several_servers(void **state)
{
    word_t reply = new_object(seL4_ReplyObject, 0), third_reply = new_object(seL4_ReplyObject, 0);
    struct new_thread second = passive_server(w.ep, reply, 255);
    struct new_thread low = passive_server(w.ep, third_reply, 254);

    (void)state;
    assert_call(true, WORDS(), WORDS());
    assert_ptr_equal(current_thread(), w.server.tcb);
    assert_reply(true, WORDS()); /* behind the second, before the low one */
    assert_call(true, WORDS(), WORDS());
    assert_ptr_equal(current_thread(), second.tcb);
    assert_ptr_equal((struct tcb *)endpoint_of(cap_at(w.ep))->head, w.server.tcb);
    assert_ptr_equal(w.server.tcb->queue_next, low.tcb);
    w.reply = reply;
    assert_reply(true, WORDS());
    assert_ptr_equal(low.tcb->queue_prev, second.tcb);
}

/* All combinations of threads with and without FPU; the harness compares the registers. */
static void fpu_follows(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 8; i++) {
        run_as(w.root);
        call(w.client.cptr, TCBSetFlags, WORDS(i & 1 ? 0 : 1, i & 1), WORDS());
        call(w.server.cptr, TCBSetFlags, WORDS(i & 2 ? 0 : 1, i >> 1 & 1), WORDS());
        run_as(w.client.tcb);
        host_machine.fpu[0] = i & 1 ? host_machine.fpu[0] : 100 + i;
        assert_call(true, WORDS(), WORDS());
        host_machine.fpu[0] = i & 2 ? host_machine.fpu[0] : 200 + i;
        assert_reply(true, WORDS());
        assert_true((i & 1) || host_machine.fpu[0] == 100 + i);
    }
}

/* The answered client has meanwhile got a lower priority than a thread that is ready. */
static void another_thread_has_priority_over_the_client(void **state)
{
    word_t authority = seL4_CapInitThreadTCB;

    (void)state;
    assert_call(true, WORDS(), WORDS());
    run_as(w.root);
    assert_success(call(w.client.cptr, TCBSetPriority, WORDS(100), WORDS(authority)));
    run_as(w.server.tcb);
    assert_reply(false, WORDS());
    assert_ptr_equal(current_thread(), w.root);
    assert_true(w.client.tcb->in_ready_queue);
}

/* Another thread has time again so soon that the fast path does not begin; the server is woken with
 * the client's time all the same. */
static void release_is_near(void **state)
{
    struct new_thread other;

    (void)state;
    run_as(w.root);
    other = new_thread(255);
    configure_context(other.sched_context, 1000, 10000, 0, 0);
    start(&other);
    run_as(other.tcb);
    yield();
    assert_true(other.tcb->in_release_queue);
    if (current_thread() != w.client.tcb) {
        run_as(w.client.tcb);
    }
    host_machine.clock = refill_head(other.tcb->sched_context)->time - KERNEL_WCET_TICKS - 1;
    interrupt();
    if (current_thread() != w.client.tcb) {
        run_as(w.client.tcb);
    }
    host_machine.clock++;
    assert_call(false, WORDS(), WORDS());
    assert_ptr_equal(w.server.tcb->sched_context, context_at(w.client.sched_context));
}

/* Random lengths of time and messages: as slow, so fast (the harness compares). */
static void long_run(void **state)
{
    word_t random = 1;
    unsigned taken = 0;

    (void)state;
    run_as(w.root);
    configure_context(w.client.sched_context, 1000, 3000, 4, 0);
    run_as(w.client.tcb);
    for (unsigned i = 0; i < 2000; i++) {
        random = random * UINT64_C(6364136223846793005) + 1442695040888963407;
        if (current_thread() == w.client.tcb) {
            call(w.badged, random >> 60, (struct words){ .count = (unsigned)(random >> 40) % 6 },
                 WORDS());
        } else if (current_thread() == w.server.tcb) {
            reply_recv(w.ep, w.reply, random >> 60,
                       (struct words){ .count = (unsigned)(random >> 40) % 6 });
        }
        run_for((random >> 33) % 4 == 0 ? (random >> 20) % 20000 : 0);
        taken = world_fastpath_count();
    }
    assert_in_range(taken, 100, 2000);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(usual_case),
        TEST(message_in_the_buffer),
        TEST(nobody_waits),
        TEST(server_with_time),
        TEST(server_without_reply_object),
        TEST(capability_without_grant),
        TEST(another_thread_has_priority),
        TEST(lower_server_alone),
        TEST(server_in_another_domain),
        TEST(server_without_vspace),
        TEST(signal_is_waiting),
        TEST(faulted_client),
        TEST(time_is_up),
        TEST(deep_cspace_works_too),
        TEST(capability_without_write),
        TEST(other_capability),
        TEST(reply_through_other_capabilities),
        TEST(reply_object_is_none),
        TEST(reply_object_is_what_it_was_made_of),
        TEST(receive_without_grant),
        TEST(server_waits_without_reply_object),
        TEST(information_is_cleaned),
        TEST(client_has_time_again),
        TEST(nothing_to_give_back),
        TEST(nothing_to_give_back_to_client_without_time),
        TEST(servers_call_servers),
        TEST(several_servers),
        TEST(fpu_follows),
        TEST(another_thread_has_priority_over_the_client),
        TEST(release_is_near),
        TEST(long_run),
    };

    return cmocka_run_group_tests_name("fastpath", tests, NULL, NULL);
}
