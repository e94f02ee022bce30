/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Invariants of threads, what they wait for, and their time: I5 to I10 and I12.
 *
 * All are about the state between two kernel entries: sched_leave() has decided who runs.
 */
#include "check.h"
#include "kernel.h"
#include "objects/endpoint.h"
#include "objects/notification.h"
#include "objects/reply.h"
#include "objects/zombie.h"
#include "refill.h"
#include "objects.h"

/* Is the queue well linked, in falling priority, and everyone in it in `state` waiting for
 * `object`? */
static const char *check_waiters(struct thread_queue q, enum thread_state state, const void *object)
{
    const struct tcb *before = NULL;

    for (const struct tcb *t = q.head; t; t = t->queue_next) {
        CHECK(t->queue_prev == before, "I5: a waiting thread's links do not agree");
        CHECK(t->state == state, "I5: a waiting thread's state is not that of its queue");
        CHECK(t->blocked_on == object, "I5: a waiting thread waits for something else");
        CHECK(!before || before->priority >= t->priority, "I5: waiting threads out of order");
        before = t;
    }
    CHECK(q.tail == before, "I5: a queue's tail is not its last thread");
    return NULL;
}

static const char *check_endpoint(const struct endpoint *e)
{
    enum endpoint_state state = endpoint_state(e);
    struct thread_queue q = endpoint_queue(e);

    CHECK(state <= ENDPOINT_RECEIVE, "I5: an endpoint in no known state");
    CHECK((state == ENDPOINT_IDLE) == thread_queue_is_empty(&q),
          "I5: an endpoint is idle with threads waiting, or busy without");
    return check_waiters(q, state == ENDPOINT_SEND ? THREAD_BLOCKED_ON_SEND
                                                   : THREAD_BLOCKED_ON_RECEIVE, e);
}

static const char *check_notification(const struct check_walk *walk, const struct notification *n)
{
    const struct tcb *bound = n->bound_tcb;

    CHECK(n->state <= NOTIFICATION_ACTIVE, "I6: a notification in no known state");
    CHECK((n->state == NOTIFICATION_WAITING) != thread_queue_is_empty(&n->queue),
          "I6: a notification has waiters in the wrong state");
    if (bound) {
        CHECK(check_exists(walk, CAP_TCB, bound), "I6: the bound thread does not exist");
        CHECK(bound->bound_notification == n, "I6: the bound thread is bound to something else");
        CHECK(!n->queue.head || (n->queue.head == bound && n->queue.tail == bound),
              "I6: somebody else waits for a bound notification");
    }
    if (n->sched_context) {
        CHECK(check_exists(walk, CAP_SCHED_CONTEXT, n->sched_context),
              "I6: the notification's scheduling context does not exist");
        CHECK(n->sched_context->notification == n,
              "I6: the notification's scheduling context has another notification");
    }
    return check_waiters(n->queue, THREAD_BLOCKED_ON_NOTIFICATION, n);
}

/* What is left of an endpoint or notification is its queue. */
static const char *check_queue_zombie(const struct check_walk *walk, struct cap zombie)
{
    const struct notification *n = cap_object(zombie);

    if (zombie_kind(zombie) == ZOMBIE_ENDPOINT) {
        return check_endpoint(endpoint_of(zombie));
    }
    CHECK(n->state != NOTIFICATION_ACTIVE && !n->bound_tcb && !n->sched_context,
          "I6: the zombie of a notification is signalled or bound");
    return check_notification(walk, n);
}

/* I15: the cancellation under way. */
static const char *check_cancel(const struct check_walk *walk)
{
    const struct cancel *c = &kernel.cancel;
    const struct tcb *t;

    if (!c->caller) {
        CHECK(!c->next, "I15: no cancellation, but a thread to be looked at next");
        return NULL;
    }
    CHECK(check_exists(walk, CAP_TCB, c->caller), "I15: a cancellation of nobody");
    if (!c->next) {
        return NULL;
    }
    CHECK(endpoint_state(c->endpoint) == ENDPOINT_SEND, "I15: a cancellation without senders");
    for (t = (const struct tcb *)c->endpoint->head; t && t != c->next; t = t->queue_next) {
        CHECK(!cancel_concerns(c->endpoint, t), "I15: a cancelled send was passed over");
    }
    CHECK(t, "I15: the thread to be looked at next is not in the queue");
    return NULL;
}

