/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The life of a thread: its states and what moves it between them. The methods users invoke are in
 * objects/tcb.c and objects/tcb_config.c.
 */
#include "arch/arch.h"
#include "fpu.h"
#include "kernel.h"
#include "objects/endpoint.h"
#include "objects/notification.h"
#include "objects/reply.h"
#include "print.h"
#include "sched.h"

bool tcb_is_runnable(const struct tcb *thread)
{
    return thread->state == THREAD_RUNNING || thread->state == THREAD_RESTART;
}

bool tcb_is_blocked(const struct tcb *thread)
{
    return thread->state >= THREAD_BLOCKED_ON_RECEIVE
           && thread->state <= THREAD_BLOCKED_ON_NOTIFICATION;
}

bool tcb_is_schedulable(const struct tcb *thread)
{
    return tcb_is_runnable(thread) && thread->sched_context && thread->sched_context->refill_max
           && !thread->in_release_queue;
}

void tcb_set_state(struct tcb *thread, enum thread_state state)
{
    thread->state = (uint8_t)state;
}

static void debug_list_add(struct tcb *thread)
{
    thread->debug_next = kernel.debug_threads;
    if (thread->debug_next) {
        thread->debug_next->debug_prev = thread;
    }
    kernel.debug_threads = thread;
}

static void debug_list_remove(struct tcb *thread)
{
    if (thread->debug_prev) {
        thread->debug_prev->debug_next = thread->debug_next;
    } else {
        kernel.debug_threads = thread->debug_next;
    }
    if (thread->debug_next) {
        thread->debug_next->debug_prev = thread->debug_prev;
    }
}

/* A debug kernel names a new thread after the one that made it. */
static void debug_name_child(struct tcb *thread)
{
    static const char before[] = "child of: '";
    const struct tcb *parent = current_thread();
    unsigned n = 0;

    for (unsigned i = 0; before[i]; i++) {
        thread->name[n++] = before[i];
    }
    for (unsigned i = 0; parent && parent->name[i] && n < TCB_NAME_BYTES - 2; i++) {
        thread->name[n++] = parent->name[i];
    }
    thread->name[n++] = '\'';
    thread->name[n] = '\0';
}

void tcb_init(struct tcb *thread)
{
    regs_init(&thread->regs);
    thread->domain = (uint8_t)this_cpu()->domain;
    if (DEBUG_BUILD) {
        debug_list_add(thread);
        debug_name_child(thread);
    }
}

void tcb_activate(struct tcb *thread)
{
    if (thread->yield_to) {
        sched_context_complete_yield(thread);
    }
    if (thread->state == THREAD_RESTART) {
        regs_set_next_ip(&thread->regs, regs_fault_ip(&thread->regs));
        thread->state = THREAD_RUNNING;
    }
}

void tcb_cancel_ipc(struct tcb *thread)
{
    thread->fault.kind = 0;
    switch (thread->state) {
    case THREAD_BLOCKED_ON_SEND:
    case THREAD_BLOCKED_ON_RECEIVE:
        endpoint_remove(thread->blocked_on, thread);
        if (thread->state == THREAD_BLOCKED_ON_RECEIVE && thread->reply) {
            reply_detach_receiver(thread->reply);
        }
        break;
    case THREAD_BLOCKED_ON_NOTIFICATION:
        notification_remove(thread->blocked_on, thread);
        break;
    case THREAD_BLOCKED_ON_REPLY:
        reply_abandon(thread->reply);
        break;
    default:
        return;
    }
    tcb_set_state(thread, THREAD_INACTIVE);
}

void tcb_suspend(struct tcb *thread)
{
    tcb_cancel_ipc(thread);
    if (thread->state == THREAD_RUNNING) {
        regs_set_fault_ip(&thread->regs, regs_next_ip(&thread->regs));
    }
    tcb_set_state(thread, THREAD_INACTIVE);
    sched_dequeue(thread);
    sched_release_remove(thread);
    if (thread->yield_to) {
        thread->yield_to->yield_from = NULL;
        thread->yield_to = NULL;
    }
}

void tcb_restart(struct tcb *thread)
{
    if (tcb_is_runnable(thread) || thread->state == THREAD_IDLE) {
        return;
    }
    tcb_cancel_ipc(thread);
    tcb_set_state(thread, THREAD_RESTART);
    sched_wake(thread);
}

/* Where the priority decides a thread's place, take the place of the new one. */
void tcb_set_priority(struct tcb *thread, unsigned priority)
{
    bool was_ready = thread->in_ready_queue;

    if (was_ready) {
        sched_dequeue(thread);
    }
    thread->priority = (uint8_t)priority;
    switch (thread->state) {
    case THREAD_BLOCKED_ON_SEND:
    case THREAD_BLOCKED_ON_RECEIVE:
        endpoint_reorder(thread->blocked_on, thread);
        break;
    case THREAD_BLOCKED_ON_NOTIFICATION:
        notification_reorder(thread->blocked_on, thread);
        break;
    default:
        break;
    }
    if (was_ready) {
        sched_enqueue_first(thread);
    }
    if (tcb_is_runnable(thread)) {
        sched_reschedule();
    }
}

void tcb_set_mcp(struct tcb *thread, unsigned mcp)
{
    thread->mcp = (uint8_t)mcp;
}

void tcb_set_domain(struct tcb *thread, unsigned domain)
{
    bool ready = tcb_is_schedulable(thread) && thread != current_thread();

    sched_dequeue(thread);
    if (thread == this_cpu()->fpu_owner) {
        fpu_release(thread);
    }
    thread->domain = (uint8_t)domain;
    if (ready) {
        sched_enqueue(thread);
    }
    sched_reschedule();
}

void tcb_finalise(struct tcb *thread)
{
    notification_unbind(thread);
    if (thread->sched_context) {
        sched_context_take_from_tcb(thread->sched_context);
    }
    tcb_suspend(thread);
    cancel_forget(thread);
    fpu_release(thread);
    if (DEBUG_BUILD) {
        debug_list_remove(thread);
    }
}

word_t *tcb_ipc_buffer(const struct tcb *thread, bool writable)
{
    struct cap frame = thread->slots[TCB_IPC_BUFFER].cap;

    if (!frame_is_memory(frame, writable)) {
        return NULL;
    }
    return (word_t *)(cap_address(frame)
                      + (thread->ipc_buffer & word_mask(frame_size_bits(frame))));
}
