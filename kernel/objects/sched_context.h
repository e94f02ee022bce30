/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Scheduling contexts: the right to processor time, as a sporadic server. See refill.c for the
 * arithmetic and sched.c for who runs.
 */
#pragma once
#include "object.h"

struct notification;
struct reply;

struct refill {
    ticks_t time;   /* from when the amount can be used */
    ticks_t amount;
};

/* The first 96 bytes of the object (ABI: 2^bits = 96 + 16 * refills). refill_max == 0: not yet
 * configured. */
struct sched_context {
    ticks_t period;      /* 0: round robin (budget equals period) */
    ticks_t budget;
    ticks_t consumed;    /* since last reported */
    struct tcb *tcb;
    struct reply *reply; /* newest of the call stack */
    struct notification *notification;
    struct tcb *yield_from; /* who waits in YieldTo for this context to be scheduled */
    word_t badge;        /* data word of timeout faults */
    uint32_t refill_max, refill_head, refill_count;
    uint32_t core;
    bool sporadic;
    struct refill refills[];
};

#define SCHED_CONTEXT_CORE_BYTES 96
_Static_assert(offsetof(struct sched_context, refills) <= SCHED_CONTEXT_CORE_BYTES,
               "scheduling context size is ABI");

static const struct bits SCHED_CONTEXT_SIZE = { 48, 6 };

static inline struct sched_context *sched_context_of(struct cap c)
{
    return cap_object(c);
}

static inline unsigned sched_context_size_bits(struct cap c)
{
    return (unsigned)bits_get(c.w[1], SCHED_CONTEXT_SIZE);
}

static inline struct cap sched_context_cap(struct sched_context *sc, unsigned size_bits)
{
    struct cap c = cap_make(CAP_SCHED_CONTEXT, 0, (word_t)sc, 0);
    c.w[1] |= bits_put(SCHED_CONTEXT_SIZE, size_bits);
    return c;
}

/* The number of refills an object of 2^size_bits bytes has room for. */
static inline unsigned sched_context_refill_room(unsigned size_bits)
{
    return (unsigned)((word_bit(size_bits) - SCHED_CONTEXT_CORE_BYTES) / sizeof(struct refill));
}

void sched_context_bind_tcb(struct sched_context *sc, struct tcb *thread);
void sched_context_unbind_tcb(struct sched_context *sc);
/* The same for good, not to lend it to another thread: whoever waits in YieldTo is answered. */
void sched_context_take_from_tcb(struct sched_context *sc);
void sched_context_bind_notification(struct sched_context *sc, struct notification *n);
void sched_context_unbind_notification(struct sched_context *sc);
/* Lend the context to a thread that has none. */
void sched_context_donate(struct sched_context *sc, struct tcb *to);
/* Somebody waiting in YieldTo is answered and goes on. */
void sched_context_complete_yield(struct tcb *thread);
/* May the thread be given the context? Not if it is blocked and the context could not be used. */
bool sched_context_fits(struct sched_context *sc, const struct tcb *thread);
/* The time used since the last report, in microseconds; counting starts anew. */
word_t sched_context_take_consumed(struct sched_context *sc);
