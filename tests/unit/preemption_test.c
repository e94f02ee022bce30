/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Long operations, interrupted at every preemption point in turn. After each interruption all
 * invariants hold (the harness checks) and the system call goes on when it is executed again; in
 * the end memory is the same as after an operation that was not interrupted.
 */
#include "harness.h"
#include <stdlib.h>
#include <string.h>

#define RAM ((const void *)window_address((paddr_t){ HOST_RAM_BASE }))

/* What the scenes below make: the operations are on these. */
static word_t target, ep;

/* A tree of untypeds, objects of all kinds, copies. */
static void make_much(void)
{
    static const uint8_t types[] = {
        seL4_EndpointObject, seL4_NotificationObject, seL4_ReplyObject, seL4_CapTableObject,
        seL4_SchedContextObject, seL4_TCBObject, seL4_ARM_SmallPageObject,
    };

    target = new_object(seL4_UntypedObject, 15);
    for (unsigned i = 0; i < ARRAY_COUNT(types); i++) {
        word_t slot = new_slot();

        assert_success(call(target, UntypedRetype, WORDS(types[i], 8, 0, 0, slot, 1),
                            WORDS(seL4_CapInitThreadCNode)));
        copy_of(slot);
        if (types[i] == seL4_CapTableObject) {
            for (unsigned k = 0; k < 20; k++) {
                assert_success(call(slot, CNodeCopy, WORDS(k * 3, 8, slot, 64, 15),
                                    WORDS(seL4_CapInitThreadCNode)));
            }
        }
        if (types[i] == seL4_TCBObject) {
            assert_success(call(slot, TCBConfigure, WORDS(0, 0, 0),
                                WORDS(seL4_CapInitThreadCNode, seL4_CapInitThreadVSpace, slot)));
        }
    }
}

/* A CNode with capabilities to itself, to another that leads back, and to threads. */
static void make_cnode_cycle(void)
{
    word_t other = new_object(seL4_CapTableObject, 4);
    word_t root = seL4_CapInitThreadCNode;

    target = new_object(seL4_CapTableObject, 4);
    for (unsigned i = 0; i < 3; i++) {
        word_t tcb = new_object(seL4_TCBObject, 0);

        assert_success(call(tcb, TCBConfigure, WORDS(0, 0, 0),
                            WORDS(target, seL4_CapInitThreadVSpace, tcb)));
        assert_success(call(target, CNodeMove, WORDS(i, 4, tcb, 64), WORDS(root)));
    }
    assert_success(call(other, CNodeCopy, WORDS(1, 4, target, 64, 15), WORDS(root)));
    assert_success(call(target, CNodeCopy, WORDS(9, 4, target, 64, 15), WORDS(root)));
    assert_success(call(target, CNodeMove, WORDS(5, 4, other, 64), WORDS(root)));
}

/* A CNode with the only capabilities to threads and to a CNode with more threads. */
static void make_cnode_of_threads(void)
{
    word_t inner = new_object(seL4_CapTableObject, 3), root = seL4_CapInitThreadCNode;

    target = new_object(seL4_CapTableObject, 4);
    for (unsigned i = 0; i < 6; i++) {
        struct new_thread t = new_thread(100);

        start(&t);
        assert_success(call(i % 2 ? inner : target, CNodeMove,
                            WORDS(i, i % 2 ? 3 : 4, t.cptr, 64), WORDS(root)));
    }
    assert_success(call(target, CNodeMove, WORDS(15, 4, inner, 64), WORDS(root)));
}

/* Memory that was used, whose next use clears it. */
static void make_used_memory(void)
{
    word_t slot = new_slot();

    target = WORLD_UNTYPED + 2;
    assert_success(call(target, UntypedRetype, WORDS(seL4_UntypedObject, 17, 0, 0, slot, 1),
                        WORDS(seL4_CapInitThreadCNode)));
    assert_success(delete(slot));
}

/* Threads queued on an endpoint. */
static void make_waiters(void)
{
    struct tcb *root = current_thread();
    word_t badged;

    ep = new_object(seL4_EndpointObject, 0);
    badged = mint(ep, RIGHT_ALL, 3);
    for (unsigned i = 0; i < 6; i++) {
        struct new_thread t = new_thread(255);

        start(&t);
        run_as(t.tcb);
        send(i % 2 ? badged : ep, i, WORDS(), WORDS());
    }
    run_as(root);
    target = badged;
}

static struct request request_on(word_t cap, word_t label, struct words words)
{
    return (struct request){ .number = seL4_SysCall, .cap = cap, .label = label, .words = words };
}

static struct request revoke_target(void)
{
    return request_on(seL4_CapInitThreadCNode, CNodeRevoke, WORDS(target, 64));
}

static struct request delete_target(void)
{
    return request_on(seL4_CapInitThreadCNode, CNodeDelete, WORDS(target, 64));
}

