/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Is the kernel's state a picture of the model's?
 *
 * Every object of the model lies at a known address; what the kernel has there is read through the
 * kernel's own accessors and must say the same. Who is whose parent in the kernel's derivation list
 * is worked out once for the whole list: an entry's parent is the nearest earlier one that contains
 * it with everything between.
 */
#include "compare.h"
#include "kernel.h"
#include "model.h"
#include "objects/cnode.h"
#include "objects/endpoint.h"
#include "objects/irq.h"
#include "objects/notification.h"
#include "objects/reply.h"
#include "objects/untyped.h"
#include "refill.h"
#include "thread_queue.h"
#include <stdio.h>
#include <string.h>

enum { TABLE = 8192, DEPTH = 256 };

static char difference[256];

/* Kernel slots by address, and the model's capability in each. */
static struct {
    const struct slot *slot;
    const struct m_cap *cap;
    const struct slot *parent;
} table[TABLE];

static bool differ(const char *what, word_t object, word_t in_kernel, word_t in_model)
{
    if (in_kernel == in_model) {
        return false;
    }
    snprintf(difference, sizeof(difference), "%s of %lx: kernel %lx, model %lx", what, object,
             in_kernel, in_model);
    return true;
}

static word_t address_of(const struct m_object *o)
{
    return o ? o->address : 0;
}

static unsigned table_index(const struct slot *slot)
{
    unsigned i = (unsigned)((word_t)slot >> SLOT_BITS) % TABLE;

    while (table[i].slot && table[i].slot != slot) {
        i = (i + 1) % TABLE;
    }
    return i;
}

/* Capabilities. */

static word_t cap_detail(struct cap c)
{
    switch (cap_type(c)) {
    case CAP_ENDPOINT:
        return endpoint_badge(c);
    case CAP_NOTIFICATION:
        return notification_badge(c);
    case CAP_UNTYPED:
        return untyped_free_offset(c);
    case CAP_CNODE:
        return cnode_guard(c) << 6 | cnode_guard_size(c);
    case CAP_FRAME:
        return frame_vm_rights(c);
    default:
        return 0;
    }
}

static word_t model_detail(const struct m_cap *cap)
{
    switch (cap->type) {
    case CAP_UNTYPED:
        return cap->watermark;
    case CAP_CNODE:
        return cap->guard << 6 | cap->guard_bits;
    case CAP_FRAME:
        return cap->frame_rights;
    default:
        return cap->badge;
    }
}

static unsigned rights_that_count(enum cap_type type)
{
    return type == CAP_ENDPOINT       ? RIGHT_ALL
           : type == CAP_NOTIFICATION ? RIGHT_READ | RIGHT_WRITE
                                      : 0;
}

static bool cap_differs(const struct slot *slot, const struct m_cap *cap)
{
    word_t at = (word_t)slot;
    unsigned rights;

    if (differ("capability type", at, cap_type(slot->cap), cap ? cap->type : CAP_NULL) || !cap) {
        return difference[0] != 0;
    }
    rights = rights_that_count(cap->type);
    return (cap->object && differ("object", at, cap_address(slot->cap), cap->object->address))
           || differ("detail", at, cap_detail(slot->cap), model_detail(cap))
           || differ("rights", at, cap_rights(slot->cap) & rights, cap->rights & rights);
}

static unsigned slot_count(const struct m_object *o)
{
    return o->type == CAP_CNODE ? 1u << o->radix : o->type == CAP_TCB ? M_THREAD_SLOTS : 0;
}

static bool slots_differ(const struct m_object *o)
{
    const struct slot *slots = (const struct slot *)o->address;

    for (unsigned i = 0; i < slot_count(o); i++) {
        if (cap_differs(&slots[i], o->slot[i])) {
            return true;
        }
        if (o->slot[i]) {
            unsigned at = table_index(&slots[i]);

            table[at].slot = &slots[i];
            table[at].cap = o->slot[i];
        }
    }
    return false;
}

