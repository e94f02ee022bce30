/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * TCBs: configuration and its errors, registers, priorities, suspend and resume, bound
 * notifications, flags, the FPU and the thread pointer.
 */
#include "fpu.h"
#include "test.h"

#ifdef CONFIG_DEBUG_BUILD
#define USER_PSTATE 0x40ul
#else
#define USER_PSTATE 0x140ul
#endif

static char page[PAGE_BYTES] __attribute__((aligned(4096)));

static void configure_errors(void)
{
    seL4_CPtr t = tcb_new();
    seL4_CPtr frame = frame_new();
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr vspace = object_new(seL4_ARM_VSpaceObject, 0);

    expect(invoke(t, TCBConfigure, caps(ROOT, VSPACE, frame), 0, 0), seL4_TruncatedMessage);
    expect(invoke(t, TCBConfigure, caps(ROOT, VSPACE), 0, 0, 0), seL4_TruncatedMessage);
    expect(invoke(t, TCBConfigure, caps(endpoint, VSPACE, endpoint), 0, 0, 0x1000),
           seL4_IllegalOperation);
    expect(invoke(t, TCBConfigure, caps(ROOT, VSPACE, seL4_CapNull), 0, 0, 0x1000),
           seL4_IllegalOperation);
    expect(invoke(t, TCBConfigure, caps(ROOT, VSPACE, rtc_frame()), 0, 0, 0x1200),
           seL4_IllegalOperation);
    expect(invoke(t, TCBConfigure, caps(endpoint, VSPACE, frame), 0, 0, 0x1200),
           seL4_AlignmentError);
    expect(invoke(t, TCBConfigure, caps(endpoint, VSPACE, frame), 0, 0, 0x1400),
           seL4_IllegalOperation);
    expect(invoke(t, TCBConfigure, caps(ROOT, VSPACE, frame), 63, 0, 0x1400),
           seL4_IllegalOperation);
    expect(invoke(t, TCBConfigure, caps(ROOT, endpoint, frame), 0, 0, 0x1400),
           seL4_IllegalOperation);
    expect(invoke(t, TCBConfigure, caps(ROOT, vspace, frame), 0, 0, 0x1400),
           seL4_IllegalOperation);
    expect_ok(invoke(t, TCBConfigure, caps(ROOT, VSPACE, frame), 0, 0, 0x1400));
    expect_ok(invoke(t, TCBConfigure, caps(ROOT, VSPACE, endpoint), 0, 0, 0));
    expect_ok(invoke(t, TCBConfigure, caps(ROOT, VSPACE, frame), 0, 0, 0x1400));
}

static void set_ipc_buffer_errors(void)
{
    seL4_CPtr t = tcb_new();
    seL4_CPtr frame = image_frame(page);

    expect(invoke(t, TCBSetIPCBuffer, caps(), 0), seL4_TruncatedMessage);
    expect(invoke(t, TCBSetIPCBuffer, caps(frame)), seL4_TruncatedMessage);
    expect(invoke(t, TCBSetIPCBuffer, caps(t), 0x1000), seL4_IllegalOperation);
    expect(invoke(t, TCBSetIPCBuffer, caps(rtc_frame()), 0x1000), seL4_IllegalOperation);
    expect(invoke(t, TCBSetIPCBuffer, caps(frame), 0x1001), seL4_AlignmentError);
    expect_ok(invoke(t, TCBSetIPCBuffer, caps(frame), 0x1c00));
    expect_ok(invoke(t, TCBSetIPCBuffer, caps(t), 0));
}

