/* SPDX-License-Identifier: BSD-2-Clause */
/* objects/domain.c: assigning threads to domains and setting the schedule. */
#include "harness.h"

enum {
    DOMAIN = seL4_CapDomain,
    OWN_TCB = seL4_CapInitThreadTCB,
    SLICES = CONFIG_NUM_DOMAIN_SCHEDULES,
    DOMAINS = CONFIG_NUM_DOMAINS
};

static struct answer set(word_t domain, word_t thread)
{
    return call(DOMAIN, DomainSetSet, WORDS(domain), WORDS(thread));
}

static struct answer configure(word_t index, word_t domain, word_t ticks)
{
    return call(DOMAIN, DomainScheduleConfigure, WORDS(index, domain, ticks), WORDS());
}

static struct answer set_start(word_t index)
{
    return call(DOMAIN, DomainScheduleSetStart, WORDS(index), WORDS());
}

static void set_errors_in_order(void **state)
{
    (void)state;
    assert_error(call(DOMAIN, CNodeDelete, WORDS(), WORDS()), seL4_IllegalOperation);
    assert_error(call(DOMAIN, DomainSetSet, WORDS(), WORDS()), seL4_TruncatedMessage);
    assert_error_1(call(DOMAIN, DomainSetSet, WORDS(DOMAINS), WORDS()), seL4_InvalidArgument, 0);
    assert_error_1(set(256, OWN_TCB), seL4_InvalidArgument, 0);
    assert_error(call(DOMAIN, DomainSetSet, WORDS(DOMAINS - 1), WORDS()), seL4_TruncatedMessage);
    assert_error_1(set(0, DOMAIN), seL4_InvalidArgument, 1);
}

static void set_moves_a_thread(void **state)
{
    struct new_thread t = new_thread(5);

    (void)state;
    assert_success(set(DOMAINS - 1, t.cptr));
    assert_int_equal(t.tcb->domain, DOMAINS - 1);
    start(&t);
    assert_success(set(1, t.cptr));
    assert_int_equal(t.tcb->domain, 1);
    assert_success(set(0, t.cptr));
    assert_int_equal(t.tcb->domain, 0);
}

static void configure_errors_in_order(void **state)
{
    word_t too_long = word_bit(56);

    (void)state;
    assert_error(call(DOMAIN, DomainScheduleConfigure, WORDS(SLICES, DOMAINS), WORDS()),
                 seL4_TruncatedMessage);
    assert_error_2(configure(SLICES - 1, DOMAINS, too_long), seL4_RangeError, 0, SLICES - 2);
    assert_error_2(configure(SLICES - 2, DOMAINS, too_long), seL4_RangeError, 0, DOMAINS - 1);
    assert_error_1(configure(0, 1, too_long), seL4_InvalidArgument, 2);
    assert_error_1(configure(0, 1, 0), seL4_InvalidArgument, 1);
    assert_error_1(configure(0, 0, 0), seL4_InvalidArgument, 2);
    assert_success(configure(1, 0, 0));
    assert_success(configure(SLICES - 2, DOMAINS - 1, too_long - 1));
    assert_int_equal(kernel.domain_schedule[SLICES - 2].domain, DOMAINS - 1);
    assert_true(kernel.domain_schedule[SLICES - 2].ticks == too_long - 1);
}

static void set_start_errors_in_order(void **state)
{
    (void)state;
    assert_error(call(DOMAIN, DomainScheduleSetStart, WORDS(), WORDS()), seL4_TruncatedMessage);
    assert_error_2(set_start(SLICES), seL4_RangeError, 0, SLICES - 1);
    assert_error_1(set_start(SLICES - 1), seL4_InvalidArgument, 0);
    assert_error_1(set_start(3), seL4_InvalidArgument, 0);
}

/* The start index cannot be made an end marker, the one before can once it is not the start. */
static void start_moves(void **state)
{
    (void)state;
    assert_success(configure(2, 0, 1000));
    assert_success(set_start(2));
    assert_int_equal(kernel.cpu.domain_start, 2);
    assert_error_1(configure(2, 0, 0), seL4_InvalidArgument, 2);
    assert_success(configure(0, 0, 0));
    assert_error_1(set_start(0), seL4_InvalidArgument, 0);
}

/* A slice of another domain keeps the caller off the processor until it is over. */
static void slices_alternate(void **state)
{
    struct new_thread t = new_thread(5);
    struct tcb *root = current_thread();
    ticks_t slice = 10 * TIMER_KHZ;

    (void)state;
    assert_success(set(1, t.cptr));
    start(&t);
    assert_success(configure(4, 0, slice));
    assert_success(configure(5, 1, slice));
    assert_success(set_start(4));
    assert_ptr_equal(current_thread(), root);
    run_for(slice);
    assert_ptr_equal(current_thread(), t.tcb);
    run_for(slice);
    assert_ptr_equal(current_thread(), root);
    assert_success(set_start(5));
    assert_ptr_equal(current_thread(), t.tcb);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(set_errors_in_order),       TEST(set_moves_a_thread), TEST(configure_errors_in_order),
        TEST(set_start_errors_in_order), TEST(start_moves),        TEST(slices_alternate),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