/* I9 for a reply object by itself. */
static const char *check_reply(const struct check_walk *walk, const struct reply *r)
{
    const struct tcb *t = r->tcb;

    if (!t) {
        CHECK(!r->older && !r->up, "I9: an unused reply object is linked");
        return NULL;
    }
    CHECK(check_exists(walk, CAP_TCB, t), "I9: a reply object's thread does not exist");
    CHECK(t->reply == r, "I9: a reply object's thread has another reply object");
    CHECK(t->state == THREAD_BLOCKED_ON_REPLY || t->state == THREAD_BLOCKED_ON_RECEIVE,
          "I9: a reply object's thread does not wait with it");
    if (t->state == THREAD_BLOCKED_ON_RECEIVE) {
        CHECK(!r->older && !r->up, "I9: a receiver's reply object is in a call stack");
    }
    if (r->older) {
        CHECK(check_exists(walk, CAP_REPLY, r->older), "I9: the older reply does not exist");
        CHECK(reply_newer(r->older) == r, "I9: the older reply's newer one is another");
    }
    if (reply_newer(r)) {
        CHECK(check_exists(walk, CAP_REPLY, reply_newer(r)), "I9: the newer reply does not exist");
        CHECK(reply_newer(r)->older == r, "I9: the newer reply's older one is another");
    }
    if (reply_stack_of(r)) {
        CHECK(check_exists(walk, CAP_SCHED_CONTEXT, reply_stack_of(r)),
              "I9: a call stack's scheduling context does not exist");
        CHECK(reply_stack_of(r)->reply == r, "I9: a scheduling context has another newest reply");
    }
    return NULL;
}

const char *check_ipc(const struct check_walk *walk)
{
    CHECK_FOR_EACH(walk, head, s) {
        const char *broken = NULL;

        if (!check_is_first(s)) {
            continue;
        }
        if (cap_type(s->cap) == CAP_ENDPOINT) {
            broken = check_endpoint(endpoint_of(s->cap));
        } else if (cap_type(s->cap) == CAP_NOTIFICATION) {
            broken = check_notification(walk, notification_of(s->cap));
        } else if (cap_type(s->cap) == CAP_REPLY) {
            broken = check_reply(walk, reply_of(s->cap));
        } else if (cap_type(s->cap) == CAP_ZOMBIE && zombie_is_queue(s->cap)) {
            broken = check_queue_zombie(walk, s->cap);
        }
        CHECK(!broken, broken);
    }
    return check_cancel(walk);
}

/* Is there an object to wait for, or what is left of it? */
static bool can_wait_for(const struct check_walk *walk, enum cap_type type, enum zombie_kind kind,
                         const void *object)
{
    CHECK_FOR_EACH(walk, head, s) {
        if (cap_object(s->cap) == object
            && (cap_type(s->cap) == type
                || (cap_type(s->cap) == CAP_ZOMBIE && zombie_kind(s->cap) == kind))) {
            return true;
        }
    }
    return false;
}

static bool queue_has(struct thread_queue q, const struct tcb *thread)
{
    for (const struct tcb *t = q.head; t; t = t->queue_next) {
        if (t == thread) {
            return true;
        }
    }
    return false;
}

/* I7: what a blocked thread waits for exists and has it in its queue. */
static const char *check_blocked(const struct check_walk *walk, const struct tcb *t)
{
    switch (t->state) {
    case THREAD_BLOCKED_ON_SEND:
    case THREAD_BLOCKED_ON_RECEIVE:
        CHECK(can_wait_for(walk, CAP_ENDPOINT, ZOMBIE_ENDPOINT, t->blocked_on),
              "I7: a thread waits at an endpoint that does not exist");
        CHECK(queue_has(endpoint_queue(t->blocked_on), t),
              "I7: a thread is not in the queue of its endpoint");
        break;
    case THREAD_BLOCKED_ON_NOTIFICATION:
        CHECK(can_wait_for(walk, CAP_NOTIFICATION, ZOMBIE_NOTIFICATION, t->blocked_on),
              "I7: a thread waits for a notification that does not exist");
        CHECK(queue_has(((const struct notification *)t->blocked_on)->queue, t),
              "I7: a thread is not in the queue of its notification");
        break;
    case THREAD_BLOCKED_ON_REPLY:
        CHECK(t->reply, "I7: a thread waits for a reply without reply object");
        break;
    default:
        break;
    }
    if (t->reply) {
        CHECK(t->state == THREAD_BLOCKED_ON_REPLY || t->state == THREAD_BLOCKED_ON_RECEIVE,
              "I7: a thread that waits for nobody has a reply object");
        CHECK(check_exists(walk, CAP_REPLY, t->reply) && t->reply->tcb == t,
              "I7: a thread's reply object is not its own");
    }
    return NULL;
}

