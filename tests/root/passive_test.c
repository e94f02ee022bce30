/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Servers without a scheduling context of their own: the case for which kernels have a fast path.
 * Each test is about one of the conditions under which a short cut from caller to server, or back,
 * would be wrong.
 */
#include "fault_code.h"
#include "fpu.h"
#include "test.h"

#define NOTHING seL4_MessageInfo_new(0, 0, 0, 0)

/* The order in which things happened. */
static struct {
    volatile seL4_Word entry[16];
    volatile seL4_Word count;
} history;

static void note(seL4_Word what)
{
    if (history.count < 16) {
        history.entry[history.count++] = what;
    }
}

static void expect_history(const seL4_Word *expected, seL4_Word count)
{
    check_equal(history.count, count);
    for (seL4_Word i = 0; i < count; i++) {
        check_equal(history.entry[i], expected[i]);
    }
}

/* Starts a server and takes its scheduling context away once it waits. */
static struct thread *passive_new(seL4_Word priority, thread_function *function, void *arg)
{
    struct thread *server = thread_new(priority, function, arg);

    history.count = 0;
    server->word[8] = reply_new();
    thread_start(server);
    succeed(seL4_SchedContext_Unbind(server->sc));
    return server;
}

/* Answers with the same words, one more in each, the badge as label and one word more. */
static void echo(struct thread *self)
{
    seL4_CPtr endpoint = (seL4_CPtr)self->arg;
    seL4_Word badge;
    seL4_MessageInfo_t info = seL4_Recv(endpoint, &badge, self->word[8]);

    for (;;) {
        seL4_Word length = seL4_MessageInfo_get_length(info);

        self->word[0] = seL4_MessageInfo_get_label(info);
        self->word[1] = seL4_MessageInfo_get_capsUnwrapped(info);
        for (seL4_Word i = 0; i < length; i++) {
            seL4_SetMR((int)i, seL4_GetMR((int)i) + 1);
        }
        seL4_SetMR((int)length, 0xeeee);
        info = seL4_ReplyRecv(endpoint, seL4_MessageInfo_new(badge, 0, 0, length + 1), &badge,
                              self->word[8]);
    }
}

/* Lengths on both sides of what registers hold. */
static void lengths(void)
{
    seL4_CPtr endpoint = endpoint_new();
    struct thread *server = passive_new(HIGH_PRIORITY, echo, (void *)endpoint);

    for (seL4_Word length = 0; length < 12; length++) {
        seL4_CPtr client = cap_mint(endpoint, seL4_AllRights, 0x100 + length);
        seL4_MessageInfo_t info;

        for (seL4_Word i = 0; i < 12; i++) {
            seL4_SetMR((int)i, 10 * i);
        }
        info = seL4_Call(client, seL4_MessageInfo_new(0x50 + length, 0, 0, length));
        check_equal(info.words[0], seL4_MessageInfo_new(0x100 + length, 0, 0, length + 1).words[0]);
        check_equal(server->word[0], 0x50 + length);
        for (seL4_Word i = 0; i < length; i++) {
            check_equal(seL4_GetMR((int)i), 10 * i + 1);
        }
        check_equal(seL4_GetMR((int)length), 0xeeee);
    }
}

/* The bits of capabilities unwrapped that a caller sets do not reach the server. */
static void no_foreign_bits(void)
{
    seL4_CPtr endpoint = endpoint_new();
    struct sel4_registers r = { endpoint, seL4_MessageInfo_new(3, 7, 0, 1).words[0],
                                { 0, 0, 0, 0 }, 0, 0 };
    struct thread *server = passive_new(HIGH_PRIORITY, echo, (void *)endpoint);

    sel4_trap(seL4_SysCall, &r);
    check_equal(r.info, seL4_MessageInfo_new(0, 0, 0, 2).words[0]);
    check_equal(server->word[0], 3);
    check_equal(server->word[1], 0);
}

static void rights(void)
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr no_write = cap_mint(endpoint, seL4_NoWrite, 0);

    passive_new(HIGH_PRIORITY, echo, (void *)endpoint);
    expect(invoke(no_write, 1, caps()), seL4_InvalidCapability, 0);
    check_equal(invoke(cap_mint(endpoint, seL4_CapRights_new(1, 0, 0, 1), 5), 1, caps()).label, 5);
}

static void call_and_note(struct thread *self)
{
    seL4_Call((seL4_CPtr)self->arg, NOTHING);
    note(3);
}

