/* SPDX-License-Identifier: BSD-2-Clause */
/* The debug system calls. They cost no budget and are served even without one. */
#include "syscall.h"
#include "arch/arch.h"
#include "kernel.h"
#include "lookup.h"
#include "message_info.h"
#include "print.h"
#include "syscalls.h"

static const char *const state_names[] = {
    [THREAD_INACTIVE] = "inactive",
    [THREAD_RUNNING] = "running",
    [THREAD_RESTART] = "restart",
    [THREAD_BLOCKED_ON_RECEIVE] = "blocked on recv",
    [THREAD_BLOCKED_ON_SEND] = "blocked on send",
    [THREAD_BLOCKED_ON_REPLY] = "blocked on reply",
    [THREAD_BLOCKED_ON_NOTIFICATION] = "blocked on ntfn",
    [THREAD_IDLE] = "idle",
};

static void dump_scheduler(void)
{
    print("%s  %s  %s  %s\n", "thread", "ip", "priority", "state");
    for (const struct tcb *t = kernel.debug_threads; t; t = t->debug_next) {
        print("%s  %lx  %u  %s%s\n", t->name, regs_fault_ip(&t->regs), t->priority,
              state_names[t->state], t->in_release_queue ? ", waiting for budget" : "");
    }
}

static void identify(struct tcb *thread)
{
    struct lookup found = lookup_slot(thread, regs_cap(&thread->regs));

    regs_set_cap(&thread->regs, found.slot ? object_tag(found.slot->cap) : 0);
}

/* A wrong capability or a missing buffer halts: only a program under development gets here. A name
 * that is too long is cut off. */
static void name_thread(struct tcb *thread)
{
    struct lookup found = lookup_slot(thread, regs_cap(&thread->regs));
    const word_t *buffer = tcb_ipc_buffer(thread, false);
    const char *name;
    struct tcb *named;
    size_t n = 0;

    if (!found.slot || cap_type(found.slot->cap) != CAP_TCB || !buffer) {
        print("DebugNameThread: not a thread, or no IPC buffer\n");
        arch_halt();
    }
    name = (const char *)(buffer + ABI_BUFFER_MESSAGE);
    while (n < seL4_MsgMaxLength * sizeof(word_t) && name[n]) {
        n++;
    }
    n = n < TCB_NAME_BYTES ? n : TCB_NAME_BYTES - 1;
    named = tcb_of(found.slot->cap);
    for (size_t i = 0; i < n; i++) {
        named->name[i] = name[i];
    }
    named->name[n] = '\0';
}

bool syscall_extra(long number)
{
    struct tcb *thread = current_thread();

    switch (number) {
    case seL4_SysDebugPutChar:
        console_put((char)regs_cap(&thread->regs));
        return true;
    case seL4_SysDebugDumpScheduler:
        dump_scheduler();
        return true;
    case seL4_SysDebugHalt:
        print("Debug halt by user thread %s\n", thread->name);
        arch_halt();
    case seL4_SysDebugCapIdentify:
        identify(thread);
        return true;
    case seL4_SysDebugSnapshot:
        print("Debug snapshot: not available\n");
        return true;
    case seL4_SysDebugNameThread:
        name_thread(thread);
        return true;
    default:
        return false;
    }
}
