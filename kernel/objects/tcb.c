/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * TCB capabilities: registers, running and stopping, and bindings. The methods that configure a
 * thread's spaces, priorities and handlers are in tcb_config.c; what happens to a thread in thread.c.
 */
#include "tcb.h"
#include "fpu.h"
#include "invocation.h"
#include "kernel.h"
#include "notification.h"
#include "objects.h"
#include "sched.h"
#include "tcb_config.h"
#include "zombie.h"

/* Bits of the first argument of ReadRegisters (suspend), WriteRegisters (resume), CopyRegisters. */
enum { READ_SUSPEND = 1, WRITE_RESUME = 1 };
enum { COPY_SUSPEND = 1, COPY_RESUME = 2, COPY_FRAME = 4, COPY_INTEGER = 8 };

static struct tcb *target(const struct invocation *inv)
{
    return tcb_of(inv->slot->cap);
}

static enum status read_registers(struct invocation *inv)
{
    struct tcb *thread = target(inv);
    word_t flags = invocation_arg(inv, 0), count = invocation_arg(inv, 1);

    if (count < 1 || count > REGS_CONTEXT_WORDS) {
        return err_range(inv, 1, REGS_CONTEXT_WORDS);
    }
    if (thread == inv->caller) {
        return err_illegal(inv);
    }
    commit(inv);
    if (flags & READ_SUSPEND) {
        tcb_suspend(thread);
    }
    for (unsigned i = 0; i < count; i++) {
        invocation_result(inv, i, regs_context(&thread->regs, i));
    }
    return OK;
}

static enum status write_registers(struct invocation *inv)
{
    struct tcb *thread = target(inv);
    word_t flags = invocation_arg(inv, 0), count = invocation_arg(inv, 1);

    if (inv->argc - 2 < count) {
        return err_truncated(inv);
    }
    if (thread == inv->caller) {
        return err_illegal(inv);
    }
    commit(inv);
    cancel_forget(thread);
    for (unsigned i = 0; i < count && i < REGS_CONTEXT_WORDS; i++) {
        regs_set_context(&thread->regs, i, invocation_arg(inv, 2 + i));
    }
    regs_set_next_ip(&thread->regs, regs_fault_ip(&thread->regs));
    if (flags & WRITE_RESUME) {
        tcb_restart(thread);
    }
    return OK;
}

static void copy_context(struct tcb *to, const struct tcb *from, unsigned first, unsigned end)
{
    for (unsigned i = first; i < end; i++) {
        regs_set_context(&to->regs, i, regs_context(&from->regs, i));
    }
}

static enum status copy_registers(struct invocation *inv)
{
    struct tcb *thread = target(inv), *source;
    word_t flags = invocation_arg(inv, 0);

    if (cap_type(inv->capv[0]->cap) != CAP_TCB) {
        return err_capability(inv, 1);
    }
    source = tcb_of(inv->capv[0]->cap);
    commit(inv);
    cancel_forget(thread);
    if (flags & COPY_SUSPEND) {
        tcb_suspend(source);
    }
    if (flags & COPY_RESUME) {
        tcb_restart(thread);
    }
    if (flags & COPY_FRAME) {
        copy_context(thread, source, 0, REGS_FRAME_WORDS);
        regs_set_next_ip(&thread->regs, regs_fault_ip(&thread->regs));
    }
    if (flags & COPY_INTEGER) {
        copy_context(thread, source, REGS_FRAME_WORDS, REGS_CONTEXT_WORDS);
    }
    return OK;
}

static enum status suspend(struct invocation *inv)
{
    commit(inv);
    tcb_suspend(target(inv));
    return OK;
}

static enum status resume(struct invocation *inv)
{
    commit(inv);
    tcb_restart(target(inv));
    return OK;
}

static enum status bind_notification(struct invocation *inv)
{
    struct tcb *thread = target(inv);
    struct cap cap = inv->capv[0]->cap;
    struct notification *n;

    if (thread->bound_notification || cap_type(cap) != CAP_NOTIFICATION
        || !cap_has(cap, RIGHT_READ)) {
        return err_illegal(inv);
    }
    n = notification_of(cap);
    if (n->state == NOTIFICATION_WAITING || n->bound_tcb) {
        return err_illegal(inv);
    }
    commit(inv);
    notification_bind(n, thread);
    return OK;
}

static enum status unbind_notification(struct invocation *inv)
{
    struct tcb *thread = target(inv);

    if (!thread->bound_notification) {
        return err_illegal(inv);
    }
    commit(inv);
    notification_unbind(thread);
    return OK;
}

static enum status set_tls_base(struct invocation *inv)
{
    commit(inv);
    regs_set_tls(&target(inv)->regs, invocation_arg(inv, 0));
    return OK;
}

static enum status set_flags(struct invocation *inv)
{
    struct tcb *thread = target(inv);
    word_t clear = invocation_arg(inv, 0), set = invocation_arg(inv, 1);

    commit(inv);
    thread->flags = (uint8_t)((thread->flags & ~clear) | (set & TCB_FLAG_FPU_DISABLED));
    if (thread->flags & TCB_FLAG_FPU_DISABLED) {
        fpu_release(thread);
    }
    if (thread == current_thread()) {
        fpu_switch_to(thread);
    }
    invocation_result(inv, 0, thread->flags);
    return OK;
}

static unsigned tcb_size_bits(struct cap cap)
{
    (void)cap;
    return seL4_TCBBits;
}

static struct cap tcb_finalise_cap(struct cap cap, bool last)
{
    struct tcb *thread = tcb_of(cap);

    if (!last) {
        return cap_null();
    }
    tcb_finalise(thread);
    return zombie_cap(thread->slots, ZOMBIE_TCB, TCB_SLOT_COUNT);
}

static const struct method tcb_methods[] = {
    { TCBReadRegisters, 2, 0, read_registers },
    { TCBWriteRegisters, 2, 0, write_registers },
    { TCBCopyRegisters, 1, 1, copy_registers },
    { TCBConfigure, 3, 3, tcb_configure },
    { TCBSetPriority, 1, 1, tcb_set_priority_method },
    { TCBSetMCPriority, 1, 1, tcb_set_mcp_method },
    { TCBSetSchedParams, 2, 3, tcb_set_sched_params },
    { TCBSetTimeoutEndpoint, 0, 1, tcb_set_timeout_endpoint },
    { TCBSetIPCBuffer, 1, 1, tcb_set_ipc_buffer },
    { TCBSetSpace, 2, 3, tcb_set_space },
    { TCBSuspend, 0, 0, suspend },
    { TCBResume, 0, 0, resume },
    { TCBBindNotification, 0, 1, bind_notification },
    { TCBUnbindNotification, 0, 0, unbind_notification },
    { TCBSetTLSBase, 1, 0, set_tls_base },
    { TCBSetFlags, 2, 0, set_flags },
};

const struct object_ops tcb_ops = {
    .name = "thread",
    .size_bits = tcb_size_bits,
    .finalise = tcb_finalise_cap,
    .methods = tcb_methods,
    .method_count = ARRAY_COUNT(tcb_methods),
    .more_methods = tcb_debug_methods,
    .more_method_count = &tcb_debug_method_count,
    .alone = true,
};
