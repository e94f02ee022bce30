/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Scheduling contexts as sporadic servers.
 *
 * A context owns an ordered list of refills: an amount that can be used from some time on. What is
 * used comes back one period after the moment from which it could have been used. A context whose
 * budget is its whole period (period 0) is round robin: one refill that starts anew.
 */
#include "model.h"
#include "refill.h"
#include <string.h>

bool m_budget_round_robin(const struct m_object *sc)
{
    return sc->s.period == 0;
}

bool m_budget_ready(const struct m_object *sc)
{
    return sc->s.refill[0].time <= m.now + KERNEL_WCET_TICKS;
}

bool m_budget_enough(const struct m_object *sc, ticks_t used)
{
    return sc->s.refill[0].amount >= used + REFILL_MIN_TICKS;
}

bool m_budget_usable(const struct m_object *sc)
{
    return m_budget_ready(sc) && m_budget_enough(sc, 0);
}

static struct m_refill take_first(struct m_sched_context *s)
{
    struct m_refill first = s->refill[0];

    s->count--;
    memmove(&s->refill[0], &s->refill[1], s->count * sizeof(s->refill[0]));
    return first;
}

/* An amount comes back: by itself, or with the last refill if it touches that or if there is no
 * room; then as late as it should. */
static void give_back(struct m_sched_context *s, ticks_t time, ticks_t amount)
{
    struct m_refill *last = s->count ? &s->refill[s->count - 1] : NULL;

    if (last && last->time + last->amount >= time) {
        last->amount += amount;
    } else if (s->count == s->max) {
        last->time = time - last->amount;
        last->amount += amount;
    } else {
        s->refill[s->count++] = (struct m_refill){ time, amount };
    }
}

/* A first refill that is too small to run on is had together with the next. */
static void join_small(struct m_sched_context *s)
{
    while (s->count > 1 && s->refill[0].amount < REFILL_MIN_TICKS) {
        struct m_refill small = take_first(s);

        s->refill[0].time -= small.amount;
        s->refill[0].amount += small.amount;
    }
}

void m_budget_fill(struct m_object *sc, unsigned max, ticks_t budget, ticks_t period)
{
    sc->s.max = max;
    sc->s.budget = budget;
    sc->s.period = period;
    sc->s.count = 1;
    sc->s.refill[0] = (struct m_refill){ m.now, budget };
}

/* No more than the new budget in the new period; what can be used now stays usable. */
void m_budget_change(struct m_object *sc, unsigned max, ticks_t budget, ticks_t period)
{
    struct m_refill first = sc->s.refill[0];
    ticks_t time = m_budget_ready(sc) ? m.now : first.time;
    ticks_t amount = first.amount < budget ? first.amount : budget;

    m_budget_fill(sc, max, budget, period);
    if (period == 0) {
        return;
    }
    sc->s.refill[0] = (struct m_refill){ time, amount };
    if (amount < budget) {
        give_back(&sc->s, time + period, budget - amount);
        join_small(&sc->s);
    }
}

void m_budget_use(struct m_object *sc, ticks_t used)
{
    struct m_sched_context *s = &sc->s;

    if (m_budget_round_robin(sc)) {
        s->refill[0].amount -= used < s->refill[0].amount ? used : s->refill[0].amount;
        return;
    }
    while (used >= s->refill[0].amount) {
        struct m_refill first = take_first(s);

        used -= first.amount;
        give_back(s, first.time + s->period, first.amount);
    }
    if (used) {
        ticks_t time = s->refill[0].time;

        s->refill[0].time += used;
        s->refill[0].amount -= used;
        give_back(s, time + s->period, used);
    }
    join_small(s);
}

/* A first refill that was due in the past counts from now; others it now reaches join it. */
void m_budget_rebase(struct m_object *sc)
{
    struct m_sched_context *s = &sc->s;

    if (m_budget_round_robin(sc) || !m_budget_ready(sc)) {
        return;
    }
    s->refill[0].time = m.now;
    while (s->count > 1 && s->refill[1].time <= m.now + s->refill[0].amount) {
        ticks_t amount = take_first(s).amount;

        s->refill[0].time = m.now;
        s->refill[0].amount += amount;
    }
}

word_t m_take_consumed(struct m_object *sc)
{
    ticks_t consumed;

    if (sc == m.charged) {
        m_charge();
    }
    consumed = sc->s.consumed;
    sc->s.consumed = 0;
    return ticks_to_us(consumed);
}
