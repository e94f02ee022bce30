/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Budget arithmetic: kernel/refill.c and refill.h.
 *
 * Taken for granted, and kept by every function: a scheduling context has a ring of refill_max
 * refills; refill_head is in it and there are 1 to refill_max of them.
 */
#include "spec.h"
#include "refill.h"

/*@ predicate ring(struct sched_context *sc) =
      \valid(sc) && 1 <= sc->refill_max && sc->refill_max <= REFILLS
      && sc->refill_head < sc->refill_max && sc->refill_count <= sc->refill_max
      && \valid(sc->refills + (0 .. sc->refill_max - 1));
    predicate filled(struct sched_context *sc) = ring(sc) && 1 <= sc->refill_count;
*/

/*@ requires ring(sc) && i < sc->refill_max;
    assigns \nothing;
    ensures \exists integer n; 0 <= n < sc->refill_max && \result == sc->refills + n;
    ensures \valid(\result); */
static inline struct refill *refill_at(struct sched_context *sc, unsigned i);

/*@ requires ring(sc);
    assigns \nothing;
    ensures \result == sc->refills + sc->refill_head;
    ensures \valid(\result); */
static inline struct refill *refill_head(struct sched_context *sc);

/*@ requires \valid_read(sc); assigns \nothing; */
static inline bool refill_is_round_robin(const struct sched_context *sc);

/*@ requires ring(sc); assigns \nothing; */
static inline bool refill_ready(struct sched_context *sc, ticks_t now);

/*@ requires ring(sc); assigns \nothing; */
static inline bool refill_sufficient(struct sched_context *sc, ticks_t used);

/*@ requires ring(sc); assigns \nothing; */
static inline bool refill_usable(struct sched_context *sc, ticks_t now);

/*@ requires filled(sc);
    assigns sc->refill_head, sc->refill_count;
    ensures ring(sc) && sc->refill_count == \old(sc->refill_count) - 1; */
static struct refill refill_pop(struct sched_context *sc);

/*@ requires ring(sc);
    assigns sc->refill_count, sc->refills[0 .. sc->refill_max - 1];
    ensures filled(sc); */
static void refill_schedule(struct sched_context *sc, struct refill r);

/*@ requires filled(sc);
    assigns sc->refill_head, sc->refill_count, sc->refills[0 .. sc->refill_max - 1];
    ensures filled(sc); */
static void refill_merge_small_head(struct sched_context *sc);

/*@ requires \valid(sc) && 1 <= max <= REFILLS && \valid(sc->refills + (0 .. max - 1));
    assigns sc->period, sc->budget, sc->refill_max, sc->refill_head, sc->refill_count,
            sc->refills[0];
    ensures filled(sc) && sc->refill_max == max; */
void refill_init(struct sched_context *sc, unsigned max, ticks_t budget, ticks_t period,
                 ticks_t now);

/*@ requires filled(sc) && 1 <= max <= REFILLS && \valid(sc->refills + (0 .. max - 1));
    assigns *sc, sc->refills[0 .. max - 1];
    ensures filled(sc); */
void refill_update(struct sched_context *sc, unsigned max, ticks_t budget, ticks_t period,
                   ticks_t now);

/*@ requires filled(sc);
    assigns sc->refill_head, sc->refill_count, sc->refills[0 .. sc->refill_max - 1];
    ensures filled(sc); */
void refill_charge_sporadic(struct sched_context *sc, ticks_t used);

/*@ requires filled(sc);
    assigns sc->refill_head, sc->refill_count, sc->refills[0 .. sc->refill_max - 1];
    ensures filled(sc); */
static inline void refill_charge(struct sched_context *sc, ticks_t used);

/*@ requires filled(sc);
    assigns sc->refill_head, sc->refill_count, sc->refills[0 .. sc->refill_max - 1];
    ensures filled(sc); */
void refill_exhaust(struct sched_context *sc, ticks_t used);

/*@ requires filled(sc);
    assigns sc->refill_head, sc->refill_count, sc->refills[0 .. sc->refill_max - 1];
    ensures filled(sc); */
void refill_activate_sporadic(struct sched_context *sc, ticks_t now);

/*@ requires filled(sc);
    assigns sc->refill_head, sc->refill_count, sc->refills[0 .. sc->refill_max - 1];
    ensures filled(sc); */
static inline void refill_activate(struct sched_context *sc, ticks_t now);

#include "kernel/refill.c"
