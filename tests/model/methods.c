/* SPDX-License-Identifier: BSD-2-Clause */
/* Methods of threads, scheduling contexts, scheduling control and domains. */
#include "model.h"
#include "invocation.h"
#include "refill.h"

/* Threads. */

static struct m_cap *extra(struct m_call *c, unsigned i)
{
    return *c->cap[i];
}

static bool truncated(struct m_call *c, unsigned args, unsigned caps)
{
    if (c->argc < args || c->capc < caps) {
        m_error(c, seL4_TruncatedMessage);
        return true;
    }
    return false;
}

/* An authority and a value it may give away. */
static bool authority_fails(struct m_call *c, const struct m_cap *authority)
{
    if (!authority || authority->type != CAP_TCB) {
        m_error_1(c, seL4_InvalidCapability, 1);
        return true;
    }
    return false;
}

static bool above_mcp(struct m_call *c, const struct m_cap *authority, word_t value)
{
    unsigned mcp = authority->object->t.mcp;

    if (value > mcp) {
        m_error_2(c, seL4_RangeError, 0, mcp);
        return true;
    }
    return false;
}

static void install(struct m_cap **slot, struct m_cap *source, const struct m_cap *value)
{
    m_slot_delete(slot);
    if (source) {
        m_cap_insert(slot, source, value);
    }
}

static void set_handler(struct m_cap **slot, struct m_cap *handler)
{
    install(slot, handler, handler);
}

static bool context_fits(const struct m_object *sc, const struct m_object *thread)
{
    return m_runnable(thread) || thread->t.state == M_INACTIVE
           || (sc->s.max && m_budget_usable(sc));
}

/* Whether the scheduling context argument of SetSchedParams is wrong. */
static bool wrong_context(struct m_call *c, struct m_object *thread, const struct m_cap *cap)
{
    if (cap && cap->type == CAP_SCHED_CONTEXT) {
        struct m_object *sc = cap->object;

        if (thread->t.sc != sc
            && (thread->t.sc || sc->s.thread || sc->s.notification || !context_fits(sc, thread))) {
            m_error(c, seL4_IllegalOperation);
        }
    } else if (cap) {
        m_error_1(c, seL4_InvalidCapability, 2);
    } else if (thread == m.current) {
        m_error(c, seL4_IllegalOperation);
    }
    return c->error != 0;
}

static void context_bind(struct m_object *sc, struct m_object *thread)
{
    m_sc_bind(sc, thread);
    if (sc->s.max && sc->s.sporadic && sc != m.charged) {
        m_budget_rebase(sc);
    }
    m_resume_context(sc);
}

static void set_sched_params(struct m_call *c, struct m_object *thread)
{
    struct m_cap *sc, *handler;

    if (truncated(c, 2, 3) || authority_fails(c, extra(c, 0))
        || above_mcp(c, extra(c, 0), c->arg[0]) || above_mcp(c, extra(c, 0), c->arg[1])
        || wrong_context(c, thread, extra(c, 1))) {
        return;
    }
    sc = extra(c, 1);
    handler = extra(c, 2);
    if (!m_valid_handler(handler)) {
        m_error_1(c, seL4_InvalidCapability, 3);
        return;
    }
    set_handler(&thread->t.slot[M_FAULT], handler);
    thread->t.mcp = (unsigned)c->arg[0];
    m_set_priority(thread, (unsigned)c->arg[1]);
    if (sc && sc->object != thread->t.sc) {
        context_bind(sc->object, thread);
    } else if (!sc && thread->t.sc) {
        m_sc_unbind_for_good(thread->t.sc);
    }
}

static void set_priorities(struct m_call *c, struct m_object *thread)
{
    if (truncated(c, 1, 1) || authority_fails(c, extra(c, 0))
        || above_mcp(c, extra(c, 0), c->arg[0])) {
        return;
    }
    if (c->label == TCBSetPriority) {
        m_set_priority(thread, (unsigned)c->arg[0]);
    } else {
        thread->t.mcp = (unsigned)c->arg[0];
    }
}

/* Is the deletion of what the slot holds a long operation? */
static bool is_long(const struct m_cap *cap)
{
    return cap && (cap->type == CAP_CNODE || cap->type == CAP_TCB) && cap->object->caps == 1;
}

static bool wrong_buffer(struct m_call *c, const struct m_cap *frame, word_t address)
{
    if (address == 0) {
        return false;
    }
    if (!frame || frame->type != CAP_FRAME || frame->object->device) {
        m_error(c, frame && frame->type == CAP_UNTYPED && m_cap_has_children(frame)
                       ? seL4_RevokeFirst
                       : seL4_IllegalOperation);
        return true;
    }
    if (address & 1023) {
        m_error(c, seL4_AlignmentError);
        return true;
    }
    return false;
}

