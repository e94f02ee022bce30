/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tests of the stages that set threads up: budgets, handlers of faults and timeouts with their
 * badges and rights, bound notifications, interrupts, the order of starting.
 *
 * The kernel's methods for threads are answered here: each notes what it was given.  Handlers are
 * looked up in the kernel model when they arrive, for init deletes its temporary capability.
 */
#include "init/arch.h"
#include "init/init.h"
#include "init/objects.h"
#include "init/threads.h"
#include "kernel_model.h"
#include "sample_spec.h"
#include "stop.h"
#include "tap.h"
#include <stdlib.h>
#include <string.h>

#define OWN_PAGES   3u
#define MAX_RESUMES 8u

static const seL4_UntypedDesc machine[] = {
    { .paddr = 0x08000000, .sizeBits = 25, .isDevice = 1 },
    { .paddr = 0x40100000, .sizeBits = 20 },
    { .paddr = 0x40200000, .sizeBits = 21 },
};

static seL4_BootInfo boot;
static struct init init;
static union sample_image *image;

/* What the methods were given last. */
static struct {
    seL4_CPtr control, sched_context;
    seL4_Word budget, period, sched_badge;
    seL4_CPtr cspace, vspace, buffer_frame;
    seL4_Word buffer;
    seL4_Word priority, mcp;
    bool has_fault, has_timeout;
    struct model_cap fault, timeout, irq;
    seL4_CPtr notification;
    seL4_Word flags, domain, ip, sp;
    seL4_CPtr resumed[MAX_RESUMES];
    unsigned resumed_count;
    unsigned schedule_count;
    seL4_Word schedule_first, schedule_start;
    bool refuse_timeout;
} seen;

seL4_Error seL4_SchedControl_ConfigureFlags(seL4_CPtr control, seL4_CPtr sched_context,
                                            seL4_Word budget, seL4_Word period,
                                            seL4_Word extra_refills, seL4_Word badge,
                                            seL4_Word flags)
{
    (void)extra_refills;
    (void)flags;
    seen.control = control;
    seen.sched_context = sched_context;
    seen.budget = budget;
    seen.period = period;
    seen.sched_badge = badge;
    return seL4_NoError;
}

seL4_Error seL4_TCB_Configure(seL4_CPtr tcb, seL4_CPtr cspace, seL4_Word cspace_data,
                              seL4_CPtr vspace, seL4_Word vspace_data, seL4_Word buffer,
                              seL4_CPtr buffer_frame)
{
    (void)tcb;
    (void)cspace_data;
    (void)vspace_data;
    seen.cspace = cspace;
    seen.vspace = vspace;
    seen.buffer = buffer;
    seen.buffer_frame = buffer_frame;
    return seL4_NoError;
}

seL4_Error seL4_TCB_SetSchedParams(seL4_CPtr tcb, seL4_CPtr authority, seL4_Word mcp,
                                   seL4_Word priority, seL4_CPtr sched_context,
                                   seL4_CPtr fault_endpoint)
{
    (void)tcb;
    seen.priority = priority;
    seen.mcp = mcp;
    seen.has_fault = fault_endpoint != seL4_CapNull;
    seen.fault = model.cap[fault_endpoint];
    return authority == seL4_CapInitThreadTCB && model.cap[sched_context].used
               ? seL4_NoError
               : seL4_InvalidCapability;
}

seL4_Error seL4_TCB_SetTimeoutEndpoint(seL4_CPtr tcb, seL4_CPtr endpoint)
{
    (void)tcb;
    seen.has_timeout = true;
    seen.timeout = model.cap[endpoint];
    return seen.refuse_timeout ? seL4_InvalidCapability : seL4_NoError;
}

seL4_Error seL4_TCB_BindNotification(seL4_CPtr tcb, seL4_CPtr notification)
{
    (void)tcb;
    seen.notification = notification;
    return seL4_NoError;
}

seL4_TCB_SetFlags_t seL4_TCB_SetFlags(seL4_CPtr tcb, seL4_Word clear, seL4_Word set)
{
    (void)tcb;
    (void)clear;
    seen.flags = set;
    return (seL4_TCB_SetFlags_t){ seL4_NoError, set };
}

seL4_Error seL4_TCB_WriteRegisters(seL4_CPtr tcb, seL4_Word resume, seL4_Uint8 flags,
                                   seL4_Word count, seL4_UserContext *context)
{
    (void)tcb;
    (void)flags;
    (void)count;
    seen.ip = context->pc;
    seen.sp = context->sp;
    return resume == 0 ? seL4_NoError : seL4_IllegalOperation;
}

seL4_Error seL4_TCB_Resume(seL4_CPtr tcb)
{
    seen.resumed[seen.resumed_count++ % MAX_RESUMES] = tcb;
    return seL4_NoError;
}

seL4_Error seL4_IRQHandler_SetNotification(seL4_CPtr handler, seL4_CPtr notification)
{
    seen.irq = model.cap[notification];
    return model.cap[handler].type == MODEL_IRQ ? seL4_NoError : seL4_InvalidCapability;
}

seL4_Error seL4_DomainSet_Set(seL4_CPtr domain_set, seL4_Uint8 domain, seL4_CPtr tcb)
{
    (void)tcb;
    seen.domain = domain;
    return domain_set == seL4_CapDomain ? seL4_NoError : seL4_InvalidCapability;
}

