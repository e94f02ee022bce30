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
        seL4_EndpointObject,      seL4_NotificationObject, seL4_ReplyObject,
        seL4_CapTableObject,      seL4_SchedContextObject, seL4_TCBObject,
        seL4_ARM_SmallPageObject,
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

        assert_success(
            call(tcb, TCBConfigure, WORDS(0, 0, 0), WORDS(target, seL4_CapInitThreadVSpace, tcb)));
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
        assert_success(call(i % 2 ? inner : target, CNodeMove, WORDS(i, i % 2 ? 3 : 4, t.cptr, 64),
                            WORDS(root)));
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
    assert_success(delete (slot));
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

/* The same, faults among them, and the only capability to the endpoint. */
static void make_last_waiters(void)
{
    struct tcb *root = current_thread();

    make_waiters();
    for (unsigned i = 0; i < 2; i++) {
        struct new_thread t = new_thread(255);

        assert_success(call(t.cptr, TCBSetSpace, WORDS(0, 0),
                            WORDS(ep, seL4_CapInitThreadCNode, seL4_CapInitThreadVSpace)));
        start(&t);
        run_as(t.tcb);
        fault((struct fault){ .kind = seL4_Fault_UserException });
        assert_success(call(t.cptr, TCBSetSpace, WORDS(0, 0),
                            WORDS(0, seL4_CapInitThreadCNode, seL4_CapInitThreadVSpace)));
    }
    run_as(root);
    assert_success(delete (target));
    target = ep;
}

/* Threads waiting for a notification that is bound to a scheduling context. */
static void make_listeners(void)
{
    struct tcb *root = current_thread();
    word_t sc = new_object(seL4_SchedContextObject, 8);

    target = new_object(seL4_NotificationObject, 0);
    assert_success(call(sc, SchedContextBind, WORDS(), WORDS(target)));
    for (unsigned i = 0; i < 6; i++) {
        struct new_thread t = new_thread(255);

        start(&t);
        run_as(t.tcb);
        wait_on(target);
    }
    run_as(root);
}

/* The only capabilities to an endpoint and a notification with waiting threads, in a CNode, in a
 * CNode in it, and in a thread that is in it too. */
static void make_cnode_of_queues(void)
{
    word_t outer = new_object(seL4_CapTableObject, 4), inner = new_object(seL4_CapTableObject, 2);
    word_t root = seL4_CapInitThreadCNode;
    struct new_thread holder = new_thread(100);

    make_last_waiters();
    assert_success(
        call(holder.cptr, TCBSetSpace, WORDS(0, 0), WORDS(target, root, seL4_CapInitThreadVSpace)));
    assert_success(delete (target));
    make_listeners();
    assert_success(call(inner, CNodeMove, WORDS(3, 2, target, 64), WORDS(root)));
    make_last_waiters();
    assert_success(call(outer, CNodeMove, WORDS(9, 4, target, 64), WORDS(root)));
    assert_success(call(outer, CNodeMove, WORDS(4, 4, inner, 64), WORDS(root)));
    assert_success(call(outer, CNodeMove, WORDS(5, 4, holder.cptr, 64), WORDS(root)));
    target = outer;
}

/* A handler that has the only capability to a notification for which threads wait. */
static void make_irq_handler(void)
{
    word_t handler = new_slot();

    make_listeners();
    assert_success(call(seL4_CapIRQControl, IRQIssueIRQHandler, WORDS(40, handler, 64),
                        WORDS(seL4_CapInitThreadCNode)));
    assert_success(call(handler, IRQSetIRQHandler, WORDS(), WORDS(target)));
    assert_success(delete (target));
    target = handler;
    ep = new_object(seL4_NotificationObject, 0);
}

/* A thread whose fault and timeout handlers have the only capabilities to endpoints with waiting
 * threads. */
