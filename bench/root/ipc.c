/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls and answers between two address spaces, and a plain Send to a more important receiver.
 *
 * The usual server is passive: it runs on its caller's scheduling context.  Client and server have
 * the same priority.
 */
#include "bench.h"

struct ipc_case {
    const char *call_name;
    const char *reply_name;
    seL4_Word words;
    bool has_fpu;
    bool is_passive;
};

static void do_call(struct worker *self)
{
    struct trap call = { { SLOT_ENDPOINT,
                           seL4_MessageInfo_new(0, 0, 0, self->plan.message_words).words[0], 1, 2,
                           3, 4, 0, (seL4_Word)seL4_SysCall, 0 } };

    for (seL4_Word i = 0; i < ROUNDS; i++) {
        worker_pause();
        worker_trap(self, &call);
    }
}

static void do_serve(struct worker *self)
{
    struct trap first = trap_ready_and_receive();
    struct trap next = trap_reply_and_receive(self->plan.message_words);

    worker_trap(self, &first);
    for (;;) {
        worker_trap(self, &next);
    }
}

static void measure_case(const struct ipc_case *c)
{
    seL4_CPtr endpoint = endpoint_new();
    struct worker_plan plan = { .function = do_call,
                                .vspace = space_new(),
                                .priority = WORKER_PRIORITY,
                                .message_words = c->words,
                                .has_fpu = c->has_fpu };
    struct worker *client = worker_new(&plan);
    struct worker *server;

    plan.function = do_serve;
    plan.vspace = space_new();
    server = worker_new(&plan);
    worker_give(client, SLOT_ENDPOINT, endpoint);
    worker_give(server, SLOT_ENDPOINT, endpoint);
    worker_give(server, SLOT_REPLY, reply_new());
    worker_run(server);
    if (c->is_passive) {
        worker_make_passive(server);
    }
    worker_run(client);
    report_ways(c->call_name, client, 0, server);
    report_ways(c->reply_name, server, 1, client);
    workers_reset();
}

static void do_send(struct worker *self)
{
    struct trap send = trap_signal(SLOT_ENDPOINT);

    for (seL4_Word i = 0; i < ROUNDS; i++) {
        worker_pause();
        worker_trap(self, &send);
    }
}

static void do_receive(struct worker *self)
{
    struct trap first = trap_ready_and_receive();
    struct trap next = { { SLOT_ENDPOINT, 0, 0, 0, 0, 0, SLOT_REPLY, (seL4_Word)seL4_SysRecv, 0 } };

    worker_trap(self, &first);
    for (;;) {
        worker_trap(self, &next);
    }
}

static void measure_send(void)
{
    seL4_CPtr endpoint = endpoint_new();
    struct worker_plan plan = { .function = do_send,
                                .vspace = space_new(),
                                .priority = WORKER_PRIORITY };
    struct worker *sender = worker_new(&plan);
    struct worker *receiver;

    plan.function = do_receive;
    plan.vspace = space_new();
    plan.priority = WORKER_PRIORITY + 1;
    receiver = worker_new(&plan);
    worker_give(sender, SLOT_ENDPOINT, endpoint);
    worker_give(receiver, SLOT_ENDPOINT, endpoint);
    worker_give(receiver, SLOT_REPLY, reply_new());
    worker_run(receiver);
    worker_run(sender);
    report_ways("send_higher", sender, 0, receiver);
    workers_reset();
}

void measure_ipc(void)
{
    static const struct ipc_case cases[] = {
        { "call", "reply_recv", 0, false, true },
        { "call_fpu", "reply_recv_fpu", 0, true, true },
        { "call_10", "reply_recv_10", 10, false, true },
        { "call_active", "reply_recv_active", 0, false, false },
    };

    for (seL4_Word i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        measure_case(&cases[i]);
    }
    measure_send();
}
