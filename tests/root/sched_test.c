/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Scheduling contexts: configuration, budgets, round robin, yielding, donation along calls, reply
 * objects and the call stack, timeout faults, domains.
 *
 * The runner makes the machine's time a count of its instructions, so these tests come out the same
 * on a busy host.  Without that a test of budgets may fail for no fault of the kernel.
 */
#include "fpu.h"
#include "test.h"

#define MIN_US 20ul
#define MAX_US (~0ul / (CONFIG_TIMER_FREQUENCY / 1000) / 8)
#define CONFIGURE(sc, ...) \
    invoke(sched_control(), SchedControlConfigureFlags, caps(sc), __VA_ARGS__)

static void configure_errors(void)
{
    seL4_CPtr sc = object_new(seL4_SchedContextObject, 7);
    seL4_CPtr larger = object_new(seL4_SchedContextObject, 8);

    expect(invoke(sched_control(), SchedControlConfigureFlags, caps(), 0, 0, 0, 0, 0),
           seL4_TruncatedMessage);
    expect(CONFIGURE(sc, 0, 0, 0, 0), seL4_TruncatedMessage);
    expect(invoke(sched_control(), SchedControlConfigureFlags + 1, caps(sc), 100, 100, 0, 0, 0),
           seL4_IllegalOperation);
    expect(CONFIGURE(ROOT, MAX_US + 1, 0, 0, 0, 0), seL4_RangeError, MIN_US, MAX_US);
    expect(CONFIGURE(ROOT, 0, MAX_US + 1, 0, 0, 0), seL4_RangeError, MIN_US, MAX_US);
    expect(CONFIGURE(ROOT, MIN_US - 1, 100, 0, 0, 0), seL4_RangeError, MIN_US, MAX_US);
    expect(CONFIGURE(ROOT, 100, MIN_US - 1, 0, 0, 0), seL4_RangeError, MIN_US, MAX_US);
    expect(CONFIGURE(ROOT, 101, 100, 0, 0, 0), seL4_RangeError, MIN_US, 100);
    expect(CONFIGURE(ROOT, 100, 100, 99, 0, 0), seL4_InvalidCapability, 1);
    expect(CONFIGURE(sc, 100, 200, 1, 0, 0), seL4_RangeError, 0, 0);
    expect(CONFIGURE(larger, 100, 200, 9, 0, 0), seL4_RangeError, 0, 8);
    expect_ok(CONFIGURE(larger, 100, 200, 8, 0, 0));
    expect_ok(CONFIGURE(sc, MIN_US, MIN_US, 0, 0, 0));
    expect_ok(CONFIGURE(sc, MAX_US, MAX_US, 0, 0, 0));
    expect_ok(CONFIGURE(sc, MIN_US, MAX_US, 0, ~0ul, 1));
}

static void bind_errors(void)
{
    seL4_CPtr sc = sched_context_new(1000, 1000);
    seL4_CPtr other = sched_context_new(1000, 1000);
    seL4_CPtr t = tcb_new();
    seL4_CPtr u = tcb_new();

    expect(invoke(sc, SchedContextBind - 1, caps(t)), seL4_IllegalOperation);
    expect(invoke(sc, SchedContextYieldTo + 1, caps(t)), seL4_IllegalOperation);
    expect(invoke(sc, SchedContextUnbindObject, caps()), seL4_TruncatedMessage);
    expect(invoke(sc, SchedContextUnbindObject, caps(t)), seL4_IllegalOperation);
    expect_ok(invoke(sc, SchedContextUnbind, caps()));
    expect_ok(invoke(sc, SchedContextBind, caps(t)));
    expect(invoke(sc, SchedContextBind, caps(u)), seL4_IllegalOperation);
    expect(invoke(sc, SchedContextBind, caps(t)), seL4_IllegalOperation);
    expect(invoke(other, SchedContextBind, caps(t)), seL4_IllegalOperation);
    expect(invoke(sc, SchedContextUnbindObject, caps(u)), seL4_IllegalOperation);
    expect_ok(invoke(sc, SchedContextUnbindObject, caps(t)));
    expect_ok(invoke(other, SchedContextBind, caps(t)));
    expect_ok(invoke(other, SchedContextUnbind, caps()));
    expect(invoke(seL4_CapInitThreadSC, SchedContextUnbind, caps()), seL4_IllegalOperation);
    expect(invoke(seL4_CapInitThreadSC, SchedContextUnbindObject, caps(SELF)),
           seL4_IllegalOperation);
}