static void set_buffer(struct m_object *thread, struct m_cap *frame, word_t address)
{
    m_slot_delete(&thread->t.slot[M_BUFFER]);
    thread->t.buffer_address = address;
    if (address) {
        m_cap_insert(&thread->t.slot[M_BUFFER], frame, frame);
    }
}

/* CSpace and VSpace arguments; the values to install. */
static bool wrong_spaces(struct m_call *c, struct m_object *thread, unsigned first,
                         struct m_cap *cspace, struct m_cap *vspace)
{
    struct m_cap *from[2] = { extra(c, first), extra(c, first + 1) };
    struct m_cap *value[2] = { cspace, vspace };

    m_error(c, seL4_NoError);
    if (is_long(thread->t.slot[M_CSPACE]) || is_long(thread->t.slot[M_VSPACE])) {
        m_error(c, seL4_IllegalOperation);
        return true;
    }
    for (unsigned i = 0; i < 2; i++) {
        unsigned error;

        if (!from[i]) {
            m_error(c, seL4_IllegalOperation);
            return true;
        }
        *value[i] = *from[i];
        if (c->arg[i] != 0 && !m_cap_update(value[i], false, c->arg[i])) {
            m_error(c, seL4_IllegalOperation);
            return true;
        }
        error = m_cap_derive(from[i], value[i]);
        if (error || value[i]->type != (i ? CAP_VSPACE : CAP_CNODE)) {
            m_error(c, error ? error : seL4_IllegalOperation);
            return true;
        }
    }
    return false;
}

static void configure(struct m_call *c, struct m_object *thread)
{
    struct m_cap cspace, vspace;

    if (truncated(c, 3, 3) || wrong_buffer(c, extra(c, 2), c->arg[2])
        || wrong_spaces(c, thread, 0, &cspace, &vspace)) {
        return;
    }
    install(&thread->t.slot[M_CSPACE], extra(c, 0), &cspace);
    install(&thread->t.slot[M_VSPACE], extra(c, 1), &vspace);
    set_buffer(thread, extra(c, 2), c->arg[2]);
}

static void set_space(struct m_call *c, struct m_object *thread)
{
    struct m_cap cspace, vspace;

    if (truncated(c, 2, 3) || wrong_spaces(c, thread, 1, &cspace, &vspace)) {
        return;
    }
    if (!m_valid_handler(extra(c, 0))) {
        m_error_1(c, seL4_InvalidCapability, 1);
        return;
    }
    set_handler(&thread->t.slot[M_FAULT], extra(c, 0));
    install(&thread->t.slot[M_CSPACE], extra(c, 1), &cspace);
    install(&thread->t.slot[M_VSPACE], extra(c, 2), &vspace);
}

static void bind_notification(struct m_call *c, struct m_object *thread)
{
    const struct m_cap *cap;

    if (truncated(c, 0, 1)) {
        return;
    }
    cap = extra(c, 0);
    if (thread->t.notification || !cap || cap->type != CAP_NOTIFICATION
        || !(cap->rights & RIGHT_READ) || cap->object->queue.count || cap->object->bound) {
        m_error(c, seL4_IllegalOperation);
        return;
    }
    thread->t.notification = cap->object;
    cap->object->bound = thread;
}

static void unbind_notification(struct m_call *c, struct m_object *thread)
{
    if (!thread->t.notification) {
        m_error(c, seL4_IllegalOperation);
        return;
    }
    thread->t.notification->bound = NULL;
    thread->t.notification = NULL;
}

static void set_timeout(struct m_call *c, struct m_object *thread)
{
    if (truncated(c, 0, 1)) {
        return;
    }
    if (!m_valid_handler(extra(c, 0))) {
        m_error_1(c, seL4_InvalidCapability, 1);
        return;
    }
    set_handler(&thread->t.slot[M_TIMEOUT], extra(c, 0));
}

static void set_words(struct m_call *c, struct m_object *thread)
{
    if (c->label == TCBSetTLSBase) {
        if (!truncated(c, 1, 0)) {
            thread->t.regs.tls = c->arg[0];
        }
    } else if (!truncated(c, 2, 0)) {
        thread->t.flags = (thread->t.flags & ~c->arg[0]) | (c->arg[1] & 1);
        c->results = 1;
        c->result[0] = thread->t.flags;
    }
}

