/* SPDX-License-Identifier: BSD-2-Clause */
/* Creating and starting threads; see thread.h. */
#include "thread.h"
#include "console.h"
#include "objects.h"
#include <crt.h>
#include <string.h>

static struct thread threads[MAX_THREADS];
static seL4_Word thread_count;

/* Whole pages, so that another address space can be given one thread's memory and no other's. */
static struct memory {
    union {
        seL4_IPCBuffer buffer;
        char page[PAGE_BYTES];
    };
    char stack[THREAD_STACK];
    char tls[THREAD_TLS];
} memory[MAX_THREADS] __attribute__((aligned(4096)));

/* The first function of every thread. */
static void thread_main(struct thread *self)
{
    self->function(self);
    self->is_finished = true;
    seL4_Signal(self->done);
    for (;;) {
        seL4_TCB_Suspend(self->tcb);
    }
}

static void succeed(seL4_Error error, const char *what)
{
    if (error != seL4_NoError) {
        fatal(what, (seL4_Word)error);
    }
}

static void prepare_memory(struct thread *thread, seL4_Word number)
{
    if (crt_tls_bytes() > THREAD_TLS) {
        fatal("thread-local storage is too large", crt_tls_bytes());
    }
    thread->buffer = &memory[number].buffer;
    memset(thread->buffer, 0, sizeof(*thread->buffer));
    thread->buffer_frame = image_frame(thread->buffer);
    thread->stack_top = (seL4_Word)(memory[number].stack + THREAD_STACK);
    thread->tls = crt_tls_create(memory[number].tls);
    crt_tls_set_ipc_buffer(thread->tls, thread->buffer);
}

struct thread *thread_new_passive(seL4_Word priority, thread_function *function, void *arg)
{
    seL4_Word number = thread_count++;
    struct thread *thread;

    if (number >= MAX_THREADS) {
        fatal("too many threads", number);
    }
    thread = &threads[number];
    memset(thread, 0, sizeof(*thread));
    prepare_memory(thread, number);
    thread->function = function;
    thread->arg = arg;
    thread->tcb = tcb_new();
    thread->done = notification_new();
    succeed(seL4_TCB_Configure(thread->tcb, ROOT, 0, VSPACE, 0, (seL4_Word)thread->buffer,
                               thread->buffer_frame),
            "a thread cannot be configured");
    succeed(seL4_TCB_SetMCPriority(thread->tcb, SELF, seL4_MaxPrio), "no MCP for a thread");
    succeed(seL4_TCB_SetPriority(thread->tcb, SELF, priority), "no priority for a thread");
    return thread;
}

struct thread *thread_new(seL4_Word priority, thread_function *function, void *arg)
{
    struct thread *thread = thread_new_passive(priority, function, arg);

    thread->sc = sched_context_new(THREAD_TIME_SLICE, THREAD_TIME_SLICE);
    succeed(seL4_SchedContext_Bind(thread->sc, thread->tcb), "a thread gets no budget");
    return thread;
}

void thread_set_space(struct thread *thread, seL4_CPtr fault_ep, seL4_CPtr cspace,
                      seL4_Word cspace_data, seL4_CPtr vspace)
{
    succeed(seL4_TCB_SetSpace(thread->tcb, fault_ep, cspace, cspace_data, vspace, 0),
            "a thread cannot be given its space");
}

void thread_set_fault_handler(struct thread *thread, seL4_CPtr endpoint)
{
    thread_set_space(thread, endpoint, ROOT, 0, VSPACE);
}

void *thread_memory(const struct thread *thread, seL4_Word *bytes)
{
    *bytes = sizeof(memory[0]);
    return &memory[thread - threads];
}

void thread_start(struct thread *thread)
{
    seL4_UserContext context = {
        .pc = (seL4_Word)thread_main,
        .sp = thread->stack_top,
        .x0 = (seL4_Word)thread,
        .tpidr_el0 = (seL4_Word)thread->tls,
    };

    succeed(seL4_TCB_WriteRegisters(thread->tcb, true, 0, ABI_CONTEXT_WORDS, &context),
            "a thread cannot be started");
}

struct thread *thread_run(seL4_Word priority, thread_function *function, void *arg)
{
    struct thread *thread = thread_new(priority, function, arg);

    thread_start(thread);
    return thread;
}

void thread_join(struct thread *thread)
{
    while (!thread->is_finished) {
        seL4_Wait(thread->done, seL4_Null);
    }
}

void threads_reset(void)
{
    thread_count = 0;
}

void main_set_priority(seL4_Word priority)
{
    succeed(seL4_TCB_SetPriority(SELF, SELF, priority), "the main thread's priority is refused");
}
