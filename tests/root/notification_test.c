/* SPDX-License-Identifier: BSD-2-Clause */
/* Notifications: signals, waiting, polling, bound threads, and lent scheduling contexts. */
#include "test.h"

static void signals_accumulate(void)
{
    seL4_CPtr notification = notification_new();
    seL4_Word badge;

    seL4_Signal(cap_mint(notification, seL4_AllRights, 1));
    seL4_Signal(cap_mint(notification, seL4_AllRights, 4));
    seL4_Signal(cap_mint(notification, seL4_AllRights, 1ul << 63));
    seL4_Wait(notification, &badge);
    check_equal(badge, 1ul << 63 | 5);
    seL4_NBWait(notification, &badge);
    check_equal(badge, 0);
}

/* Only the badge register changes. */
static void only_the_badge(void)
{
    seL4_CPtr notification = notification_new();
    seL4_CPtr signal = cap_mint(notification, seL4_AllRights, 3);
    enum seL4_Syscall_ID calls[] = { seL4_SysWait, seL4_SysNBWait, seL4_SysRecv, seL4_SysNBRecv };

    for (int i = 0; i < 4; i++) {
        struct sel4_registers r = { notification, 0x7003, { 1, 2, 3, 4 }, ~0ul, 0 };

        seL4_Signal(signal);
        sel4_trap(calls[i], &r);
        check_equal(r.cap, 3);
        check_equal(r.info, 0x7003);
        check_equal(r.mr[0], 1);
        check_equal(r.mr[3], 4);
    }
}

static void wait_once(struct thread *self)
{
    seL4_Word badge = 0;

    self->word[0] = 1;
    seL4_Wait((seL4_CPtr)self->arg, &badge);
    self->word[1] = badge;
    self->word[0] = 2;
}

static void waiters_by_priority(void)
{
    seL4_CPtr notification = notification_new();
    seL4_CPtr signal = cap_mint(notification, seL4_AllRights, 8);
    struct thread *low = thread_run(101, wait_once, (void *)notification);
    struct thread *high = thread_run(102, wait_once, (void *)notification);
    struct thread *late = thread_run(101, wait_once, (void *)notification);

    seL4_Signal(signal);
    check_equal(high->word[0], 2);
    check_equal(high->word[1], 8);
    check_equal(low->word[0], 1);
    seL4_Signal(signal);
    check_equal(low->word[0], 2);
    check_equal(late->word[0], 1);
    seL4_Signal(signal);
    check_equal(late->word[0], 2);
}

static void lower_waiter(void)
{
    seL4_CPtr notification = notification_new();
    struct thread *thread = thread_run(LOW_PRIORITY, wait_once, (void *)notification);

    seL4_Signal(notification);
    check_equal(thread->word[0], 0);
    thread_join(thread);
    check_equal(thread->word[0], 2);
}

static void signal_needs_write(void)
{
    seL4_CPtr notification = notification_new();
    seL4_CPtr read_only = cap_mint(notification, seL4_CanRead, 1);
    seL4_Word badge;

    expect(invoke(read_only, 0, caps()), seL4_InvalidCapability, 0);
    seL4_Signal(read_only);
    seL4_NBWait(notification, &badge);
    check_equal(badge, 0);
}

static void receive_once(struct thread *self)
{
    seL4_Word badge = 0;
    seL4_MessageInfo_t info;

    self->word[0] = 1;
    info = seL4_Recv((seL4_CPtr)self->arg, &badge, self->word[8]);
    self->word[1] = badge;
    self->word[2] = info.words[0];
    self->word[0] = 2;
}

/* A signal reaches the bound thread while it receives from an endpoint. */
static void bound_while_receiving(void)
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr notification = notification_new();
    struct thread *thread = thread_new(HIGH_PRIORITY, receive_once, (void *)endpoint);

    thread->word[8] = reply_new();
    expect_ok(invoke(thread->tcb, TCBBindNotification, caps(notification)));
    thread_start(thread);
    check_equal(thread->word[0], 1);
    seL4_Signal(cap_mint(notification, seL4_AllRights, 0x55));
    check_equal(thread->word[0], 2);
    check_equal(thread->word[1], 0x55);
    /* and it no longer waits at the endpoint */
    seL4_NBSend(endpoint, seL4_MessageInfo_new(0, 0, 0, 0));
}

/* A signal that came before is taken by the next receive. */
static void bound_while_running(void)
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr notification = notification_new();
    struct thread *thread = thread_new(HIGH_PRIORITY, receive_once, (void *)endpoint);

    thread->word[8] = reply_new();
    expect_ok(invoke(thread->tcb, TCBBindNotification, caps(notification)));
    seL4_Signal(cap_mint(notification, seL4_AllRights, 0x66));
    thread_start(thread);
    check_equal(thread->word[0], 2);
    check_equal(thread->word[1], 0x66);
}

