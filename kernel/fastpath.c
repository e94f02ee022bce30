/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The fast path; see fastpath.h. Each condition is a function of one line, and together they leave
 * of the slow path (invoke.c, ipc.c, sched.c) what is below them:
 *
 *     Call        the endpoint's first receiver, which has a reply object and no scheduling context
 *                 of its own, gets the message and the caller's context;
 *     ReplyRecv   the caller held by the reply object gets the answer and its context back, and
 *                 the server waits again;
 *     Signal      the notification remembers the badge, or a thread is woken, without the scheduler
 *                 if it is not to run before the current one.
 *
 * But for threads woken to run, the scheduling context stays the current one, so the timer need not
 * be looked at: all that can be due by itself is due at cpu->quiet_until or later.
 *
 * Other functions are called only at the end, so that everything is kept in registers and no stack
 * is needed.
 */
#include "fastpath.h"
#include "arch/arch.h"
#include "fast_arch.h"
#include "fpu.h"
#include "kernel.h"
#include "lookup.h"
#include "message_info.h"
#include "objects/cnode.h"
#include "objects/endpoint.h"
#include "objects/notification.h"
#include "objects/reply.h"
#include "objects/sched_context.h"
#include "refill.h"
#include "sched.h"

/* Message length and number of capabilities are neighbours in the message information. */
static const struct bits INFO_SIZES = { ABI_INFO_LENGTH_POS,
                                        ABI_INFO_LENGTH_LEN + ABI_INFO_EXTRA_CAPS_LEN };
_Static_assert(ABI_INFO_EXTRA_CAPS_POS == ABI_INFO_LENGTH_POS + ABI_INFO_LENGTH_LEN,
               "fields of the message information");

/* An ASID in the mapping word: which pool, and where in it. */
static const struct bits ASID_IN_POOL = { 0, ASID_POOL_BITS }, ASID_POOL = { ASID_POOL_BITS, 7 };
_Static_assert(1 << 7 == ASID_POOLS, "ASID_POOL has as many bits as there are pools");

static inline bool rare(bool condition)
{
    return __builtin_expect(condition, false);
}

/* The conditions. */

/* The current thread has budget, nobody is to be released, the domain goes on; nobody measures. */
static inline bool fast_is_quiet(const struct cpu *cpu, ticks_t now)
{
    return now < cpu->quiet_until && !(TRACK_UTILISATION && cpu->utilisation.running);
}

/* Everything is in registers. */
static inline bool fast_is_short(word_t info)
{
    return bits_get(info, INFO_SIZES) <= REGS_MESSAGE_WORDS;
}

/* A CSpace of one CNode. */
static inline bool fast_is_flat(struct cap root)
{
    return cnode_is_whole(root);
}

static inline bool fast_fits_guard(struct cap root, word_t cptr)
{
    return cptr >> cnode_radix(root) == cnode_guard(root);
}

/* An endpoint to call through, with the right to be answered. */
static inline bool fast_can_call(struct cap cap)
{
    return cap_type(cap) == CAP_ENDPOINT && cap_has(cap, RIGHT_WRITE)
           && (cap.w[1] & bits_put(CAP_RIGHTS, RIGHT_GRANT | RIGHT_GRANT_REPLY));
}

static inline bool fast_can_receive(struct cap cap)
{
    return cap_type(cap) == CAP_ENDPOINT && cap_has(cap, RIGHT_READ);
}

static inline bool fast_is_reply(struct cap cap)
{
    return cap_type(cap) == CAP_REPLY;
}

static inline bool fast_can_signal(struct cap cap)
{
    return cap_type(cap) == CAP_NOTIFICATION && cap_has(cap, RIGHT_WRITE);
}

/* The states of an endpoint are bits. */
static inline bool fast_has_receiver(struct endpoint e)
{
    return e.tail_state & ENDPOINT_RECEIVE;
}

static inline bool fast_has_sender(struct endpoint e)
{
    return e.tail_state & ENDPOINT_SEND;
}

static inline bool fast_is_passive(const struct tcb *server)
{
    return !server->sched_context;
}

static inline bool fast_has_signal(const struct tcb *thread)
{
    return thread->bound_notification && thread->bound_notification->state == NOTIFICATION_ACTIVE;
}

/* Somebody who called and was not stopped by a fault. */
static inline bool fast_is_caller(const struct tcb *thread)
{
    return thread && thread->state == THREAD_BLOCKED_ON_REPLY && !thread->fault.kind;
}