static void set_flag(struct thread *self)
{
    self->word[0] = 1;
}

/* A thread needs a scheduling context, and the context needs a configuration. */
static void unconfigured(void)
{
    struct thread *thread = thread_new_passive(HIGH_PRIORITY, set_flag, seL4_Null);
    seL4_CPtr sc = object_new(seL4_SchedContextObject, 7);

    thread_start(thread);
    check_equal(thread->word[0], 0);
    expect_ok(invoke(sc, SchedContextBind, caps(thread->tcb)));
    check_equal(thread->word[0], 0);
    expect_ok(CONFIGURE(sc, 1000, 1000, 0, 0, 0));
    check_equal(thread->word[0], 1);
}

static void count_forever(struct thread *self)
{
    for (;;) {
        self->word[0]++;
    }
}

/* Threads of one priority take turns without doing anything for it. */
static void round_robin(void)
{
    struct thread *one = thread_run(LOW_PRIORITY, count_forever, seL4_Null);
    struct thread *two = thread_run(LOW_PRIORITY, count_forever, seL4_Null);
    seL4_Word first = 0;
    seL4_Word second = 0;

    main_set_priority(LOW_PRIORITY);
    for (int i = 0; i < 3; i++) {
        seL4_Yield();
        check(one->word[0] > first);
        check(two->word[0] > second);
        first = one->word[0];
        second = two->word[0];
    }
}

static seL4_Word consumed(seL4_CPtr sc)
{
    seL4_SchedContext_Consumed_t result = seL4_SchedContext_Consumed(sc);

    check_equal(result.error, seL4_NoError);
    return result.consumed;
}

/* A thread of higher priority than the main thread gets its budget in each period and no more. */
static void budget_is_enforced(void)
{
    struct thread *thread = thread_new_passive(HIGH_PRIORITY, count_forever, seL4_Null);
    seL4_CPtr sc = sched_context_new(10000, 50000);
    seL4_Word start = time_us();
    seL4_Word used;
    seL4_Word elapsed;

    expect_ok(invoke(sc, SchedContextBind, caps(thread->tcb)));
    thread_start(thread);
    /* back here because the budget is used up */
    used = consumed(sc);
    check(used >= 9900);
    spin_us(120000);
    elapsed = time_us() - start;
    used += consumed(sc);
    check(used >= 20000);
    check(used <= (elapsed / 50000 + 1) * 10000 + 1000);
}

static void yield_forever(struct thread *self)
{
    for (;;) {
        self->word[0]++;
        self->word[1] = time_us();
        seL4_Yield();
    }
}

/* Yield gives up the rest of the budget: the thread runs once in each period. */
static void yield_ends_the_budget(void)
{
    struct thread *thread = thread_new_passive(HIGH_PRIORITY, yield_forever, seL4_Null);
    seL4_CPtr sc = sched_context_new(10000, 50000);
    seL4_Word first;

    expect_ok(invoke(sc, SchedContextBind, caps(thread->tcb)));
    thread_start(thread);
    check_equal(thread->word[0], 1);
    first = thread->word[1];
    while (thread->word[0] == 1) {
    }
    check(thread->word[1] - first >= 49000);
    /* what was given up is not counted as used */
    check(consumed(sc) < 10000);
}

static void yield_alone(void)
{
    seL4_Word start = time_us();

    for (int i = 0; i < 10; i++) {
        seL4_Yield();
    }
    check(time_us() >= start);
}

static void consumed_is_reset(void)
{
    seL4_CPtr sc = sched_context_new(1000, 1000);

    check_equal(consumed(sc), 0);
    consumed(seL4_CapInitThreadSC);
    spin_us(2000);
    check(consumed(seL4_CapInitThreadSC) >= 1900);
    check(consumed(seL4_CapInitThreadSC) < 1900);
}

static void append(struct thread *self)
{
    volatile seL4_Word *log = self->arg;

    log[++log[0]] = self->word[8];
}

