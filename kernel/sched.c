/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who runs.
 *
 * The current thread is in no queue. Every other runnable thread with a configured scheduling
 * context is in the ready queue of its domain and priority if the head refill of its context can be
 * used, else in the release queue, which is ordered by when that will be (I7, I8).
 *
 * During a kernel entry woken threads are handed to sched_consider(): the first becomes the
 * candidate, so that the common case, one thread woken, switches to it without touching a queue.
 * Nothing is decided before sched_leave().
 *
 * Time is charged lazily: what has passed since cpu->charged_until is taken from the current context
 * when that changes, is exhausted, or is asked about.
 */
#include "sched.h"
#include "arch/arch.h"
#include "asid.h"
#include "fast_arch.h"
#include "fpu.h"
#include "kernel.h"
#include "print.h"
#include "refill.h"

/* Threads released in one kernel entry. If more are due the timer fires again at once. */
enum { RELEASES_AT_ONCE = 16 };

/* The queues of a domain. The compiler is not to compute their address anew for each member. */
static inline struct ready_queues *ready_of(unsigned domain)
{
    struct ready_queues *q = &this_cpu()->ready[domain];

    asm("" : "+r"(q));
    return q;
}

static void ready_mark(struct ready_queues *q, unsigned priority)
{
    q->nonempty[priority / WORD_BITS] |= word_bit(priority % WORD_BITS);
    q->above = q->above > priority ? q->above : priority + 1;
}

static void ready_unmark(struct ready_queues *q, unsigned priority)
{
    unsigned i = priority / WORD_BITS;

    q->nonempty[i] &= ~word_bit(priority % WORD_BITS);
    if (priority + 1 == q->above) {
        while (i > 0 && !q->nonempty[i]) {
            i--;
        }
        q->above = q->nonempty[i]
                       ? i * WORD_BITS + WORD_BITS - (unsigned)__builtin_clzll(q->nonempty[i])
                       : 0;
    }
}

/* Time used since the last charge. */
static inline ticks_t uncharged(const struct cpu *cpu)
{
    return cpu->now - cpu->charged_until;
}

/* Take the first thread of the highest priority out; NULL if there is none. */
static struct tcb *ready_take(struct ready_queues *q)
{
    int priority = ready_highest(q);
    struct thread_queue *queue;
    struct tcb *thread;

    if (priority < 0) {
        return NULL;
    }
    queue = &q->queue[priority];
    thread = thread_queue_take(queue);
    thread->in_ready_queue = false;
    if (thread_queue_is_empty(queue)) {
        ready_unmark(q, (unsigned)priority);
    }
    return thread;
}

/* The ready queue the thread belongs to, marked as holding it. */
static inline struct thread_queue *ready_enter(struct tcb *thread)
{
    struct ready_queues *q = ready_of(thread->domain);
    unsigned priority = thread->priority;

    thread->in_ready_queue = true;
    ready_mark(q, priority);
    return &q->queue[priority];
}

void sched_enqueue(struct tcb *thread)
{
    if (!thread->in_ready_queue) {
        thread_queue_append(ready_enter(thread), thread);
    }
}

void sched_enqueue_first(struct tcb *thread)
{
    if (!thread->in_ready_queue) {
        thread_queue_prepend(ready_enter(thread), thread);
    }
}

void sched_dequeue(struct tcb *thread)
{
    struct cpu *cpu = this_cpu();

    if (thread->in_ready_queue) {
        struct ready_queues *q = ready_of(thread->domain);

        thread_queue_remove(&q->queue[thread->priority], thread);
        if (thread_queue_is_empty(&q->queue[thread->priority])) {
            ready_unmark(q, thread->priority);
        }
        thread->in_ready_queue = false;
    }
    if (cpu->candidate == thread) {
        cpu->candidate = NULL;
    }
}

void sched_release_remove(struct tcb *thread)
{
    struct cpu *cpu = this_cpu();

    if (thread->in_release_queue) {
        cpu->rearm_timer |= cpu->release.head == thread;
        thread_queue_remove(&cpu->release, thread);
        thread->in_release_queue = false;
    }
}

/* Is there a thread to be released now? */
static inline bool sched_is_release_due(struct cpu *cpu)
{
    return cpu->release.head && refill_ready(cpu->release.head->sched_context, cpu->now);
}

