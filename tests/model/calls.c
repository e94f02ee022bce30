/* SPDX-License-Identifier: BSD-2-Clause */
/* The system calls: an invocation, a receive, or one after the other. */
#include "model.h"
#include "faults.h"
#include "syscalls.h"

void m_cap_fault(struct m_object *thread, word_t cptr, bool receiving,
                 struct m_lookup_failure failure)
{
    m_fault(thread,
            (struct m_fault){
                .kind = seL4_Fault_CapFault, .a = cptr, .b = receiving, .lookup = failure });
}

/* Invocations. */

static void invoke_by_type(struct m_call *c)
{
    struct m_cap *cap = *c->slot;

    switch (cap ? cap->type : CAP_NULL) {
    case CAP_ENDPOINT:
        if (!(cap->rights & RIGHT_WRITE)) {
            m_error_1(c, seL4_InvalidCapability, 0);
            break;
        }
        c->silent = true;
        m_send(c->caller, cap, c->block, c->call, c->donate);
        break;
    case CAP_NOTIFICATION:
        if (!(cap->rights & RIGHT_WRITE)) {
            m_error_1(c, seL4_InvalidCapability, 0);
        } else {
            m_signal(cap->object, cap->badge);
        }
        break;
    case CAP_REPLY:
        m_reply_send(c->caller, cap->object);
        break;
    case CAP_UNTYPED:
        m_invoke_untyped(c);
        break;
    case CAP_CNODE:
        m_invoke_cnode(c);
        break;
    case CAP_TCB:
        m_invoke_thread(c);
        break;
    case CAP_SCHED_CONTEXT:
        m_invoke_sched_context(c);
        break;
    case CAP_SCHED_CONTROL:
        m_invoke_sched_control(c);
        break;
    case CAP_DOMAIN:
        m_invoke_domain(c);
        break;
    case CAP_NULL:
        m_error_1(c, seL4_InvalidCapability, 0);
        break;
    default: /* no method of theirs is in the model */
        m_error(c, seL4_IllegalOperation);
    }
}

/* Not for the send part of a combined call. */
static bool stands_alone(const struct m_cap *cap)
{
    return cap->type == CAP_TCB || cap->type == CAP_CNODE || cap->type == CAP_DOMAIN
           || cap->type == CAP_SCHED_CONTROL || cap->type == CAP_SCHED_CONTEXT;
}

static void read_message(struct m_call *c)
{
    const word_t *buffer = m_buffer(c->caller, false);
    unsigned length = c->caller->t.regs.x[1] & 127;

    c->argc = length > 120 ? 120 : length;
    if (!buffer && c->argc > 4) {
        c->argc = 4;
    }
    for (unsigned i = 0; i < c->argc; i++) {
        c->arg[i] = m_message(c->caller, i);
    }
    c->capc = buffer ? c->caller->t.regs.x[1] >> 7 & 3 : 0;
}

static void answer(struct m_call *c)
{
    unsigned i = 0;

    if (!c->call || c->silent) {
        return;
    }
    while (i < c->results && m_set_message(c->caller, i, c->result[i])) {
        i++;
    }
    m_set_info(c->caller, c->error, i, 0, 0);
    c->caller->t.regs.x[0] = 0;
}

static void invoke(struct m_object *thread, word_t cptr, struct m_call c)
{
    struct m_found found = m_resolve_cptr(thread, cptr);

    c.caller = thread;
    c.label = thread->t.regs.x[1] >> 12;
    if (!found.slot) {
        if (c.block) {
            m_cap_fault(thread, cptr, false, found.failure);
        }
        return;
    }
    c.slot = found.slot;
    read_message(&c);
    for (unsigned i = 0; i < c.capc; i++) {
        word_t extra = m_buffer(thread, false)[122 + i];

        found = m_resolve_cptr(thread, extra);
        if (!found.slot) {
            if (c.block) {
                m_cap_fault(thread, extra, false, found.failure);
            }
            return;
        }
        c.cap[i] = found.slot;
    }
    if (c.first && *c.slot && stands_alone(*c.slot)) {
        return;
    }
    thread->t.state = M_RESTART;
    invoke_by_type(&c);
    if (thread->t.state == M_RESTART) {
        answer(&c);
        thread->t.state = M_RUNNING;
    }
}

