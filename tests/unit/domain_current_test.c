/* SPDX-License-Identifier: BSD-2-Clause */
/* A thread that puts itself into another domain stops until that domain's slice. Found by the model
 * (tests/model). */
#include "harness.h"
#include "invocation.h"

static void current_thread_leaves_the_domain(void **state)
{
    struct new_thread t = new_thread(100);
    struct tcb *root = current_thread();

    (void)state;
    start(&t);
    call(seL4_CapDomain, DomainSetSet, WORDS(1), WORDS(seL4_CapInitThreadTCB));
    assert_ptr_equal(current_thread(), t.tcb);
    assert_true(root->in_ready_queue);
    assert_int_equal(root->domain, 1);
}

static void nobody_else_is_there(void **state)
{
    (void)state;
    call(seL4_CapDomain, DomainSetSet, WORDS(1), WORDS(seL4_CapInitThreadTCB));
    assert_ptr_equal(current_thread(), &kernel.cpu.idle);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(current_thread_leaves_the_domain),
        WORLD_TEST(nobody_else_is_there),
    };

    return cmocka_run_group_tests_name("domain", tests, NULL, NULL);
}
