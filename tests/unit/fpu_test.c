/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What moving the floating-point registers costs: which switches save and load them, and which do
 * not. The state stays in the registers until another thread that may use them runs, or the domain
 * is left; threads with the FPU disabled, the idle thread and kernel entries cost nothing.
 */
#include "abi_fixture.h"

enum { DOMAIN_SLICE = 10 * TIMER_KHZ };

static unsigned saves, loads;

static void count_from_here(void)
{
    saves = host_machine.fpu_saves;
    loads = host_machine.fpu_loads;
}

/* So many since the last look. */
static void assert_moved(unsigned expected_saves, unsigned expected_loads)
{
    assert_int_equal(host_machine.fpu_saves - saves, expected_saves);
    assert_int_equal(host_machine.fpu_loads - loads, expected_loads);
    count_from_here();
}

static void set_disabled(word_t tcb, bool disabled)
{
    assert_success(call(tcb, TCBSetFlags, WORDS(!disabled, disabled), WORDS()));
}

static struct new_thread new_disabled(void)
{
    struct new_thread t = new_started();

    set_disabled(t.cptr, true);
    return t;
}

/* The current thread steps aside for the next of its priority. */
static void step(const struct tcb *next)
{
    yield();
    assert_ptr_equal(current_thread(), next);
}

static void from_one_user_to_another(void **state)
{
    struct new_thread t = new_started();

    (void)state;
    count_from_here();
    step(t.tcb);
    assert_moved(1, 1);
    step(root_thread());
    assert_moved(1, 1);
}

static void entries_without_a_switch(void **state)
{
    (void)state;
    count_from_here();
    yield();
    assert_success(call(seL4_CapInitThreadTCB, TCBSetTLSBase, WORDS(1), WORDS()));
    interrupt();
    assert_moved(0, 0);
}

static void there_and_back_without_fpu(void **state)
{
    struct new_thread t = new_disabled();

    (void)state;
    count_from_here();
    step(t.tcb);
    assert_false(host_machine.fpu_enabled);
    assert_ptr_equal(kernel.cpu.fpu_owner, root_thread());
    step(root_thread());
    assert_true(host_machine.fpu_enabled);
    assert_moved(0, 0);
}

/* The save comes when somebody else wants the registers. */
static void past_one_without_fpu(void **state)
{
    struct new_thread without = new_disabled(), with = new_started();

    (void)state;
    count_from_here();
    step(without.tcb);
    assert_moved(0, 0);
    step(with.tcb);
    assert_moved(1, 1);
    step(root_thread());
    assert_moved(1, 1);
}

static void idling(void **state)
{
    word_t notification = new_notification();
    struct tcb *root = root_thread();

    (void)state;
    count_from_here();
    wait_on(notification);
    assert_ptr_equal(current_thread(), &kernel.cpu.idle);
    notification_signal(notification_of(cap_at(notification)), 1);
    interrupt();
    assert_ptr_equal(current_thread(), root);
    assert_moved(0, 0);
}

/* Calls to a server and back, on either path. */
static void calls(void **state)
{
    word_t endpoint = new_endpoint();
    struct server server = new_server(endpoint, true);

    (void)state;
    for (unsigned disabled = 0; disabled < 2; disabled++) {
        as_root();
        set_disabled(server.thread.cptr, disabled);
        count_from_here();
        call(endpoint, 0, WORDS(), WORDS());
        assert_ptr_equal(current_thread(), server.tcb);
        reply_recv(endpoint, server.reply, 0, WORDS());
        assert_ptr_equal(current_thread(), root_thread());
        assert_moved(disabled ? 0 : 2, disabled ? 0 : 2);
    }
}

static void disabling(void **state)
{
    (void)state;
    count_from_here();
    set_disabled(seL4_CapInitThreadTCB, true);
    assert_moved(1, 0);
    set_disabled(seL4_CapInitThreadTCB, true);
    assert_moved(0, 0);
    set_disabled(seL4_CapInitThreadTCB, false);
    assert_moved(0, 1);
    set_disabled(seL4_CapInitThreadTCB, false);
    assert_moved(0, 0);
}

/* Nothing of a domain is in the registers when another one runs, even if nobody uses them there. */
static void leaving_the_domain(void **state)
{
    struct tcb *root = root_thread();

    (void)state;
    assert_success(
        call(seL4_CapDomain, DomainScheduleConfigure, WORDS(4, 0, DOMAIN_SLICE), WORDS()));
    assert_success(
        call(seL4_CapDomain, DomainScheduleConfigure, WORDS(5, 1, DOMAIN_SLICE), WORDS()));
    assert_success(call(seL4_CapDomain, DomainScheduleSetStart, WORDS(4), WORDS()));
    assert_ptr_equal(current_thread(), root);
    count_from_here();
    run_for(DOMAIN_SLICE);
    assert_ptr_equal(current_thread(), &kernel.cpu.idle);
    assert_null(kernel.cpu.fpu_owner);
    assert_moved(1, 0);
    run_for(DOMAIN_SLICE);
    assert_ptr_equal(current_thread(), root);
    assert_moved(0, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ABI_TEST(from_one_user_to_another),
        ABI_TEST(entries_without_a_switch),
        ABI_TEST(there_and_back_without_fpu),
        ABI_TEST(past_one_without_fpu),
        ABI_TEST(idling),
        ABI_TEST(calls),
        ABI_TEST(disabling),
        ABI_TEST(leaving_the_domain),
    };

    return cmocka_run_group_tests_name("fpu", tests, NULL, NULL);
}
