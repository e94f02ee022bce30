/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * System calls: each is an invocation, a receive, or one after the other. See the table in section 4
 * of the system call sheet, or docs/syscall.md for the life of a call.
 */
#include "syscall.h"
#include "entry.h"
#include "faults.h"
#include "invoke.h"
#include "ipc.h"
#include "kernel.h"
#include "lookup.h"
#include "objects/endpoint.h"
#include "objects/notification.h"
#include "objects/reply.h"
#include "sched.h"
#include "syscalls.h"

static const struct lookup_failure missing = { .type = seL4_MissingCapability };

/* The reply object for a receive; false if the address is wrong (a fault was raised). */
static bool receive_reply_object(struct tcb *thread, struct reply **reply)
{
    word_t cptr = regs_reply(&thread->regs);
    struct slot *slot = lookup_find(thread, cptr);

    if (!slot || cap_type(slot->cap) != CAP_REPLY) {
        invoke_cap_fault(cptr, true, slot ? missing : lookup_slot(thread, cptr).failure);
        return false;
    }
    *reply = reply_of(slot->cap);
    return true;
}

static bool may_wait(const struct tcb *thread, struct cap cap)
{
    const struct tcb *bound = notification_of(cap)->bound_tcb;

    return cap_has(cap, RIGHT_READ) && (!bound || bound == thread);
}

/* Receive on the capability in the capability register. */
static void receive(bool block, bool with_reply)
{
    struct tcb *thread = current_thread();
    word_t cptr = regs_cap(&thread->regs);
    struct slot *slot = lookup_find(thread, cptr);
    struct reply *reply = NULL;
    struct cap cap;

    if (!slot) {
        invoke_cap_fault(cptr, true, lookup_slot(thread, cptr).failure);
        return;
    }
    cap = slot->cap;
    if (cap_type(cap) == CAP_ENDPOINT && cap_has(cap, RIGHT_READ)) {
        if (!with_reply || receive_reply_object(thread, &reply)) {
            ipc_receive(thread, cap, block, reply);
        }
    } else if (cap_type(cap) == CAP_NOTIFICATION && may_wait(thread, cap)) {
        ipc_wait(thread, cap, block);
    } else {
        invoke_cap_fault(cptr, true, missing);
    }
}

/* The send part of a combined call: never blocks, faults or answers. True: go on to receive. */
static bool send_first(word_t cptr)
{
    struct invoke_options options = { .can_donate = true, .first_phase = true };

    return invoke_capability(cptr, options) != PREEMPTED;
}

/* Returns false if the call has to be executed again. */
static bool syscall_run(long number, const struct regs *regs)
{
    enum status status = OK;

    /* The usual one, and one unlike the others, without a look at their table. */
    if (number == seL4_SysCall) {
        struct invoke_options options = { .call = true, .block = true, .can_donate = true };

        return invoke_capability(regs_cap(regs), options) != PREEMPTED;
    }
    if (number == seL4_SysYield) {
        sched_yield_budget();
        return true;
    }
    switch (number) {
    case seL4_SysSend:
        status = invoke_capability(regs_cap(regs), (struct invoke_options){ .block = true });
        break;
    case seL4_SysNBSend:
        status = invoke_capability(regs_cap(regs), (struct invoke_options){ .block = false });
        break;
    case seL4_SysReplyRecv:
        if (!send_first(regs_reply(regs))) {
            return false;
        }
        receive(true, true);
        break;
    case seL4_SysNBSendRecv:
        if (!send_first(regs_nbsend_dest(regs))) {
            return false;
        }
        receive(true, true);
        break;
    case seL4_SysNBSendWait:
        if (!send_first(regs_reply(regs))) {
            return false;
        }
        receive(true, false);
        break;
    case seL4_SysRecv:
        receive(true, true);
        break;
    case seL4_SysNBRecv:
        receive(false, true);
        break;
    case seL4_SysWait:
        receive(true, false);
        break;
    case seL4_SysNBWait:
        receive(false, false);
        break;
    }
    return status != PREEMPTED;
}

/* The current thread will execute the instruction at its fault address again. */
static void restart_current(void)
{
    if (tcb_is_runnable(current_thread())) {
        tcb_set_state(current_thread(), THREAD_RESTART);
    }
}

void entry_syscall(void)
{
    struct tcb *thread = current_thread();
    long number = (long)regs_syscall(&thread->regs);
    bool known = number <= seL4_SysCall && number >= seL4_SysYield;

    sched_enter();
    if (!known && syscall_extra(number)) {
        sched_leave();
        return;
    }
    if (!sched_check_budget() || (known && !syscall_run(number, &thread->regs))) {
        restart_current();
    } else if (!known) {
        fault_handle(thread, (struct fault){ .kind = seL4_Fault_UnknownSyscall,
                                             .a = (word_t)number });
    }
    sched_leave();
}

void entry_fault(struct fault fault)
{
    sched_enter();
    if (sched_check_budget()) {
        fault_handle(current_thread(), fault);
    } else {
        restart_current();
    }
    sched_leave();
}