/* Into the release queue, behind all that are released no later. */
static void sched_postpone(struct tcb *thread)
{
    struct cpu *cpu = this_cpu();
    ticks_t time = refill_head(thread->sched_context)->time;
    struct tcb *next = cpu->release.head;

    sched_dequeue(thread);
    while (next && refill_head(next->sched_context)->time <= time) {
        next = next->queue_next;
    }
    thread_queue_insert_before(&cpu->release, thread, next);
    thread->in_release_queue = true;
    cpu->rearm_timer |= cpu->release.head == thread;
}

void sched_reschedule(void)
{
    this_cpu()->reschedule = true;
}

/* Not the only one that was woken: the queues decide. */
__attribute__((noinline)) static void sched_compete(struct cpu *cpu, struct tcb *thread)
{
    if (cpu->candidate) {
        sched_enqueue_first(cpu->candidate);
        cpu->candidate = NULL;
    }
    sched_enqueue_first(thread);
    cpu->reschedule = true;
}

static inline void consider(struct cpu *cpu, struct tcb *thread, struct sched_context *sc)
{
    if (!sc->refill_max || thread->in_release_queue || thread == cpu->candidate) {
        return;
    }
    if (!(sc == cpu->current_sc && cpu->now < cpu->quiet_until) && !refill_usable(sc, cpu->now)) {
        sched_postpone(thread);
    } else if (thread == cpu->current) {
        return; /* it has suspended and resumed itself: it simply goes on */
    } else if (thread->domain != cpu->domain) {
        sched_enqueue_first(thread);
    } else if (cpu->candidate || cpu->reschedule || thread->in_ready_queue) {
        sched_compete(cpu, thread);
    } else {
        cpu->candidate = thread;
    }
}

void sched_consider(struct tcb *thread)
{
    if (thread->sched_context) {
        consider(this_cpu(), thread, thread->sched_context);
    }
}

void sched_wake(struct tcb *thread)
{
    struct cpu *cpu = this_cpu();
    struct sched_context *sc = thread->sched_context;

    if (!sc) {
        return;
    }
    if (sc->sporadic && sc->refill_max && sc != cpu->current_sc) {
        refill_activate(sc, cpu->now);
    }
    consider(cpu, thread, sc);
}

void sched_resume(struct sched_context *sc)
{
    struct tcb *thread = sc->tcb;

    if (!thread || !tcb_is_runnable(thread) || !sc->refill_max) {
        return;
    }
    if (thread != current_thread()) {
        sched_consider(thread);
    } else if (!thread->in_release_queue && !refill_usable(sc, this_cpu()->now)) {
        sched_postpone(thread);
    }
}

void sched_enter(void)
{
    struct cpu *cpu = this_cpu();

    if (TRACK_UTILISATION) {
        utilisation_enter();
    }
    cpu->now = arch_timer_now();
}

static inline void charge(struct cpu *cpu)
{
    struct sched_context *sc = cpu->current_sc;
    ticks_t used = uncharged(cpu);

    cpu->charged_until = cpu->now;
    if (sc->refill_max && used) {
        sc->consumed += used;
        cpu->rearm_timer = true;
        refill_charge(sc, used);
    }
}

void sched_charge(void)
{
    charge(this_cpu());
}

/* Is there, or will there be at once, another thread to run instead of the current one? */
static bool sched_has_rival(struct cpu *cpu, const struct tcb *current)
{
    return ready_highest(ready_of(cpu->domain)) >= current->priority
           || sched_is_release_due(cpu);
}

/* The slice of the current context is over: its thread goes to the tail of its queue, waits for
 * the next refill, or hands the matter to its timeout handler. */
static void sched_exhaust(ticks_t used, bool may_fault)
{
    struct cpu *cpu = this_cpu();
    struct sched_context *sc = cpu->current_sc;
    struct tcb *thread = cpu->current;
    bool is_late = !refill_is_round_robin(sc); /* a round-robin slice follows at once */

    refill_exhaust(sc, used);
    sc->consumed += used;
    cpu->charged_until = cpu->now;
    cpu->rearm_timer = true;
    if (tcb_is_runnable(thread) && thread->sched_context == sc
        && !(may_fault && is_late && fault_send_timeout(thread))) {
        if (is_late && !refill_usable(sc, cpu->now)) {
            sched_postpone(thread);
        } else if (!sched_has_rival(cpu, thread)) {
            return;
        } else {
            sched_enqueue(thread);
        }
    }
    cpu->reschedule = true;
}

