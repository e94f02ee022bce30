/* SPDX-License-Identifier: BSD-2-Clause */
/* Scheduling contexts as objects: binding, and what yielding to one means without an answer. */
#include "abi_fixture.h"

/* A plain Send wants no answer, so nobody waits for one: the other thread simply goes first. */
static void yield_to_without_answer(void **state)
{
    struct new_thread other = new_started();
    struct tcb *root = root_thread();

    (void)state;
    send(other.sched_context, SchedContextYieldTo, WORDS(), WORDS());
    assert_ptr_equal(current_thread(), other.tcb);
    assert_null(root->yield_to);
    assert_null(context_of(&other)->yield_from);
    yield();
    assert_ptr_equal(current_thread(), root);
    assert_int_equal(root->regs.x[0], other.sched_context);
}

/* A sporadic context that nobody has used counts from the moment it is bound, not from its
 * configuration. */
static void sporadic_context_counts_from_its_binding(void **state)
{
    word_t context = new_object(seL4_SchedContextObject, 8);
    struct new_thread thread = new_passive_thread(TOP);

    (void)state;
    configure_context(context, 1000, 10000, 2, seL4_SchedContext_Sporadic);
    run_for(ticks_from_us(500));
    assert_success(call(context, SchedContextBind, WORDS(), WORDS(thread.cptr)));
    assert_int_equal(refill_head(context_at(context))->time, kernel.cpu.now);
    assert_success(call(context, SchedContextUnbind, WORDS(), WORDS()));
    configure_context(context, 1000, 10000, 2, 0);
    run_for(ticks_from_us(500));
    assert_success(call(context, SchedContextBind, WORDS(), WORDS(thread.cptr)));
    assert_true(refill_head(context_at(context))->time < kernel.cpu.now);
}

/* A copy that goes leaves everything as it is, the last capability unbinds. */
static void only_the_last_capability_counts(void **state)
{
    struct new_thread thread = new_thread(1);
    word_t copy = copy_of(thread.sched_context);

    (void)state;
    assert_success(delete(thread.sched_context));
    assert_non_null(thread.tcb->sched_context);
    assert_success(delete(copy));
    assert_null(thread.tcb->sched_context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ABI_TEST(yield_to_without_answer),
        ABI_TEST(sporadic_context_counts_from_its_binding),
        ABI_TEST(only_the_last_capability_counts),
    };

    return cmocka_run_group_tests_name("sched_context", tests, NULL, NULL);
}