/* I7: the thread's links to other objects are mutual. */
static const char *check_bindings(const struct check_walk *walk, const struct tcb *t)
{
    const struct sched_context *sc = t->sched_context;

    if (sc) {
        CHECK(check_exists(walk, CAP_SCHED_CONTEXT, sc),
              "I7: a thread's scheduling context does not exist");
        CHECK(sc->tcb == t, "I7: a thread's scheduling context belongs to another");
    }
    if (t->bound_notification) {
        CHECK(check_exists(walk, CAP_NOTIFICATION, t->bound_notification),
              "I7: a thread's bound notification does not exist");
        CHECK(t->bound_notification->bound_tcb == t,
              "I7: a thread's bound notification is bound to another");
    }
    if (t->yield_to) {
        CHECK(check_exists(walk, CAP_SCHED_CONTEXT, t->yield_to),
              "I7: a thread yields to a scheduling context that does not exist");
        CHECK(t->yield_to->yield_from == t, "I7: a thread yields to a context that does not know");
    }
    return NULL;
}

/* I7: it is in exactly the scheduling queue its state and budget say. */
static const char *check_queued(const struct tcb *t)
{
    bool competes = tcb_is_runnable(t) && t->sched_context && t->sched_context->refill_max != 0;

    CHECK(t->state <= THREAD_BLOCKED_ON_NOTIFICATION, "I7: a thread in no known state");
    CHECK(t->domain < CONFIG_NUM_DOMAINS, "I7: a thread of no domain");
    CHECK(!t->in_ready_queue || !t->in_release_queue, "I7: a thread in two queues");
    CHECK(!tcb_is_runnable(t) || t->fault.kind == 0, "I7: a runnable thread has a fault pending");
    if (t == current_thread()) {
        CHECK(!t->in_ready_queue && !t->in_release_queue, "I7: the current thread is in a queue");
    } else if (competes) {
        CHECK(t->in_ready_queue || t->in_release_queue,
              "I7: a runnable thread with time is in no queue");
    }
    CHECK(competes || (!t->in_ready_queue && !t->in_release_queue),
          "I7: a thread that cannot run is in a scheduling queue");
    if (t->in_ready_queue) {
        CHECK(queue_has(this_cpu()->ready[t->domain].queue[t->priority], t),
              "I7: a thread marked ready is not in its queue");
    }
    if (t->in_release_queue) {
        CHECK(queue_has(this_cpu()->release, t),
              "I7: a thread marked waiting for time is not in the release queue");
    }
    return NULL;
}

/* The highest priority with a ready thread of the domain, or -1. */
static int highest_ready(unsigned domain)
{
    const struct ready_queues *ready = &this_cpu()->ready[domain];

    for (int p = PRIORITY_COUNT - 1; p >= 0; p--) {
        if (!thread_queue_is_empty(&ready->queue[p])) {
            return p;
        }
    }
    return -1;
}

