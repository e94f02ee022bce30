/* SPDX-License-Identifier: BSD-2-Clause */
/* Queues of threads; see thread_queue.h. */
#include "thread_queue.h"
#include "objects/tcb.h"

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
