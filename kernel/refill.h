/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Budget arithmetic of scheduling contexts (sporadic servers).
 *
 * A context has a ring of refills, each an amount of time that may be used from a moment on. Time
 * used comes off the head; the same amount returns one period after it became usable. Invariants
 * (I10), for a configured context that is not round robin:
 *
 *   - 1 <= refill_count <= refill_max;
 *   - the amounts add up to the budget, and the head is at least REFILL_MIN_TICKS;
 *   - refills are in order and do not overlap: time[i] + amount[i] <= time[i + 1].
 *
 * A round-robin context (period 0) has one refill, what is left of its slice; it is never late.
 */
#pragma once
#include "config.h"
#include "objects/sched_context.h"
#include "platform.h"

/* The kernel's own worst case in microseconds, and what a budget must at least be. */
#define KERNEL_WCET_US (10 * CONFIG_KERNEL_WCET_SCALE)
#define REFILL_MIN_US  (2 * KERNEL_WCET_US)
#define KERNEL_WCET_TICKS ((ticks_t)KERNEL_WCET_US * TIMER_KHZ / 1000)
#define REFILL_MIN_TICKS  ((ticks_t)REFILL_MIN_US * TIMER_KHZ / 1000)
/* The longest period and budget: a sum of several must not overflow. */
#define REFILL_MAX_US (UINT64_MAX / TIMER_KHZ / 8)

static inline ticks_t ticks_from_us(word_t us)
{
    return us * TIMER_KHZ / 1000;
}

static inline word_t ticks_to_us(ticks_t ticks)
{
    return ticks / TIMER_KHZ * 1000 + ticks % TIMER_KHZ * 1000 / TIMER_KHZ;
}

static inline struct refill *refill_at(struct sched_context *sc, unsigned i)
{
    unsigned index = sc->refill_head + i;

    return &sc->refills[index < sc->refill_max ? index : index - sc->refill_max];
}

static inline struct refill *refill_head(struct sched_context *sc)
{
    return &sc->refills[sc->refill_head];
}

static inline bool refill_is_round_robin(const struct sched_context *sc)
{
    return sc->period == 0;
}

/* Can the head be used now? */
static inline bool refill_ready(struct sched_context *sc, ticks_t now)
{
    return refill_head(sc)->time <= now + KERNEL_WCET_TICKS;
}

/* Would enough be left of the head after `used`? */
static inline bool refill_sufficient(struct sched_context *sc, ticks_t used)
{
    return refill_head(sc)->amount >= used + REFILL_MIN_TICKS;
}

static inline bool refill_usable(struct sched_context *sc, ticks_t now)
{
    return refill_ready(sc, now) && refill_sufficient(sc, 0);
}

/* Configure afresh, with the whole budget available now. period 0: round robin. */
void refill_init(struct sched_context *sc, unsigned max, ticks_t budget, ticks_t period,
                 ticks_t now);
/* Change the parameters of a context in use, without giving it more than its new share. */
void refill_update(struct sched_context *sc, unsigned max, ticks_t budget, ticks_t period,
                   ticks_t now);
/* Take time that has been used. */
void refill_charge_sporadic(struct sched_context *sc, ticks_t used);

static inline void refill_charge(struct sched_context *sc, ticks_t used)
{
    struct refill *head = refill_head(sc);

    if (refill_is_round_robin(sc)) {
        head->amount -= used < head->amount ? used : head->amount;
    } else {
        refill_charge_sporadic(sc, used);
    }
}

/* The slice is over (round robin) or the head is used up. */
void refill_exhaust(struct sched_context *sc, ticks_t used);
/* The thread becomes active: an unused head counts from now, and later refills that it now reaches
 * are merged into it. */
void refill_activate_sporadic(struct sched_context *sc, ticks_t now);

static inline void refill_activate(struct sched_context *sc, ticks_t now)
{
    if (!refill_is_round_robin(sc) && refill_ready(sc, now)) {
        refill_activate_sporadic(sc, now);
    }
}