/* Nobody can answer such a call, so no budget is lent: the caller stops. */
static void call_without_grant(void)
{
    seL4_CPtr endpoint = endpoint_new();
    struct thread *server = passive_new(HIGH_PRIORITY, echo, (void *)endpoint);
    seL4_CPtr cap = cap_mint(endpoint, seL4_ReadWrite, 6);
    struct thread *thread = thread_run(HIGH_PRIORITY, call_and_note, (void *)cap);

    check_equal(server->word[0], 0);
    check(seL4_SchedContext_UnbindObject(thread->sc, thread->tcb) == seL4_NoError);
    succeed(seL4_SchedContext_Bind(server->sc, server->tcb));
    check_equal(history.count, 0);
    expect(invoke(endpoint, 5, caps(), 1), 0, 2, 0xeeee);
}

static void use_fpu(struct thread *self)
{
    seL4_Recv((seL4_CPtr)self->arg, seL4_Null, self->word[8]);
    fpu_fill(0x9999);
    for (;;) {
        self->word[0] += fpu_check(0x9999);
        seL4_ReplyRecv((seL4_CPtr)self->arg, NOTHING, seL4_Null, self->word[8]);
    }
}

/* Caller and server have their own floating-point registers, with and without access to them. */
static void fpu(void)
{
    seL4_CPtr endpoint = endpoint_new();
    struct thread *server = passive_new(HIGH_PRIORITY, use_fpu, (void *)endpoint);

    fpu_fill(0x8888);
    for (int i = 0; i < 5; i++) {
        seL4_Call(endpoint, NOTHING);
        check_equal(fpu_check(0x8888), 0);
    }
    check_equal(server->word[0], 0);
    expect_ok(invoke(SELF, TCBSetFlags, caps(), 0, 1), 1);
    seL4_Call(endpoint, NOTHING);
    check_equal(server->word[0], 0);
    expect_ok(invoke(SELF, TCBSetFlags, caps(), 1, 0), 0);
    check_equal(fpu_check(0x8888), 0);
}

static void note_once(struct thread *self)
{
    if (self->word[9] != 0) {
        seL4_Wait(self->word[9], seL4_Null);
    }
    note((seL4_Word)self->arg);
}

static void serve_and_note(struct thread *self)
{
    seL4_Recv((seL4_CPtr)self->arg, seL4_Null, self->word[8]);
    for (;;) {
        note(2);
        if (self->word[9] != 0) {
            seL4_Signal(self->word[9]);
        }
        seL4_ReplyRecv((seL4_CPtr)self->arg, NOTHING, seL4_Null, self->word[8]);
    }
}

/* A server of lower priority does not run before a ready thread in between. */
static void call_to_a_lower_server(void)
{
    seL4_CPtr endpoint = endpoint_new();

    main_set_priority(80);
    passive_new(85, serve_and_note, (void *)endpoint);
    main_set_priority(MAIN_PRIORITY);
    thread_run(95, note_once, (void *)1);
    seL4_Call(endpoint, NOTHING);
    note(3);
    expect_history(WORDS(1, 2, 3), 3);
}

/* An answered client of low priority does not run before a thread that the server has woken. */
static void reply_to_a_lower_client(void)
{
    seL4_CPtr endpoint = endpoint_new();
    struct thread *server = passive_new(HIGH_PRIORITY, serve_and_note, (void *)endpoint);
    struct thread *between = thread_new(95, note_once, (void *)4);
    struct thread *client = thread_new(LOW_PRIORITY, call_and_note, (void *)endpoint);

    server->word[9] = notification_new();
    between->word[9] = server->word[9];
    main_set_priority(95);
    thread_start(between);
    seL4_Yield();
    main_set_priority(MAIN_PRIORITY);
    thread_start(client);
    thread_join(client);
    expect_history(WORDS(2, 4, 3), 3);
}

/* Starts another caller, which finds the server busy, before answering the first. */
static void serve_and_start(struct thread *self)
{
    struct thread *other = self->arg;
    seL4_CPtr endpoint = (seL4_CPtr)other->arg;

    seL4_Recv(endpoint, seL4_Null, self->word[8]);
    note(2);
    thread_start(other);
    note(3);
    seL4_ReplyRecv(endpoint, NOTHING, seL4_Null, self->word[8]);
    note(4);
    seL4_ReplyRecv(endpoint, NOTHING, seL4_Null, self->word[8]);
}

static void call_once(struct thread *self)
{
    note(self->word[9]);
    seL4_Call((seL4_CPtr)self->arg, NOTHING);
    note(self->word[9] + 1);
}