static void make_handlers(void)
{
    struct new_thread holder = new_thread(100);

    make_last_waiters();
    assert_success(call(holder.cptr, TCBSetTimeoutEndpoint, WORDS(), WORDS(target)));
    assert_success(delete (target));
    make_last_waiters();
    assert_success(call(holder.cptr, TCBSetSpace, WORDS(0, 0),
                        WORDS(target, seL4_CapInitThreadCNode, seL4_CapInitThreadVSpace)));
    assert_success(delete (target));
    target = holder.cptr;
    ep = new_object(seL4_EndpointObject, 0);
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

static struct request revoke_memory(void)
{
    return request_on(seL4_CapInitThreadCNode, CNodeRevoke, WORDS(WORLD_UNTYPED, 64));
}

static struct request clear_handler(void)
{
    return request_on(target, IRQClearIRQHandler, WORDS());
}

static struct request set_notification(void)
{
    struct request r = request_on(target, IRQSetIRQHandler, WORDS());

    r.caps = WORDS(ep);
    return r;
}

static struct request set_space(void)
{
    struct request r = request_on(target, TCBSetSpace, WORDS(0, 0));

    r.caps = WORDS(ep, seL4_CapInitThreadCNode, seL4_CapInitThreadVSpace);
    return r;
}

static struct request set_timeout_endpoint(void)
{
    struct request r = request_on(target, TCBSetTimeoutEndpoint, WORDS());

    r.caps = WORDS(ep);
    return r;
}

static struct request set_sched_params(void)
{
    struct request r = request_on(target, TCBSetSchedParams, WORDS(0, 100));

    r.caps = WORDS(seL4_CapInitThreadTCB, target + 2, ep);
    return r;
}

static struct request retype_target(void)
{
    struct request r =
        request_on(target, UntypedRetype, WORDS(seL4_EndpointObject, 0, 0, 0, new_slot(), 100));

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
    host_machine.preempt_at = n;
    while (!syscall(&request).returned) {
        interrupted++;
        assert_in_range(interrupted, 1, 10000);
        assert_ptr_equal(current_thread(), thread_at(seL4_CapInitThreadTCB));
        host_machine.preempt_at = again ? n : 0;
    }
    host_machine.preempt_at = 0;
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
    /* Interrupted again and again it still comes to an end, even after each step. */
    for (unsigned step = 1; step < 5; step++) {
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
    at_every_point(make_used_memory, retype_target, 30);
}

static void revoking_an_endpoint_with_waiters(void **state)
{
    (void)state;
    at_every_point(make_waiters, delete_endpoint, 0);
}

static void cancelling_sends(void **state)
{
    (void)state;
    at_every_point(make_waiters, cancel_sends, 4);
}

static void deleting_an_endpoint_with_waiters(void **state)
{
    (void)state;
    at_every_point(make_last_waiters, delete_target, 6);
}

static void deleting_a_notification_with_waiters(void **state)
{
    (void)state;
    at_every_point(make_listeners, delete_target, 4);
}

static void deleting_queues_inside_objects(void **state)
{
    (void)state;
    at_every_point(make_cnode_of_queues, delete_target, 40);
}

static void revoking_memory_with_queues(void **state)
{
    (void)state;
    at_every_point(make_cnode_of_queues, revoke_memory, 20);
}

static void deleting_an_interrupt_handler(void **state)
{
    (void)state;
    at_every_point(make_irq_handler, delete_target, 4);
}

static void changing_an_interrupts_notification(void **state)
{
    (void)state;
    at_every_point(make_irq_handler, clear_handler, 4);
    at_every_point(make_irq_handler, set_notification, 4);
}

static void changing_handlers_with_waiters(void **state)
{
    (void)state;
    at_every_point(make_handlers, set_space, 6);
    at_every_point(make_handlers, set_sched_params, 6);
    at_every_point(make_handlers, set_timeout_endpoint, 6);
}

/* Interrupted at every n-th point, each byte of a large page is maintained once. Meanwhile the
 * caller's first word says where the repeated call goes on; in the end it is what it was. */
static void maintaining_caches(void **state)
{
    enum { RAM_BYTES = 8 << 20, BYTES = 2 << 20, FIRST = 100, LAST = BYTES - 7 };
    const word_t vaddr = WORLD_IPC_BUFFER + BYTES;

    (void)state;
    for (unsigned n = 0; n < 4; n++) {
        for (unsigned op = 0; op < 8; op++) {
            bool by_page = op < 4;
            word_t label = by_page ? ARMPageClean_Data + op : ARMVSpaceClean_Data + op - 4;
            word_t base = by_page ? 0 : vaddr, frame;
            unsigned interrupted = 0;
            struct request request;

            world_create_sized(RAM_BYTES);
            frame = new_object(seL4_ARM_LargePageObject, 0);
            assert_success(call(frame, ARMPageMap, WORDS(vaddr, RIGHT_ALL, 1),
                                WORDS(seL4_CapInitThreadVSpace)));
            host_machine.cache_bytes = 0;
            request = request_on(by_page ? frame : seL4_CapInitThreadVSpace, label,
                                 WORDS(base + FIRST, base + LAST));
            request.number = n % 2 ? seL4_SysSend : seL4_SysCall;
            host_machine.preempt_at = n;
            while (!syscall(&request).returned) {
                interrupted++;
                request.words.w[0] = current_thread()->regs.x[2];
                assert_int_equal(request.words.w[0], base + (word_t)interrupted * n * 4096);
                host_machine.preempt_at = n;
            }
            assert_int_equal(answer_of(current_thread()).label,
                             request.number == seL4_SysCall ? seL4_NoError : label);
            assert_int_equal(current_thread()->regs.x[2], base + FIRST);
            assert_int_equal(host_machine.cache_bytes, LAST - FIRST);
            assert_int_equal(interrupted, n == 0 ? 0 : (BYTES / 4096 - 1) / n);
        }
    }
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

/* While an endpoint or notification is being deleted nobody can queue there any more, with an
 * answer as from an empty slot; and those who still wait may go without it. */
static void zombies_of_queues(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        struct tcb *root;
        struct new_thread visitor;
        struct request request;
        struct cap zombie;

        world_create();
        visitor = new_thread(255);
        start(&visitor);
        root = current_thread();
        (i == 0 ? make_last_waiters : make_listeners)();
        request = delete_target();
        host_machine.preempt_at = 2;
        assert_false(syscall(&request).returned);
        zombie = cap_at(target);
        assert_int_equal(cap_type(zombie), CAP_ZOMBIE);
        run_as(visitor.tcb);
        assert_error_1(call(target, 0, WORDS(), WORDS()), seL4_InvalidCapability, 0);
        assert_true(send(target, 0, WORDS(), WORDS()).returned);
        assert_error(call(seL4_CapInitThreadCNode, CNodeCopy, WORDS(new_slot(), 64, target, 64, 15),
                          WORDS(seL4_CapInitThreadCNode)),
                     seL4_IllegalOperation);
        run_as(root);
        for (const struct tcb *t = kernel.debug_threads; t; t = t->debug_next) {
            if (t->state == THREAD_BLOCKED_ON_SEND || t->state == THREAD_BLOCKED_ON_NOTIFICATION) {
                assert_ptr_equal(t->blocked_on, cap_object(zombie));
            }
        }
        for (word_t cptr = WORLD_UNTYPED, end = new_slot(); cptr < end; cptr++) {
            if (cap_type(cap_at(cptr)) == CAP_TCB && tcb_is_blocked(thread_at(cptr))) {
                assert_success(call(cptr, TCBSuspend, WORDS(), WORDS()));
            }
        }
        assert_success(syscall(&request));
        assert_true(slot_is_empty(slot_at(target)));
    }
}

/* More threads than are released in one entry get their budgets back at the same moment: the timer
 * fires again at once until all are released. */
static void many_releases(void **state)
{
    enum { THREADS = 40, AT_ONCE = 16, PERIOD_US = 100000 };
    struct new_thread threads[THREADS];
    struct tcb *root;
    unsigned entries = 0, waiting = THREADS;

    (void)state;
    world_create();
    root = current_thread();
    for (unsigned i = 0; i < THREADS; i++) {
        threads[i] = new_thread(255);
        configure_context(threads[i].sched_context, 1000, PERIOD_US, 0, 0);
        start(&threads[i]);
        run_as(threads[i].tcb);
        yield();
        assert_true(threads[i].tcb->in_release_queue);
        run_as(root);
    }
    host_machine.clock += ticks_from_us(PERIOD_US);
    while (waiting > 0) {
        unsigned before = waiting;

        assert_true(host_machine.armed && host_machine.deadline <= host_machine.clock);
        interrupt();
        waiting = 0;
        for (unsigned i = 0; i < THREADS; i++) {
            waiting += threads[i].tcb->in_release_queue;
        }
        assert_int_equal(waiting, before > AT_ONCE ? before - AT_ONCE : 0);
        entries++;
    }
    assert_int_equal(entries, (THREADS + AT_ONCE - 1) / AT_ONCE);
    assert_true(host_machine.deadline > host_machine.clock);
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
        cmocka_unit_test_teardown(deleting_an_endpoint_with_waiters, world_teardown),
        cmocka_unit_test_teardown(deleting_a_notification_with_waiters, world_teardown),
        cmocka_unit_test_teardown(deleting_queues_inside_objects, world_teardown),
        cmocka_unit_test_teardown(revoking_memory_with_queues, world_teardown),
        cmocka_unit_test_teardown(deleting_an_interrupt_handler, world_teardown),
        cmocka_unit_test_teardown(changing_an_interrupts_notification, world_teardown),
        cmocka_unit_test_teardown(changing_handlers_with_waiters, world_teardown),
        cmocka_unit_test_teardown(maintaining_caches, world_teardown),
        cmocka_unit_test_teardown(zombies_of_queues, world_teardown),
        cmocka_unit_test_teardown(many_releases, world_teardown),
        cmocka_unit_test_teardown(pending_interrupt_is_served, world_teardown),
    };

    return cmocka_run_group_tests_name("preemption", tests, NULL, NULL);
}