/* The server runs on time that belongs to the caller. */
static inline bool fast_gives_back(const struct reply *r, const struct cpu *cpu)
{
    return r->up == ((word_t)cpu->current_sc | 1);
}

/* No ready thread has a higher priority: those in the queues have at most the current thread's. */
static inline bool fast_goes_first(const struct cpu *cpu, const struct tcb *next)
{
    return next->priority >= cpu->current->priority
           || next->priority >= ready_highest(&cpu->ready[cpu->domain]);
}

static inline bool fast_is_in_domain(const struct cpu *cpu, const struct tcb *next)
{
    return next->domain == cpu->domain;
}

/* A woken thread that can wait behind the current one. */
static inline bool fast_goes_behind(const struct cpu *cpu, const struct tcb *thread)
{
    return thread->priority <= cpu->current->priority && fast_is_in_domain(cpu, thread);
}

/* It has time of its own that can be used now. */
static inline bool fast_has_time(const struct tcb *thread, ticks_t now)
{
    struct sched_context *sc = thread->sched_context;

    return sc && sc->refill_max && !sc->sporadic && refill_usable(sc, now);
}

/* The thread bound to the notification waits for messages, and would hear of a signal. */
static inline bool fast_has_listener(const struct notification *n)
{
    return n->bound_tcb && n->bound_tcb->state == THREAD_BLOCKED_ON_RECEIVE;
}

/* The same as vspace_is_valid(). */
static inline bool fast_is_vspace(struct cap cap)
{
    const struct asid_pool *pool = kernel.asid_pool[bits_get(cap.w[0], ASID_POOL)];

    return cap_type(cap) == CAP_VSPACE && pool
           && pool->root[bits_get(cap.w[0], ASID_IN_POOL)] == cap_address(cap);
}

/* Can the thread run at once? */
static inline bool fast_can_run(const struct cpu *cpu, const struct tcb *next, struct cap vspace)
{
    return fast_goes_first(cpu, next) && fast_is_in_domain(cpu, next) && fast_is_vspace(vspace);
}

/* The parts. */

/* Load two neighbouring words by one instruction; the compiler would load each where it is used. */
static inline struct cap fast_load_cap(const struct cap *cap)
{
    struct cap c;

    asm("" : "+r"(cap));
    c = *cap;
    asm("" : "+r"(c.w[0]), "+r"(c.w[1]));
    return c;
}

static inline struct endpoint fast_load_endpoint(const struct endpoint *endpoint)
{
    struct endpoint e = *endpoint;

    asm("" : "+r"(e.head), "+r"(e.tail_state));
    return e;
}

/* The capability at an address of a flat CSpace, whose guard fits. */
static inline struct cap fast_cap(struct cap root, word_t cptr)
{
    return fast_load_cap(&cnode_slots(root)[cptr & word_mask(cnode_radix(root))].cap);
}

/* Take the first receiver off the queue. */
static inline void fast_dequeue(struct endpoint *e, struct tcb *server)
{
    struct tcb *next = server->queue_next;

    if (rare(next)) {
        server->queue_next = NULL;
        next->queue_prev = NULL;
        e->head = (word_t)next;
    } else {
        *e = (struct endpoint){ 0, ENDPOINT_IDLE };
    }
}

/* The server takes over the caller's context, and the reply object remembers whose it was. */
static inline void fast_lend(struct sched_context *sc, struct tcb *caller, struct tcb *server,
                             struct reply *reply)
{
    struct reply *older = sc->reply;

    reply->older = older;
    reply->up = (word_t)sc | 1;
    if (rare(older)) {
        older->up = (word_t)reply;
    }
    sc->tcb = server;
    sc->reply = reply;
    caller->sched_context = NULL;
    server->sched_context = sc;
}

static inline void fast_give_back(struct sched_context *sc, struct tcb *caller, struct tcb *server,
                                  struct reply *reply)
{
    struct reply *older = reply->older;

    reply->older = NULL;
    reply->up = 0;
    if (rare(older)) {
        older->up = (word_t)sc | 1;
    }
    sc->tcb = caller;
    sc->reply = older;
    server->sched_context = NULL;
    caller->sched_context = sc;
}

