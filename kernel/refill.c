/* SPDX-License-Identifier: BSD-2-Clause */
/* Budget arithmetic; refill.h says what holds before and after each of these functions. */
#include "refill.h"

static struct refill refill_pop(struct sched_context *sc)
{
    struct refill r = *refill_head(sc);

    sc->refill_head++;
    if (sc->refill_head == sc->refill_max) {
        sc->refill_head = 0;
    }
    sc->refill_count--;
    return r;
}

/* Used time comes back at r.time. Where there is no room, or it would touch the last refill, it
 * joins that one: never earlier than either. */
static void refill_schedule(struct sched_context *sc, struct refill r)
{
    struct refill *last = sc->refill_count ? refill_at(sc, sc->refill_count - 1) : NULL;

    if (last && last->time + last->amount >= r.time) {
        last->amount += r.amount;
    } else if (sc->refill_count < sc->refill_max) {
        sc->refill_count++;
        *refill_at(sc, sc->refill_count - 1) = r;
    } else {
        last->time = r.time - last->amount;
        last->amount += r.amount;
    }
}

/* A head too small to run on waits for the next refill. */
static void refill_merge_small_head(struct sched_context *sc)
{
    while (sc->refill_count > 1 && refill_head(sc)->amount < REFILL_MIN_TICKS) {
        struct refill small = refill_pop(sc);
        struct refill *head = refill_head(sc);

        head->time -= small.amount;
        head->amount += small.amount;
    }
}

void refill_init(struct sched_context *sc, unsigned max, ticks_t budget, ticks_t period,
                 ticks_t now)
{
    sc->period = period;
    sc->budget = budget;
    sc->refill_max = max;
    sc->refill_head = 0;
    sc->refill_count = 1;
    sc->refills[0] = (struct refill){ now, budget };
}

void refill_update(struct sched_context *sc, unsigned max, ticks_t budget, ticks_t period,
                   ticks_t now)
{
    struct refill head = *refill_head(sc);

    if (period == 0) {
        refill_init(sc, max, budget, period, now);
        return;
    }
    if (head.time <= now + KERNEL_WCET_TICKS) {
        head.time = now;
    }
    if (head.amount > budget) {
        head.amount = budget;
    }
    refill_init(sc, max, budget, period, now);
    sc->refills[0] = head;
    if (head.amount < budget) {
        refill_schedule(sc, (struct refill){ head.time + period, budget - head.amount });
        refill_merge_small_head(sc);
    }
}

void refill_charge_sporadic(struct sched_context *sc, ticks_t used)
{
    struct refill *head = refill_head(sc);

    while (head->amount <= used) {
        used -= head->amount;
        if (sc->refill_count == 1) {
            head->time += sc->period;
        } else {
            struct refill r = refill_pop(sc);

            r.time += sc->period;
            refill_schedule(sc, r);
            head = refill_head(sc);
        }
    }
    if (used > 0) {
        struct refill r = { head->time + sc->period, used };

        head->time += used;
        head->amount -= used;
        refill_schedule(sc, r);
    }
    refill_merge_small_head(sc);
}

void refill_exhaust(struct sched_context *sc, ticks_t used)
{
    if (refill_is_round_robin(sc)) {
        refill_head(sc)->amount = sc->budget;
    } else {
        refill_charge(sc, used);
    }
}

void refill_activate_sporadic(struct sched_context *sc, ticks_t now)
{
    unsigned at = sc->refill_head, left = sc->refill_count;
    ticks_t end = now + sc->refills[at].amount;

    for (; left > 1; left--) {
        unsigned next = at + 1 < sc->refill_max ? at + 1 : 0;

        if (sc->refills[next].time > end) {
            break;
        }
        end += sc->refills[next].amount;
        at = next;
    }
    sc->refills[at] = (struct refill){ now, end - now };
    sc->refill_head = at;
    sc->refill_count = left;
}
