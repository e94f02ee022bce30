/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interrupts at user level: the real-time clock's interrupt through a handler and a notification,
 * and software-generated interrupts.
 */
#include "test.h"

#define MAX_IRQ   159ul
#define RTC_IRQ   34ul
#define TIMER_IRQ 27ul
#define GUARD_BITS (64ul - CONFIG_ROOT_CNODE_SIZE_BITS)

#define GET(...)     invoke(seL4_CapIRQControl, IRQIssueIRQHandler, caps(ROOT), __VA_ARGS__)
#define TRIGGER(...) \
    invoke(seL4_CapIRQControl, ARMIRQIssueIRQHandlerTrigger, caps(ROOT), __VA_ARGS__)
#define SGI(...)     invoke(seL4_CapIRQControl, ARMIRQIssueSGISignal, caps(ROOT), __VA_ARGS__)

/* Registers of the PL031 real-time clock, as words. */
enum {
    RTC_DATA = 0,
    RTC_MATCH = 1,
    RTC_MASK = 4,
    RTC_RAW_STATUS = 5,
    RTC_CLEAR = 7
};

static volatile seL4_Uint32 *rtc(void)
{
    return (volatile seL4_Uint32 *)RTC_ADDRESS;
}

/* Makes the clock raise its interrupt now: it compares with the current second. */
static void rtc_raise(void)
{
    rtc()[RTC_MASK] = 1;
    while ((rtc()[RTC_RAW_STATUS] & 1) == 0) {
        rtc()[RTC_MATCH] = rtc()[RTC_DATA];
    }
}

static void rtc_quiet(void)
{
    rtc()[RTC_MASK] = 0;
    rtc()[RTC_CLEAR] = 1;
}

static void get_errors(void)
{
    seL4_CPtr slot = slots_new(2);

    expect(invoke(seL4_CapIRQControl, IRQAckIRQ, caps()), seL4_IllegalOperation);
    expect(GET(999, slot), seL4_TruncatedMessage);
    expect(invoke(seL4_CapIRQControl, IRQIssueIRQHandler, caps(), 999, slot, 64),
           seL4_TruncatedMessage);
    expect(GET(MAX_IRQ + 1, slot, 0), seL4_RangeError, 0, MAX_IRQ);
    expect(GET(~0ul, slot, 0), seL4_RangeError, 0, MAX_IRQ);
    expect(GET(TIMER_IRQ, slot, 64), seL4_RevokeFirst);
    expect(GET(100, slot, 0), seL4_RangeError, 1, 64);
    expect(GET(100, ~0ul, 64), seL4_FailedLookup, 0, seL4_GuardMismatch, 64, 0, GUARD_BITS);
    expect(GET(100, SELF, 64), seL4_DeleteFirst);
    expect_ok(GET(100, slot, 64));
    expect(GET(100, slot, 64), seL4_RevokeFirst);
    expect(GET(100, slot + 1, 64), seL4_RevokeFirst);
    expect(TRIGGER(100, 0, slot + 1, 64), seL4_RevokeFirst);
    slot_delete(slot);
    expect_ok(GET(100, slot + 1, 64));
    slot_delete(slot + 1);
}

static void trigger_errors(void)
{
    seL4_CPtr slot = slot_new();

    expect(TRIGGER(999, 0, slot), seL4_TruncatedMessage);
    expect(TRIGGER(MAX_IRQ + 1, 0, slot, 64), seL4_RangeError, 0, MAX_IRQ);
    expect(TRIGGER(101, 0, SELF, 64), seL4_DeleteFirst);
    expect_ok(TRIGGER(101, 1, slot, 64));
    slot_delete(slot);
    expect_ok(TRIGGER(101, 0, slot, 64));
    slot_delete(slot);
}

static void copies_of_a_handler(void)
{
    seL4_CPtr handler = slot_new();
    seL4_CPtr copy;

    expect_ok(GET(102, handler, 64));
    copy = cap_copy(handler);
    slot_delete(handler);
    expect(GET(102, handler, 64), seL4_RevokeFirst);
    slot_delete(copy);
    expect_ok(GET(102, handler, 64));
    slot_delete(handler);
}

static void set_notification_errors(void)
{
    seL4_CPtr handler = slot_new();
    seL4_CPtr notification = notification_new();
    seL4_CPtr read_only = cap_mint(notification, seL4_CanRead, 0);

    expect_ok(GET(103, handler, 64));
    expect(invoke(handler, IRQIssueIRQHandler, caps()), seL4_IllegalOperation);
    expect(invoke(handler, IRQSetIRQHandler, caps()), seL4_TruncatedMessage);
    expect(invoke(handler, IRQSetIRQHandler, caps(SELF)), seL4_InvalidCapability, 0);
    expect(invoke(handler, IRQSetIRQHandler, caps(read_only)), seL4_InvalidCapability, 0);
    expect_ok(invoke(handler, IRQSetIRQHandler, caps(notification)));
    expect_ok(invoke(handler, IRQClearIRQHandler, caps()));
    expect_ok(invoke(handler, IRQClearIRQHandler, caps()));
    expect_ok(invoke(handler, IRQAckIRQ, caps()));
    slot_delete(handler);
}

/* The badge that has arrived at a notification within a while; 0 if none. */
static seL4_Word arrived(seL4_CPtr notification)
{
    seL4_Word badge = 0;

    for (int i = 0; i < 20 && badge == 0; i++) {
        spin_us(100);
        seL4_NBWait(notification, &badge);
    }
    return badge;
}