/* YieldTo: the other thread runs at once if its priority is not lower. */
static void yield_to(void)
{
    static volatile seL4_Word log[8];
    struct thread *peer = thread_new(MAIN_PRIORITY, append, (void *)log);
    struct thread *other = thread_new(MAIN_PRIORITY, append, (void *)log);
    struct thread *lower = thread_new(LOW_PRIORITY, append, (void *)log);

    log[0] = 0;
    peer->word[8] = 1;
    other->word[8] = 2;
    lower->word[8] = 3;
    thread_start(peer);
    thread_start(other);
    thread_start(lower);
    check_equal(log[0], 0);
    check_equal(seL4_SchedContext_YieldTo(lower->sc).error, seL4_NoError);
    check_equal(log[0], 0);
    check_equal(seL4_SchedContext_YieldTo(other->sc).error, seL4_NoError);
    check(log[0] >= 1);
    check_equal(log[1], 2);
    seL4_Yield();
    check_equal(log[0], 2);
    check_equal(log[2], 1);
    /* not runnable any more: returns at once */
    check_equal(seL4_SchedContext_YieldTo(peer->sc).error, seL4_NoError);
}

static void yield_to_from(struct thread *self)
{
    self->word[0] = (seL4_Word)seL4_SchedContext_YieldTo((seL4_CPtr)self->arg).error + 1;
}

static void yield_to_errors(void)
{
    struct thread *target = thread_new(120, set_flag, seL4_Null);
    struct thread *caller = thread_new(HIGH_PRIORITY, yield_to_from, (void *)target->sc);
    struct thread *allowed = thread_new(HIGH_PRIORITY, yield_to_from, (void *)target->sc);

    expect(invoke(sched_context_new(1000, 1000), SchedContextYieldTo, caps()),
           seL4_IllegalOperation);
    expect(invoke(seL4_CapInitThreadSC, SchedContextYieldTo, caps()), seL4_IllegalOperation);
    succeed(seL4_TCB_SetMCPriority(caller->tcb, SELF, 119));
    thread_start(caller);
    check_equal(caller->word[0], seL4_IllegalOperation + 1);
    succeed(seL4_TCB_SetMCPriority(allowed->tcb, SELF, 120));
    thread_start(allowed);
    check_equal(allowed->word[0], seL4_NoError + 1);
}

static void yield_to_spinner(struct thread *self)
{
    self->word[0] = 1;
    self->word[1] = (seL4_Word)seL4_SchedContext_YieldTo((seL4_CPtr)self->arg).error;
    self->word[0] = 2;
}

/* Unbinding the context completes the call of who yielded to it. */
static void yield_to_ends_with_the_binding(void)
{
    struct thread *spinner = thread_run(LOW_PRIORITY, count_forever, seL4_Null);
    struct thread *caller = thread_run(LOW_PRIORITY, yield_to_spinner, (void *)spinner->sc);

    main_set_priority(LOW_PRIORITY);
    while (caller->word[0] == 0) {
        seL4_Yield();
    }
    main_set_priority(MAIN_PRIORITY);
    expect_ok(invoke(spinner->sc, SchedContextUnbind, caps()));
    thread_join(caller);
    check_equal(caller->word[0], 2);
    check_equal(caller->word[1], seL4_NoError);
}

/* A server: answers calls for ever, spending some time on each. */
static void serve(struct thread *self)
{
    seL4_CPtr endpoint = (seL4_CPtr)self->arg;
    seL4_CPtr reply = self->word[8];
    seL4_Word badge;
    seL4_MessageInfo_t none = seL4_MessageInfo_new(0, 0, 0, 0);

    seL4_Recv(endpoint, &badge, reply);
    for (;;) {
        self->word[0]++;
        if (self->word[9] != 0) {
            seL4_Call(self->word[9], none);
        }
        spin_us(self->word[10]);
        seL4_SetMR(0, badge);
        seL4_ReplyRecv(endpoint, seL4_MessageInfo_new(0, 0, 0, 1), &badge, reply);
    }
}

/* A passive server that has arrived at its receive. */
static struct thread *passive_server(seL4_Word priority, seL4_CPtr endpoint, seL4_CPtr next)
{
    struct thread *server = thread_new(priority, serve, (void *)endpoint);

    server->word[8] = reply_new();
    server->word[9] = next;
    thread_start(server);
    expect_ok(invoke(server->sc, SchedContextUnbind, caps()));
    return server;
}

static void call_and_log(struct thread *self)
{
    self->word[0] = 1;
    self->word[1] = (seL4_Word)seL4_MessageInfo_get_label(
        seL4_Call((seL4_CPtr)self->arg, seL4_MessageInfo_new(0, 0, 0, 0)));
    self->word[2] = seL4_GetMR(0);
    self->word[0] = 2;
}

