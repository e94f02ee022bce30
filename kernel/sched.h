/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who runs: ready and release queues, budgets, domains, and the end of every kernel entry.
 *
 * A kernel entry starts with sched_enter(), which accounts the time passed; it ends with
 * sched_leave(), which decides the thread to run, switches to it and programs the timer.
 */
#pragma once
#include "types.h"

struct tcb;
struct sched_context;

void sched_enter(void);
/* Charge the time used so far; false if the budget is gone: the current thread must not go on (it
 * will repeat the instruction it is at) and nothing else is to be done in this entry. */
bool sched_check_budget(void);
void sched_leave(void);

/* Queues of runnable threads (of their own domain and priority). */
void sched_enqueue(struct tcb *thread);  /* at the tail */
void sched_enqueue_first(struct tcb *thread);
void sched_dequeue(struct tcb *thread);  /* also as candidate */
void sched_release_remove(struct tcb *thread);

/* A runnable thread may go on: it waits for its refill, is queued, or becomes the candidate to run
 * directly when this kernel entry ends. Without a scheduling context it stays where it is. */
void sched_consider(struct tcb *thread);
/* The same for a thread that was blocked: a sporadic context's budget counts from now. */
void sched_wake(struct tcb *thread);
/* Choose from the queues before leaving. */
void sched_reschedule(void);
/* The context, or the thread it is bound to, has changed: put the thread where it now belongs. */
void sched_resume(struct sched_context *sc);

/* The current thread gives up the rest of its head refill. */
void sched_yield_budget(void);
/* Charge the time used so far to the current context. */
void sched_charge(void);

/* Long operations call this between steps; true: stop, state is consistent, report PREEMPTED. */
bool preemption_point(void);

/* Switch to this entry of the domain schedule, which becomes its start. */
void sched_set_domain_start(unsigned index);

/* Boot: the idle thread, the first thread, the timer. */
void sched_init(void);
void sched_start(struct tcb *first);