/* Walk one list of the kernel and note the parents. */
static bool list_parents(const struct slot *slot)
{
    const struct slot *above[DEPTH];
    unsigned depth = 0;

    for (; slot; slot = slot_next(slot)) {
        unsigned at = table_index(slot);

        if (!table[at].slot) {
            return differ("slot that is not in the model", (word_t)slot, 1, 0);
        }
        while (depth > 0 && !slot_is_parent_of(above[depth - 1], slot)) {
            depth--;
        }
        table[at].parent = depth ? above[depth - 1] : NULL;
        above[depth < DEPTH - 1 ? depth++ : depth] = slot;
    }
    return false;
}

static bool tree_differs(void)
{
    for (unsigned i = 0; i < TABLE; i++) {
        if (table[i].slot && !slot_prev(table[i].slot) && list_parents(table[i].slot)) {
            return true;
        }
    }
    for (unsigned i = 0; i < TABLE; i++) {
        const struct m_cap *parent = table[i].slot ? table[i].cap->parent : NULL;
        const struct slot *of_kernel = table[i].parent;
        bool at_boot = parent == NULL || parent == &m.root;

        if (!table[i].slot) {
            continue;
        }
        if (at_boot != (of_kernel == NULL)
            || (!at_boot && table[table_index(of_kernel)].cap != parent)) {
            return differ("parent", (word_t)table[i].slot, (word_t)of_kernel, (word_t)parent);
        }
    }
    return false;
}

/* Queues. */

static bool queue_differs(const char *what, word_t at, struct thread_queue q,
                          const struct m_object *const *expected, unsigned count)
{
    const struct tcb *t = q.head;

    for (unsigned i = 0; i < count; i++) {
        if (differ(what, at, (word_t)t, expected[i]->address)) {
            return true;
        }
        t = i + 1 < count && t != q.tail ? t->queue_next : NULL;
    }
    return count == 0 ? differ(what, at, (word_t)q.head, 0)
                      : differ(what, at, (word_t)q.tail, expected[count - 1]->address);
}

static const struct m_object *const *threads_of(const struct m_queue *q)
{
    return (const struct m_object *const *)q->thread;
}

static bool ready_differs(unsigned domain)
{
    const struct m_queue *q = &m.ready[domain];
    unsigned first = 0;

    for (unsigned priority = PRIORITY_COUNT; priority-- > 0;) {
        unsigned count = 0;

        while (first + count < q->count && q->thread[first + count]->t.priority == priority) {
            count++;
        }
        if (queue_differs("ready queue", domain << 8 | priority,
                          kernel.cpu.ready[domain].queue[priority], threads_of(q) + first, count)) {
            return true;
        }
        first += count;
    }
    return false;
}

/* Objects. */

static const enum m_thread_state states[] = {
    [THREAD_INACTIVE] = M_INACTIVE,
    [THREAD_RUNNING] = M_RUNNING,
    [THREAD_RESTART] = M_RESTART,
    [THREAD_BLOCKED_ON_RECEIVE] = M_RECEIVING,
    [THREAD_BLOCKED_ON_SEND] = M_SENDING,
    [THREAD_BLOCKED_ON_REPLY] = M_REPLYING,
    [THREAD_BLOCKED_ON_NOTIFICATION] = M_WAITING,
};

/* Of the two addresses only that from which the thread will go on means something; while it waits,
 * that may be either. */
static bool registers_differ(const struct m_object *o)
{
    bool restarts = o->t.state == M_INACTIVE || o->t.state == M_RESTART;
    const struct regs *k = &((const struct tcb *)o->address)->regs;
    const struct m_regs *r = &o->t.regs;
    word_t at = o->address;

    for (unsigned i = 0; i < 31; i++) {
        if (differ("register", at + i, k->x[i], r->x[i])) {
            return true;
        }
    }
    if (restarts ? differ("restart address", at, k->fault_ip, r->fault_ip)
                 : differ("pc", at, k->pc, r->pc)) {
        return true;
    }
    return differ("sp", at, k->sp, r->sp) || differ("spsr", at, k->spsr, r->spsr)
           || differ("TLS base", at, k->tpidr, r->tls)
           || (o->t.waits_for && differ("restart address", at, k->fault_ip, r->fault_ip));
}

