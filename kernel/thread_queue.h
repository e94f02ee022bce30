/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Doubly linked queues of threads, through the members queue_prev and queue_next of a TCB. A thread
 * is in at most one: a ready queue, the release queue, or the queue of what it waits for.
 */
#pragma once
#include "types.h"

struct tcb;

struct thread_queue {
    struct tcb *head, *tail;
};

static inline bool thread_queue_is_empty(const struct thread_queue *q)
{
    return q->head == NULL;
}

void thread_queue_prepend(struct thread_queue *q, struct tcb *thread);
void thread_queue_append(struct thread_queue *q, struct tcb *thread);
void thread_queue_remove(struct thread_queue *q, struct tcb *thread);
/* In front of `next`, at the tail if that is NULL. */
void thread_queue_insert_before(struct thread_queue *q, struct tcb *thread, struct tcb *next);
/* After all threads of the same or a higher priority. */
void thread_queue_insert_by_priority(struct thread_queue *q, struct tcb *thread);
