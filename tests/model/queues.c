/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who is ready, who waits for a refill, and who runs after a kernel entry.
 *
 * A domain's ready threads are one list in the order in which they would run. One thread woken in a
 * kernel entry may be the candidate to run directly; a second one, one of lower priority or of
 * another domain goes to the head of its priority.
 */
#include "model.h"
#include <stdlib.h>
#include <string.h>

static void insert_at(struct m_queue *q, unsigned i, struct m_object *thread)
{
    if (q->count == M_QUEUE) {
        m.full = true;
        return;
    }
    memmove(&q->thread[i + 1], &q->thread[i], (q->count - i) * sizeof(q->thread[0]));
    q->thread[i] = thread;
    q->count++;
}

void m_queue_remove(struct m_queue *q, struct m_object *thread)
{
    for (unsigned i = 0; i < q->count; i++) {
        if (q->thread[i] == thread) {
            q->count--;
            memmove(&q->thread[i], &q->thread[i + 1], (q->count - i) * sizeof(q->thread[0]));
            return;
        }
    }
}

void m_queue_add_by_priority(struct m_queue *q, struct m_object *thread)
{
    unsigned i = q->count;

    while (i > 0 && q->thread[i - 1]->t.priority < thread->t.priority) {
        i--;
    }
    insert_at(q, i, thread);
}

bool m_runnable(const struct m_object *thread)
{
    return thread->t.state == M_RUNNING || thread->t.state == M_RESTART;
}

bool m_schedulable(const struct m_object *thread)
{
    const struct m_object *sc = thread->t.sc;

    return m_runnable(thread) && sc && sc->s.max && !thread->t.postponed && m_budget_usable(sc);
}

void m_ready_last(struct m_object *thread)
{
    if (!thread->t.ready) {
        m_queue_add_by_priority(&m.ready[thread->t.domain], thread);
        thread->t.ready = true;
    }
}

void m_ready_first(struct m_object *thread)
{
    struct m_queue *q = &m.ready[thread->t.domain];
    unsigned i = 0;

    if (!thread->t.ready) {
        while (i < q->count && q->thread[i]->t.priority > thread->t.priority) {
            i++;
        }
        insert_at(q, i, thread);
        thread->t.ready = true;
    }
}

void m_ready_remove(struct m_object *thread)
{
    if (thread->t.ready) {
        m_queue_remove(&m.ready[thread->t.domain], thread);
        thread->t.ready = false;
    }
    if (m.candidate == thread) {
        m.candidate = NULL;
    }
}

void m_release_remove(struct m_object *thread)
{
    if (thread->t.postponed) {
        m_queue_remove(&m.release, thread);
        thread->t.postponed = false;
    }
}

/* Wait for the next refill, behind those that wait no longer. */
static void postpone(struct m_object *thread)
{
    unsigned i = 0;

    m_ready_remove(thread);
    while (i < m.release.count
           && m.release.thread[i]->t.sc->s.refill[0].time <= thread->t.sc->s.refill[0].time) {
        i++;
    }
    insert_at(&m.release, i, thread);
    thread->t.postponed = true;
}

void m_consider(struct m_object *thread)
{
    struct m_object *sc = thread->t.sc;

    if (!sc || !sc->s.max || thread->t.postponed || thread == m.candidate) {
        return;
    }
    if (!m_budget_usable(sc)) {
        postpone(thread);
    } else if (thread == m.current) {
        return;
    } else if (thread->t.domain != m.domain) {
        m_ready_first(thread);
    } else if (!m.candidate && !m.reschedule) {
        if (thread->t.ready) {
            m.reschedule = true;
        } else {
            m.candidate = thread;
        }
    } else {
        if (m.candidate) {
            struct m_object *other = m.candidate;

            m.candidate = NULL;
            m_ready_first(other);
        }
        m_ready_first(thread);
        m.reschedule = true;
    }
}

void m_wake(struct m_object *thread)
{
    struct m_object *sc = thread->t.sc;

    if (sc && sc->s.max && sc->s.sporadic && sc != m.charged) {
        m_budget_rebase(sc);
    }
    m_consider(thread);
}