/* A call to a passive server runs on the caller's budget. */
static void donation(void)
{
    seL4_CPtr endpoint = endpoint_new();
    struct thread *server = passive_server(120, endpoint, seL4_CapNull);
    struct thread *client = thread_new(HIGH_PRIORITY, call_and_log, (void *)endpoint);

    server->word[10] = 1000;
    client->arg = (void *)cap_mint(endpoint, seL4_AllRights, 0x31);
    thread_start(client);
    check_equal(client->word[0], 2);
    check_equal(client->word[2], 0x31);
    check_equal(server->word[0], 1);
    check(consumed(client->sc) >= 900);
    check(consumed(server->sc) < 900);
}

/* Donation along a chain of two passive servers and back. */
static void donation_chain(void)
{
    seL4_CPtr first = endpoint_new();
    seL4_CPtr second = endpoint_new();
    struct thread *b = passive_server(121, second, seL4_CapNull);
    struct thread *a = passive_server(120, first, second);
    struct thread *client = thread_new(HIGH_PRIORITY, call_and_log, (void *)first);

    a->word[10] = 500;
    b->word[10] = 500;
    thread_start(client);
    check_equal(client->word[0], 2);
    check_equal(a->word[0], 1);
    check_equal(b->word[0], 1);
    check(consumed(client->sc) >= 900);
}

/* The caller is queued before the server receives. */
static void donation_when_server_comes_late(void)
{
    seL4_CPtr endpoint = endpoint_new();
    struct thread *client = thread_run(HIGH_PRIORITY, call_and_log, (void *)endpoint);
    struct thread *server;

    check_equal(client->word[0], 1);
    server = thread_new(120, serve, (void *)endpoint);
    server->word[8] = reply_new();
    thread_start(server);
    check_equal(client->word[0], 2);
    /* the server had a context of its own and kept it */
    expect_ok(invoke(server->sc, SchedContextUnbindObject, caps(server->tcb)));
}

/* Plain sends do not donate: a passive receiver wakes and cannot run. */
static void send_does_not_donate(void)
{
    seL4_CPtr endpoint = endpoint_new();
    struct thread *server = passive_server(120, endpoint, seL4_CapNull);

    seL4_Send(endpoint, seL4_MessageInfo_new(0, 0, 0, 0));
    check_equal(server->word[0], 0);
    expect_ok(invoke(server->sc, SchedContextBind, caps(server->tcb)));
    check_equal(server->word[0], 1);
}

static void nbsend_recv_to_passive(struct thread *self)
{
    struct sel4_registers r = { self->word[10], 0, { 0, 0, 0, 0 }, self->word[8], self->word[9] };

    self->word[0] = 1;
    sel4_trap(seL4_SysNBSendRecv, &r);
    self->word[0] = 2;
}

/* The first phase of a combined call donates; the sender then waits without a budget. */
static void nbsend_recv_donates(void)
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr own = endpoint_new();
    struct thread *server = passive_server(120, endpoint, seL4_CapNull);
    struct thread *sender = thread_new(HIGH_PRIORITY, nbsend_recv_to_passive, seL4_Null);

    sender->word[8] = reply_new();
    sender->word[9] = endpoint;
    sender->word[10] = own;
    thread_start(sender);
    check_equal(sender->word[0], 1);
    check_equal(server->word[0], 1);
    /* the context moved to the server */
    expect(invoke(sender->sc, SchedContextUnbindObject, caps(sender->tcb)), seL4_IllegalOperation);
    expect_ok(invoke(sender->sc, SchedContextUnbindObject, caps(server->tcb)));
}

/* A caller and the reply object that holds it, at a server which does not answer. */
struct held {
    struct thread *client;
    struct thread *server;
    seL4_CPtr reply;
    seL4_CPtr endpoint;
};

static void receive_and_stay(struct thread *self)
{
    seL4_Recv((seL4_CPtr)self->arg, seL4_Null, self->word[8]);
    self->word[0] = 1;
    if (self->word[9] != 0) {
        seL4_Call(self->word[9], seL4_MessageInfo_new(0, 0, 0, 0));
        self->word[0] = 2;
        if (self->word[11] != 0) {
            seL4_Send(self->word[8], seL4_MessageInfo_new(0, 0, 0, 0));
        }
    }
    /* waits for the main thread */
    seL4_Wait(self->word[10], seL4_Null);
    self->word[0] = 3;
    seL4_Send(self->word[8], seL4_MessageInfo_new(0, 0, 0, 0));
    self->word[0] = 4;
    seL4_Wait(self->word[10], seL4_Null);
}

