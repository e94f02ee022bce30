/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Scheduling contexts, threads, interrupts, and the start of the system.
 *
 * init runs at the highest priority there is, so none of the threads it starts gets the processor
 * before init waits for its first fault; by then all of them are ready, and the scheduler picks
 * them by priority.
 */
#include "threads.h"
#include "arch.h"

#ifdef CONFIG_DEBUG_BUILD
static void name_thread(seL4_CPtr tcb, const char *name)
{
    seL4_DebugNameThread(tcb, name);
}
#else
static void name_thread(seL4_CPtr tcb, const char *name)
{
    (void)tcb;
    (void)name;
}
#endif

void threads_configure_scheds(const struct init *init)
{
    for (uint32_t i = 0; i < init->spec.header->scheds.count; i++) {
        const struct spec_sched *sched = &init->spec.scheds[i];
        seL4_Error error = (seL4_Error)seL4_SchedControl_ConfigureFlags(
            init->boot->schedcontrol.start + sched->core, init_cap(init, sched->sched_context, 0),
            sched->budget_us, sched->period_us, sched->extra_refills, sched->badge, sched->flags);
        init_require(init, error, "configure a scheduling context", sched->sched_context);
    }
}

/* Sets priorities and scheduling context, and installs the fault handler if there is one. */
static void set_scheduling(const struct init *init, const struct spec_thread *thread)
{
    seL4_CPtr handler = seL4_CapNull;
    if (thread->fault_endpoint != SPEC_NONE) {
        init_mint_temporary(init, thread->fault_endpoint, 0, thread->fault_rights,
                            thread->fault_badge);
        handler = init->temporary;
    }
    seL4_Error error = (seL4_Error)seL4_TCB_SetSchedParams(
        init_cap(init, thread->tcb, 0), seL4_CapInitThreadTCB, thread->mcp, thread->priority,
        init_cap_or_null(init, thread->sched_context), handler);
    init_require(init, error, "set scheduling parameters", thread->tcb);
    if (handler != seL4_CapNull) {
        init_delete_temporary(init);
    }
}

static void set_timeout_handler(const struct init *init, const struct spec_thread *thread)
{
    if (thread->timeout_endpoint == SPEC_NONE) {
        return;
    }
    init_mint_temporary(init, thread->timeout_endpoint, 0, thread->timeout_rights,
                        thread->timeout_badge);
    seL4_Error error =
        (seL4_Error)seL4_TCB_SetTimeoutEndpoint(init_cap(init, thread->tcb, 0), init->temporary);
    init_require(init, error, "set the timeout handler", thread->tcb);
    init_delete_temporary(init);
}

/* Sets what only some threads have: bound notification, FPU flag, scheduling domain. */
static void set_options(const struct init *init, const struct spec_thread *thread)
{
    seL4_CPtr tcb = init_cap(init, thread->tcb, 0);
    if (thread->notification != SPEC_NONE) {
        seL4_Error error =
            (seL4_Error)seL4_TCB_BindNotification(tcb, init_cap(init, thread->notification, 0));
        init_require(init, error, "bind the notification", thread->tcb);
    }
    if (thread->flags & SPEC_THREAD_FPU_DISABLED) {
        seL4_TCB_SetFlags_t result = seL4_TCB_SetFlags(tcb, 0, seL4_TCBFlag_fpuDisabled);
        init_require(init, (seL4_Error)result.error, "set the thread's flags", thread->tcb);
    }
    if (thread->sched_domain != 0) {
        seL4_Error error =
            (seL4_Error)seL4_DomainSet_Set(seL4_CapDomain, thread->sched_domain, tcb);
        init_require(init, error, "set the scheduling domain", thread->tcb);
    }
}

static void configure_thread(const struct init *init, const struct spec_thread *thread)
{
    seL4_CPtr tcb = init_cap(init, thread->tcb, 0);
    bool has_buffer = thread->ipc_frames != SPEC_NONE;
    seL4_Error error = (seL4_Error)seL4_TCB_Configure(
        tcb, init_cap(init, thread->cspace, 0), thread->cspace_guard,
        init_cap(init, thread->vspace, 0), 0, has_buffer ? thread->ipc_vaddr : 0,
        init_cap_or_null(init, thread->ipc_frames));
    init_require(init, error, "configure the thread", thread->tcb);
    set_scheduling(init, thread);
    set_timeout_handler(init, thread);
    set_options(init, thread);
    seL4_UserContext context = { 0 };
    arch_context_start(&context, thread->ip, thread->sp);
    error = (seL4_Error)seL4_TCB_WriteRegisters(tcb, 0, 0, sizeof context / sizeof(seL4_Word),
                                                &context);
    init_require(init, error, "set the thread's registers", thread->tcb);
    name_thread(tcb, init->spec.strings + thread->name);
}

void threads_configure(const struct init *init)
{
    for (uint32_t i = 0; i < init->spec.header->threads.count; i++) {
        configure_thread(init, &init->spec.threads[i]);
    }
}

void threads_connect_irqs(const struct init *init)
{
    for (uint32_t i = 0; i < init->spec.header->irqs.count; i++) {
        const struct spec_irq *irq = &init->spec.irqs[i];
        init_mint_temporary(init, irq->notification, 0, 3, irq->badge);
        seL4_Error error = (seL4_Error)seL4_IRQHandler_SetNotification(
            init_cap(init, irq->handler, 0), init->temporary);
        init_require(init, error, "connect an interrupt", irq->handler);
        init_delete_temporary(init);
    }
}

/* Sets up the kernel's domain schedule; from the last call on, other domains may run. */
static void start_schedule(const struct init *init)
{
    const struct spec_header *header = init->spec.header;
    for (uint32_t i = 0; i < header->schedule.count; i++) {
        const struct spec_schedule_entry *entry = &init->spec.schedule[i];
        seL4_Error error = (seL4_Error)seL4_DomainSet_ScheduleConfigure(
            seL4_CapDomain, header->schedule_shift + i, entry->domain, entry->ticks);
        init_require(init, error, "configure the domain schedule", SPEC_NONE);
    }
    if (header->schedule.count > 0) {
        seL4_Error error = (seL4_Error)seL4_DomainSet_ScheduleSetStart(
            seL4_CapDomain, header->schedule_shift + header->schedule_start);
        init_require(init, error, "start the domain schedule", SPEC_NONE);
    }
}

void threads_start(const struct init *init)
{
    const struct spec_header *header = init->spec.header;
    for (int priority = seL4_MaxPrio; priority >= 0; priority--) {
        for (uint32_t i = 0; i < header->threads.count; i++) {
            const struct spec_thread *thread = &init->spec.threads[i];
            if (thread->priority == priority && !(thread->flags & SPEC_THREAD_STOPPED)) {
                init_require(init, (seL4_Error)seL4_TCB_Resume(init_cap(init, thread->tcb, 0)),
                             "start the thread", thread->tcb);
            }
        }
    }
    start_schedule(init);
}
