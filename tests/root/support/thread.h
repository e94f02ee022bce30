/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Threads of the program itself: they share its address space and, unless told otherwise, its
 * CSpace.  Stack, thread-local storage and IPC buffer are static, kernel objects come from the
 * arena; threads_reset forgets them all after the arena was reset.
 *
 * A thread's function gets the thread itself; `arg` and `word` are for its creator's use.  When the
 * function returns, the thread signals `done` and suspends itself.
 */
#pragma once
#include <sel4/sel4.h>
#include <stdbool.h>

#define MAX_THREADS       14
#define THREAD_STACK      8192
#define THREAD_TLS        4096
#define THREAD_WORDS      16
#define MAIN_PRIORITY     100
#define HIGH_PRIORITY     110
#define LOW_PRIORITY      90
/* Round-robin budget of an ordinary thread, microseconds. */
#define THREAD_TIME_SLICE 5000

struct thread;
typedef void thread_function(struct thread *self);

struct thread {
    seL4_CPtr tcb;
    seL4_CPtr sc;       /* null for a passive thread */
    seL4_CPtr done;     /* signalled at the end */
    seL4_CPtr buffer_frame;
    seL4_IPCBuffer *buffer;
    void *tls;
    seL4_Word stack_top;
    thread_function *function;
    void *arg;
    volatile seL4_Word word[THREAD_WORDS];
    volatile bool is_finished;
};

/* A configured thread that does not run yet. */
struct thread *thread_new(seL4_Word priority, thread_function *function, void *arg);
/* The same without a scheduling context. */
struct thread *thread_new_passive(seL4_Word priority, thread_function *function, void *arg);

/* Gives a thread another CSpace and address space, before it is started. */
void thread_set_space(struct thread *thread, seL4_CPtr fault_ep, seL4_CPtr cspace,
                      seL4_Word cspace_data, seL4_CPtr vspace);
void thread_set_fault_handler(struct thread *thread, seL4_CPtr endpoint);

/* The thread's IPC buffer, stack and thread-local storage: whole pages of the program's image. */
void *thread_memory(const struct thread *thread, seL4_Word *bytes);

/* Writes the first registers and lets the thread run. */
void thread_start(struct thread *thread);
/* thread_new and thread_start. */
struct thread *thread_run(seL4_Word priority, thread_function *function, void *arg);

/* Waits until the thread's function has returned. */
void thread_join(struct thread *thread);

void threads_reset(void);

/* Sets the main thread's priority. */
void main_set_priority(seL4_Word priority);
