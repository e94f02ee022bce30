/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A user-level scheduler.  It holds the TCBs and scheduling contexts of three tasks and the right
 * to set budgets.  At every tick it releases the jobs that are due: a job gets a fresh budget and a
 * deadline, and the tasks' priorities are set anew, so that between two ticks the kernel alone
 * keeps the order.
 *
 * It runs the task set, 95.3 % of the processor, three times: with priorities by period (rate
 * monotonic), where the task with the longest period misses deadlines; with priorities by deadline
 * (earliest deadline first), where none is missed; and once more so with a job that wants three
 * times its time.  That job runs out of budget, the kernel tells the scheduler with a timeout fault,
 * and from then on the job gets only what the others leave.
 */
#include "edf.h"
#include <annona/supervise.h>
#include <microkit.h>

#define TASKS       3
#define TICKER      10
#define UNIT_US     5000 /* between two ticks */
#define PHASE_UNITS 120  /* two times the least common multiple of the periods */
#define PAUSE_TICKS 3    /* before a phase: printing delays the ticks */
#define PRIORITY    100  /* of the least urgent job */
#define BACKGROUND  50   /* of a job that has overrun */
#define GRACE       10   /* budgets are larger than the work by a tenth */
#define MISSES_MAX  16   /* deadlines remembered for the plot */

enum policy { RATE_MONOTONIC, DEADLINE_FIRST, OVERRUN, POLICIES };

struct task {
    const char *name;
    uint64_t work_us;
    unsigned period;   /* in units */
    /* State. */
    unsigned released; /* jobs of this phase */
    unsigned started;
    unsigned done;
    unsigned missed;
    unsigned overruns;
    unsigned late[MISSES_MAX]; /* the first deadlines missed, in units */
    seL4_Bool is_background;
};

struct task_page *page_a, *page_b, *page_c;
seL4_CPtr own_tcb;

static const char *const policy_names[POLICIES] = {"rate monotonic", "earliest deadline first",
                                                   "overrun"};
static struct task tasks[TASKS] = {
    {.name = "a", .work_us = 5000, .period = 4},
    {.name = "b", .work_us = 10000, .period = 6},
    {.name = "c", .work_us = 18500, .period = 10},
};
static enum policy policy;
static unsigned units;      /* ticks of this phase */
static unsigned pause_ticks = PAUSE_TICKS;
static uint64_t phase_start;

static struct task_page *page_of(unsigned index)
{
    struct task_page *const pages[TASKS] = {page_a, page_b, page_c};
    return pages[index];
}

static void print_number(const char *before, uint64_t number)
{
    microkit_dbg_puts(before);
    microkit_dbg_put32((seL4_Uint32)number);
}

static seL4_Bool is_busy(const struct task *task)
{
    return task->done < task->started;
}

/* The deadline of a task's current job, in units from the start of the phase. */
static unsigned deadline_of(const struct task *task)
{
    return (task->done + 1) * task->period;
}

/* What a lower value of is more urgent.  A task without a job only has to go and wait for one. */
static unsigned urgency_of(const struct task *task)
{
    if (!is_busy(task)) {
        return 0;
    }
    return policy == RATE_MONOTONIC ? task->period : deadline_of(task);
}

/* Gives every task the priority of its rank. */
static void rank_tasks(void)
{
    for (unsigned i = 0; i < TASKS; i++) {
        unsigned priority = PRIORITY;
        for (unsigned k = 0; k < TASKS; k++) {
            unsigned mine = urgency_of(&tasks[i]);
            unsigned other = urgency_of(&tasks[k]);
            priority += mine < other || (mine == other && i < k);
        }
        priority = tasks[i].is_background ? BACKGROUND : priority;
        seL4_TCB_SetPriority(annona_tcb(i), own_tcb, priority);
    }
}

/* Starts the next job of a task that waits; as it waits, its budget begins anew. */
static void start_job(unsigned index)
{
    struct task *task = &tasks[index];
    seL4_Bool wants_more = policy == OVERRUN && index == 1 && task->started == 2;
    page_of(index)->work_us = wants_more ? 3 * task->work_us : task->work_us;
    task->started++;
    annona_set_budget(index, 0, task->work_us + task->work_us / GRACE, task->period * UNIT_US);
    microkit_notify(index);
}

static void note_miss(struct task *task)
{
    if (task->missed < MISSES_MAX) {
        task->late[task->missed] = deadline_of(task);
    }
    task->missed++;
}