static struct thread *passive_holder(seL4_CPtr endpoint, seL4_CPtr next)
{
    struct thread *server = thread_new(120, receive_and_stay, (void *)endpoint);

    server->word[8] = reply_new();
    server->word[9] = next;
    server->word[10] = notification_new();
    thread_start(server);
    expect_ok(invoke(server->sc, SchedContextUnbind, caps()));
    return server;
}

static struct held held_new(void)
{
    struct held held = { .endpoint = endpoint_new() };

    held.server = passive_holder(held.endpoint, seL4_CapNull);
    held.reply = held.server->word[8];
    held.client = thread_run(HIGH_PRIORITY, call_and_log, (void *)held.endpoint);
    check_equal(held.server->word[0], 1);
    check_equal(held.client->word[0], 1);
    return held;
}

/* Does the thread have this scheduling context? Asked by taking it away. */
static bool takes_context(seL4_CPtr sc, struct thread *thread)
{
    return seL4_SchedContext_UnbindObject(sc, thread->tcb) == seL4_NoError;
}

/* Deleting the reply object gives the context back to the caller, which is stopped. */
static void deleted_head_reply(void)
{
    struct held held = held_new();

    slot_delete(held.reply);
    check_equal(held.client->word[0], 1);
    check(!takes_context(held.client->sc, held.server));
    check(takes_context(held.client->sc, held.client));
}

static void suspended_callee_keeps_context(void)
{
    struct held held = held_new();

    expect_ok(invoke(held.server->tcb, TCBSuspend, caps()));
    check(takes_context(held.client->sc, held.server));
}

/* The callee is deleted: a reply through its reply object brings the context back. */
static void deleted_callee(void)
{
    struct held held = held_new();

    slot_delete(held.server->tcb);
    check_equal(held.client->word[0], 1);
    seL4_Send(held.reply, seL4_MessageInfo_new(7, 0, 0, 0));
    check_equal(held.client->word[0], 2);
    check_equal(held.client->word[1], 7);
}

static void deleted_callee_and_reply(void)
{
    struct held held = held_new();

    slot_delete(held.server->tcb);
    slot_delete(held.reply);
    check_equal(held.client->word[0], 1);
    check(takes_context(held.client->sc, held.client));
}

/* The caller is suspended or deleted: its context stays with the callee. */
static void suspended_caller(void)
{
    struct held held = held_new();

    expect_ok(invoke(held.client->tcb, TCBSuspend, caps()));
    check(takes_context(held.client->sc, held.server));
}

static void deleted_caller(void)
{
    struct held held = held_new();

    slot_delete(held.client->tcb);
    seL4_Signal(held.server->word[10]);
    check_equal(held.server->word[0], 4);
    check(takes_context(held.client->sc, held.server));
}

/* Unbound while lent: a later reply wakes the caller, which has no budget any more. */
static void unbound_while_lent(void)
{
    struct held held = held_new();

    expect_ok(invoke(held.client->sc, SchedContextUnbind, caps()));
    seL4_Send(held.reply, seL4_MessageInfo_new(3, 0, 0, 0));
    check_equal(held.client->word[0], 1);
    expect_ok(invoke(held.client->sc, SchedContextBind, caps(held.client->tcb)));
    check_equal(held.client->word[0], 2);
    check_equal(held.client->word[1], 3);
}

static void deleted_while_lent(void)
{
    struct held held = held_new();
    seL4_CPtr fresh = sched_context_new(1000, 1000);

    slot_delete(held.client->sc);
    seL4_Send(held.reply, seL4_MessageInfo_new(4, 0, 0, 0));
    check_equal(held.client->word[0], 1);
    expect_ok(invoke(fresh, SchedContextBind, caps(held.client->tcb)));
    check_equal(held.client->word[0], 2);
}

/*
 * A calls B, B calls C: the reply object that holds A is in the middle of the stack.  Deleting it
 * cuts the stack: C's reply brings the context to B, where it stays.
 */
