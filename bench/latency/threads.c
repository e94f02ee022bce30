/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Operations of threads that cannot be interrupted: the longest message, through CSpaces as deep as
 * they can be, and finding a place in long queues.
 */
#include "latency.h"
#include "worker.h"

#define LONGEST_MESSAGE 120ul
#define MESSAGE_CAPS    3ul
#define BOTTOM_RADIX    4
/* With one bit each, and the bottom: 64 bits. */
#define LEVELS 60
/* Capabilities of a worker beyond worker.h's, at the bottom of its CSpace. */
#define SLOT_ROOT  (SLOT_FIRST_OF_MANY)
#define SLOT_EXTRA (SLOT_FIRST_OF_MANY + 1)
#define SLOT_EMPTY (SLOT_FIRST_OF_MANY + 2)
#define MESSAGES   8

static struct worker *client, *server;
static bool is_deep;

static void call_with_much(struct worker *self)
{
    struct trap trap = { { SLOT_ENDPOINT,
                           seL4_MessageInfo_new(0, 0, MESSAGE_CAPS, LONGEST_MESSAGE).words[0], 0, 0,
                           0, 0, 0, (seL4_Word)seL4_SysCall, 0 } };

    self->buffer->caps_or_badges[0] = SLOT_ENDPOINT;
    self->buffer->caps_or_badges[1] = SLOT_ENDPOINT;
    self->buffer->caps_or_badges[2] = SLOT_EXTRA;
    for (seL4_Word i = 0; i < MESSAGES; i++) {
        worker_trap(self, &trap);
    }
}

static void reply_with_much(struct worker *self)
{
    struct trap trap = { { SLOT_ENDPOINT, 0, 0, 0, 0, 0, SLOT_REPLY, (seL4_Word)seL4_SysNBSendRecv,
                           SLOT_DONE } };

    self->buffer->receiveCNode = SLOT_ROOT;
    self->buffer->receiveIndex = SLOT_EMPTY;
    self->buffer->receiveDepth = is_deep ? DEPTH : WORKER_RADIX;
    worker_trap(self, &trap);
    trap.x[1] = seL4_MessageInfo_new(0, 0, 0, LONGEST_MESSAGE).words[0];
    trap.x[7] = (seL4_Word)seL4_SysReplyRecv;
    for (;;) {
        worker_trap(self, &trap);
    }
}

/* A CSpace in which all addresses of what the worker has are resolved bit by bit. */
static void deepen(struct worker *worker)
{
    seL4_CPtr bottom = cnode_new(BOTTOM_RADIX), top = bottom;

    for (seL4_Word i = SLOT_DONE; i < SLOT_EMPTY; i++) {
        if (i != SLOT_ROOT) {
            (void)seL4_CNode_Copy(bottom, i, BOTTOM_RADIX, worker->cnode, i, WORKER_RADIX,
                                  seL4_AllRights);
        }
    }
    for (seL4_Word level = 0; level < LEVELS; level++) {
        seL4_CPtr above = cnode_new(1);

        succeed(seL4_CNode_Copy(above, 0, 1, ROOT, top, DEPTH, seL4_AllRights), "level");
        top = above;
    }
    succeed(seL4_CNode_Copy(bottom, SLOT_ROOT, BOTTOM_RADIX, ROOT, top, DEPTH, seL4_AllRights),
            "root");
    succeed(seL4_TCB_SetSpace(worker->tcb, seL4_CapNull, top, 0, worker->plan.vspace, 0), "space");
}

static void prepare_ipc(void)
{
    seL4_CPtr endpoint = endpoint_new();
    struct worker_plan plan = { .function = reply_with_much,
                                .vspace = VSPACE,
                                .priority = WORKER_PRIORITY };

    server = worker_new(&plan);
    plan.function = call_with_much;
    client = worker_new(&plan);
    worker_give(server, SLOT_ENDPOINT, endpoint);
    worker_give(server, SLOT_REPLY, reply_new());
    worker_give(server, SLOT_ROOT, server->cnode);
    worker_give(client, SLOT_ENDPOINT, endpoint);
    worker_give(client, SLOT_EXTRA, notification_new());
}

static void prepare_flat_ipc(void)
{
    is_deep = false;
    prepare_ipc();
    worker_run(server);
}

static void prepare_deep_ipc(void)
{
    is_deep = true;
    prepare_ipc();
    deepen(server);
    deepen(client);
    worker_run(server);
}

static void run_ipc(void)
{
    worker_run(client);
}

/* A sender of higher priority comes before a thousand others. */
static seL4_CPtr endpoint;

static void prepare_queue(void)
{
    endpoint = endpoint_new();
    crowd_add_all(&(struct crowd_plan){
        .priority = 10, .call = { .cap = endpoint, .number = (seL4_Word)seL4_SysSend } });
    crowd_settle();
}

static void raise_priority(void)
{
    succeed(seL4_TCB_SetPriority(crowd_tcb(CROWD - 1), SELF, 11), "priority");
}

/* A thousand threads use up their budgets one after another, and wait for the next. */
static void prepare_yielders(void)
{
    crowd_add_all(&(struct crowd_plan){ .priority = 10,
                                        .budget_us = 50,
                                        .period_us = 100000,
                                        .call = { .number = (seL4_Word)seL4_SysYield },
                                        .entry = yielder_main });
}

/* A thread whose scheduling context is full of refills, all of them due: they become one. */
#define REFILL_BITS      13
#define REFILLS          500ul
#define REFILL_BUDGET_US 500000ul
#define REFILL_PERIOD_US 1000000ul

static seL4_CPtr wakes;

static void wait_and_wait(struct worker *self)
{
    struct trap trap = { { SLOT_WAIT, 0, 0, 0, 0, 0, 0, (seL4_Word)seL4_SysWait, 0 } };

    for (;;) {
        self->log_count = 0;
        worker_trap(self, &trap);
    }
}

static void prepare_refills(void)
{
    struct worker_plan plan = { .function = wait_and_wait,
                                .vspace = VSPACE,
                                .priority = seL4_MaxPrio };
    struct worker *worker = worker_new(&plan);
    seL4_CPtr rested = notification_new();

    wakes = notification_new();
    worker_give(worker, SLOT_WAIT, wakes);
    worker->sc = object_new(seL4_SchedContextObject, REFILL_BITS);
    succeed(seL4_SchedControl_ConfigureFlags(sched_control(), worker->sc, REFILL_BUDGET_US,
                                             REFILL_PERIOD_US, REFILLS, 0,
                                             seL4_SchedContext_Sporadic),
            "refills");
    worker_start(worker);
    for (seL4_Word i = 0; i < REFILLS; i++) {
        seL4_Signal(wakes);
    }
    crowd_add(0, &(struct crowd_plan){ .priority = 10,
                                       .budget_us = 50,
                                       .period_us = 2 * REFILL_PERIOD_US,
                                       .call = { .cap = rested, .number = (seL4_Word)seL4_SysSend },
                                       .entry = sleeper_main });
    seL4_Wait(rested, seL4_Null);
}

static void wake(void)
{
    seL4_Signal(wakes);
}

const struct operation thread_operations[] = {
    { "ipc_flat", prepare_flat_ipc, run_ipc },  { "ipc_deep", prepare_deep_ipc, run_ipc },
    { "queue", prepare_queue, raise_priority }, { "postpone", prepare_yielders, crowd_settle },
    { "refills", prepare_refills, wake },
};
const seL4_Word thread_operation_count = COUNT_OF(thread_operations);
