/* SPDX-License-Identifier: BSD-2-Clause */
/* Giving up the processor, and a change of priority that changes nothing. */
#include "bench.h"

static void do_yield(struct worker *self)
{
    struct trap trap = { { 0, 0, 0, 0, 0, 0, 0, (seL4_Word)seL4_SysYield, 0 } };

    for (seL4_Word i = 0; i < ROUNDS; i++) {
        worker_pause();
        worker_trap(self, &trap);
    }
}

/* Sets its own priority to what it is; the kernel must consider anew who runs. */
static void do_set_priority(struct worker *self)
{
    struct trap trap = { { SLOT_SELF, seL4_MessageInfo_new(TCBSetPriority, 0, 1, 1).words[0],
                           self->plan.priority, 0, 0, 0, 0, (seL4_Word)seL4_SysCall, 0 } };

    for (seL4_Word i = 0; i < ROUNDS; i++) {
        self->buffer->caps_or_badges[0] = SLOT_SELF;
        worker_pause();
        worker_trap(self, &trap);
        if (seL4_MessageInfo_get_label((seL4_MessageInfo_t){ { self->trap.x[1] } })
            != seL4_NoError) {
            fatal("a worker cannot set its priority", self->trap.x[1]);
        }
    }
}

static void measure_alone(const char *name, worker_function *function)
{
    struct worker_plan plan = { .function = function,
                                .vspace = space_new(),
                                .priority = WORKER_PRIORITY };
    struct worker *worker = worker_new(&plan);

    worker_run(worker);
    report_own(name, worker);
    workers_reset();
}

/* From one thread's last call to the other's return; who began does not matter. */
static void report_turns(const char *name, const struct worker *from, const struct worker *to)
{
    seL4_Word call = 0;

    for (seL4_Word i = WARM_UP; i < ROUNDS - WARM_UP; i++) {
        while (from->log[call + 1].before < to->log[i].after) {
            call++;
        }
        sample_add(instructions_between(from->log[call].before, to->log[i].after));
    }
    samples_report(name);
}

static void measure_yield_other(void)
{
    struct worker_plan plan = { .function = do_yield,
                                .vspace = space_new(),
                                .priority = WORKER_PRIORITY };
    struct worker *first = worker_new(&plan);
    struct worker *second;

    plan.vspace = space_new();
    second = worker_new(&plan);
    worker_start(first);
    worker_start(second);
    seL4_Wait(first->done, seL4_Null);
    seL4_Wait(second->done, seL4_Null);
    report_turns("yield_other", second, first);
    workers_reset();
}

void measure_scheduling(void)
{
    measure_alone("reschedule", do_set_priority);
    measure_yield_other();
    measure_alone("yield_alone", do_yield);
}
