/* SPDX-License-Identifier: BSD-2-Clause */
/* objects/irq_control.c, irq_handler.c and sgi.c: issuing, delivering, giving back. */
#include "harness.h"
#include "objects/irq.h"
#include "objects/sgi.h"

enum { ROOT = seL4_CapInitThreadCNode, CONTROL = seL4_CapIRQControl, IRQ = 33 };

static struct answer get(word_t irq, word_t slot)
{
    return call(CONTROL, IRQIssueIRQHandler, WORDS(irq, slot, 64), WORDS(ROOT));
}

static struct answer get_trigger(word_t irq, word_t trigger, word_t slot)
{
    return call(CONTROL, ARMIRQIssueIRQHandlerTrigger, WORDS(irq, trigger, slot, 64), WORDS(ROOT));
}

static struct answer issue_sgi(word_t irq, word_t target, word_t slot)
{
    return call(CONTROL, ARMIRQIssueSGISignal, WORDS(irq, target, slot, 64), WORDS(ROOT));
}

static word_t new_handler(word_t irq)
{
    word_t slot = new_slot();

    assert_success(get(irq, slot));
    return slot;
}

static void raise(unsigned irq)
{
    bool masked = bits_get(host_machine.masked[irq / WORD_BITS],
                           (struct bits){ (uint8_t)(irq % WORD_BITS), 1 });

    assert_false(masked);
    host_machine.raised[irq / WORD_BITS] |= word_bit(irq % WORD_BITS);
    interrupt();
}

static bool is_masked(unsigned irq)
{
    return host_machine.masked[irq / WORD_BITS] & word_bit(irq % WORD_BITS);
}

static void issue_errors_in_order(void **state)
{
    word_t slot = new_slot(), used = new_handler(IRQ);

    (void)state;
    assert_error(call(CONTROL, IRQAckIRQ, WORDS(), WORDS()), seL4_IllegalOperation);
    assert_error(call(CONTROL, IRQIssueIRQHandler, WORDS(999, slot), WORDS(ROOT)),
                 seL4_TruncatedMessage);
    assert_error(call(CONTROL, IRQIssueIRQHandler, WORDS(999, slot, 99), WORDS()),
                 seL4_TruncatedMessage);
    assert_error_2(get(IRQ_COUNT, used), seL4_RangeError, 0, IRQ_COUNT - 1);
    assert_error_2(get(UINT64_MAX, used), seL4_RangeError, 0, IRQ_COUNT - 1);
    assert_error(get(IRQ, used), seL4_RevokeFirst);
    assert_error(get(IRQ_KERNEL_TIMER, slot), seL4_RevokeFirst);
    assert_failed_lookup(call(CONTROL, IRQIssueIRQHandler, WORDS(IRQ + 1, 0, 64), WORDS(used)), 0,
                         WORDS(seL4_InvalidRoot));
    assert_error(get(IRQ + 1, used), seL4_DeleteFirst);
    assert_success(get(IRQ + 1, slot));
}

static void trigger_errors_in_order(void **state)
{
    word_t slot = new_slot(), used = new_handler(IRQ);

    (void)state;
    assert_error(call(CONTROL, ARMIRQIssueIRQHandlerTrigger, WORDS(999, 0, slot), WORDS(ROOT)),
                 seL4_TruncatedMessage);
    assert_error(call(CONTROL, ARMIRQIssueIRQHandlerTrigger, WORDS(999, 0, slot, 64), WORDS()),
                 seL4_TruncatedMessage);
    assert_error_2(get_trigger(IRQ_COUNT, 0, used), seL4_RangeError, 0, IRQ_COUNT - 1);
    assert_error(get_trigger(IRQ, 0, used), seL4_RevokeFirst);
    assert_error(get_trigger(IRQ + 1, 0, used), seL4_DeleteFirst);
    assert_success(get_trigger(IRQ + 1, 1, slot));
    assert_true(host_machine.edge[0] >> (IRQ + 1) & 1);
    assert_success(delete (slot));
    assert_success(get_trigger(IRQ + 1, 0, slot));
    assert_false(host_machine.edge[0] >> (IRQ + 1) & 1);
}

static void handler_is_a_child_of_control(void **state)
{
    word_t handler = new_handler(IRQ), copy = copy_of(handler);

    (void)state;
    assert_true(slot_is_parent_of(slot_at(CONTROL), slot_at(handler)));
    assert_true(slot_is_parent_of(slot_at(handler), slot_at(copy)));
    assert_success(revoke(CONTROL));
    assert_true(slot_is_empty(slot_at(handler)) && slot_is_empty(slot_at(copy)));
    assert_int_equal(kernel.irq_state[IRQ], IRQ_INACTIVE);
    assert_true(is_masked(IRQ));
}

static void set_notification_errors(void **state)
{
    word_t handler = new_handler(IRQ), notification = new_object(seL4_NotificationObject, 0);

    (void)state;
    assert_error(call(handler, IRQIssueIRQHandler, WORDS(), WORDS()), seL4_IllegalOperation);
    assert_error(call(handler, IRQSetIRQHandler, WORDS(), WORDS()), seL4_TruncatedMessage);
    assert_error_1(call(handler, IRQSetIRQHandler, WORDS(), WORDS(ROOT)), seL4_InvalidCapability,
                   0);
    assert_error_1(
        call(handler, IRQSetIRQHandler, WORDS(), WORDS(mint(notification, RIGHT_READ, 0))),
        seL4_InvalidCapability, 0);
}

