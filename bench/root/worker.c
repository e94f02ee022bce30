/* SPDX-License-Identifier: BSD-2-Clause */
/* Making workers and their address spaces, and starting them; see worker.h. */
#include "worker.h"
#include <string.h>

#define STACK_BYTES 4096
#define BUDGET_US   10000000ul

static struct worker workers[MAX_WORKERS];
static seL4_Word worker_count;
static seL4_Word random_state = 1;

static union {
    seL4_IPCBuffer buffer;
    char page[PAGE_BYTES];
} buffers[MAX_WORKERS] __attribute__((aligned(4096)));

static char stacks[MAX_WORKERS][STACK_BYTES] __attribute__((aligned(16)));

extern const char __executable_start[];

static void succeed(seL4_Error error, const char *what)
{
    if (error != seL4_NoError) {
        fatal(what, (seL4_Word)error);
    }
}

seL4_CPtr space_new(void)
{
    seL4_SlotRegion image = bootinfo()->userImageFrames;
    seL4_CPtr vspace = vspace_new();
    seL4_Word vaddr = (seL4_Word)__executable_start;

    for (seL4_CPtr frame = image.start; frame < image.end; frame++) {
        succeed(frame_map(cap_copy(frame), vspace, vaddr, seL4_AllRights,
                          seL4_ARM_Default_VMAttributes),
                "the program cannot be mapped again");
        vaddr += PAGE_BYTES;
    }
    return vspace;
}

void worker_give(struct worker *worker, enum worker_slot slot, seL4_CPtr cap)
{
    succeed(seL4_CNode_Copy(worker->cnode, slot, WORKER_RADIX, ROOT, cap, DEPTH, seL4_AllRights),
            "a worker cannot be given a capability");
}

/* The first function of every worker. */
static void worker_main(struct worker *self)
{
    struct trap trap = { { SLOT_DONE, 0, 0, 0, 0, 0, 0, (seL4_Word)seL4_SysSend, 0 } };
    struct stamp stamp;

    self->plan.function(self);
    timed_trap(&trap, &stamp);
    for (;;) {
        trap.x[0] = SLOT_NEVER;
        trap.x[7] = (seL4_Word)seL4_SysWait;
        timed_trap(&trap, &stamp);
    }
}

static void configure(struct worker *worker, const struct worker_plan *plan)
{
    seL4_Word guard = seL4_CNode_CapData_new(0, 64 - WORKER_RADIX).words[0];

    succeed(seL4_TCB_Configure(worker->tcb, worker->cnode, guard, plan->vspace, 0,
                               (seL4_Word)worker->buffer, image_frame(worker->buffer)),
            "a worker cannot be configured");
    succeed(seL4_TCB_SetMCPriority(worker->tcb, SELF, seL4_MaxPrio), "no MCP for a worker");
    succeed(seL4_TCB_SetPriority(worker->tcb, SELF, plan->priority), "no priority for a worker");
    if (!plan->has_fpu
        && seL4_TCB_SetFlags(worker->tcb, 0, seL4_TCBFlag_fpuDisabled).error != seL4_NoError) {
        fatal("a worker's FPU cannot be disabled", 0);
    }
}

struct worker *worker_new(const struct worker_plan *plan)
{
    struct worker *worker = &workers[worker_count];

    if (worker_count == MAX_WORKERS) {
        fatal("too many workers", worker_count);
    }
    memset(worker, 0, sizeof(*worker));
    worker->plan = *plan;
    worker->buffer = &buffers[worker_count].buffer;
    worker->tcb = tcb_new();
    worker->cnode = cnode_new(WORKER_RADIX);
    worker->done = notification_new();
    worker->sc = sched_context_new(BUDGET_US, BUDGET_US);
    worker_count++;
    configure(worker, plan);
    worker_give(worker, SLOT_DONE, worker->done);
    worker_give(worker, SLOT_NEVER, notification_new());
    worker_give(worker, SLOT_SELF, worker->tcb);
    return worker;
}

void worker_set_fault_endpoint(struct worker *worker, seL4_CPtr endpoint)
{
    seL4_Word guard = seL4_CNode_CapData_new(0, 64 - WORKER_RADIX).words[0];

    succeed(seL4_TCB_SetSpace(worker->tcb, endpoint, worker->cnode, guard, worker->plan.vspace, 0),
            "a worker's fault handler is refused");
}

void worker_start(struct worker *worker)
{
    seL4_UserContext context = {
        .pc = (seL4_Word)worker_main,
        .sp = (seL4_Word)(stacks[worker - workers] + STACK_BYTES),
        .x0 = (seL4_Word)worker,
    };

    succeed(seL4_SchedContext_Bind(worker->sc, worker->tcb), "a worker gets no budget");
    succeed(seL4_TCB_WriteRegisters(worker->tcb, true, 0, ABI_CONTEXT_WORDS, &context),
            "a worker cannot be started");
}

void worker_run(struct worker *worker)
{
    worker_start(worker);
    seL4_Wait(worker->done, seL4_Null);
}

void worker_make_passive(struct worker *worker)
{
    succeed(seL4_SchedContext_Unbind(worker->sc), "a worker cannot be made passive");
}

void workers_reset(void)
{
    bool is_whole;

    /* The copies of the program's frames are not of the arena; they go one by one. */
    (void)arena_reset(&is_whole);
    if (!is_whole) {
        fatal("the arena cannot be emptied", worker_count);
    }
    worker_count = 0;
}

struct stamp *worker_next_stamp(struct worker *self)
{
    return &self->log[self->log_count++];
}

void worker_trap(struct worker *self, const struct trap *trap)
{
    self->trap = *trap;
    timed_trap(&self->trap, worker_next_stamp(self));
}

void worker_pause(void)
{
    random_state = random_state * 6364136223846793005ul + 1442695040888963407ul;
    delay(random_state >> 60);
}