/* A caller in the queue is received at once, on its own budget. */
static void waiting_caller(void)
{
    seL4_CPtr endpoint = endpoint_new();
    struct thread *second = thread_new(120, call_once, (void *)endpoint);
    struct thread *first = thread_new(LOW_PRIORITY, call_once, (void *)endpoint);

    passive_new(HIGH_PRIORITY, serve_and_start, second);
    first->word[9] = 10;
    second->word[9] = 20;
    thread_start(first);
    thread_join(first);
    expect_history(WORDS(10, 2, 20, 3, 4, 21, 11), 7);
    check(seL4_SchedContext_UnbindObject(second->sc, second->tcb) == seL4_NoError);
    check(seL4_SchedContext_UnbindObject(first->sc, first->tcb) == seL4_NoError);
}

/* Two servers wait at one endpoint, the better one gets the call; then the other its turn. */
static void two_servers(void)
{
    seL4_CPtr endpoint = endpoint_new();
    struct thread *low = passive_new(110, echo, (void *)endpoint);
    struct thread *high = passive_new(111, echo, (void *)endpoint);

    for (seL4_Word i = 1; i < 4; i++) {
        invoke(endpoint, i, caps());
        check_equal(high->word[0], i);
        check_equal(low->word[0], 0);
    }
    expect_ok(invoke(high->tcb, TCBSuspend, caps()));
    invoke(endpoint, 9, caps());
    check_equal(low->word[0], 9);
}

/* The server is in another domain: the caller waits for that domain's time. */
static void other_domain(void)
{
    seL4_CPtr endpoint = endpoint_new();
    struct thread *server = passive_new(HIGH_PRIORITY, echo, (void *)endpoint);
    struct thread *client = thread_new(120, call_and_note, (void *)endpoint);
    seL4_CPtr d = seL4_CapDomain;
    seL4_Word slice = CONFIG_TIMER_FREQUENCY / 1000;

    succeed(seL4_DomainSet_Set(d, 1, server->tcb));
    thread_start(client);
    check_equal(history.count, 0);
    spin_us(3000);
    check_equal(history.count, 0);
    succeed(seL4_DomainSet_ScheduleConfigure(d, 1, 0, slice));
    succeed(seL4_DomainSet_ScheduleConfigure(d, 2, 1, slice));
    succeed(seL4_DomainSet_ScheduleSetStart(d, 1));
    thread_join(client);
    succeed(seL4_DomainSet_ScheduleSetStart(d, 0));
    succeed(seL4_DomainSet_ScheduleConfigure(d, 1, 0, 0));
    succeed(seL4_DomainSet_ScheduleConfigure(d, 2, 0, 0));
    check_equal(history.count, 1);
}

/* A suspended server that waits for calls gets none. */
static void suspended_server(void)
{
    seL4_CPtr endpoint = endpoint_new();
    struct thread *server = passive_new(HIGH_PRIORITY, echo, (void *)endpoint);
    struct thread *client = thread_new(HIGH_PRIORITY, call_and_note, (void *)endpoint);

    expect_ok(invoke(server->tcb, TCBSuspend, caps()));
    thread_start(client);
    check_equal(history.count, 0);
    expect_ok(invoke(server->sc, SchedContextBind, caps(server->tcb)));
    expect_ok(invoke(server->tcb, TCBResume, caps()));
    thread_join(client);
}

/* The caller was suspended while the server worked for it: there is nobody to go back to. */
static void suspend_client(struct thread *self)
{
    struct thread *client = self->arg;

    seL4_Recv((seL4_CPtr)client->arg, seL4_Null, self->word[8]);
    seL4_TCB_Suspend(client->tcb);
    note(2);
    seL4_ReplyRecv((seL4_CPtr)client->arg, NOTHING, seL4_Null, self->word[8]);
    note(4);
    seL4_ReplyRecv((seL4_CPtr)client->arg, NOTHING, seL4_Null, self->word[8]);
}

static void suspended_caller(void)
{
    seL4_CPtr endpoint = endpoint_new();
    struct thread *client = thread_new(LOW_PRIORITY, call_and_note, (void *)endpoint);
    struct thread *server = passive_new(HIGH_PRIORITY, suspend_client, client);

    thread_start(client);
    main_set_priority(LOW_PRIORITY);
    seL4_Yield();
    main_set_priority(MAIN_PRIORITY);
    expect_history(WORDS(2), 1);
    /* its context has stayed with the server, which can go on with it */
    seL4_Call(endpoint, NOTHING);
    expect_history(WORDS(2, 4), 2);
    check(seL4_SchedContext_UnbindObject(client->sc, server->tcb) == seL4_NoError);
}