static void set_space_errors(void)
{
    seL4_CPtr t = tcb_new();
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr no_write = cap_mint(endpoint, seL4_NoWrite, 0);
    seL4_CPtr no_grant = cap_mint(endpoint, seL4_ReadWrite, 0);
    seL4_CPtr grant_reply = cap_mint(endpoint, seL4_CapRights_new(1, 0, 0, 1), 0);

    expect(invoke(t, TCBSetSpace, caps(endpoint, ROOT), 0, 0), seL4_TruncatedMessage);
    expect(invoke(t, TCBSetSpace, caps(endpoint, ROOT, VSPACE), 0), seL4_TruncatedMessage);
    expect(invoke(t, TCBSetSpace, caps(no_write, t, t), 0, 0), seL4_IllegalOperation);
    expect(invoke(t, TCBSetSpace, caps(no_write, ROOT, t), 0, 0), seL4_IllegalOperation);
    expect(invoke(t, TCBSetSpace, caps(no_write, ROOT, VSPACE), 0, 0), seL4_InvalidCapability, 1);
    expect(invoke(t, TCBSetSpace, caps(no_grant, ROOT, VSPACE), 0, 0), seL4_InvalidCapability, 1);
    expect(invoke(t, TCBSetSpace, caps(t, ROOT, VSPACE), 0, 0), seL4_InvalidCapability, 1);
    expect_ok(invoke(t, TCBSetSpace, caps(grant_reply, ROOT, VSPACE), 0, 0));
    expect_ok(invoke(t, TCBSetSpace, caps(endpoint, ROOT, VSPACE), 0, 0));
    expect_ok(invoke(t, TCBSetSpace, caps(seL4_CapNull, ROOT, VSPACE), 0, 0));
}

static void set_timeout_endpoint_errors(void)
{
    seL4_CPtr t = tcb_new();
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr no_grant = cap_mint(endpoint, seL4_ReadWrite, 0);

    expect(invoke(t, TCBSetTimeoutEndpoint, caps()), seL4_TruncatedMessage);
    expect(invoke(t, TCBSetTimeoutEndpoint, caps(t)), seL4_InvalidCapability, 1);
    expect(invoke(t, TCBSetTimeoutEndpoint, caps(no_grant)), seL4_InvalidCapability, 1);
    expect_ok(invoke(t, TCBSetTimeoutEndpoint, caps(endpoint)));
    expect_ok(invoke(t, TCBSetTimeoutEndpoint, caps(seL4_CapNull)));
}

static void priority_errors(void)
{
    seL4_CPtr t = tcb_new();
    seL4_CPtr authority = tcb_new();

    expect(invoke(t, TCBSetPriority, caps(), 1), seL4_TruncatedMessage);
    expect(invoke(t, TCBSetPriority, caps(SELF)), seL4_TruncatedMessage);
    expect(invoke(t, TCBSetPriority, caps(ROOT), 999), seL4_InvalidCapability, 1);
    expect(invoke(t, TCBSetMCPriority, caps(ROOT), 999), seL4_InvalidCapability, 1);
    expect(invoke(t, TCBSetMCPriority, caps(), 999), seL4_TruncatedMessage);
    expect(invoke(t, TCBSetPriority, caps(authority), 1), seL4_RangeError, 0, 0);
    expect_ok(invoke(t, TCBSetPriority, caps(authority), 0));
    expect_ok(invoke(authority, TCBSetMCPriority, caps(SELF), 50));
    expect(invoke(t, TCBSetPriority, caps(authority), 51), seL4_RangeError, 0, 50);
    expect(invoke(t, TCBSetMCPriority, caps(authority), 51), seL4_RangeError, 0, 50);
    expect_ok(invoke(t, TCBSetPriority, caps(authority), 50));
    expect_ok(invoke(t, TCBSetPriority, caps(SELF), 255));
    expect(invoke(t, TCBSetPriority, caps(SELF), ~0ul), seL4_RangeError, 0, 255);
}