static void delivery_until_acknowledged(void **state)
{
    word_t handler = new_handler(IRQ), notification = new_object(seL4_NotificationObject, 0);
    word_t badged = mint(notification, RIGHT_WRITE, 0x40);

    (void)state;
    assert_success(call(handler, IRQSetIRQHandler, WORDS(), WORDS(badged)));
    raise(IRQ);
    assert_true(is_masked(IRQ));
    assert_int_equal(nbwait(notification).badge, 0x40);
    interrupt();
    assert_int_equal(nbwait(notification).badge, 0);
    assert_success(call(handler, IRQAckIRQ, WORDS(), WORDS()));
    assert_false(is_masked(IRQ));
    interrupt();
    assert_int_equal(nbwait(notification).badge, 0x40);
}

static void without_notification_it_is_masked(void **state)
{
    word_t handler = new_handler(IRQ), notification = new_object(seL4_NotificationObject, 0);

    (void)state;
    assert_success(call(handler, IRQSetIRQHandler, WORDS(), WORDS(notification)));
    assert_success(call(handler, IRQClearIRQHandler, WORDS(), WORDS()));
    assert_true(slot_is_empty(&kernel.irq_slot[IRQ]));
    raise(IRQ);
    assert_true(is_masked(IRQ));
    assert_int_equal(nbwait(notification).badge, 0);
}

static void notification_is_replaced(void **state)
{
    word_t handler = new_handler(IRQ), notification = new_object(seL4_NotificationObject, 0);
    word_t one = mint(notification, RIGHT_WRITE, 1), two = mint(notification, RIGHT_WRITE, 2);

    (void)state;
    assert_success(call(handler, IRQSetIRQHandler, WORDS(), WORDS(one)));
    assert_success(call(handler, IRQSetIRQHandler, WORDS(), WORDS(two)));
    raise(IRQ);
    assert_int_equal(nbwait(notification).badge, 2);
    /* What the handler holds is a child of what it was given. */
    assert_success(revoke(two));
    assert_true(slot_is_empty(&kernel.irq_slot[IRQ]));
    assert_int_equal(kernel.irq_state[IRQ], IRQ_SIGNAL);
}

/* The handler's is the only capability to the notification. */
static void last_handler_gives_everything_back(void **state)
{
    word_t handler = new_handler(IRQ), copy = copy_of(handler), slot = new_slot();
    word_t notification = new_object(seL4_NotificationObject, 0);

    (void)state;
    assert_success(call(handler, IRQSetIRQHandler, WORDS(), WORDS(notification)));
    assert_success(delete (notification));
    assert_success(delete (handler));
    assert_int_equal(kernel.irq_state[IRQ], IRQ_SIGNAL);
    assert_false(slot_is_empty(&kernel.irq_slot[IRQ]));
    assert_success(delete (copy));
    assert_int_equal(kernel.irq_state[IRQ], IRQ_INACTIVE);
    assert_true(slot_is_empty(&kernel.irq_slot[IRQ]));
    assert_true(is_masked(IRQ));
    assert_success(get(IRQ, slot));
    assert_false(is_masked(IRQ));
}

static void sgi_errors_in_order(void **state)
{
    word_t slot = new_slot();

    (void)state;
    assert_error(call(CONTROL, ARMIRQIssueSGISignal, WORDS(16, 8, slot), WORDS(ROOT)),
                 seL4_TruncatedMessage);
    assert_error(call(CONTROL, ARMIRQIssueSGISignal, WORDS(16, 8, slot, 0), WORDS()),
                 seL4_TruncatedMessage);
    assert_error_2(issue_sgi(16, 8, ROOT), seL4_RangeError, 0, 15);
    assert_error_1(issue_sgi(15, 8, ROOT), seL4_InvalidArgument, 1);
    assert_error_2(call(CONTROL, ARMIRQIssueSGISignal, WORDS(15, 7, slot, 0), WORDS(ROOT)),
                   seL4_RangeError, 1, 64);
    assert_error(issue_sgi(15, 7, ROOT), seL4_DeleteFirst);
    assert_success(issue_sgi(15, 7, slot));
}

static void sgi_is_sent_whatever_the_message(void **state)
{
    word_t slot = new_slot();

    (void)state;
    assert_success(issue_sgi(9, 3, slot));
    assert_true(slot_is_parent_of(slot_at(CONTROL), slot_at(slot)));
    assert_success(call(slot, 12345, WORDS(1, 2), WORDS()));
    signal_on(slot);
    (void)nbsend(copy_of(slot), 7, WORDS(), WORDS());
    assert_int_equal(host_machine.last_sgi.count, 3);
    assert_int_equal(host_machine.last_sgi.irq, 9);
    assert_int_equal(host_machine.last_sgi.target, 3);
    assert_success(revoke(CONTROL));
    assert_true(slot_is_empty(slot_at(slot)));
}

/* What nobody has asked for, or the kernel does not know, is masked when it comes. */
static void interrupts_of_nobody(void **state)
{
    static const unsigned irqs[] = { 50, IRQ_COUNT + 2 };

    (void)state;
    for (unsigned i = 0; i < ARRAY_COUNT(irqs); i++) {
        arch_irq_mask(irqs[i], false);
        host_irq_raise(irqs[i]);
        interrupt();
        assert_true(host_irq_is_masked(irqs[i]));
        host_irq_lower(irqs[i]);
    }
    interrupt(); /* and if there is none after all, nothing happens */
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(issue_errors_in_order),         TEST(trigger_errors_in_order),
        TEST(handler_is_a_child_of_control), TEST(set_notification_errors),
        TEST(delivery_until_acknowledged),   TEST(without_notification_it_is_masked),
        TEST(notification_is_replaced),      TEST(last_handler_gives_everything_back),
        TEST(sgi_errors_in_order),           TEST(sgi_is_sent_whatever_the_message),
        TEST(interrupts_of_nobody),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
