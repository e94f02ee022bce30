/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Life of a thread; scheduling contexts and whom they are with; reply objects and call stacks.
 */
#include "model.h"
#include "fault.h"

/* Scheduling contexts. */

void m_sc_bind(struct m_object *sc, struct m_object *thread)
{
    sc->s.thread = thread;
    thread->t.sc = sc;
}

void m_sc_unbind(struct m_object *sc)
{
    struct m_object *thread = sc->s.thread;

    if (thread) {
        m_ready_remove(thread);
        m_release_remove(thread);
        thread->t.sc = NULL;
        sc->s.thread = NULL;
    }
}

void m_sc_unbind_for_good(struct m_object *sc)
{
    if (sc->s.yield_from) {
        m_yield_complete(sc->s.yield_from);
    }
    m_sc_unbind(sc);
}

void m_sc_donate(struct m_object *sc, struct m_object *thread)
{
    m_sc_unbind(sc);
    m_sc_bind(sc, thread);
}

/* The thread that waits in YieldTo is told how much time the other context has used. */
void m_yield_complete(struct m_object *thread)
{
    struct m_object *sc = thread->t.yield_to;

    thread->t.yield_to = NULL;
    sc->s.yield_from = NULL;
    m_set_message(thread, 0, m_take_consumed(sc));
    m_set_info(thread, 0, 1, 0, 0);
    thread->t.regs.x[0] = 0;
}

/* Reply objects. */

void m_reply_wait(struct m_object *reply, struct m_object *receiver, bool grant)
{
    reply->r.thread = receiver;
    reply->r.grant = grant;
    receiver->t.reply = reply;
}

void m_reply_unwait(struct m_object *reply)
{
    reply->r.thread->t.reply = NULL;
    reply->r.thread = NULL;
}

void m_reply_push(struct m_object *reply, struct m_object *caller, struct m_object *callee,
                  bool donate)
{
    struct m_object *sc = caller->t.sc;

    reply->r.thread = caller;
    caller->t.reply = reply;
    caller->t.state = M_REPLYING;
    if (!donate || !sc || callee->t.sc) {
        return;
    }
    reply->r.older = sc->s.reply;
    if (reply->r.older) {
        reply->r.older->r.sc = NULL;
        reply->r.older->r.newer = reply;
    }
    reply->r.sc = sc;
    sc->s.reply = reply;
    m_sc_donate(sc, callee);
}

/* The stack ends above and below this reply object. */
static void stack_cut(struct m_object *reply)
{
    if (reply->r.sc) {
        reply->r.sc->s.reply = NULL;
    }
    if (reply->r.newer) {
        reply->r.newer->r.older = NULL;
    }
    if (reply->r.older) {
        reply->r.older->r.newer = NULL;
    }
    reply->r.sc = reply->r.newer = reply->r.older = NULL;
}

void m_reply_abandon(struct m_object *reply)
{
    stack_cut(reply);
    m_reply_unwait(reply);
}

void m_reply_remove(struct m_object *reply)
{
    struct m_object *thread = reply->r.thread, *sc = reply->r.sc, *older = reply->r.older;

    stack_cut(reply);
    m_reply_unwait(reply);
    if (sc) {
        sc->s.reply = older;
        if (older) {
            older->r.sc = sc;
        }
        if (!thread->t.sc) {
            m_sc_donate(sc, thread);
        }
    }
}

/* Threads. */

void m_cancel(struct m_object *thread)
{
    struct m_thread *t = &thread->t;

    switch (t->state) {
    case M_SENDING:
    case M_RECEIVING:
    case M_WAITING:
        m_queue_remove(&t->waits_for->queue, thread);
        t->waits_for = NULL;
        if (t->state == M_RECEIVING && t->reply) {
            m_reply_unwait(t->reply);
        }
        break;
    case M_REPLYING:
        m_reply_abandon(t->reply);
        break;
    default:
        return;
    }
    t->fault.kind = 0;
    t->state = M_INACTIVE;
}

void m_suspend(struct m_object *thread)
{
    struct m_thread *t = &thread->t;

    m_cancel(thread);
    if (t->state == M_RUNNING) {
        t->regs.fault_ip = t->regs.pc;
    }
    t->state = M_INACTIVE;
    m_ready_remove(thread);
    m_release_remove(thread);
    if (t->yield_to) {
        t->yield_to->s.yield_from = NULL;
        t->yield_to = NULL;
    }
}

void m_resume(struct m_object *thread)
{
    if (!m_runnable(thread)) {
        m_cancel(thread);
        thread->t.state = M_RESTART;
        m_wake(thread);
    }
}

void m_set_priority(struct m_object *thread, unsigned priority)
{
    struct m_thread *t = &thread->t;

    if (t->waits_for) {
        m_queue_remove(&t->waits_for->queue, thread);
        t->priority = priority;
        m_queue_add_by_priority(&t->waits_for->queue, thread);
    } else if (t->ready) {
        m_ready_remove(thread);
        t->priority = priority;
        m_ready_first(thread);
    } else {
        t->priority = priority;
    }
    m.reschedule |= m_runnable(thread);
}

void m_set_domain(struct m_object *thread, unsigned domain)
{
    m_ready_remove(thread);
    thread->t.domain = domain;
    if (thread != m.current && m_schedulable(thread)) {
        m_ready_last(thread);
    }
    m.reschedule = true;
}

void m_thread_destroy(struct m_object *thread)
{
    if (thread->t.notification) {
        thread->t.notification->bound = NULL;
        thread->t.notification = NULL;
    }
    if (thread->t.sc) {
        m_sc_unbind_for_good(thread->t.sc);
    }
    m_suspend(thread);
}