static void sched_params_errors(void)
{
    seL4_CPtr t = tcb_new();
    seL4_CPtr other = tcb_new();
    seL4_CPtr sc = sched_context_new(1000, 1000);
    seL4_CPtr used = sched_context_new(1000, 1000);
    seL4_CPtr of_notification = sched_context_new(1000, 1000);
    seL4_CPtr nothing = seL4_CapNull;

    succeed(seL4_SchedContext_Bind(used, other));
    succeed(seL4_SchedContext_Bind(of_notification, notification_new()));
    expect(invoke(t, TCBSetSchedParams, caps(SELF, sc, nothing), 1), seL4_TruncatedMessage);
    expect(invoke(t, TCBSetSchedParams, caps(SELF, sc), 1, 1), seL4_TruncatedMessage);
    expect(invoke(t, TCBSetSchedParams, caps(ROOT, t, t), 999, 1), seL4_InvalidCapability, 1);
    expect(invoke(t, TCBSetSchedParams, caps(SELF, t, t), 256, 999), seL4_RangeError, 0, 255);
    expect(invoke(t, TCBSetSchedParams, caps(SELF, t, t), 255, 256), seL4_RangeError, 0, 255);
    expect(invoke(t, TCBSetSchedParams, caps(SELF, t, t), 255, 255), seL4_InvalidCapability, 2);
    expect(invoke(t, TCBSetSchedParams, caps(SELF, used, t), 255, 255), seL4_IllegalOperation);
    expect(invoke(t, TCBSetSchedParams, caps(SELF, of_notification, t), 255, 255),
           seL4_IllegalOperation);
    expect(invoke(SELF, TCBSetSchedParams, caps(SELF, nothing, t), 255, 100),
           seL4_IllegalOperation);
    expect(invoke(t, TCBSetSchedParams, caps(SELF, sc, t), 255, 255), seL4_InvalidCapability, 3);
    expect_ok(invoke(t, TCBSetSchedParams, caps(SELF, sc, nothing), 20, 30));
    expect_ok(invoke(t, TCBSetSchedParams, caps(SELF, sc, nothing), 20, 30));
    expect(invoke(t, TCBSetSchedParams, caps(SELF, sched_context_new(1000, 1000), nothing), 2, 2),
           seL4_IllegalOperation);
    expect(invoke(other, TCBSetPriority, caps(t), 21), seL4_RangeError, 0, 20);
    expect_ok(invoke(t, TCBSetSchedParams, caps(SELF, nothing, nothing), 20, 30));
    expect(invoke(sc, SchedContextBind, caps(other)), seL4_IllegalOperation);
}

static void fresh_registers(void)
{
    seL4_CPtr t = tcb_new();
    seL4_UserContext context;
    const seL4_Word *words = &context.pc;

    succeed(seL4_TCB_ReadRegisters(t, false, 0, ABI_CONTEXT_WORDS, &context));
    for (int i = 0; i < ABI_CONTEXT_WORDS; i++) {
        check_equal(words[i], i == 2 ? USER_PSTATE : 0);
    }
}

static void read_registers_errors(void)
{
    seL4_CPtr t = tcb_new();

    expect(invoke(t, TCBReadRegisters, caps(), 0), seL4_TruncatedMessage);
    expect(invoke(t, TCBReadRegisters, caps(), 0, 0), seL4_RangeError, 1, ABI_CONTEXT_WORDS);
    expect(invoke(t, TCBReadRegisters, caps(), 0, ABI_CONTEXT_WORDS + 1), seL4_RangeError, 1,
           ABI_CONTEXT_WORDS);
    expect(invoke(SELF, TCBReadRegisters, caps(), 0, 0), seL4_RangeError, 1, ABI_CONTEXT_WORDS);
    expect(invoke(SELF, TCBReadRegisters, caps(), 0, 1), seL4_IllegalOperation);
    expect_ok(invoke(t, TCBReadRegisters, caps(), 0, 1), 0);
    expect_ok(invoke(t, TCBReadRegisters, caps(), 0, 3), 0, 0, USER_PSTATE);
    check_equal(invoke(t, TCBReadRegisters, caps(), 0, 36).length, 36);
}