static inline void fast_transfer(const struct tcb *from, struct tcb *to, word_t info, word_t badge)
{
    unsigned length = (unsigned)bits_get(info, INFO_LENGTH);

    regs_set_badge(&to->regs, badge);
    regs_set_info(&to->regs, bits_set(info, INFO_CAPS_UNWRAPPED, 0));
    for (unsigned i = 0; i < length; i++) {
        regs_set_message(&to->regs, i, regs_message(&from->regs, i));
    }
}

/* One of two threads uses the FPU. */
__attribute__((noinline)) static struct regs *fast_switch_fpu(struct tcb *next)
{
    fpu_switch_to(next);
    return &next->regs;
}

/* From the current thread to another one, which may run at once. */
static inline struct regs *fast_switch(struct cpu *cpu, struct tcb *current, struct tcb *next,
                                       struct cap vspace)
{
    next->state = THREAD_RUNNING;
    cpu->current = next;
    fast_switch_to(next);
    fast_vspace_switch(cap_address(vspace), map_asid(vspace));
    if (rare((current->flags ^ next->flags) & TCB_FLAG_FPU_DISABLED)) {
        return fast_switch_fpu(next);
    }
    if (current->flags & TCB_FLAG_FPU_DISABLED) {
        return &next->regs;
    }
    cpu->fpu_owner = next; /* it was the current thread's, and stays accessible */
    return arch_fpu_exchange(&next->regs, &current->regs);
}

/* Other servers wait already: the current thread takes its place among them. */
__attribute__((noinline)) static struct regs *
fast_switch_behind(struct endpoint *e, struct tcb *server, struct tcb *next)
{
    endpoint_insert(e, server, ENDPOINT_RECEIVE);
    return fast_switch(this_cpu(), server, next, next->slots[TCB_VSPACE].cap);
}

/* Call through this capability, with a short message, at a quiet time. */
__attribute__((always_inline)) static inline struct regs *fast_call(struct cpu *cpu, struct cap cap,
                                                                    word_t info)
{
    struct tcb *caller = cpu->current, *server;
    struct endpoint e;
    struct reply *reply;
    struct cap vspace;

    if (rare(!fast_can_call(cap))) {
        return NULL;
    }
    e = fast_load_endpoint(endpoint_of(cap));
    if (rare(!fast_has_receiver(e))) {
        return NULL;
    }
    server = (struct tcb *)e.head;
    reply = server->reply;
    vspace = server->slots[TCB_VSPACE].cap;
    if (rare(!reply || !fast_is_passive(server) || !fast_can_run(cpu, server, vspace))) {
        return NULL;
    }
    fast_dequeue(endpoint_of(cap), server);
    server->reply = NULL;
    reply->tcb = caller;
    caller->reply = reply;
    caller->state = THREAD_BLOCKED_ON_REPLY;
    fast_lend(cpu->current_sc, caller, server, reply);
    fast_transfer(caller, server, info, endpoint_badge(cap));
    return fast_switch(cpu, caller, server, vspace);
}

/* Answer through the reply object and receive through the other capability, likewise. */
__attribute__((always_inline)) static inline struct regs *
fast_reply_recv(struct cpu *cpu, struct cap cap, word_t info, struct cap reply_cap)
{
    struct tcb *server = cpu->current, *caller;
    struct endpoint *e = endpoint_of(cap);
    struct reply *reply = reply_of(reply_cap);
    struct cap vspace;

    if (rare(!fast_can_receive(cap) || !fast_is_reply(reply_cap) || fast_has_sender(*e)
             || fast_has_signal(server) || !fast_is_caller(reply->tcb))) {
        return NULL;
    }
    caller = reply->tcb;
    vspace = fast_load_cap(&caller->slots[TCB_VSPACE].cap);
    if (rare(!fast_gives_back(reply, cpu) || !fast_is_passive(caller)
             || !fast_can_run(cpu, caller, vspace))) {
        return NULL;
    }
    reply->can_grant = cap_has(cap, RIGHT_GRANT);
    reply->tcb = server;
    server->reply = reply;
    server->state = THREAD_BLOCKED_ON_RECEIVE;
    caller->reply = NULL;
    fast_give_back(cpu->current_sc, caller, server, reply);
    fast_transfer(server, caller, info, 0);
    if (rare(e->head)) {
        return fast_switch_behind(e, server, caller);
    }
    *e = (struct endpoint){ (word_t)server, (word_t)server | ENDPOINT_RECEIVE };
    server->blocked_on = e;
    return fast_switch(cpu, server, caller, vspace);
}

