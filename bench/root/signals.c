/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Notifications: one signaller and one waiter, a pair that hands a turn back and forth, and one
 * signaller with many waiters.
 */
#include "bench.h"

#define BROADCAST_WAITERS 16
/* Rounds of the broadcast; the signaller logs BROADCAST_WAITERS + 1 stamps in each. */
#define BROADCAST_ROUNDS ((LOG_STAMPS - 1) / (BROADCAST_WAITERS + 1))

/* Signals; a more important waiter runs at once and waits again. */
static void do_signal(struct worker *self)
{
    struct trap signal = trap_signal(SLOT_TELL);

    for (seL4_Word i = 0; i < ROUNDS; i++) {
        worker_pause();
        worker_trap(self, &signal);
    }
}

/* Signals, then sleeps until the less important waiter waits again. */
static void do_signal_and_sleep(struct worker *self)
{
    struct trap signal = trap_signal(SLOT_TELL);
    struct trap sleep = trap_wait(SLOT_WAIT);
    struct stamp ignored;

    for (seL4_Word i = 0; i < ROUNDS; i++) {
        struct trap trap = sleep;

        worker_pause();
        worker_trap(self, &signal);
        timed_trap(&trap, &ignored);
    }
}

static void do_wait(struct worker *self)
{
    struct trap first = trap_ready_and_wait(SLOT_WAIT);
    struct trap next = trap_wait(SLOT_WAIT);

    worker_trap(self, &first);
    for (;;) {
        worker_trap(self, &next);
    }
}

/* Waits; whenever it wakes it tells the signaller in the same call as it waits again. */
static void do_wait_and_tell(struct worker *self)
{
    struct trap trap = trap_ready_and_wait(SLOT_WAIT);

    worker_trap(self, &trap);
    trap.x[6] = SLOT_TELL;
    for (;;) {
        worker_trap(self, &trap);
    }
}

static struct worker *new_pair(const struct worker_plan *signaller_plan,
                               const struct worker_plan *waiter_plan, struct worker **waiter)
{
    seL4_CPtr there = notification_new();
    seL4_CPtr back = notification_new();
    struct worker *signaller = worker_new(signaller_plan);

    *waiter = worker_new(waiter_plan);
    worker_give(signaller, SLOT_TELL, there);
    worker_give(signaller, SLOT_WAIT, back);
    worker_give(*waiter, SLOT_WAIT, there);
    worker_give(*waiter, SLOT_TELL, back);
    return signaller;
}

static void measure_lower(void)
{
    seL4_CPtr vspace = space_new();
    struct worker_plan signaller_plan = { .function = do_signal_and_sleep,
                                          .vspace = vspace,
                                          .priority = WORKER_PRIORITY };
    struct worker_plan waiter_plan = { .function = do_wait_and_tell,
                                       .vspace = vspace,
                                       .priority = WORKER_PRIORITY - 1 };
    struct worker *waiter;
    struct worker *signaller = new_pair(&signaller_plan, &waiter_plan, &waiter);

    worker_run(waiter);
    worker_run(signaller);
    report_own("signal_lower", signaller);
    workers_reset();
}

static void measure_higher(const char *name, bool is_other_space)
{
    seL4_CPtr vspace = space_new();
    struct worker_plan signaller_plan = { .function = do_signal,
                                          .vspace = vspace,
                                          .priority = WORKER_PRIORITY };
    struct worker_plan waiter_plan = { .function = do_wait,
                                       .vspace = is_other_space ? space_new() : vspace,
                                       .priority = WORKER_PRIORITY + 1 };
    struct worker *waiter;
    struct worker *signaller = new_pair(&signaller_plan, &waiter_plan, &waiter);

    worker_run(waiter);
    worker_run(signaller);
    report_ways(name, signaller, 0, waiter);
    workers_reset();
}

/* Tells the other side and waits for it: two system calls in one stamp. */
static void do_take_turns(struct worker *self)
{
    struct trap signal = trap_signal(SLOT_TELL);

    for (seL4_Word i = 0; i < ROUNDS; i++) {
        worker_pause();
        self->trap = signal;
        timed_trap_and_wait(&self->trap, worker_next_stamp(self), SLOT_WAIT);
    }
}

static void do_consume(struct worker *self)
{
    struct trap first = trap_ready_and_wait(SLOT_WAIT);

    worker_trap(self, &first);
    do_take_turns(self);
}