static void write_registers_errors(void)
{
    seL4_CPtr t = tcb_new();

    expect(invoke(t, TCBWriteRegisters, caps(), 0), seL4_TruncatedMessage);
    expect(invoke(t, TCBWriteRegisters, caps(), 0, 2, 1), seL4_TruncatedMessage);
    expect(invoke(SELF, TCBWriteRegisters, caps(), 0, 2, 1), seL4_TruncatedMessage);
    expect(invoke(SELF, TCBWriteRegisters, caps(), 0, 0), seL4_IllegalOperation);
    expect_ok(invoke(t, TCBWriteRegisters, caps(), 0, 0));
    expect_ok(invoke(t, TCBWriteRegisters, caps(), 0, 2, 0x1234, 0x5678));
    expect_ok(invoke(t, TCBReadRegisters, caps(), 0, 3), 0x1234, 0x5678, USER_PSTATE);
    /* a count beyond the context */
    for (int i = 4; i < 60; i++) {
        seL4_SetMR(i, 0x7000ul + (seL4_Word)i);
    }
    check_equal(seL4_MessageInfo_get_label(
                    seL4_CallWithMRs(t, seL4_MessageInfo_new(TCBWriteRegisters, 0, 0, 60),
                                     WORDS(0), WORDS(40), WORDS(1), WORDS(2))),
                seL4_NoError);
    expect_ok(invoke(t, TCBReadRegisters, caps(), 0, 2), 1, 2);
    check_equal(invoke(t, TCBReadRegisters, caps(), 0, 36).length, 36);
    check_equal(seL4_GetMR(35), 0x7000 + 37);
}

static void fill_context(seL4_UserContext *context, seL4_Word base)
{
    seL4_Word *words = &context->pc;

    for (seL4_Word i = 0; i < ABI_CONTEXT_WORDS; i++) {
        words[i] = base + i * 0x0101010101010101ul;
    }
}

static void registers_round_trip(void)
{
    seL4_CPtr t = tcb_new();
    seL4_UserContext in;
    seL4_UserContext out;
    const seL4_Word *expected = &in.pc;
    const seL4_Word *actual = &out.pc;

    fill_context(&in, 0x1000);
    in.spsr = ~0ul;
    succeed(seL4_TCB_WriteRegisters(t, false, 0, ABI_CONTEXT_WORDS, &in));
    in.spsr = 0xf0000000 | USER_PSTATE;
    succeed(seL4_TCB_ReadRegisters(t, false, 0, ABI_CONTEXT_WORDS, &out));
    for (int i = 0; i < ABI_CONTEXT_WORDS; i++) {
        check_equal(actual[i], expected[i]);
    }
    in.spsr = 0x600003c5;
    succeed(seL4_TCB_WriteRegisters(t, false, 0, 3, &in));
    expect_ok(invoke(t, TCBReadRegisters, caps(), 0, 3), in.pc, in.sp, 0x60000000 | USER_PSTATE);
}

static void copy_registers(void)
{
    seL4_CPtr source = tcb_new();
    seL4_CPtr target = tcb_new();
    seL4_UserContext in;
    seL4_UserContext out;
    const seL4_Word *expected = &in.pc;
    const seL4_Word *actual = &out.pc;

    expect(invoke(target, TCBCopyRegisters, caps(source)), seL4_TruncatedMessage);
    expect(invoke(target, TCBCopyRegisters, caps(), 0), seL4_TruncatedMessage);
    expect(invoke(target, TCBCopyRegisters, caps(ROOT), 0), seL4_InvalidCapability, 1);
    fill_context(&in, 0x77);
    in.spsr = 0x20000000 | USER_PSTATE;
    succeed(seL4_TCB_WriteRegisters(source, false, 0, ABI_CONTEXT_WORDS, &in));
    expect_ok(invoke(target, TCBCopyRegisters, caps(source), 4));
    succeed(seL4_TCB_ReadRegisters(target, false, 0, ABI_CONTEXT_WORDS, &out));
    for (int i = 0; i < ABI_CONTEXT_WORDS; i++) {
        check_equal(actual[i], i < ABI_CONTEXT_FRAME_WORDS ? expected[i] : 0);
    }
    expect_ok(invoke(target, TCBCopyRegisters, caps(source), 8));
    succeed(seL4_TCB_ReadRegisters(target, false, 0, ABI_CONTEXT_WORDS, &out));
    for (int i = 0; i < ABI_CONTEXT_WORDS; i++) {
        check_equal(actual[i], expected[i]);
    }
}

