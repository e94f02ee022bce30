/* SPDX-License-Identifier: BSD-2-Clause */
/* The test world itself: does it start, and does it notice what it is there to notice? */
#include "harness.h"

static void starts_with_the_root_task_running(void **state)
{
    (void)state;
    assert_ptr_equal(current_thread(), thread_at(seL4_CapInitThreadTCB));
    assert_int_equal(current_thread()->state, THREAD_RUNNING);
    assert_string_equal(current_thread()->name, "rootserver");
    assert_non_null(tcb_ipc_buffer(current_thread(), true));
}

static void makes_objects(void **state)
{
    word_t endpoint = new_object(seL4_EndpointObject, 0);
    struct new_thread t = new_thread(10);

    (void)state;
    assert_int_equal(cap_type(cap_at(endpoint)), CAP_ENDPOINT);
    start(&t);
    assert_true(t.tcb->in_ready_queue);
    assert_ptr_not_equal(current_thread(), t.tcb);
}

static void changes_threads(void **state)
{
    struct new_thread a = new_thread(seL4_MaxPrio), b = new_thread(seL4_MaxPrio);
    struct tcb *root = current_thread();

    (void)state;
    start(&a);
    start(&b);
    run_as(b.tcb);
    run_as(a.tcb);
    run_as(root);
    run_as(b.tcb);
}

static void lets_time_pass(void **state)
{
    struct new_thread t = new_thread(seL4_MaxPrio);
    struct tcb *root = current_thread();

    (void)state;
    start(&t);
    run_for(ticks_from_us(5000));
    assert_ptr_equal(current_thread(), t.tcb);
    run_for(ticks_from_us(5000));
    assert_ptr_equal(current_thread(), root);
}

static void translates_addresses(void **state)
{
    word_t root = kernel.asid_pool[0]->root[1];
    paddr_t paddr;

    (void)state;
    assert_true(host_translate(root, WORLD_IPC_BUFFER + 24, HOST_WRITE, &paddr));
    assert_int_equal(window_address(paddr), cap_address(cap_at(seL4_CapInitThreadIPCBuffer)) + 24);
    assert_false(host_translate(root, WORLD_IPC_BUFFER, HOST_EXECUTE, &paddr));
    assert_false(host_translate(root, WORLD_IPC_BUFFER + 4096, HOST_READ, &paddr));
    assert_false(host_translate(root, UINT64_C(1) << 47, HOST_READ, &paddr));
}

/* A change of the page tables behind the TLB's back. */
static void entries_that_are_not_flushed_are_noticed(void **state)
{
    word_t root = kernel.asid_pool[0]->root[1], *entry = (word_t *)root, kept = *entry;

    (void)state;
    *entry = 0;
    assert_string_equal(world_check(),
                        "machine: a page-table entry has changed and the TLB was not told");
    *entry = kept;
    assert_null(world_check());
    *entry = 0;
    arch_tlb_flush_page(1, WORLD_IPC_BUFFER);
    assert_null(world_check());
}

static void failing_invocations_that_change_something_are_noticed(void **state)
{
    (void)state;
    world_remember();
    assert_null(world_difference(current_thread()));
    current_thread()->regs.x[0]++;
    assert_null(world_difference(current_thread()));
    thread_at(seL4_CapInitThreadTCB)->flags ^= 2;
    assert_non_null(world_difference(current_thread()));
    thread_at(seL4_CapInitThreadTCB)->flags ^= 2;
    kernel.irq_state[5] = IRQ_SIGNAL;
    assert_non_null(world_difference(current_thread()));
    kernel.irq_state[5] = IRQ_INACTIVE;
    arch_irq_mask(5, false);
    assert_non_null(world_difference(current_thread()));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(starts_with_the_root_task_running, world_setup,
                                        world_teardown),
        cmocka_unit_test_setup_teardown(makes_objects, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(changes_threads, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(lets_time_pass, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(translates_addresses, world_setup, world_teardown),
        WORLD_TEST(entries_that_are_not_flushed_are_noticed),
        WORLD_TEST(failing_invocations_that_change_something_are_noticed),
    };

    return cmocka_run_group_tests_name("harness", tests, NULL, NULL);
}