void m_invoke_thread(struct m_call *c)
{
    struct m_object *thread = (*c->slot)->object;

    switch (c->label) {
    case TCBConfigure:
        configure(c, thread);
        break;
    case TCBSetPriority:
    case TCBSetMCPriority:
        set_priorities(c, thread);
        break;
    case TCBSetSchedParams:
        set_sched_params(c, thread);
        break;
    case TCBSetTimeoutEndpoint:
        set_timeout(c, thread);
        break;
    case TCBSetIPCBuffer:
        if (!truncated(c, 1, 1) && !wrong_buffer(c, extra(c, 0), c->arg[0])) {
            set_buffer(thread, extra(c, 0), c->arg[0]);
        }
        break;
    case TCBSetSpace:
        set_space(c, thread);
        break;
    case TCBSuspend:
        m_suspend(thread);
        break;
    case TCBResume:
        m_resume(thread);
        break;
    case TCBBindNotification:
        bind_notification(c, thread);
        break;
    case TCBUnbindNotification:
        unbind_notification(c, thread);
        break;
    case TCBSetTLSBase:
    case TCBSetFlags:
        set_words(c, thread);
        break;
    default:
        m_error(c, seL4_IllegalOperation);
    }
}

/* Scheduling contexts. */

static void context_bind_object(struct m_call *c, struct m_object *sc)
{
    const struct m_cap *cap = extra(c, 0);

    if (cap && cap->type == CAP_TCB) {
        if (sc->s.thread || cap->object->t.sc || !context_fits(sc, cap->object)) {
            m_error(c, seL4_IllegalOperation);
        } else {
            context_bind(sc, cap->object);
        }
    } else if (cap && cap->type == CAP_NOTIFICATION) {
        if (sc->s.notification || cap->object->sc) {
            m_error(c, seL4_IllegalOperation);
        } else {
            sc->s.notification = cap->object;
            cap->object->sc = sc;
        }
    } else {
        m_error_1(c, seL4_InvalidCapability, 1);
    }
}

static void context_unbind_notification(struct m_object *sc)
{
    if (sc->s.notification) {
        sc->s.notification->sc = NULL;
        sc->s.notification = NULL;
    }
}

static void context_unbind_object(struct m_call *c, struct m_object *sc)
{
    const struct m_cap *cap = extra(c, 0);

    if (cap && cap->type == CAP_TCB) {
        if (sc->s.thread != cap->object || cap->object == m.current) {
            m_error(c, seL4_IllegalOperation);
        } else {
            m_sc_unbind_for_good(sc);
        }
    } else if (cap && cap->type == CAP_NOTIFICATION) {
        if (sc->s.notification != cap->object) {
            m_error(c, seL4_IllegalOperation);
        } else {
            context_unbind_notification(sc);
        }
    } else {
        m_error_1(c, seL4_InvalidCapability, 1);
    }
}

static void context_unbind(struct m_call *c, struct m_object *sc)
{
    if (sc->s.thread == m.current) {
        m_error(c, seL4_IllegalOperation);
        return;
    }
    m_sc_unbind_for_good(sc);
    context_unbind_notification(sc);
    if (sc->s.reply) {
        sc->s.reply->r.sc = NULL;
        sc->s.reply = NULL;
    }
}

static void context_yield_to(struct m_call *c, struct m_object *sc)
{
    struct m_object *thread = sc->s.thread, *caller = c->caller;

    if (!thread || thread == caller || thread->t.priority > caller->t.mcp) {
        m_error(c, seL4_IllegalOperation);
        return;
    }
    if (sc->s.yield_from) {
        m_yield_complete(sc->s.yield_from);
    }
    if (m_schedulable(thread)) {
        m_ready_remove(thread);
        if (thread->t.priority >= caller->t.priority) {
            if (c->call) {
                caller->t.yield_to = sc;
                sc->s.yield_from = caller;
            }
            m_ready_first(caller);
            c->silent = true;
        }
        m_ready_first(thread);
        m.reschedule |= c->silent;
        if (c->silent) {
            return;
        }
    }
    c->results = 1;
    c->result[0] = m_take_consumed(sc);
}

void m_invoke_sched_context(struct m_call *c)
{
    struct m_object *sc = (*c->slot)->object;
    bool has_object = c->label == SchedContextBind || c->label == SchedContextUnbindObject;

    if (has_object && truncated(c, 0, 1)) {
        return;
    }
    switch (c->label) {
    case SchedContextBind:
        context_bind_object(c, sc);
        break;
    case SchedContextUnbindObject:
        context_unbind_object(c, sc);
        break;
    case SchedContextUnbind:
        context_unbind(c, sc);
        break;
    case SchedContextConsumed:
        c->results = 1;
        c->result[0] = m_take_consumed(sc);
        break;
    case SchedContextYieldTo:
        context_yield_to(c, sc);
        break;
    default:
        m_error(c, seL4_IllegalOperation);
    }
}

