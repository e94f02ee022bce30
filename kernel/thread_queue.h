/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Doubly linked queues of threads, through the members queue_prev and queue_next of a TCB. A thread
 * is in at most one: a ready queue, the release queue, or the queue of what it waits for.
 */
#pragma once
#include "objects/tcb.h"

struct thread_queue {
    struct tcb *head, *tail;
};

static inline bool thread_queue_is_empty(const struct thread_queue *q)
{
    return q->head == NULL;
}

static inline void thread_queue_prepend(struct thread_queue *q, struct tcb *thread)
{
    thread->queue_prev = NULL;
    thread->queue_next = q->head;
    if (q->head) {
        q->head->queue_prev = thread;
    } else {
        q->tail = thread;
    }
    q->head = thread;
}

static inline void thread_queue_append(struct thread_queue *q, struct tcb *thread)
{
    thread->queue_next = NULL;
    thread->queue_prev = q->tail;
    if (q->tail) {
        q->tail->queue_next = thread;
    } else {
        q->head = thread;
    }
    q->tail = thread;
}

static inline void thread_queue_remove(struct thread_queue *q, struct tcb *thread)
{
    if (thread->queue_prev) {
        thread->queue_prev->queue_next = thread->queue_next;
    } else {
        q->head = thread->queue_next;
    }
    if (thread->queue_next) {
        thread->queue_next->queue_prev = thread->queue_prev;
    } else {
        q->tail = thread->queue_prev;
    }
    thread->queue_prev = NULL;
    thread->queue_next = NULL;
}

/* The first thread, taken out; the queue is not empty. */
static inline struct tcb *thread_queue_take(struct thread_queue *q)
{
    struct tcb *thread = q->head, *next = thread->queue_next;

    q->head = next;
    if (next) {
        next->queue_prev = NULL;
        thread->queue_next = NULL;
    } else {
        q->tail = NULL;
    }
    return thread;
}

/* In front of `next`, at the tail if that is NULL. */
void thread_queue_insert_before(struct thread_queue *q, struct tcb *thread, struct tcb *next);
/* After all threads of the same or a higher priority. */
void thread_queue_insert_by_priority(struct thread_queue *q, struct tcb *thread);