seL4_Error seL4_DomainSet_ScheduleConfigure(seL4_CPtr domain_set, seL4_Word index,
                                            seL4_Word domain, seL4_Word ticks)
{
    (void)domain;
    (void)ticks;
    seen.schedule_first = seen.schedule_count == 0 ? index : seen.schedule_first;
    seen.schedule_count++;
    return domain_set == seL4_CapDomain ? seL4_NoError : seL4_InvalidCapability;
}

seL4_Error seL4_DomainSet_ScheduleSetStart(seL4_CPtr domain_set, seL4_Word index)
{
    seen.schedule_start = index;
    return domain_set == seL4_CapDomain ? seL4_NoError : seL4_InvalidCapability;
}

void arch_context_start(seL4_UserContext *context, uint64_t ip, uint64_t sp)
{
    context->pc = ip;
    context->sp = sp;
}

/* Makes the sample's objects and sets its thread up; false if init stopped. */
static bool configure(void)
{
    struct specification_error error;
    struct specification_limits limits = { SAMPLE_PAGES, 1, INIT_MAX_OBJECTS, 1000 };
    bool refuse = seen.refuse_timeout;
    memset(&init, 0, sizeof init);
    memset(&seen, 0, sizeof seen);
    seen.refuse_timeout = refuse;
    model_boot(&boot, machine, 3, OWN_PAGES + SAMPLE_PAGES);
    init.boot = &boot;
    init.cnode_bits = 64;
    untyped_open(&init.pool, &boot);
    init.temporary = untyped_reserve_slots(&init.pool, 1);
    init.image_frames = boot.userImageFrames.start + OWN_PAGES;
    if (!specification_open(&init.spec, image, &limits, &error) || setjmp(stop_target) != 0) {
        return false;
    }
    objects_create(&init);
    threads_configure_scheds(&init);
    threads_configure(&init);
    threads_connect_irqs(&init);
    threads_start(&init);
    return true;
}

static void test_thread(void)
{
    sample_make(image);
    bool good = configure();
    tap_ok(good && seen.control == boot.schedcontrol.start
               && seen.sched_context == init_cap(&init, SAMPLE_CONTEXT, 0) && seen.budget == 1000
               && seen.period == 5000 && seen.sched_badge == 0x100,
           "threads.budget");
    tap_ok(seen.cspace == init_cap(&init, SAMPLE_CNODE, 0)
               && seen.vspace == init_cap(&init, SAMPLE_VSPACE, 0) && seen.buffer == 0x300000
               && seen.buffer_frame == init_cap(&init, SAMPLE_STACK, 0),
           "threads.spaces and IPC buffer");
    tap_ok(seen.priority == 100 && seen.mcp == 100 && seen.ip == 0x200000
               && seen.sp == 0x303000,
           "threads.priority and registers");
    tap_ok(seen.has_fault && seen.fault.type == seL4_EndpointObject && seen.fault.badge == 1
               && seen.fault.rights == 9,
           "threads.fault handler");
    tap_ok(!seen.has_timeout, "threads.no timeout handler unless asked for");
    tap_ok(seen.notification == init_cap(&init, SAMPLE_NOTIFICATION, 0),
           "threads.bound notification");
    tap_ok(seen.irq.type == seL4_NotificationObject && seen.irq.badge == 4,
           "threads.interrupt's notification");
    tap_ok(seen.resumed_count == 1 && seen.resumed[0] == init_cap(&init, SAMPLE_TCB, 0),
           "threads.started");
    tap_ok(seen.schedule_count == 2 && seen.schedule_first == 7 && seen.schedule_start == 7,
           "threads.domain schedule, shifted");
    tap_ok(!model.cap[init.temporary].used, "threads.temporary slot is empty again");
}

static void test_timeout(void)
{
    sample_make(image);
    image->sample.threads[0].timeout_endpoint = SAMPLE_MONITOR_ENDPOINT;
    image->sample.threads[0].timeout_rights = 9;
    image->sample.threads[0].timeout_badge = 0x4000000000000005;
    bool good = configure();
    tap_ok(good && seen.has_timeout && seen.timeout.type == seL4_EndpointObject
               && seen.timeout.badge == 0x4000000000000005 && seen.timeout.rights == 9
               && seen.fault.badge == 1,
           "threads.timeout handler");
    tap_ok(!model.cap[init.temporary].used, "threads.temporary slot after a timeout handler");
    seen.refuse_timeout = true;
    tap_ok(!configure(), "threads.a timeout handler refused stops init");
    seen.refuse_timeout = false;
}

static void test_options(void)
{
    sample_make(image);
    image->sample.threads[0].flags = SPEC_THREAD_FPU_DISABLED | SPEC_THREAD_STOPPED;
    image->sample.threads[0].sched_domain = 3;
    image->sample.threads[0].fault_endpoint = SPEC_NONE;
    image->sample.threads[0].notification = SPEC_NONE;
    bool good = configure();
    tap_ok(good && seen.flags == 1, "threads.FPU disabled");
    tap_ok(seen.domain == 3, "threads.scheduling domain");
    tap_ok(!seen.has_fault, "threads.no fault handler");
    tap_ok(seen.notification == 0, "threads.no bound notification");
    tap_ok(seen.resumed_count == 0, "threads.a stopped thread is not started");
}

int main(void)
{
    image = malloc(sizeof *image);
    if (image == NULL) {
        return 1;
    }
    test_thread();
    test_timeout();
    test_options();
    free(image);
    return tap_end();
}