/* The end of a job: was it in time?  Jobs that an overrun has kept from starting are given up. */
static void finish_job(unsigned index)
{
    struct task *task = &tasks[index];
    if (now_us() - phase_start > (uint64_t)deadline_of(task) * UNIT_US) {
        note_miss(task);
    }
    task->done++;
    if (task->is_background) {
        task->is_background = seL4_False;
        for (; task->done < task->released; task->done++) {
            note_miss(task);
        }
        task->started = task->done;
    }
    if (task->started < task->released) {
        start_job(index);
    }
    rank_tasks();
}

static void print_slices(unsigned index)
{
    struct task_page *page = page_of(index);
    for (uint64_t i = 0; i < page->slice_count; i++) {
        print_number("slice ", policy);
        microkit_dbg_puts(" ");
        microkit_dbg_puts(tasks[index].name);
        print_number(" ", page->slices[i].start - phase_start);
        print_number(" ", page->slices[i].end - phase_start);
        microkit_dbg_puts("\n");
    }
}

/* Lines for `annona report --schedule` and for `plot`. */
static void print_misses(unsigned index)
{
    for (unsigned i = 0; i < tasks[index].missed && i < MISSES_MAX; i++) {
        print_number("missed ", policy);
        microkit_dbg_puts(" ");
        microkit_dbg_puts(tasks[index].name);
        print_number(" ", tasks[index].late[i] * UNIT_US);
        microkit_dbg_puts("\n");
    }
}

static void print_phase(void)
{
    print_number("schedule ", policy);
    microkit_dbg_puts(" ");
    microkit_dbg_puts(policy_names[policy]);
    microkit_dbg_puts("\n");
    for (unsigned i = 0; i < TASKS; i++) {
        print_slices(i);
        print_misses(i);
    }
    for (unsigned i = 0; i < TASKS; i++) {
        microkit_dbg_puts(policy_names[policy]);
        microkit_dbg_puts(": task ");
        microkit_dbg_puts(tasks[i].name);
        print_number(" did ", tasks[i].done);
        print_number(" jobs and missed ", tasks[i].missed);
        print_number(" deadlines, overruns: ", tasks[i].overruns);
        microkit_dbg_puts("\n");
    }
}

static void begin_phase(void)
{
    units = 0;
    phase_start = now_us();
    for (unsigned i = 0; i < TASKS; i++) {
        struct task *task = &tasks[i];
        task->released = task->started = task->done = task->missed = task->overruns = 0;
        page_of(i)->slice_count = 0;
    }
}

/* Ends a phase when the last job is done; the next one begins some ticks later. */
static void end_phase(void)
{
    for (unsigned i = 0; i < TASKS; i++) {
        if (is_busy(&tasks[i])) {
            return;
        }
    }
    print_phase();
    policy++;
    units = 0;
    pause_ticks = PAUSE_TICKS;
    if (policy == POLICIES) {
        microkit_dbg_puts("scheduler: done\n");
    }
}

static void tick(void)
{
    if (policy == POLICIES) {
        return;
    }
    if (pause_ticks > 0) {
        pause_ticks--;
        return;
    }
    if (units == 0) {
        begin_phase();
    }
    seL4_Bool is_release = seL4_False;
    for (unsigned i = 0; i < TASKS && units < PHASE_UNITS; i++) {
        if (units % tasks[i].period == 0) {
            is_release = seL4_True;
            tasks[i].released++;
            if (!is_busy(&tasks[i])) {
                start_job(i);
            }
        }
    }
    if (is_release) {
        rank_tasks();
    }
    units++;
    if (units > PHASE_UNITS) {
        end_phase();
    }
}

void init(void)
{
    microkit_dbg_puts("scheduler: 3 tasks, 95.3 % of the processor\n");
}

void notified(microkit_channel channel)
{
    if (channel == TICKER) {
        tick();
    }
}

microkit_msginfo protected(microkit_channel channel, microkit_msginfo message)
{
    (void)message;
    finish_job(channel);
    return microkit_msginfo_new(0, 0);
}

/* A job is out of budget: it gets as much again, but only after all others. */
seL4_Bool fault(microkit_child child, microkit_msginfo message, microkit_msginfo *reply)
{
    if (microkit_msginfo_get_label(message) != seL4_Fault_Timeout) {
        microkit_dbg_puts("scheduler: WRONG, this is no timeout\n");
        return seL4_False;
    }
    tasks[child].overruns++;
    tasks[child].is_background = seL4_True;
    rank_tasks();
    annona_set_budget(child, 0, tasks[child].work_us, tasks[child].period * UNIT_US);
    *reply = microkit_msginfo_new(0, 0);
    return seL4_True;
}