static void measure_producer(void)
{
    struct worker_plan producer_plan = { .function = do_take_turns,
                                         .vspace = space_new(),
                                         .priority = WORKER_PRIORITY };
    struct worker_plan consumer_plan = { .function = do_consume,
                                         .vspace = space_new(),
                                         .priority = WORKER_PRIORITY };
    struct worker *consumer;
    struct worker *producer = new_pair(&producer_plan, &consumer_plan, &consumer);

    worker_run(consumer);
    worker_run(producer);
    report_ways("producer_consumer", producer, 0, consumer);
    workers_reset();
}

static void do_broadcast(struct worker *self)
{
    struct trap sleep = trap_wait(SLOT_WAIT);

    for (seL4_Word i = 0; i < BROADCAST_ROUNDS; i++) {
        worker_pause();
        for (seL4_Word k = 0; k < BROADCAST_WAITERS; k++) {
            struct trap signal = trap_signal(SLOT_FIRST_OF_MANY + k);

            worker_trap(self, &signal);
        }
        worker_trap(self, &sleep);
    }
}

/* One waiter is less important than the others; it tells the signaller that the round is over. */
static struct worker_plan broadcast_plan(seL4_CPtr vspace, seL4_Word number)
{
    if (number == 0) {
        return (struct worker_plan){ .function = do_wait_and_tell,
                                     .vspace = vspace,
                                     .priority = WORKER_PRIORITY - 2 };
    }
    return (struct worker_plan){ .function = do_wait,
                                 .vspace = vspace,
                                 .priority = WORKER_PRIORITY - 1 };
}

/* The last call that anybody made before this waiter ran, in whatever order the waiters ran. */
static seL4_Word call_before(seL4_Word sleep, struct worker *const *waiters, seL4_Word round,
                             seL4_Word after)
{
    seL4_Word call = sleep;

    for (seL4_Word k = 0; k < BROADCAST_WAITERS; k++) {
        seL4_Word again = waiters[k]->log[round + 1].before;

        if (again > call && again < after) {
            call = again;
        }
    }
    return call;
}

/*
 * The kernel's share of one round: all signals, the signaller's going to sleep until the first
 * waiter runs, and each waiter's going to sleep until the next one runs.
 */
static seL4_Word broadcast_sum(const struct worker *signaller, struct worker *const *waiters,
                               seL4_Word round)
{
    const struct stamp *log = &signaller->log[round * (BROADCAST_WAITERS + 1)];
    seL4_Word sum = 0;

    for (seL4_Word k = 0; k < BROADCAST_WAITERS; k++) {
        seL4_Word after = waiters[k]->log[round].after;
        seL4_Word call = call_before(log[BROADCAST_WAITERS].before, waiters, round, after);

        sum += instructions_between(log[k].before, log[k].after);
        sum += instructions_between(call, after);
    }
    return sum;
}

static void measure_broadcast(void)
{
    struct worker *waiters[BROADCAST_WAITERS];
    seL4_CPtr end_of_round = notification_new();
    seL4_CPtr waiters_space = space_new();
    struct worker_plan plan = { .function = do_broadcast,
                                .vspace = space_new(),
                                .priority = WORKER_PRIORITY };
    struct worker *signaller = worker_new(&plan);

    worker_give(signaller, SLOT_WAIT, end_of_round);
    for (seL4_Word k = 0; k < BROADCAST_WAITERS; k++) {
        seL4_CPtr notification = notification_new();

        plan = broadcast_plan(waiters_space, k);
        waiters[k] = worker_new(&plan);
        worker_give(signaller, (enum worker_slot)(SLOT_FIRST_OF_MANY + k), notification);
        worker_give(waiters[k], SLOT_WAIT, notification);
        worker_give(waiters[k], SLOT_TELL, end_of_round);
        worker_run(waiters[k]);
    }
    worker_run(signaller);
    for (seL4_Word round = 4; round < BROADCAST_ROUNDS - 1; round++) {
        sample_add((broadcast_sum(signaller, waiters, round) + BROADCAST_WAITERS / 2)
                   / BROADCAST_WAITERS);
    }
    samples_report("broadcast");
    workers_reset();
}

void measure_signals(void)
{
    measure_lower();
    measure_higher("signal_higher", false);
    measure_higher("wake_higher", true);
    measure_producer();
    measure_broadcast();
}
