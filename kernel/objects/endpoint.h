/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Endpoints: a queue of threads that wait to send, or of threads that wait to receive; never both.
 * The capability's w[0] is the badge, its rights are write (send), read (receive), grant and grant
 * reply. Waiting threads are in priority order, first come first served within a priority.
 */
#pragma once
#include "object.h"
#include "thread_queue.h"

struct reply;

enum endpoint_state { ENDPOINT_IDLE, ENDPOINT_SEND, ENDPOINT_RECEIVE };

/* 16 bytes (ABI): the state is kept in the low bits of the tail pointer. */
struct endpoint {
    word_t head;
    word_t tail_state;
};

#define ENDPOINT_BITS 4
_Static_assert(sizeof(struct endpoint) == 1u << ENDPOINT_BITS, "endpoint size is ABI");

static inline struct endpoint *endpoint_of(struct cap c)
{
    return cap_object(c);
}

static inline word_t endpoint_badge(struct cap c)
{
    return c.w[0];
}

static inline struct cap endpoint_cap(struct endpoint *e, word_t badge, unsigned rights)
{
    return cap_make(CAP_ENDPOINT, rights, (word_t)e, badge);
}

static inline enum endpoint_state endpoint_state(const struct endpoint *e)
{
    return (enum endpoint_state)(e->tail_state & 3);
}

struct thread_queue endpoint_queue(const struct endpoint *e);

/* A thread begins to wait; the queue is, or becomes, one of this state. */
void endpoint_insert(struct endpoint *e, struct tcb *thread, enum endpoint_state state);
/* A thread takes itself, or is taken, out of the queue it waits in. */
void endpoint_remove(struct endpoint *e, struct tcb *thread);
/* The first thread of the queue, which is not empty, taken out. */
struct tcb *endpoint_take(struct endpoint *e);
/* Its priority changed: put it in its place again. */
void endpoint_reorder(struct endpoint *e, struct tcb *thread);
/* The endpoint goes away: the first waiting thread, if there is one, runs again and finds out. Are
 * there more? */
bool endpoint_let_go_first(struct endpoint *e);
/* A queued thread goes on without having been served. */
void endpoint_let_go(struct tcb *thread);