/* Scheduling control. */

static bool wrong_times(struct m_call *c, word_t budget, word_t period)
{
    if (budget > REFILL_MAX_US || period > REFILL_MAX_US || budget < REFILL_MIN_US
        || period < REFILL_MIN_US) {
        m_error_2(c, seL4_RangeError, REFILL_MIN_US, REFILL_MAX_US);
    } else if (budget > period) {
        m_error_2(c, seL4_RangeError, REFILL_MIN_US, period);
    }
    return c->error != 0;
}

static void context_configure(struct m_object *sc, const struct m_call *c)
{
    ticks_t budget = ticks_from_us(c->arg[0]), period = ticks_from_us(c->arg[1]);
    struct m_object *thread = sc->s.thread;
    unsigned max = 2 + (unsigned)c->arg[2];

    if (sc == m.charged) {
        m_charge();
    }
    if (c->arg[0] == c->arg[1]) {
        period = 0;
        max = 2;
    }
    if (thread) {
        m_ready_remove(thread);
        m_release_remove(thread);
    }
    if (sc->s.max && thread && m_runnable(thread)) {
        m_budget_change(sc, max, budget, period);
    } else {
        m_budget_fill(sc, max, budget, period);
    }
    sc->s.badge = c->arg[3];
    sc->s.sporadic = c->arg[4] & 1;
    m_resume_context(sc);
    m.reschedule |= thread == m.current;
}

void m_invoke_sched_control(struct m_call *c)
{
    const struct m_cap *cap;
    word_t extra_max;

    if (c->label != SchedControlConfigureFlags) {
        m_error(c, seL4_IllegalOperation);
        return;
    }
    if (truncated(c, 5, 1) || wrong_times(c, c->arg[0], c->arg[1])) {
        return;
    }
    cap = extra(c, 0);
    if (!cap || cap->type != CAP_SCHED_CONTEXT) {
        m_error_1(c, seL4_InvalidCapability, 1);
        return;
    }
    extra_max = (word_bit(cap->object->bits) - 128) / 16;
    if (c->arg[2] > extra_max) {
        m_error_2(c, seL4_RangeError, 0, extra_max);
        return;
    }
    context_configure(cap->object, c);
}

/* Domains. */

static void domain_configure(struct m_call *c)
{
    word_t index = c->arg[0], domain = c->arg[1], ticks = c->arg[2];

    if (index >= M_SLICES - 1) {
        m_error_2(c, seL4_RangeError, 0, M_SLICES - 2);
    } else if (domain >= M_DOMAINS) {
        m_error_2(c, seL4_RangeError, 0, M_DOMAINS - 1);
    } else if (ticks >= word_bit(M_DOMAIN_LAST_BIT)) {
        m_error_1(c, seL4_InvalidArgument, 2);
    } else if (ticks == 0 && domain != 0) {
        m_error_1(c, seL4_InvalidArgument, 1);
    } else if (ticks == 0 && index == m.start) {
        m_error_1(c, seL4_InvalidArgument, 2);
    } else {
        m.slices[index] = (struct m_slice){ (unsigned)domain, ticks };
    }
}

static void domain_start(struct m_call *c)
{
    if (c->arg[0] >= M_SLICES) {
        m_error_2(c, seL4_RangeError, 0, M_SLICES - 1);
    } else if (m.slices[c->arg[0]].ticks == 0) {
        m_error_1(c, seL4_InvalidArgument, 0);
    } else {
        m.start = (unsigned)c->arg[0];
        m.slice = M_SLICES - 1; /* the last one always is an end marker */
        m.domain_end = m.now;
    }
}

static void domain_set(struct m_call *c)
{
    if (truncated(c, 1, 0)) {
        return;
    }
    if (c->arg[0] >= M_DOMAINS) {
        m_error_1(c, seL4_InvalidArgument, 0);
    } else if (!truncated(c, 1, 1)) {
        if (!extra(c, 0) || extra(c, 0)->type != CAP_TCB) {
            m_error_1(c, seL4_InvalidArgument, 1);
        } else {
            m_set_domain(extra(c, 0)->object, (unsigned)c->arg[0]);
        }
    }
}

void m_invoke_domain(struct m_call *c)
{
    switch (c->label) {
    case DomainSetSet:
        domain_set(c);
        break;
    case DomainScheduleConfigure:
        if (!truncated(c, 3, 0)) {
            domain_configure(c);
        }
        break;
    case DomainScheduleSetStart:
        if (!truncated(c, 1, 0)) {
            domain_start(c);
        }
        break;
    default:
        m_error(c, seL4_IllegalOperation);
    }
}
