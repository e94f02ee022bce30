/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Threads that take part in a measurement.
 *
 * A worker has a CSpace of its own and runs in an address space that its creator names: the root
 * task's, or one made by space_new, in which the whole program is mapped at its usual place.  So
 * all workers run the same code and share the program's variables, but switching from one space to
 * another is a real switch.  Everything is made in the arena and goes with arena_reset.
 *
 * A worker logs the stamps of its system calls one after another; the measurement is computed from
 * the logs after all is over.  The main thread has the highest priority of all and sleeps
 * meanwhile.
 */
#pragma once
#include "objects.h"
#include "timed.h"
#include <stdbool.h>

#define MAX_WORKERS     18
#define WORKER_PRIORITY 100
/* Repetitions of an operation, from the command line; the first WARM_UP are not counted. */
#define ROUNDS     BENCH_ROUNDS
#define WARM_UP    16
#define LOG_STAMPS (ROUNDS + 4)

/* Capabilities in a worker's CSpace. */
enum worker_slot {
    SLOT_DONE = 1, /* to tell the main thread that the worker has finished, or is ready */
    SLOT_NEVER,    /* where nobody ever signals */
    SLOT_SELF,     /* its own TCB */
    SLOT_ENDPOINT,
    SLOT_REPLY,
    SLOT_WAIT, /* a notification to wait on */
    SLOT_TELL, /* a notification to signal */
    SLOT_IRQ,
    SLOT_FIRST_OF_MANY,
    WORKER_RADIX = 5
};

struct worker;
typedef void worker_function(struct worker *self);

struct worker_plan {
    worker_function *function;
    seL4_CPtr vspace;
    seL4_Word priority;
    seL4_Word message_words; /* of the messages it sends */
    bool has_fpu;
};

struct worker {
    struct worker_plan plan;
    seL4_CPtr tcb;
    seL4_CPtr sc;
    seL4_CPtr cnode;
    seL4_CPtr done;
    seL4_IPCBuffer *buffer;
    struct trap trap;
    seL4_Word log_count;
    struct stamp log[LOG_STAMPS];
};

/* An address space with the whole program in it. */
seL4_CPtr space_new(void);

struct worker *worker_new(const struct worker_plan *plan);
void worker_give(struct worker *worker, enum worker_slot slot, seL4_CPtr cap);
void worker_set_fault_endpoint(struct worker *worker, seL4_CPtr endpoint);

/* Lets it run; the call returns when it signals SLOT_DONE for the first time. */
void worker_run(struct worker *worker);
/* The same without waiting. */
void worker_start(struct worker *worker);
/* Takes its scheduling context away: from now on it runs on its callers' time. */
void worker_make_passive(struct worker *worker);

/* Ends the measurement: all workers and what they had. */
void workers_reset(void);

/* What a worker does: a system call with a stamp in the log.  The trap is left with its results. */
void worker_trap(struct worker *self, const struct trap *trap);
struct stamp *worker_next_stamp(struct worker *self);
/* A pause of pseudo-random length, so that rounds meet a coarse counter at all of its phases. */
void worker_pause(void);