void m_resume_context(struct m_object *sc)
{
    struct m_object *thread = sc->s.thread;

    if (thread && m_runnable(thread) && sc->s.max) {
        m_consider(thread);
    }
}

void m_charge(void)
{
    struct m_object *sc = m.charged;

    if (sc && sc->s.max && m.unpaid) {
        m_budget_use(sc, m.unpaid);
        sc->s.consumed += m.unpaid;
    }
    m.unpaid = 0;
}

/* The slice of the current context is over, of which `used` has been used. */
void m_end_slice(ticks_t used, bool may_fault)
{
    struct m_object *sc = m.charged, *thread = m.current;

    if (m_budget_round_robin(sc)) {
        sc->s.refill[0].amount = sc->s.budget;
    } else {
        m_budget_use(sc, used);
    }
    sc->s.consumed += used;
    m.unpaid = 0;
    m.reschedule = true;
    if (!m_runnable(thread) || thread->t.sc != sc) {
        return;
    }
    if (may_fault && !m_budget_round_robin(sc) && m_timeout_fault(thread)) {
        return;
    }
    if (m_budget_usable(sc)) {
        m_ready_last(thread);
    } else {
        postpone(thread);
    }
}

void m_enter(ticks_t now)
{
    m.unpaid += now - m.now;
    m.now = now;
}

/* May the current thread's request be carried out? */
bool m_check_budget(void)
{
    if (!m.charged->s.max) {
        return m.current == m.idle;
    }
    if (!m_budget_enough(m.charged, m.unpaid)) {
        m_end_slice(m.unpaid, true);
        return false;
    }
    return m.now < m.domain_end;
}

/* Those whose refill is due compete again. */
static void release_due(void)
{
    while (m.release.count && m_budget_ready(m.release.thread[0]->t.sc)) {
        struct m_object *thread = m.release.thread[0];

        m_release_remove(thread);
        m_consider(thread);
    }
}

static void next_slice(void)
{
    m.slice++;
    if (m.slice >= M_SLICES || m.slices[m.slice].ticks == 0) {
        m.slice = m.start;
    }
    m.domain = m.slices[m.slice].domain;
    m.domain_end = m.now + m.slices[m.slice].ticks;
}

/* The candidate, or the current thread beside it, runs without asking the queues. */
static struct m_object *choose_directly(bool current_ok)
{
    struct m_object *candidate = m.candidate;
    struct m_queue *q = &m.ready[m.domain];

    if (m.reschedule || !candidate || m.now >= m.domain_end) {
        return NULL;
    }
    if (!current_ok) {
        return q->count && q->thread[0]->t.priority > candidate->t.priority ? NULL : candidate;
    }
    if (candidate->t.priority > m.current->t.priority) {
        m_ready_first(m.current);
        return candidate;
    }
    if (candidate->t.priority == m.current->t.priority) {
        m_ready_last(candidate);
        return m.current;
    }
    return NULL;
}

static struct m_object *choose(void)
{
    bool current_ok = m_schedulable(m.current) && !m.current->t.ready;
    struct m_object *thread = choose_directly(current_ok);
    struct m_queue *q;

    if (thread) {
        return thread;
    }
    if (m.candidate) {
        m_ready_first(m.candidate);
    }
    if (current_ok) {
        m_ready_first(m.current);
    }
    if (m.now >= m.domain_end) {
        next_slice();
    }
    q = &m.ready[m.domain];
    thread = q->count ? q->thread[0] : m.idle;
    m_ready_remove(thread);
    return thread;
}

void m_leave(bool charge)
{
    struct m_object *sc;

    release_due();
    if (m.reschedule || m.candidate || m.now >= m.domain_end || !m_schedulable(m.current)) {
        m.current = choose();
    }
    m.candidate = NULL;
    m.reschedule = false;
    sc = m.current->t.sc;
    if (charge || sc != m.charged) {
        m_charge();
    }
    if (sc != m.charged && sc->s.max && !sc->s.sporadic) {
        m_budget_rebase(sc);
    }
    m.charged = sc;
    if (m.current->t.state == M_RESTART) {
        m.current->t.state = M_RUNNING;
        m.current->t.regs.pc = m.current->t.regs.fault_ip;
    }
    if (m.current->t.yield_to) {
        m_yield_complete(m.current);
    }
}