static void bound_and_unbound(void)
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr notification = notification_new();
    struct thread *thread = thread_new(HIGH_PRIORITY, receive_once, (void *)endpoint);

    thread->word[8] = reply_new();
    expect_ok(invoke(thread->tcb, TCBBindNotification, caps(notification)));
    thread_start(thread);
    expect_ok(invoke(thread->tcb, TCBUnbindNotification, caps()));
    seL4_Signal(notification);
    check_equal(thread->word[0], 1);
    seL4_Send(endpoint, seL4_MessageInfo_new(3, 0, 0, 0));
    check_equal(thread->word[0], 2);
    check_equal(thread->word[2], 3ul << 12);
}

/* The bound thread itself may wait on the notification. */
static void bound_thread_waits(void)
{
    seL4_CPtr notification = notification_new();
    struct thread *thread = thread_new(HIGH_PRIORITY, wait_once, (void *)notification);

    expect_ok(invoke(thread->tcb, TCBBindNotification, caps(notification)));
    thread_start(thread);
    check_equal(thread->word[0], 1);
    seL4_Signal(cap_mint(notification, seL4_AllRights, 2));
    check_equal(thread->word[1], 2);
}

static void deleted_while_waiting(void)
{
    seL4_CPtr notification = notification_new();
    seL4_CPtr fault_ep = endpoint_new();
    struct thread *thread = thread_new(HIGH_PRIORITY, wait_once, (void *)notification);
    seL4_MessageInfo_t info;

    thread_set_fault_handler(thread, fault_ep);
    thread_start(thread);
    slot_delete(notification);
    /* it waits again, on an empty slot */
    info = seL4_Recv(fault_ep, seL4_Null, reply_new());
    check_equal(seL4_MessageInfo_get_label(info), seL4_Fault_CapFault);
    check_equal(seL4_GetMR(seL4_CapFault_Addr), notification);
    check_equal(seL4_GetMR(seL4_CapFault_InRecvPhase), 1);
}

static void wait_forever(struct thread *self)
{
    for (;;) {
        seL4_Word badge = 0;

        seL4_Wait((seL4_CPtr)self->arg, &badge);
        self->word[0]++;
        self->word[1] = badge;
    }
}

/* A passive waiter runs on the notification's scheduling context. */
static void lends_scheduling_context(void)
{
    seL4_CPtr notification = notification_new();
    seL4_CPtr sc = sched_context_new(THREAD_TIME_SLICE, THREAD_TIME_SLICE);
    struct thread *thread = thread_new_passive(HIGH_PRIORITY, wait_forever, (void *)notification);

    /* it needs a budget to arrive at its wait */
    expect_ok(invoke(sc, SchedContextBind, caps(thread->tcb)));
    thread_start(thread);
    expect_ok(invoke(sc, SchedContextUnbind, caps()));
    seL4_Signal(notification);
    check_equal(thread->word[0], 0);
    /* the signal woke it, but it has no budget; with one it goes on */
    expect_ok(invoke(sc, SchedContextBind, caps(thread->tcb)));
    check_equal(thread->word[0], 1);
    expect_ok(invoke(sc, SchedContextUnbind, caps()));
    expect_ok(invoke(sc, SchedContextBind, caps(notification)));
    for (seL4_Word i = 2; i < 6; i++) {
        seL4_Signal(cap_mint(notification, seL4_AllRights, i));
        check_equal(thread->word[0], i);
        check_equal(thread->word[1], i);
    }
    /* after each wait the context is the notification's again */
    expect(invoke(sc, SchedContextUnbindObject, caps(thread->tcb)), seL4_IllegalOperation);
    expect_ok(invoke(sc, SchedContextUnbindObject, caps(notification)));
    expect(invoke(sc, SchedContextUnbindObject, caps(notification)), seL4_IllegalOperation);
}

static void bind_errors(void)
{
    seL4_CPtr notification = notification_new();
    seL4_CPtr second = notification_new();
    seL4_CPtr sc = sched_context_new(1000, 1000);
    seL4_CPtr other = sched_context_new(1000, 1000);

    expect(invoke(sc, SchedContextBind, caps()), seL4_TruncatedMessage);
    expect(invoke(sc, SchedContextBind, caps(ROOT)), seL4_InvalidCapability, 1);
    expect(invoke(sc, SchedContextUnbindObject, caps(ROOT)), seL4_InvalidCapability, 1);
    expect_ok(invoke(sc, SchedContextBind, caps(notification)));
    expect(invoke(sc, SchedContextBind, caps(second)), seL4_IllegalOperation);
    expect(invoke(other, SchedContextBind, caps(notification)), seL4_IllegalOperation);
    slot_delete(notification);
    expect_ok(invoke(sc, SchedContextBind, caps(second)));
}

static const struct test tests[] = {
    { "signals_accumulate", signals_accumulate },
    { "only_the_badge", only_the_badge },
    { "waiters_by_priority", waiters_by_priority },
    { "lower_waiter", lower_waiter },
    { "signal_needs_write", signal_needs_write },
    { "bound_while_receiving", bound_while_receiving },
    { "bound_while_running", bound_while_running },
    { "bound_and_unbound", bound_and_unbound },
    { "bound_thread_waits", bound_thread_waits },
    { "deleted_while_waiting", deleted_while_waiting },
    { "lends_scheduling_context", lends_scheduling_context },
    { "bind_errors", bind_errors },
};
SUITE(notification, tests);