static struct request delete_endpoint(void)
{
    target = ep;
    return revoke_target();
}

static struct request cancel_sends(void)
{
    return request_on(seL4_CapInitThreadCNode, CNodeCancelBadgedSends, WORDS(target, 64));
}

static struct request retype_target(void)
{
    struct request r = request_on(target, UntypedRetype,
                                  WORDS(seL4_EndpointObject, 0, 0, 0, new_slot(), 100));

    r.caps = WORDS(seL4_CapInitThreadCNode);
    return r;
}

/* Run the operation, interrupted at its n-th preemption point (0: never) and, if `again`, at the
 * n-th of each repetition. Returns how often it was interrupted. */
static unsigned run(void (*prepare)(void), struct request (*make_request)(void), unsigned n,
                    bool again)
{
    unsigned interrupted = 0;
    struct request request;

    world_create();
    prepare();
    request = make_request();
    kernel.preempt_at = n;
    while (!syscall(&request).returned) {
        interrupted++;
        assert_in_range(interrupted, 1, 10000);
        assert_ptr_equal(current_thread(), thread_at(seL4_CapInitThreadTCB));
        kernel.preempt_at = again ? n : 0;
    }
    kernel.preempt_at = 0;
    assert_int_equal(answer_of(current_thread()).label, seL4_NoError);
    return interrupted;
}

static void at_every_point(void (*prepare)(void), struct request (*make_request)(void),
                           unsigned min_points)
{
    uint8_t *expected = malloc(WORLD_RAM_BYTES);
    unsigned n = 0;

    assert_int_equal(run(prepare, make_request, 0, false), 0);
    memcpy(expected, RAM, WORLD_RAM_BYTES);
    while (run(prepare, make_request, ++n, false) > 0) {
        assert_memory_equal(expected, RAM, WORLD_RAM_BYTES);
    }
    assert_true(n > min_points);
    /* Interrupted again and again it still comes to an end, if it may do two steps each time. */
    for (unsigned step = 2; step < 5; step++) {
        run(prepare, make_request, step, true);
        assert_memory_equal(expected, RAM, WORLD_RAM_BYTES);
    }
    free(expected);
}

static void revoking_untyped_memory(void **state)
{
    (void)state;
    at_every_point(make_much, revoke_target, 15);
}

static void revoking_a_cycle_of_cnodes(void **state)
{
    (void)state;
    at_every_point(make_cnode_cycle, revoke_target, 5);
}

static void deleting_nested_objects(void **state)
{
    (void)state;
    at_every_point(make_cnode_of_threads, delete_target, 10);
}

static void clearing_memory(void **state)
{
    (void)state;
    at_every_point(make_used_memory, retype_target, 100);
}

static void revoking_an_endpoint_with_waiters(void **state)
{
    (void)state;
    at_every_point(make_waiters, delete_endpoint, 0);
}

static void cancelling_sends(void **state)
{
    (void)state;
    at_every_point(make_waiters, cancel_sends, 0);
}

/* A pending interrupt is found by itself, served, and the operation goes on afterwards. */
static void pending_interrupt_is_served(void **state)
{
    word_t ntfn, handler = 0;
    struct request request;
    unsigned repetitions = 0;

    (void)state;
    world_create();
    ntfn = new_object(seL4_NotificationObject, 0);
    handler = new_slot();
    assert_success(call(seL4_CapIRQControl, IRQIssueIRQHandler, WORDS(40, handler, 64),
                        WORDS(seL4_CapInitThreadCNode)));
    assert_success(call(handler, IRQSetIRQHandler, WORDS(), WORDS(ntfn)));
    make_used_memory();
    request = retype_target();
    host_irq_raise(40);
    assert_false(syscall(&request).returned);
    assert_int_equal(notification_of(cap_at(ntfn))->state, NOTIFICATION_IDLE);
    interrupt();
    assert_int_equal(notification_of(cap_at(ntfn))->state, NOTIFICATION_ACTIVE);
    while (!syscall(&request).returned) {
        assert_in_range(++repetitions, 1, 100);
    }
    assert_int_equal(answer_of(current_thread()).label, seL4_NoError);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(revoking_untyped_memory, world_teardown),
        cmocka_unit_test_teardown(revoking_a_cycle_of_cnodes, world_teardown),
        cmocka_unit_test_teardown(deleting_nested_objects, world_teardown),
        cmocka_unit_test_teardown(clearing_memory, world_teardown),
        cmocka_unit_test_teardown(revoking_an_endpoint_with_waiters, world_teardown),
        cmocka_unit_test_teardown(cancelling_sends, world_teardown),
        cmocka_unit_test_teardown(pending_interrupt_is_served, world_teardown),
    };

    return cmocka_run_group_tests_name("preemption", tests, NULL, NULL);
}