static void deleted_middle_reply(void)
{
    seL4_CPtr endpoint_b = endpoint_new();
    seL4_CPtr endpoint_c = endpoint_new();
    struct thread *c = passive_holder(endpoint_c, seL4_CapNull);
    struct thread *b = passive_holder(endpoint_b, endpoint_c);
    struct thread *a;

    b->word[11] = 1;
    a = thread_run(HIGH_PRIORITY, call_and_log, (void *)endpoint_b);
    check_equal(c->word[0], 1);
    slot_delete(b->word[8]);
    seL4_Signal(c->word[10]);
    check(c->word[0] >= 3);
    check_equal(b->word[0], 2);
    check_equal(a->word[0], 1);
    check(!takes_context(a->sc, a));
    check(takes_context(a->sc, b));
}

static void spin_forever(struct thread *self)
{
    for (;;) {
        self->word[0]++;
    }
}

static void spin_elsewhere(struct thread *self)
{
    self->word[1] = 1;
    for (;;) {
        self->word[2]++;
    }
}

/* A spinning thread with little budget and a timeout handler. */
static struct thread *timed_out_thread(seL4_CPtr endpoint, seL4_CPtr *sc)
{
    struct thread *thread = thread_new_passive(HIGH_PRIORITY, spin_forever, seL4_Null);

    *sc = object_new(seL4_SchedContextObject, 7);
    expect_ok(CONFIGURE(*sc, 1000, 100000, 0, 0x5c, 0));
    expect_ok(invoke(thread->tcb, TCBSetTimeoutEndpoint,
                     caps(cap_mint(endpoint, seL4_AllRights, 0x71))));
    expect_ok(invoke(*sc, SchedContextBind, caps(thread->tcb)));
    thread_start(thread);
    return thread;
}

static void receive_timeout(seL4_CPtr endpoint, seL4_CPtr reply)
{
    seL4_Word badge = 0;
    seL4_MessageInfo_t info = seL4_Recv(endpoint, &badge, reply);

    check_equal(badge, 0x71);
    check_equal(info.words[0], seL4_MessageInfo_new(seL4_Fault_Timeout, 0, 0, 2).words[0]);
    check_equal(seL4_GetMR(seL4_Timeout_Data), 0x5c);
    check(seL4_GetMR(seL4_Timeout_Consumed) >= 900);
}

static void timeout_fault(void)
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr reply = reply_new();
    seL4_CPtr sc;
    struct thread *thread = timed_out_thread(endpoint, &sc);
    seL4_Word count;

    receive_timeout(endpoint, reply);
    count = thread->word[0];
    check(count != 0);
    /* the message has reset the counter */
    check(consumed(sc) < 900);
    seL4_Send(reply, seL4_MessageInfo_new(0, 0, 0, 0));
    /* it goes on with its next refill, and times out again */
    receive_timeout(endpoint, reply);
    check(thread->word[0] > count);
}

/* The handler's reply may set registers. */
static void timeout_reply_with_registers(void)
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr reply = reply_new();
    seL4_CPtr sc;
    struct thread *thread = timed_out_thread(endpoint, &sc);
    seL4_UserContext context = { .pc = (seL4_Word)spin_elsewhere, .sp = thread->stack_top,
                                 .x0 = (seL4_Word)thread };

    receive_timeout(endpoint, reply);
    seL4_Send(reply, seL4_TimeoutReply_new(true, context, seL4_TimeoutReply_Length));
    receive_timeout(endpoint, reply);
    check_equal(thread->word[1], 1);
    /* a reply with a label leaves the thread stopped */
    context.pc = 0x1234;
    seL4_Send(reply, seL4_TimeoutReply_new(false, context, 1));
    expect_ok(invoke(thread->tcb, TCBReadRegisters, caps(), 0, 1), 0x1234);
}

/* The handler may give more budget before it replies. */
static void timeout_and_new_budget(void)
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr reply = reply_new();
    seL4_CPtr sc;
    struct thread *thread = timed_out_thread(endpoint, &sc);
    seL4_Word count;

    receive_timeout(endpoint, reply);
    count = thread->word[0];
    expect_ok(CONFIGURE(sc, 2000, 2000, 0, 0, 0));
    expect_ok(invoke(thread->tcb, TCBSetPriority, caps(SELF), LOW_PRIORITY));
    seL4_Send(reply, seL4_MessageInfo_new(0, 0, 0, 0));
    main_set_priority(LOW_PRIORITY);
    while (thread->word[0] == count) {
        seL4_Yield();
    }
    main_set_priority(MAIN_PRIORITY);
    check(thread->word[0] > count);
}