/* Receiving. */

static void receive(struct m_object *thread, bool block, bool with_reply)
{
    static const struct m_lookup_failure missing = { .type = seL4_MissingCapability };
    word_t cptr = thread->t.regs.x[0], reply_cptr = thread->t.regs.x[6];
    struct m_found found = m_resolve_cptr(thread, cptr);
    struct m_object *reply = NULL;
    struct m_cap *cap;

    if (!found.slot) {
        m_cap_fault(thread, cptr, true, found.failure);
        return;
    }
    cap = *found.slot;
    if (cap && cap->type == CAP_NOTIFICATION && cap->rights & RIGHT_READ
        && (!cap->object->bound || cap->object->bound == thread)) {
        m_wait(thread, cap->object, block);
        return;
    }
    if (!cap || cap->type != CAP_ENDPOINT || !(cap->rights & RIGHT_READ)) {
        m_cap_fault(thread, cptr, true, missing);
        return;
    }
    if (with_reply) {
        found = m_resolve_cptr(thread, reply_cptr);
        if (!found.slot || !*found.slot || (*found.slot)->type != CAP_REPLY) {
            m_cap_fault(thread, reply_cptr, true, found.slot ? missing : found.failure);
            return;
        }
        reply = (*found.slot)->object;
    }
    m_receive(thread, cap, block, reply);
}

static void yield(void)
{
    ticks_t consumed = m.charged->s.consumed + m.unpaid;

    m_end_slice(m.charged->s.refill[0].amount, false);
    m.charged->s.consumed = consumed;
}

static const struct m_call as_call = { .call = true, .block = true, .donate = true };
static const struct m_call as_send = { .block = true };
static const struct m_call as_nbsend = { .block = false };
static const struct m_call as_first = { .donate = true, .first = true };

static void run(struct m_object *thread, long number)
{
    const word_t *x = thread->t.regs.x;

    switch (number) {
    case seL4_SysCall:
        invoke(thread, x[0], as_call);
        break;
    case seL4_SysSend:
        invoke(thread, x[0], as_send);
        break;
    case seL4_SysNBSend:
        invoke(thread, x[0], as_nbsend);
        break;
    case seL4_SysReplyRecv:
        invoke(thread, x[6], as_first);
        receive(thread, true, true);
        break;
    case seL4_SysNBSendRecv:
        invoke(thread, x[8], as_first);
        receive(thread, true, true);
        break;
    case seL4_SysNBSendWait:
        invoke(thread, x[6], as_first);
        receive(thread, true, false);
        break;
    case seL4_SysRecv:
    case seL4_SysNBRecv:
        receive(thread, number == seL4_SysRecv, true);
        break;
    case seL4_SysWait:
    case seL4_SysNBWait:
        receive(thread, number == seL4_SysWait, false);
        break;
    case seL4_SysYield:
        yield();
        break;
    default:
        m_fault(thread, (struct m_fault){ .kind = seL4_Fault_UnknownSyscall, .a = (word_t)number });
    }
}

/* The instruction will be executed again. */
static void restart(struct m_object *thread)
{
    if (m_runnable(thread)) {
        thread->t.state = M_RESTART;
    }
}

void m_system_call(ticks_t now, bool charge)
{
    struct m_object *thread = m.current;

    thread->t.regs.fault_ip = thread->t.regs.pc;
    thread->t.regs.pc += 4;
    m_enter(now);
    if (m_check_budget()) {
        run(thread, (long)thread->t.regs.x[7]);
    } else {
        restart(thread);
    }
    m_leave(charge);
}

void m_user_fault(ticks_t now, struct m_fault fault, bool charge)
{
    struct m_object *thread = m.current;

    thread->t.regs.fault_ip = thread->t.regs.pc;
    m_enter(now);
    if (m_check_budget()) {
        m_fault(thread, fault);
    } else {
        restart(thread);
    }
    m_leave(charge);
}

void m_interrupt(ticks_t now, bool charge)
{
    m.current->t.regs.fault_ip = m.current->t.regs.pc;
    m_enter(now);
    m_check_budget();
    m_leave(charge);
}