static const char *check_ready_queue(const struct check_walk *walk, unsigned domain,
                                     unsigned priority)
{
    struct ready_queues *ready = &this_cpu()->ready[domain];
    struct thread_queue q = ready->queue[priority];
    bool marked = ready->nonempty[priority / WORD_BITS] >> (priority % WORD_BITS) & 1;
    const struct tcb *before = NULL;

    CHECK(marked == !thread_queue_is_empty(&q), "I8: the bitmap disagrees with a ready queue");
    for (const struct tcb *t = q.head; t; t = t->queue_next) {
        CHECK(t->queue_prev == before, "I8: a ready queue's links do not agree");
        CHECK(check_exists(walk, CAP_TCB, t), "I8: a ready thread does not exist");
        CHECK(t->in_ready_queue && t->domain == domain && t->priority == priority,
              "I8: a thread in the wrong ready queue");
        CHECK(tcb_is_runnable(t) && t->sched_context && t->sched_context->refill_max != 0,
              "I8: a ready thread cannot run");
        CHECK(refill_usable(t->sched_context, this_cpu()->now), "I8: a ready thread has no budget");
        before = t;
    }
    CHECK(q.tail == before, "I8: a ready queue's tail is not its last thread");
    return NULL;
}

static const char *check_release_queue(const struct check_walk *walk)
{
    const struct tcb *before = NULL;

    for (const struct tcb *t = this_cpu()->release.head; t; t = t->queue_next) {
        CHECK(t->queue_prev == before, "I8: the release queue's links do not agree");
        CHECK(check_exists(walk, CAP_TCB, t), "I8: a thread waiting for time does not exist");
        CHECK(t->in_release_queue, "I8: a thread in the release queue is not marked so");
        CHECK(tcb_is_runnable(t) && t->sched_context && t->sched_context->refill_max != 0,
              "I8: a thread in the release queue cannot run");
        CHECK(!before
                  || refill_head(before->sched_context)->time
                         <= refill_head(t->sched_context)->time,
              "I8: the release queue is out of order");
        before = t;
    }
    CHECK(this_cpu()->release.tail == before,
          "I8: the release queue's tail is not its last thread");
    return NULL;
}

/* The debug list and the thread capabilities name the same threads. */
static const char *check_debug_list(const struct check_walk *walk, unsigned thread_count)
{
    unsigned listed = 0;

    if (!DEBUG_BUILD) {
        return NULL;
    }
    for (const struct tcb *t = kernel.debug_threads; t; t = t->debug_next) {
        CHECK(check_exists(walk, CAP_TCB, t),
              "I7: the debug list has a thread that does not exist");
        listed++;
        CHECK(listed <= thread_count, "I7: the debug list is too long");
    }
    CHECK(listed == thread_count, "I7: a thread is missing in the debug list");
    return NULL;
}

const char *check_threads(const struct check_walk *walk)
{
    unsigned thread_count = 0;
    const char *broken = NULL;

    CHECK_FOR_EACH(walk, head, s) {
        if (cap_type(s->cap) == CAP_TCB && check_is_first(s)) {
            const struct tcb *t = tcb_of(s->cap);

            thread_count++;
            broken = check_blocked(walk, t);
            broken = broken ? broken : check_bindings(walk, t);
            broken = broken ? broken : check_queued(t);
            CHECK(!broken, broken);
        }
    }
    for (unsigned d = 0; d < CONFIG_NUM_DOMAINS; d++) {
        for (unsigned p = 0; p < PRIORITY_COUNT && !broken; p++) {
            broken = check_ready_queue(walk, d, p);
        }
        CHECK(broken || (int)this_cpu()->ready[d].above == highest_ready(d) + 1,
              "I8: not the highest priority with a ready thread");
    }
    broken = broken ? broken : check_release_queue(walk);
    return broken ? broken : check_debug_list(walk, thread_count);
}

/* I10: the refills of a configured context. */
static const char *check_refills(struct sched_context *sc, unsigned size_bits)
{
    ticks_t sum = 0;

    CHECK(sc->refill_max <= sched_context_refill_room(size_bits), "I10: more refills than room");
    CHECK(sc->refill_max >= 2, "I10: too few refills");
    CHECK(sc->refill_head < sc->refill_max, "I10: the head lies outside the ring");
    CHECK(sc->refill_count >= 1 && sc->refill_count <= sc->refill_max,
          "I10: the number of refills is wrong");
    if (refill_is_round_robin(sc)) {
        CHECK(sc->refill_count == 1, "I10: round robin with more than one refill");
        CHECK(refill_head(sc)->amount <= sc->budget, "I10: a slice longer than the budget");
        return NULL;
    }
    for (unsigned i = 0; i < sc->refill_count; i++) {
        const struct refill *r = refill_at(sc, i);

        CHECK(i == 0 || refill_at(sc, i - 1)->time + refill_at(sc, i - 1)->amount <= r->time,
              "I10: refills overlap");
        sum += r->amount;
    }
    CHECK(sum == sc->budget, "I10: the refills do not add up to the budget");
    CHECK(refill_head(sc)->amount >= REFILL_MIN_TICKS, "I10: the head is too small to run on");
    return NULL;
}

