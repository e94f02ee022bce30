/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An undefined instruction, the handler in another address space, and the way back.  The handler's
 * answer is one word, the address at which to go on.
 */
#include "bench.h"

#define INSTRUCTION_BYTES 4

static void do_fault(struct worker *self)
{
    for (seL4_Word i = 0; i < ROUNDS; i++) {
        worker_pause();
        timed_fault(worker_next_stamp(self));
    }
}

static void do_handle(struct worker *self)
{
    struct trap first = trap_ready_and_receive();
    struct trap next = trap_reply_and_receive(1);

    worker_trap(self, &first);
    for (;;) {
        next.x[2] = self->trap.x[2] + INSTRUCTION_BYTES;
        worker_trap(self, &next);
    }
}

/* There and back without the handler's own instructions. */
static void report_round_trip(const struct worker *faulter, const struct worker *handler)
{
    for (seL4_Word i = WARM_UP; i < ROUNDS - 2; i++) {
        seL4_Word there = instructions_between(faulter->log[i].before, handler->log[i].after);
        seL4_Word back = instructions_between(handler->log[i + 1].before, faulter->log[i].after);

        sample_add(there + back);
    }
    samples_report("fault_round_trip");
}

static void measure_handler(bool is_passive, const char *fault_name, const char *reply_name)
{
    seL4_CPtr endpoint = endpoint_new();
    struct worker_plan plan = { .function = do_fault,
                                .vspace = space_new(),
                                .priority = WORKER_PRIORITY };
    struct worker *faulter = worker_new(&plan);
    struct worker *handler;

    plan.function = do_handle;
    plan.vspace = space_new();
    handler = worker_new(&plan);
    worker_set_fault_endpoint(faulter, endpoint);
    worker_give(handler, SLOT_ENDPOINT, endpoint);
    worker_give(handler, SLOT_REPLY, reply_new());
    worker_run(handler);
    if (is_passive) {
        worker_make_passive(handler);
    }
    worker_run(faulter);
    report_ways(fault_name, faulter, 0, handler);
    report_ways(reply_name, handler, 1, faulter);
    if (is_passive) {
        report_round_trip(faulter, handler);
    }
    workers_reset();
}

void measure_faults(void)
{
    measure_handler(true, "fault", "fault_reply");
    measure_handler(false, "fault_active", "fault_reply_active");
}
