/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cancelling all sends with one badge on an endpoint, thread by thread.
 *
 * Any number of threads may be queued, and whoever is not concerned stays there. So the operation
 * can be interrupted after each thread, and the kernel remembers of it
 *
 *     where it is: the first thread that was not looked at. If that one leaves the queue, the one
 *         behind it takes its place;
 *     whom it concerns: operations are numbered, and a thread that queues notes the number of the
 *         last one begun. Who joins during an operation, perhaps let go by it just before, is not
 *         concerned. Thus the operation comes to an end;
 *     whose it is: that thread's system call, executed again, goes on with it. There is one
 *         operation at a time. Another caller first brings it to its end and leaves its owner a
 *         note (cancel_done), then begins its own. Thus everybody's comes to an end.
 *
 * What makes the owner execute something else than its system call again (new registers, a fault,
 * its deletion) gives the operation up, and so does a repetition that fails.
 */
#pragma once
#include "object.h"

struct endpoint;

/* The operation under way. */
struct cancel {
    word_t number;      /* of the operation last begun */
    struct tcb *caller; /* NULL: there is none */
    const struct endpoint *endpoint;
    word_t badge;
    struct tcb *next; /* the first thread not looked at; NULL: the end of the queue */
};

/* Threads queued sending with this badge (none, if it is 0) run again (or, faulting, stop). A long
 * operation: OK, or PREEMPTED. */
enum status cancel_badged(struct tcb *caller, const struct endpoint *e, word_t badge);
/* Is this thread, which is in the queue of `e`, still to be let go by the operation under way? */
bool cancel_concerns(const struct endpoint *e, const struct tcb *thread);
/* The thread is about to leave an endpoint's queue. */
void cancel_skip(const struct tcb *thread);
/* The thread will not repeat its system call. */
void cancel_forget(struct tcb *thread);