static const char *check_sched_context(const struct check_walk *walk, struct sched_context *sc)
{
    if (sc->tcb) {
        CHECK(check_exists(walk, CAP_TCB, sc->tcb), "I10: the context's thread does not exist");
        CHECK(sc->tcb->sched_context == sc, "I10: the context's thread has another one");
    }
    if (sc->notification) {
        CHECK(check_exists(walk, CAP_NOTIFICATION, sc->notification),
              "I10: the context's notification does not exist");
        CHECK(sc->notification->sched_context == sc, "I10: the notification has another context");
    }
    if (sc->yield_from) {
        CHECK(check_exists(walk, CAP_TCB, sc->yield_from),
              "I10: the thread in YieldTo does not exist");
        CHECK(sc->yield_from->yield_to == sc, "I10: the thread in YieldTo waits for another");
    }
    if (sc->reply) {
        CHECK(check_exists(walk, CAP_REPLY, sc->reply), "I9: the newest reply does not exist");
        CHECK(reply_stack_of(sc->reply) == sc, "I9: the newest reply is of another context");
    }
    return NULL;
}

const char *check_budgets(const struct check_walk *walk)
{
    CHECK_FOR_EACH(walk, head, s) {
        if (cap_type(s->cap) == CAP_SCHED_CONTEXT && check_is_first(s)) {
            struct sched_context *sc = sched_context_of(s->cap);
            const char *broken = check_sched_context(walk, sc);

            if (!broken && sc->refill_max != 0) {
                broken = check_refills(sc, sched_context_size_bits(s->cap));
            }
            CHECK(!broken, broken);
        }
    }
    return NULL;
}

/* I12: before quiet_until, nothing is due by itself. */
static const char *check_quiet(const struct cpu *cpu)
{
    struct sched_context *sc = cpu->current_sc;

    if (cpu->quiet_until == 0) {
        return NULL;
    }
    CHECK(cpu->quiet_until <= cpu->domain_end, "I12: quiet beyond the domain's slice");
    CHECK(sc->refill_max
              && cpu->quiet_until + REFILL_MIN_TICKS
                     <= cpu->charged_until + refill_head(sc)->amount,
          "I12: quiet beyond the budget");
    CHECK(!cpu->release.head
              || cpu->quiet_until + KERNEL_WCET_TICKS
                     <= refill_head(cpu->release.head->sched_context)->time,
          "I12: quiet beyond a release");
    return NULL;
}

const char *check_current(const struct check_walk *walk)
{
    const struct cpu *cpu = this_cpu();
    const struct tcb *t = cpu->current;

    CHECK(t, "I12: no current thread");
    CHECK(!cpu->candidate && !cpu->reschedule, "I12: a scheduling decision is left open");
    CHECK(t->sched_context == cpu->current_sc, "I12: time is charged to another context");
    CHECK(cpu->domain < CONFIG_NUM_DOMAINS, "I12: a current domain that does not exist");
    if (t == &cpu->idle) {
        CHECK(t->state == THREAD_IDLE, "I12: the idle thread is not idle");
        CHECK(highest_ready(cpu->domain) < 0, "I12: idle with a thread ready");
    } else {
        CHECK(check_exists(walk, CAP_TCB, t), "I12: the current thread does not exist");
        CHECK(t->state == THREAD_RUNNING, "I12: the current thread does not run");
        CHECK(t->domain == cpu->domain, "I12: the current thread is of another domain");
        CHECK(highest_ready(cpu->domain) <= t->priority, "I12: a ready thread has a higher priority");
        CHECK(refill_sufficient(t->sched_context, cpu->now - cpu->charged_until),
              "I12: the current thread's budget is gone");
    }
    CHECK(!cpu->fpu_owner || check_exists(walk, CAP_TCB, cpu->fpu_owner),
          "I12: the FPU's owner does not exist");
    return check_quiet(cpu);
}