static void count_forever(struct thread *self)
{
    for (;;) {
        self->word[0]++;
    }
}

/* Lets threads of LOW_PRIORITY have their time slice. */
static void let_low_run(void)
{
    main_set_priority(LOW_PRIORITY);
    seL4_Yield();
    main_set_priority(MAIN_PRIORITY);
}

static void suspend_and_resume(void)
{
    struct thread *thread = thread_run(LOW_PRIORITY, count_forever, seL4_Null);
    seL4_Word count;

    let_low_run();
    check(thread->word[0] != 0);
    expect_ok(invoke(thread->tcb, TCBSuspend, caps()));
    expect_ok(invoke(thread->tcb, TCBSuspend, caps()));
    count = thread->word[0];
    let_low_run();
    check_equal(thread->word[0], count);
    expect_ok(invoke(thread->tcb, TCBResume, caps()));
    let_low_run();
    check(thread->word[0] > count);
}

static void suspend_by_read(void)
{
    struct thread *thread = thread_run(LOW_PRIORITY, count_forever, seL4_Null);
    seL4_Word count;

    let_low_run();
    check_equal(invoke(thread->tcb, TCBReadRegisters, caps(), 1, 36).length, 36);
    count = thread->word[0];
    let_low_run();
    check_equal(thread->word[0], count);
}

static void wait_twice(struct thread *self)
{
    seL4_Word badge;

    self->word[0] = 1;
    seL4_Wait((seL4_CPtr)self->arg, &badge);
    self->word[1] = badge;
    self->word[0] = 2;
}

/* A blocked thread that is resumed executes its system call again. */
static void resume_repeats_the_call(void)
{
    seL4_CPtr notification = notification_new();
    seL4_CPtr badged = cap_mint(notification, seL4_AllRights, 6);
    struct thread *thread = thread_run(HIGH_PRIORITY, wait_twice, (void *)notification);

    expect_ok(invoke(thread->tcb, TCBSuspend, caps()));
    seL4_Signal(badged);
    check_equal(thread->word[0], 1);
    expect_ok(invoke(thread->tcb, TCBResume, caps()));
    check_equal(thread->word[0], 2);
    check_equal(thread->word[1], 6);
}

/* Resuming a blocked thread cancels what it waits for, and it blocks again. */
static void resume_while_blocked(void)
{
    seL4_CPtr notification = notification_new();
    struct thread *thread = thread_run(HIGH_PRIORITY, wait_twice, (void *)notification);

    expect_ok(invoke(thread->tcb, TCBResume, caps()));
    check_equal(thread->word[0], 1);
    seL4_Signal(notification);
    check_equal(thread->word[0], 2);
}

static void bind_notification_errors(void)
{
    seL4_CPtr t = tcb_new();
    seL4_CPtr other = tcb_new();
    seL4_CPtr notification = notification_new();
    seL4_CPtr second = notification_new();
    seL4_CPtr no_read = cap_mint(notification, seL4_NoRead, 0);
    seL4_CPtr waited = notification_new();

    thread_run(HIGH_PRIORITY, wait_twice, (void *)waited);
    expect(invoke(t, TCBUnbindNotification, caps()), seL4_IllegalOperation);
    expect(invoke(t, TCBBindNotification, caps()), seL4_TruncatedMessage);
    expect(invoke(t, TCBBindNotification, caps(ROOT)), seL4_IllegalOperation);
    expect(invoke(t, TCBBindNotification, caps(no_read)), seL4_IllegalOperation);
    expect(invoke(t, TCBBindNotification, caps(waited)), seL4_IllegalOperation);
    expect_ok(invoke(t, TCBBindNotification, caps(notification)));
    expect(invoke(t, TCBBindNotification, caps(second)), seL4_IllegalOperation);
    expect(invoke(other, TCBBindNotification, caps(notification)), seL4_IllegalOperation);
    expect_ok(invoke(t, TCBUnbindNotification, caps()));
    expect_ok(invoke(other, TCBBindNotification, caps(notification)));
    slot_delete(no_read);
    slot_delete(notification);
    expect(invoke(other, TCBUnbindNotification, caps()), seL4_IllegalOperation);
}