/* Something may be due. */
__attribute__((noinline)) static bool sched_check_due(struct cpu *cpu)
{
    struct sched_context *sc = cpu->current_sc;

    if (!sc->refill_max) {
        return cpu->current == &cpu->idle;
    }
    if (refill_sufficient(sc, uncharged(cpu))) {
        return cpu->now < cpu->domain_end;
    }
    sched_exhaust(uncharged(cpu), true);
    return false;
}

bool sched_check_budget(void)
{
    struct cpu *cpu = this_cpu();

    return cpu->now < cpu->quiet_until || sched_check_due(cpu);
}

void sched_yield_budget(void)
{
    struct cpu *cpu = this_cpu();
    struct sched_context *sc = cpu->current_sc;
    ticks_t consumed = sc->consumed + uncharged(cpu);

    sched_exhaust(refill_head(sc)->amount, false);
    sc->consumed = consumed;
}

bool preemption_point(void)
{
    return arch_irq_pending();
}

/* Begin the slice after the current one; an end marker leads back to the start. */
static void domain_next(struct cpu *cpu)
{
    unsigned index = cpu->domain_index + 1;

    if (index >= CONFIG_NUM_DOMAIN_SCHEDULES || !kernel.domain_schedule[index].ticks) {
        index = cpu->domain_start;
    }
    cpu->domain_index = index;
    cpu->domain = kernel.domain_schedule[index].domain;
    cpu->domain_end = cpu->now + kernel.domain_schedule[index].ticks;
    cpu->rearm_timer = true;
}

void sched_set_domain_start(unsigned index)
{
    struct cpu *cpu = this_cpu();

    cpu->domain_start = index;
    cpu->domain_index = CONFIG_NUM_DOMAIN_SCHEDULES - 1;
    cpu->domain_end = cpu->now;
    cpu->quiet_until = 0;
}

/* Threads whose refill has become usable go from the release queue to where they compete. */
static void sched_awaken(struct cpu *cpu)
{
    for (unsigned n = 0; n < RELEASES_AT_ONCE && sched_is_release_due(cpu); n++) {
        struct tcb *thread = cpu->release.head;

        sched_release_remove(thread);
        sched_consider(thread);
    }
}

/* Can the current thread simply go on, or step aside for the candidate alone? Returns the thread,
 * or NULL if the queues have to be asked. */
static struct tcb *sched_choose_directly(struct cpu *cpu, bool current_ok)
{
    struct tcb *candidate = cpu->candidate;

    if (cpu->reschedule || !candidate) {
        return NULL;
    }
    if (current_ok) {
        if (candidate->priority > cpu->current->priority) {
            sched_enqueue_first(cpu->current);
            return candidate;
        }
        if (candidate->priority == cpu->current->priority) {
            sched_enqueue(candidate);
        } else {
            sched_enqueue_first(candidate);
        }
        return cpu->current;
    } else if (candidate->priority >= ready_highest(ready_of(cpu->domain))) {
        return candidate;
    }
    return NULL;
}

static struct tcb *sched_choose(struct cpu *cpu)
{
    bool current_ok = !cpu->current->in_ready_queue && tcb_is_schedulable(cpu->current);
    bool domain_over = cpu->now >= cpu->domain_end;
    struct tcb *thread = domain_over ? NULL : sched_choose_directly(cpu, current_ok);

    if (thread) {
        return thread;
    }
    if (cpu->candidate) {
        sched_enqueue_first(cpu->candidate);
        cpu->candidate = NULL;
    }
    if (current_ok && !domain_over && cpu->current->domain == cpu->domain
        && ready_highest(ready_of(cpu->domain)) <= cpu->current->priority) {
        thread = cpu->current;
    } else {
        if (current_ok) {
            sched_enqueue_first(cpu->current);
        }
        if (domain_over) {
            domain_next(cpu);
        }
        thread = ready_take(ready_of(cpu->domain));
    }
    if (domain_over) {
        fpu_save();
    }
    if (thread == cpu->current && !cpu->fpu_owner) {
        fpu_switch_to(thread); /* it goes on, but its state was saved in this entry */
    }
    return thread ? thread : &cpu->idle;
}

static inline ticks_t earlier(ticks_t a, ticks_t b)
{
    return a < b ? a : b;
}