/* Round-robin threads have no timeouts. */
static void no_timeout_in_round_robin(void)
{
    seL4_CPtr endpoint = endpoint_new();
    struct thread *thread = thread_new(LOW_PRIORITY, count_forever, seL4_Null);
    seL4_Word badge = 0;

    expect_ok(invoke(thread->tcb, TCBSetTimeoutEndpoint,
                     caps(cap_mint(endpoint, seL4_AllRights, 1))));
    expect_ok(CONFIGURE(thread->sc, 1000, 1000, 0, 0, 0));
    thread_start(thread);
    main_set_priority(LOW_PRIORITY);
    for (int i = 0; i < 5; i++) {
        seL4_Yield();
    }
    seL4_NBRecv(endpoint, &badge, reply_new());
    check_equal(badge, 0);
}

/* A thread with a sporadic context goes on in time after a period without work. */
static void sporadic_flag(void)
{
    seL4_CPtr sc = object_new(seL4_SchedContextObject, 8);
    struct thread *thread = thread_new_passive(HIGH_PRIORITY, yield_forever, seL4_Null);

    expect_ok(CONFIGURE(sc, 1000, 10000, 4, 0, 1));
    expect_ok(invoke(sc, SchedContextBind, caps(thread->tcb)));
    thread_start(thread);
    while (thread->word[0] < 5) {
    }
    check(thread->word[0] >= 5);
}

/* A context that is changed while its thread runs or waits. */
static void reconfigure(void)
{
    struct thread *thread = thread_new_passive(HIGH_PRIORITY, count_forever, seL4_Null);
    seL4_CPtr sc = sched_context_new(1000, 1000000);
    seL4_Word count;

    expect_ok(invoke(sc, SchedContextBind, caps(thread->tcb)));
    thread_start(thread);
    count = thread->word[0];
    check(count != 0);
    expect_ok(CONFIGURE(sc, 1000, 5000, 0, 0, 0));
    while (thread->word[0] == count) {
    }
    expect_ok(invoke(thread->tcb, TCBSuspend, caps()));
    expect_ok(CONFIGURE(sc, 500, 5000, 0, 0, 0));
    expect_ok(CONFIGURE(seL4_CapInitThreadSC, 5000, 5000, 0, 0, 0));
}

static void domain_errors(void)
{
    seL4_CPtr t = tcb_new();
    seL4_CPtr d = seL4_CapDomain;
    seL4_Word last = CONFIG_NUM_DOMAIN_SCHEDULES - 1;

    expect(invoke(d, DomainSetSet - 1, caps(t), 0), seL4_IllegalOperation);
    expect(invoke(d, DomainSetSet, caps(t)), seL4_TruncatedMessage);
    expect(invoke(d, DomainSetSet, caps(), CONFIG_NUM_DOMAINS), seL4_InvalidArgument, 0);
    expect(invoke(d, DomainSetSet, caps(), 0), seL4_TruncatedMessage);
    expect(invoke(d, DomainSetSet, caps(ROOT), 0), seL4_InvalidArgument, 1);
    expect_ok(invoke(d, DomainSetSet, caps(t), CONFIG_NUM_DOMAINS - 1));
    expect(invoke(d, DomainScheduleConfigure, caps(), 0, 0), seL4_TruncatedMessage);
    expect(invoke(d, DomainScheduleConfigure, caps(), last, 99, 0), seL4_RangeError, 0, last - 1);
    expect(invoke(d, DomainScheduleConfigure, caps(), 1, CONFIG_NUM_DOMAINS, ~0ul),
           seL4_RangeError, 0, CONFIG_NUM_DOMAINS - 1);
    expect(invoke(d, DomainScheduleConfigure, caps(), 1, 0, 1ul << 56), seL4_InvalidArgument, 2);
    expect(invoke(d, DomainScheduleConfigure, caps(), 1, 1, 0), seL4_InvalidArgument, 1);
    expect(invoke(d, DomainScheduleConfigure, caps(), 0, 0, 0), seL4_InvalidArgument, 2);
    expect(invoke(d, DomainScheduleSetStart, caps()), seL4_TruncatedMessage);
    expect(invoke(d, DomainScheduleSetStart, caps(), last + 1), seL4_RangeError, 0, last);
    expect(invoke(d, DomainScheduleSetStart, caps(), last), seL4_InvalidArgument, 0);
    expect(invoke(d, DomainScheduleSetStart, caps(), 5), seL4_InvalidArgument, 0);
}