static seL4_Word read_tpidr(void)
{
    seL4_Word value;

    __asm__ volatile("mrs %0, tpidr_el0" : "=r"(value));
    return value;
}

static void report_tpidr(struct thread *self)
{
    seL4_Word mine = read_tpidr();

    struct sel4_registers r = { .cap = self->done };

    self->word[0] = mine;
    /* by hand, because the stubs find the IPC buffer through the thread pointer */
    sel4_trap(seL4_SysWait, &r);
    self->word[1] = read_tpidr();
    __asm__ volatile("msr tpidr_el0, %0" : : "r"(mine));
}

static void set_tls_base(void)
{
    seL4_CPtr t = tcb_new();
    seL4_Word mine = read_tpidr();
    struct thread *thread;

    expect(invoke(t, TCBSetTLSBase, caps()), seL4_TruncatedMessage);
    expect_ok(invoke(t, TCBSetTLSBase, caps(), 0x123456));
    check_equal(invoke(t, TCBReadRegisters, caps(), 0, 36).length, 36);
    check_equal(seL4_GetMR(34), 0x123456);

    thread = thread_run(HIGH_PRIORITY, report_tpidr, seL4_Null);
    check_equal(thread->word[0], (seL4_Word)thread->tls);
    expect_ok(invoke(thread->tcb, TCBSetTLSBase, caps(), 0xabcdef));
    seL4_Signal(thread->done);
    check_equal(thread->word[1], 0xabcdef);
    check_equal(read_tpidr(), mine);
    /* of the calling thread itself */
    expect_ok(invoke(SELF, TCBSetTLSBase, caps(), mine));
    check_equal(read_tpidr(), mine);
}

static void flags(void)
{
    seL4_CPtr t = tcb_new();

    expect(invoke(t, TCBSetFlags, caps(), 0), seL4_TruncatedMessage);
    expect_ok(invoke(t, TCBSetFlags, caps(), 0, 0), 0);
    expect_ok(invoke(t, TCBSetFlags, caps(), 0, ~0ul), 1);
    expect_ok(invoke(t, TCBSetFlags, caps(), 2, 0), 1);
    expect_ok(invoke(t, TCBSetFlags, caps(), 1, 1), 1);
    expect_ok(invoke(t, TCBSetFlags, caps(), ~0ul, 0), 0);
}

static void use_fpu(struct thread *self)
{
    fpu_fill((seL4_Word)self->arg);
    self->word[0] = 1;
    while (self->word[1] == 0) {
        seL4_Yield();
        self->word[2] += fpu_check((seL4_Word)self->arg);
    }
}

/* Each thread finds its own floating-point registers after every switch. */
static void fpu_registers(void)
{
    struct thread *one = thread_run(MAIN_PRIORITY, use_fpu, (void *)0x1111);
    struct thread *two = thread_run(MAIN_PRIORITY, use_fpu, (void *)0x2222);

    fpu_fill(0x3333);
    for (int i = 0; i < 10; i++) {
        seL4_Yield();
        check_equal(fpu_check(0x3333), 0);
    }
    check_equal(one->word[0], 1);
    check_equal(two->word[0], 1);
    one->word[1] = 1;
    two->word[1] = 1;
    thread_join(one);
    thread_join(two);
    check_equal(one->word[2], 0);
    check_equal(two->word[2], 0);
    check_equal(fpu_check(0x3333), 0);
}