/* The same where addresses have to be resolved step by step. */
static struct cap slow_cap(struct cpu *cpu, word_t cptr)
{
    const struct slot *slot = lookup_slot(cpu->current, cptr).slot;

    return slot ? slot->cap : cap_null();
}

__attribute__((noinline)) static struct regs *fast_call_deep(word_t cptr, word_t info)
{
    struct cpu *cpu = this_cpu();

    return fast_call(cpu, slow_cap(cpu, cptr), info);
}

__attribute__((noinline)) static struct regs *fast_reply_recv_deep(word_t cptr, word_t info,
                                                                   word_t reply_cptr)
{
    struct cpu *cpu = this_cpu();

    return fast_reply_recv(cpu, slow_cap(cpu, cptr), info, slow_cap(cpu, reply_cptr));
}

struct regs *fastpath_call(word_t cptr, word_t info)
{
    struct cpu *cpu = this_cpu();
    struct cap root;

    if (rare(!fast_is_short(info) || !fast_is_quiet(cpu, fast_timer_now()))) {
        return NULL;
    }
    root = fast_load_cap(&cpu->current->slots[TCB_CSPACE].cap);
    if (rare(!fast_is_flat(root) || !fast_fits_guard(root, cptr))) {
        return fast_call_deep(cptr, info);
    }
    return fast_call(cpu, fast_cap(root, cptr), info);
}

struct regs *fastpath_reply_recv(word_t cptr, word_t info, word_t reply_cptr)
{
    struct cpu *cpu = this_cpu();
    struct cap root;

    if (rare(!fast_is_short(info) || !fast_is_quiet(cpu, fast_timer_now()))) {
        return NULL;
    }
    root = fast_load_cap(&cpu->current->slots[TCB_CSPACE].cap);
    if (rare(!fast_is_flat(root) || !fast_fits_guard(root, cptr)
             || !fast_fits_guard(root, reply_cptr))) {
        return fast_reply_recv_deep(cptr, info, reply_cptr);
    }
    return fast_reply_recv(cpu, fast_cap(root, cptr), info, fast_cap(root, reply_cptr));
}

/* Wake the first waiter; it is not to run before the current thread. */
__attribute__((noinline)) static struct regs *fast_wake(struct cpu *cpu, struct notification *n,
                                                        word_t badge)
{
    struct tcb *thread = thread_queue_take(&n->queue);

    if (thread_queue_is_empty(&n->queue)) {
        n->state = NOTIFICATION_IDLE;
    }
    regs_set_badge(&thread->regs, badge);
    thread->state = THREAD_RUNNING;
    if (thread->priority == cpu->current->priority) {
        sched_enqueue(thread);
    } else {
        sched_enqueue_first(thread);
    }
    return &cpu->current->regs;
}

/* Somebody hears of it and may run: as on the slow path, but all checks are done. */
__attribute__((noinline)) static struct regs *fast_notify(struct notification *n, word_t badge)
{
    sched_enter();
    notification_signal(n, badge);
    sched_leave();
    return &current_thread()->regs;
}

struct regs *fastpath_signal(word_t cptr, word_t info)
{
    struct cpu *cpu = this_cpu();
    struct tcb *current = cpu->current;
    ticks_t now = fast_timer_now();
    struct notification *n;
    struct cap root, cap;

    if (rare(!fast_is_quiet(cpu, now) || !fast_is_short(info))) {
        return NULL;
    }
    root = fast_load_cap(&current->slots[TCB_CSPACE].cap);
    if (rare(!fast_is_flat(root) || !fast_fits_guard(root, cptr))) {
        return NULL;
    }
    cap = fast_cap(root, cptr);
    if (rare(!fast_can_signal(cap))) {
        return NULL;
    }
    n = notification_of(cap);
    if (n->state == NOTIFICATION_WAITING) {
        if (fast_goes_behind(cpu, n->queue.head) && fast_has_time(n->queue.head, now)) {
            return fast_wake(cpu, n, notification_badge(cap));
        }
        return fast_notify(n, notification_badge(cap));
    }
    if (n->state == NOTIFICATION_IDLE) {
        if (fast_has_listener(n)) {
            return fast_notify(n, notification_badge(cap));
        }
        n->word = 0;
        n->state = NOTIFICATION_ACTIVE;
    }
    n->word |= notification_badge(cap);
    return &current->regs;
}