/* Program the timer for what happens next by itself. All time used has been charged. */
static void sched_arm_timer(struct cpu *cpu, struct sched_context *sc)
{
    ticks_t deadline = cpu->domain_end, quiet = 0;

    if (sc->refill_max) {
        ticks_t slice_end = cpu->now + refill_head(sc)->amount;

        quiet = fast_is_available() ? earlier(deadline, slice_end - REFILL_MIN_TICKS) : 0;
        deadline = earlier(deadline, slice_end);
    }
    if (cpu->release.head) {
        ticks_t release = refill_head(cpu->release.head->sched_context)->time;

        quiet = earlier(quiet, release - KERNEL_WCET_TICKS);
        deadline = earlier(deadline, release);
    }
    arch_timer_arm(deadline);
    cpu->quiet_until = quiet;
    cpu->rearm_timer = false;
}

/* Change from the old context to that of the thread that will run. */
static void sched_switch_context(struct cpu *cpu, struct sched_context *sc)
{
    bool changes = sc != cpu->current_sc;

    charge(cpu);
    if (changes) {
        cpu->current_sc = sc;
        if (sc->refill_max && !sc->sporadic) {
            refill_activate(sc, cpu->now);
        }
    }
    sched_arm_timer(cpu, sc);
}

/* The current thread has changed. The idle thread uses neither address space nor FPU: those of
 * somebody else remain. So that two threads have no address space does not make it the same. */
static inline void sched_switch_thread(struct cpu *cpu, struct tcb *before, struct tcb *thread)
{
    struct cap vspace = thread->slots[TCB_VSPACE].cap;

    arch_switch_to(thread);
    if (thread->state == THREAD_IDLE) {
        return;
    }
    if (cap_is_null(vspace) || !cap_equal(vspace, before->slots[TCB_VSPACE].cap)) {
        vspace_switch(vspace);
    }
    if (cpu->fpu_enabled || !(thread->flags & TCB_FLAG_FPU_DISABLED)) {
        fpu_switch_to(thread);
    }
}

/* Something is due, somebody was woken, or the current thread does not simply go on. */
__attribute__((noinline)) static void
sched_leave_anew(struct cpu *cpu, struct tcb *before, bool due)
{
    struct tcb *next = before;

    if (due) {
        sched_awaken(cpu);
    }
    if (cpu->reschedule || cpu->candidate || (due && cpu->now >= cpu->domain_end)
        || !tcb_is_schedulable(before)) {
        next = sched_choose(cpu);
        cpu->current = next;
        cpu->candidate = NULL;
        cpu->reschedule = false;
    }
    if (cpu->rearm_timer || next->sched_context != cpu->current_sc) {
        sched_switch_context(cpu, next->sched_context);
    }
    tcb_activate(next);
    if (next != before) {
        sched_switch_thread(cpu, before, next);
    }
}

/* Nobody was woken, and the thread runs on as it did. */
static inline bool sched_is_undisturbed(const struct cpu *cpu, const struct tcb *thread)
{
    return !cpu->candidate && !cpu->reschedule && thread->state == THREAD_RUNNING
           && thread->sched_context == cpu->current_sc && !thread->in_release_queue
           && !thread->yield_to;
}

void sched_leave(void)
{
    struct cpu *cpu = this_cpu();
    struct tcb *before = cpu->current;
    bool due = cpu->rearm_timer || cpu->now >= cpu->quiet_until;

    if (due || !sched_is_undisturbed(cpu, before)) {
        sched_leave_anew(cpu, before, due);
    }
    if (TRACK_UTILISATION) {
        utilisation_leave(before, cpu->current);
    }
}

void sched_init(void)
{
    struct cpu *cpu = this_cpu();

    cpu->now = arch_timer_now();
    cpu->charged_until = cpu->now;
    cpu->idle.state = THREAD_IDLE;
    cpu->idle.sched_context = idle_context();
    idle_context()->tcb = &cpu->idle;
    arch_init_idle(&cpu->idle.regs);
    cpu->current = &cpu->idle;
    cpu->current_sc = idle_context();
    kernel.domain_schedule[0] = (struct domain_slice){ 0, DOMAIN_FOREVER };
    cpu->domain_end = cpu->now + DOMAIN_FOREVER;
}

void sched_start(struct tcb *first)
{
    tcb_set_state(first, THREAD_RUNNING);
    sched_enqueue(first);
    sched_reschedule();
    this_cpu()->rearm_timer = true;
    sched_leave();
}