/* Delivered once with the badge; masked until acknowledged; delivered again while it is raised. */
static void delivery(void)
{
    seL4_CPtr handler = slot_new();
    seL4_CPtr notification = notification_new();
    seL4_Word badge;

    rtc_quiet();
    expect_ok(GET(RTC_IRQ, handler, 64));
    expect_ok(invoke(handler, IRQSetIRQHandler,
                     caps(cap_mint(notification, seL4_AllRights, 0x2000))));
    rtc_raise();
    seL4_Wait(notification, &badge);
    check_equal(badge, 0x2000);
    check_equal(arrived(notification), 0);
    expect_ok(invoke(handler, IRQAckIRQ, caps()));
    check_equal(arrived(notification), 0x2000);
    rtc_quiet();
    expect_ok(invoke(handler, IRQAckIRQ, caps()));
    check_equal(arrived(notification), 0);
    rtc_raise();
    check_equal(arrived(notification), 0x2000);
    rtc_quiet();
    slot_delete(handler);
}

/* Nothing arrives through a cleared or deleted handler; a new notification takes over. */
static void changing_the_notification(void)
{
    seL4_CPtr handler = slot_new();
    seL4_CPtr first = notification_new();
    seL4_CPtr second = notification_new();

    rtc_quiet();
    expect_ok(GET(RTC_IRQ, handler, 64));
    expect_ok(invoke(handler, IRQSetIRQHandler, caps(cap_mint(first, seL4_AllRights, 1))));
    expect_ok(invoke(handler, IRQSetIRQHandler, caps(cap_mint(second, seL4_AllRights, 2))));
    rtc_raise();
    check_equal(arrived(second), 2);
    check_equal(arrived(first), 0);
    rtc_quiet();
    expect_ok(invoke(handler, IRQClearIRQHandler, caps()));
    expect_ok(invoke(handler, IRQAckIRQ, caps()));
    rtc_raise();
    check_equal(arrived(second), 0);
    rtc_quiet();
    slot_delete(handler);
    rtc_raise();
    check_equal(arrived(second), 0);
    rtc_quiet();
}

/* An interrupt wakes a waiting thread of higher priority. */
static void wait_for_interrupt(struct thread *self)
{
    seL4_Word badge;

    self->word[0] = 1;
    seL4_Wait((seL4_CPtr)self->arg, &badge);
    rtc_quiet();
    self->word[1] = badge;
    self->word[0] = 2;
}

static void wakes_a_thread(void)
{
    seL4_CPtr handler = slot_new();
    seL4_CPtr notification = notification_new();
    struct thread *thread;

    rtc_quiet();
    expect_ok(GET(RTC_IRQ, handler, 64));
    expect_ok(invoke(handler, IRQSetIRQHandler, caps(cap_mint(notification, seL4_AllRights, 9))));
    thread = thread_run(HIGH_PRIORITY, wait_for_interrupt, (void *)notification);
    check_equal(thread->word[0], 1);
    rtc_raise();
    thread_join(thread);
    check_equal(thread->word[1], 9);
    slot_delete(handler);
}

static void sgi_errors(void)
{
    seL4_CPtr slot = slot_new();

    expect(SGI(16, 8, slot), seL4_TruncatedMessage);
    expect(invoke(seL4_CapIRQControl, ARMIRQIssueSGISignal, caps(), 16, 8, slot, 64),
           seL4_TruncatedMessage);
    expect(SGI(16, ~0ul, slot, 64), seL4_RangeError, 0, 15);
    expect(SGI(5, ~0ul, slot, 64), seL4_InvalidArgument, 1);
    expect(SGI(5, 0, slot, 0), seL4_RangeError, 1, 64);
    expect(SGI(5, 0, SELF, 64), seL4_DeleteFirst);
    expect_ok(SGI(15, 0, slot, 64));
    slot_delete(slot);
}

/* A software-generated interrupt from a capability to a handler. */
static void sgi(void)
{
    seL4_CPtr handler = slot_new();
    seL4_CPtr signal = slot_new();
    seL4_CPtr copy;
    seL4_CPtr notification = notification_new();

    expect_ok(TRIGGER(5, 1, handler, 64));
    expect_ok(invoke(handler, IRQSetIRQHandler, caps(cap_mint(notification, seL4_AllRights, 3))));
    expect_ok(SGI(5, 0, signal, 64));
    seL4_Signal(signal);
    check_equal(arrived(notification), 3);
    expect_ok(invoke(handler, IRQAckIRQ, caps()));
    check_equal(arrived(notification), 0);
    expect_ok(invoke(signal, 77, caps(), 1, 2, 3));
    check_equal(arrived(notification), 3);
    expect_ok(invoke(handler, IRQAckIRQ, caps()));
    copy = cap_copy(signal);
    seL4_NBSend(copy, seL4_MessageInfo_new(0, 0, 0, 0));
    check_equal(arrived(notification), 3);
    expect_ok(invoke(handler, IRQAckIRQ, caps()));
    slot_delete(copy);
    slot_delete(signal);
    slot_delete(handler);
}

static const struct test tests[] = {
    { "get_errors", get_errors },
    { "trigger_errors", trigger_errors },
    { "copies_of_a_handler", copies_of_a_handler },
    { "set_notification_errors", set_notification_errors },
    { "delivery", delivery },
    { "changing_the_notification", changing_the_notification },
    { "wakes_a_thread", wakes_a_thread },
    { "sgi_errors", sgi_errors },
    { "sgi", sgi },
};
SUITE(irq, tests);