/* Disabling the FPU keeps the saved registers. */
static void fpu_disable_keeps_registers(void)
{
    struct thread *one = thread_run(MAIN_PRIORITY, use_fpu, (void *)0x1111);

    seL4_Yield();
    check_equal(one->word[0], 1);
    expect_ok(invoke(one->tcb, TCBSetFlags, caps(), 0, 1), 1);
    fpu_fill(0x4444);
    expect_ok(invoke(one->tcb, TCBSetFlags, caps(), 1, 0), 0);
    seL4_Yield();
    check_equal(one->word[2], 0);
    check_equal(fpu_check(0x4444), 0);
    one->word[1] = 1;
    thread_join(one);
}

/* The calling thread's own registers are saved when it gives up the FPU for a while. */
static void fpu_disabled_by_oneself(void)
{
    fpu_fill(0x5555);
    expect_ok(invoke(SELF, TCBSetFlags, caps(), 0, 1), 1);
    expect_ok(invoke(SELF, TCBSetFlags, caps(), 1, 0), 0);
    check_equal(fpu_check(0x5555), 0);
}

/* The answer to a method on a TCB with an unknown label. */
static void labels(void)
{
    seL4_CPtr t = tcb_new();

    expect(invoke(t, 0, caps()), seL4_IllegalOperation);
    expect(invoke(t, CNodeDelete, caps(), 1, 64), seL4_IllegalOperation);
    expect(invoke(t, ~0ul >> 12, caps()), seL4_IllegalOperation);
}

static void suspend_self(struct thread *self)
{
    self->word[0] = 1;
    seL4_TCB_Suspend(self->tcb);
    self->word[0] = 2;
}

/* A thread that suspends itself stops before the call has returned; resumed, it calls again. */
static void suspending_oneself(void)
{
    struct thread *thread = thread_run(HIGH_PRIORITY, suspend_self, seL4_Null);
    struct answer registers;

    check_equal(thread->word[0], 1);
    expect_ok(invoke(thread->tcb, TCBResume, caps()));
    check_equal(thread->word[0], 1);
    registers = invoke(thread->tcb, TCBReadRegisters, caps(), 0, 2);
    check_equal(*(const seL4_Uint32 *)registers.mr[0], 0xd4000001);
    expect_ok(invoke(thread->tcb, TCBWriteRegisters, caps(), 1, 1, registers.mr[0] + 4));
    check_equal(thread->word[0], 2);
}

static void delete_self(struct thread *self)
{
    self->word[0] = 1;
    slot_delete(self->tcb);
    self->word[0] = 2;
}

static void deleting_oneself(void)
{
    struct thread *thread = thread_run(HIGH_PRIORITY, delete_self, seL4_Null);

    check_equal(thread->word[0], 1);
    check(slot_is_empty(thread->tcb));
}

static const struct test tests[] = {
    { "labels", labels },
    { "configure_errors", configure_errors },
    { "set_ipc_buffer_errors", set_ipc_buffer_errors },
    { "set_space_errors", set_space_errors },
    { "set_timeout_endpoint_errors", set_timeout_endpoint_errors },
    { "priority_errors", priority_errors },
    { "sched_params_errors", sched_params_errors },
    { "fresh_registers", fresh_registers },
    { "read_registers_errors", read_registers_errors },
    { "write_registers_errors", write_registers_errors },
    { "registers_round_trip", registers_round_trip },
    { "copy_registers", copy_registers },
    { "suspend_and_resume", suspend_and_resume },
    { "suspend_by_read", suspend_by_read },
    { "resume_repeats_the_call", resume_repeats_the_call },
    { "resume_while_blocked", resume_while_blocked },
    { "bind_notification_errors", bind_notification_errors },
    { "set_tls_base", set_tls_base },
    { "flags", flags },
    { "fpu_registers", fpu_registers },
    { "fpu_disable_keeps_registers", fpu_disable_keeps_registers },
    { "fpu_disabled_by_oneself", fpu_disabled_by_oneself },
    { "suspending_oneself", suspending_oneself },
    { "deleting_oneself", deleting_oneself },
};
SUITE(tcb, tests);