static bool waiting_differs(const struct m_object *o, const struct tcb *k)
{
    const struct m_thread *t = &o->t;
    word_t at = o->address;

    if (t->waits_for && differ("waits for", at, (word_t)k->blocked_on, t->waits_for->address)) {
        return true;
    }
    if (t->state == M_SENDING
        && (differ("send badge", at, k->send_badge, t->send_badge)
            || differ("send is call", at, k->send_is_call || k->fault.kind, t->send_call)
            || differ("send grant", at, k->send_can_grant, t->send_grant)
            || differ("send grant reply", at, k->send_can_grant_reply, t->send_grant_reply))) {
        return true;
    }
    if (t->state == M_SENDING || t->state == M_REPLYING) {
        return differ("fault", at, k->fault.kind, t->fault.kind);
    }
    return false;
}

static bool thread_differs(const struct m_object *o)
{
    const struct tcb *k = (const struct tcb *)o->address;
    const struct m_thread *t = &o->t;
    bool holds = t->state == M_RECEIVING || t->state == M_REPLYING;
    word_t at = o->address;

    return differ("state", at, states[k->state], t->state)
           || differ("priority", at, k->priority, t->priority) || differ("MCP", at, k->mcp, t->mcp)
           || differ("domain", at, k->domain, t->domain) || differ("flags", at, k->flags, t->flags)
           || differ("scheduling context", at, (word_t)k->sched_context, address_of(t->sc))
           || differ("bound notification", at, (word_t)k->bound_notification,
                     address_of(t->notification))
           || differ("yields to", at, (word_t)k->yield_to, address_of(t->yield_to))
           || (holds && differ("reply object", at, (word_t)k->reply, address_of(t->reply)))
           || differ("ready", at, k->in_ready_queue, t->ready)
           || differ("postponed", at, k->in_release_queue, t->postponed) || waiting_differs(o, k)
           || registers_differ(o);
}

static bool refills_differ(const struct m_object *o, struct sched_context *k)
{
    if (!o->s.max) {
        return false;
    }
    if (differ("refills", o->address, k->refill_count, o->s.count)) {
        return true;
    }
    for (unsigned i = 0; i < o->s.count; i++) {
        if (differ("refill time", o->address + i, refill_at(k, i)->time, o->s.refill[i].time)
            || differ("refill amount", o->address + i, refill_at(k, i)->amount,
                      o->s.refill[i].amount)) {
            return true;
        }
    }
    if (o->s.period && differ("refill maximum", o->address, k->refill_max, o->s.max)) {
        return true;
    }
    return differ("period", o->address, k->period, o->s.period)
           || differ("budget", o->address, k->budget, o->s.budget)
           || differ("sporadic", o->address, k->sporadic, o->s.sporadic)
           || differ("data", o->address, k->badge, o->s.badge);
}

static bool context_differs(const struct m_object *o)
{
    struct sched_context *k = (struct sched_context *)o->address;
    const struct m_sched_context *s = &o->s;
    word_t at = o->address;

    return differ("thread", at, (word_t)k->tcb, address_of(s->thread))
           || differ("notification", at, (word_t)k->notification, address_of(s->notification))
           || differ("newest reply", at, (word_t)k->reply, address_of(s->reply))
           || differ("yielded to by", at, (word_t)k->yield_from, address_of(s->yield_from))
           || differ("consumed", at, k->consumed, s->consumed)
           || differ("configured", at, k->refill_max != 0, s->max != 0) || refills_differ(o, k);
}

static bool reply_differs(const struct m_object *o)
{
    const struct reply *k = (const struct reply *)o->address;
    const struct m_reply *r = &o->r;
    word_t at = o->address;

    return differ("held", at, (word_t)k->tcb, address_of(r->thread))
           || differ("older reply", at, (word_t)k->older, address_of(r->older))
           || differ("newer reply", at, (word_t)reply_newer(k), address_of(r->newer))
           || differ("stack of", at, (word_t)reply_stack_of(k), address_of(r->sc))
           || (r->thread && differ("grant", at, k->can_grant, r->grant));
}

