/* SPDX-License-Identifier: BSD-2-Clause */
/* Queues of threads; see thread_queue.h. */
#include "thread_queue.h"
#include "objects/tcb.h"

void thread_queue_prepend(struct thread_queue *q, struct tcb *thread)
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

void thread_queue_append(struct thread_queue *q, struct tcb *thread)
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

void thread_queue_remove(struct thread_queue *q, struct tcb *thread)
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

void thread_queue_insert_before(struct thread_queue *q, struct tcb *thread, struct tcb *next)
{
    if (!next) {
        thread_queue_append(q, thread);
        return;
    }
    if (!next->queue_prev) {
        thread_queue_prepend(q, thread);
        return;
    }
    thread->queue_next = next;
    thread->queue_prev = next->queue_prev;
    next->queue_prev->queue_next = thread;
    next->queue_prev = thread;
}

/* Searched from the tail: threads of equal priority are the usual case. */
void thread_queue_insert_by_priority(struct thread_queue *q, struct tcb *thread)
{
    struct tcb *before = q->tail;

    while (before && before->priority < thread->priority) {
        before = before->queue_prev;
    }
    thread_queue_insert_before(q, thread, before ? before->queue_next : q->head);
}