/* Counts and uses the floating-point registers meanwhile. */
static void count_with_fpu(struct thread *self)
{
    fpu_fill(0x2468);
    for (;;) {
        self->word[0]++;
        self->word[1] += fpu_check(0x2468);
    }
}

/* A thread of another domain runs in that domain's time only, and with its own registers. */
static void domain_schedule(void)
{
    struct thread *thread = thread_new(200, count_with_fpu, seL4_Null);
    seL4_CPtr d = seL4_CapDomain;
    seL4_Word slice = CONFIG_TIMER_FREQUENCY / 1000 * 5;
    seL4_Word count;

    fpu_fill(0x1357);
    expect_ok(invoke(d, DomainSetSet, caps(thread->tcb), 1));
    thread_start(thread);
    spin_us(5000);
    check_equal(thread->word[0], 0);
    expect_ok(invoke(d, DomainScheduleConfigure, caps(), 1, 0, slice));
    expect_ok(invoke(d, DomainScheduleConfigure, caps(), 2, 1, slice));
    spin_us(5000);
    check_equal(thread->word[0], 0);
    expect_ok(invoke(d, DomainScheduleSetStart, caps(), 1));
    while (thread->word[0] == 0) {
    }
    count = thread->word[0];
    while (thread->word[0] == count) {
    }
    expect_ok(invoke(d, DomainScheduleSetStart, caps(), 0));
    check_equal(thread->word[1], 0);
    check_equal(fpu_check(0x1357), 0);
    count = thread->word[0];
    spin_us(20000);
    check_equal(thread->word[0], count);
    expect_ok(invoke(d, DomainScheduleConfigure, caps(), 1, 0, 0));
    expect_ok(invoke(d, DomainScheduleConfigure, caps(), 2, 0, 0));
}

/* Raising a ready thread's priority above the caller's makes it run at once. */
static void priority_change_reschedules(void)
{
    struct thread *thread = thread_run(LOW_PRIORITY, set_flag, seL4_Null);

    check_equal(thread->word[0], 0);
    expect_ok(invoke(thread->tcb, TCBSetPriority, caps(SELF), HIGH_PRIORITY));
    check_equal(thread->word[0], 1);
}

/* A ready thread that gets the caller's priority is first in line, but does not run yet. */
static void lowering_oneself(void)
{
    struct thread *thread = thread_run(LOW_PRIORITY, set_flag, seL4_Null);

    main_set_priority(LOW_PRIORITY - 1);
    check_equal(thread->word[0], 1);
}

static const struct test tests[] = {
    { "configure_errors", configure_errors },
    { "bind_errors", bind_errors },
    { "unconfigured", unconfigured },
    { "round_robin", round_robin },
    { "budget_is_enforced", budget_is_enforced },
    { "yield_ends_the_budget", yield_ends_the_budget },
    { "yield_alone", yield_alone },
    { "consumed_is_reset", consumed_is_reset },
    { "yield_to", yield_to },
    { "yield_to_errors", yield_to_errors },
    { "yield_to_ends_with_the_binding", yield_to_ends_with_the_binding },
    { "donation", donation },
    { "donation_chain", donation_chain },
    { "donation_when_server_comes_late", donation_when_server_comes_late },
    { "send_does_not_donate", send_does_not_donate },
    { "nbsend_recv_donates", nbsend_recv_donates },
    { "deleted_head_reply", deleted_head_reply },
    { "suspended_callee_keeps_context", suspended_callee_keeps_context },
    { "deleted_callee", deleted_callee },
    { "deleted_callee_and_reply", deleted_callee_and_reply },
    { "suspended_caller", suspended_caller },
    { "deleted_caller", deleted_caller },
    { "unbound_while_lent", unbound_while_lent },
    { "deleted_while_lent", deleted_while_lent },
    { "deleted_middle_reply", deleted_middle_reply },
    { "timeout_fault", timeout_fault },
    { "timeout_reply_with_registers", timeout_reply_with_registers },
    { "timeout_and_new_budget", timeout_and_new_budget },
    { "no_timeout_in_round_robin", no_timeout_in_round_robin },
    { "sporadic_flag", sporadic_flag },
    { "reconfigure", reconfigure },
    { "domain_errors", domain_errors },
    { "domain_schedule", domain_schedule },
    { "priority_change_reschedules", priority_change_reschedules },
    { "lowering_oneself", lowering_oneself },
};
SUITE(sched, tests);