static bool endpoint_differs(const struct m_object *o)
{
    const struct endpoint *k = (const struct endpoint *)o->address;
    enum endpoint_state state = !o->queue.count ? ENDPOINT_IDLE
                                : o->sending    ? ENDPOINT_SEND
                                                : ENDPOINT_RECEIVE;

    return differ("endpoint state", o->address, endpoint_state(k), state)
           || queue_differs("queue", o->address, endpoint_queue(k), threads_of(&o->queue),
                            o->queue.count);
}

static bool notification_differs(const struct m_object *o)
{
    const struct notification *k = (const struct notification *)o->address;
    word_t at = o->address;
    word_t state = o->active        ? NOTIFICATION_ACTIVE
                   : o->queue.count ? NOTIFICATION_WAITING
                                    : NOTIFICATION_IDLE;

    return differ("notification state", at, k->state, state)
           || (o->active && differ("word", at, k->word, o->word))
           || differ("bound thread", at, (word_t)k->bound_tcb, address_of(o->bound))
           || differ("notification's context", at, (word_t)k->sched_context, address_of(o->sc))
           || queue_differs("queue", at, k->queue, threads_of(&o->queue), o->queue.count);
}

static bool frame_differs(const struct m_object *o)
{
    const word_t *memory = (const word_t *)o->address;

    for (unsigned i = 0; i < M_FRAME_WORDS && !o->device; i++) {
        if (differ("word of memory", o->address + 8 * i, memory[i], o->memory[i])) {
            return true;
        }
    }
    return false;
}

static bool object_differs(const struct m_object *o)
{
    switch (o->type) {
    case CAP_TCB:
        return thread_differs(o);
    case CAP_SCHED_CONTEXT:
        return context_differs(o);
    case CAP_REPLY:
        return reply_differs(o);
    case CAP_ENDPOINT:
        return endpoint_differs(o);
    case CAP_NOTIFICATION:
        return notification_differs(o);
    case CAP_FRAME:
        return frame_differs(o);
    default:
        return false;
    }
}

/* Time used that is not charged yet is known up to the last look at the clock. */
static bool processor_differs(bool late)
{
    const struct cpu *cpu = &kernel.cpu;

    for (unsigned i = 0; i < M_DOMAINS; i++) {
        if (ready_differs(i)) {
            return true;
        }
    }
    for (unsigned i = 0; i < M_SLICES; i++) {
        if (differ("slice domain", i, kernel.domain_schedule[i].domain, m.slices[i].domain)
            || differ("slice length", i, kernel.domain_schedule[i].ticks, m.slices[i].ticks)) {
            return true;
        }
    }
    return differ("current thread", 0, (word_t)cpu->current, m.current->address)
           || differ("charged context", 0, (word_t)cpu->current_sc, m.charged->address)
           || differ("time of charge", 0, cpu->charged_until, m.now - m.unpaid)
           || (!late && differ("time", 0, cpu->now, m.now))
           || differ("domain", 0, cpu->domain, m.domain)
           || differ("slice", 0, cpu->domain_index, m.slice)
           || differ("first slice", 0, cpu->domain_start, m.start)
           || differ("end of slice", 0, cpu->domain_end, m.domain_end)
           || queue_differs("release queue", 0, cpu->release, threads_of(&m.release),
                            m.release.count);
}

const char *compare_states(bool late)
{
    difference[0] = 0;
    memset(table, 0, sizeof(table));
    for (unsigned i = 0; i < M_OBJECTS; i++) {
        if (m.object[i].type != CAP_NULL && slots_differ(&m.object[i])) {
            return difference;
        }
    }
    if (tree_differs() || processor_differs(late)) {
        return difference;
    }
    for (unsigned i = 0; i < M_OBJECTS; i++) {
        if (&m.object[i] != m.idle && m.object[i].type != CAP_NULL
            && object_differs(&m.object[i])) {
            return difference;
        }
    }
    return NULL;
}