/* A signal for the server's bound notification is waiting when it answers. */
static void answer_with_signal(struct thread *self)
{
    seL4_Word badge = 0;

    seL4_Recv((seL4_CPtr)self->arg, seL4_Null, self->word[8]);
    seL4_Signal(self->word[9]);
    seL4_ReplyRecv((seL4_CPtr)self->arg, NOTHING, &badge, self->word[8]);
    self->word[0] = badge;
    note(5);
    seL4_ReplyRecv((seL4_CPtr)self->arg, NOTHING, &badge, self->word[8]);
}

static void bound_notification(void)
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr notification = notification_new();
    struct thread *server = passive_new(HIGH_PRIORITY, answer_with_signal, (void *)endpoint);

    server->word[9] = cap_mint(notification, seL4_AllRights, 0x40);
    succeed(seL4_TCB_BindNotification(server->tcb, notification));
    seL4_Call(endpoint, NOTHING);
    note(3);
    /* the server has its signal but no budget */
    check_equal(server->word[0], 0);
    succeed(seL4_SchedContext_Bind(server->sc, server->tcb));
    check_equal(server->word[0], 0x40);
    expect_history(WORDS(3, 5), 2);
}

/* Emulates unknown system calls: the sum of x0 and x1 is the result.  Ends with the tenth. */
static void emulate(struct thread *self)
{
    seL4_Recv((seL4_CPtr)self->arg, seL4_Null, self->word[8]);
    for (int i = 1; i < 10; i++) {
        seL4_SetMR(seL4_UnknownSyscall_X0, seL4_GetMR(0) + seL4_GetMR(1));
        seL4_SetMR(seL4_UnknownSyscall_FaultIP, seL4_GetMR(seL4_UnknownSyscall_FaultIP) + 4);
        seL4_ReplyRecv((seL4_CPtr)self->arg, seL4_MessageInfo_new(0, 0, 0, self->word[9]),
                       seL4_Null, self->word[8]);
    }
}

static void make_unknown_calls(struct thread *self)
{
    for (seL4_Word i = 0; i < 5; i++) {
        self->word[i] = fault_syscall(i, 100, 0, 4711);
    }
}

/* A fault handler on the faulter's budget; its replies are no ordinary answers. */
static void fault_handler(void)
{
    seL4_CPtr endpoint = endpoint_new();
    struct thread *handler = passive_new(HIGH_PRIORITY, emulate, (void *)endpoint);
    struct thread *thread = thread_new(LOW_PRIORITY, make_unknown_calls, seL4_Null);

    handler->word[9] = 9;
    thread_set_fault_handler(thread, endpoint);
    thread_start(thread);
    thread_join(thread);
    for (seL4_Word i = 0; i < 5; i++) {
        check_equal(thread->word[i], 100 + i);
    }
}

/* The same, with replies so short that they fit registers: they set x0 and repeat the call. */
static void short_fault_reply(void)
{
    seL4_CPtr endpoint = endpoint_new();
    struct thread *handler = passive_new(HIGH_PRIORITY, emulate, (void *)endpoint);
    struct thread *thread = thread_new(LOW_PRIORITY, make_unknown_calls, seL4_Null);

    handler->word[9] = 1;
    thread_set_fault_handler(thread, endpoint);
    thread_start(thread);
    thread_join(handler);
    check_equal(thread->word[0], 0);
    check_equal(handler->buffer->msg[seL4_UnknownSyscall_X0], 900);
    check_equal(handler->buffer->msg[seL4_UnknownSyscall_X1], 100);
    check_equal(handler->buffer->msg[seL4_UnknownSyscall_FaultIP],
                (seL4_Word)fault_syscall_instruction);
}

static const struct test tests[] = {
    { "lengths", lengths },
    { "no_foreign_bits", no_foreign_bits },
    { "rights", rights },
    { "call_without_grant", call_without_grant },
    { "fpu", fpu },
    { "call_to_a_lower_server", call_to_a_lower_server },
    { "reply_to_a_lower_client", reply_to_a_lower_client },
    { "waiting_caller", waiting_caller },
    { "two_servers", two_servers },
    { "other_domain", other_domain },
    { "suspended_server", suspended_server },
    { "suspended_caller", suspended_caller },
    { "bound_notification", bound_notification },
    { "fault_handler", fault_handler },
    { "short_fault_reply", short_fault_reply },
};
SUITE(passive, tests);
