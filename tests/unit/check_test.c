/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The invariant checker notices what it is there to notice: each test breaks one thing by writing
 * to kernel memory and expects the invariant's number; then it mends it and expects silence.
 */
#include "check_fixture.h"

/* The checker says `number`, and nothing any more once `word` is what it was. */
#define assert_broken(number, place, value)                                                        \
    do {                                                                                           \
        __typeof__(place) good = (place);                                                          \
        (place) = (value);                                                                         \
        assert_names(number);                                                                      \
        (place) = good;                                                                            \
        assert_invariants();                                                                       \
    } while (0)

static void assert_names(const char *number)
{
    const char *broken = world_check();

    if (!broken) {
        fail_msg("%s is broken, but the checker is silent", number);
    } else if (strncmp(broken, number, strlen(number)) != 0) {
        fail_msg("%s is broken, but the checker says: %s", number, broken);
    }
}

static void i1_derivation_lists(void **state)
{
    struct slot *s = slot_at(made.endpoint);

    (void)state;
    assert_broken("I1:", s->prev, 0);
    assert_broken("I1:", s->next, s->next & SLOT_FLAGS);
    assert_broken("I1:", s->prev, (word_t)slot_at(made.reply));
    assert_broken("I1:", s->cap.w[1], 0);
    assert_broken("I1:", slot_at(1000)->prev, (word_t)s);
    assert_broken("I1:", slot_at(1000)->cap.w[0], 1);
    assert_broken("I1:", s->cap.w[1], bits_set(s->cap.w[1], CAP_TYPE, 31));
}

static void i2_descendants(void **state)
{
    struct slot *badged = slot_at(made.badged), *untyped = slot_at(WORLD_UNTYPED);
    struct slot *older = slot_at(made.endpoint), *newer = slot_at(made.cnode);
    struct cap kept = older->cap;

    (void)state;
    assert_broken("I2:", badged->next, badged->next & ~(word_t)SLOT_FIRST_BADGED);
    assert_broken("I2:", untyped->next, untyped->next & ~(word_t)SLOT_REVOCABLE);
    /* A child above the one that precedes it. */
    older->cap = endpoint_cap((struct endpoint *)(cap_address(newer->cap) + 4096), 0, RIGHT_ALL);
    assert_names("I2:");
    older->cap = kept;
    assert_invariants();
}

static void i2_interrupt_handlers(void **state)
{
    word_t copy = copy_of(made.irq);
    struct slot *s = slot_at(copy);

    (void)state;
    assert_ptr_equal(slot_prev(s), slot_at(made.irq));
    /* Another interrupt's handler between a handler and its copy. */
    s = slot_at(copy_of(made.irq));
    kernel.irq_state[41] = IRQ_SIGNAL;
    s->cap.w[0] = 41;
    assert_names("I2:");
    kernel.irq_state[41] = IRQ_INACTIVE;
    s->cap.w[0] = 40;
    assert_invariants();
}

static void i3_free_offset(void **state)
{
    struct slot *untyped = slot_at(WORLD_UNTYPED);
    word_t used = untyped_free_offset(untyped->cap);

    (void)state;
    assert_in_range(used, 1, word_bit(WORLD_UNTYPED_BITS));
    assert_broken("I3:", untyped->cap.w[0], 0);
    assert_broken("I3:", untyped->cap.w[0], used - 4096);
    assert_broken("I3:", untyped->cap.w[0], word_bit(WORLD_UNTYPED_BITS) + 1);
}

static void i4_objects_do_not_overlap(void **state)
{
    struct slot *tcb = slot_at(seL4_CapInitThreadSC);

    (void)state;
    assert_broken("I4:", tcb->cap.w[1], bits_set(tcb->cap.w[1], CAP_OBJECT,
                                                 cap_address(cap_at(WORLD_UNTYPED + 1))));
    assert_broken("I4:", tcb->cap.w[1], tcb->cap.w[1] + 16);
}

static void i5_endpoints(void **state)
{
    struct endpoint *e = endpoint_of(cap_at(made.endpoint));

    (void)state;
    assert_broken("I5:", e->tail_state, e->tail_state | ENDPOINT_SEND);
    start(&made.a);
    start(&made.b);
    send(made.endpoint, 0, WORDS(), WORDS());
    send(made.endpoint, 0, WORDS(), WORDS());
    assert_ptr_equal(current_thread(), made.a.tcb);
    assert_int_equal(endpoint_state(e), ENDPOINT_SEND);
    assert_broken("I5:", e->tail_state, 0);
    assert_broken("I5:", e->tail_state, (e->tail_state & ~(word_t)3) | ENDPOINT_RECEIVE);
    assert_broken("I5:", made.b.tcb->state, THREAD_BLOCKED_ON_RECEIVE);
    assert_broken("I5:", made.b.tcb->blocked_on, notification_of(cap_at(made.notification)));
    assert_broken("I5:", made.b.tcb->queue_prev, NULL);
    assert_broken("I5:", thread_at(seL4_CapInitThreadTCB)->priority, 5);
}

static void i6_notifications(void **state)
{
    struct notification *n = notification_of(cap_at(made.notification));

    (void)state;
    assert_broken("I6:", n->state, NOTIFICATION_WAITING);
    assert_broken("I6:", n->state, 7);
    assert_broken("I6:", n->bound_tcb, made.a.tcb);
    assert_broken("I6:", n->sched_context, context_at(made.sc));
    start(&made.a);
    wait_on(made.notification);
    assert_ptr_equal(current_thread(), made.a.tcb);
    assert_broken("I6:", n->state, NOTIFICATION_ACTIVE);
}

static void i7_states_and_queues(void **state)
{
    struct tcb *a = made.a.tcb, *root = current_thread();

    (void)state;
    assert_broken("I7:", a->state, THREAD_RESTART);
    assert_broken("I7:", a->state, 77);
    assert_broken("I7:", a->reply, reply_of(cap_at(made.reply)));
    assert_broken("I7:", a->bound_notification, notification_of(cap_at(made.notification)));
    assert_broken("I7:", a->yield_to, context_at(made.b.sched_context));
    assert_broken("I7:", a->sched_context, context_at(made.b.sched_context));
    assert_broken("I7:", a->domain, 200);
    assert_broken("I7:", root->fault.kind, seL4_Fault_VMFault);
    assert_broken("I7:", root->in_ready_queue, true);
    if (DEBUG_BUILD) {
        assert_broken("I7:", kernel.debug_threads, kernel.debug_threads->debug_next);
    }
    start(&made.a);
    assert_broken("I7:", a->in_ready_queue, false);
    assert_broken("I7:", a->state, THREAD_INACTIVE);
    assert_broken("I7:", a->in_release_queue, true);
    assert_broken("I7:", a->priority, 5);
    start(&made.b);
    recv(made.endpoint, made.reply);
    assert_ptr_equal(current_thread(), made.b.tcb);
    assert_broken("I9:", root->reply, NULL);
    world_skip_checks(true);
    endpoint_remove(endpoint_of(cap_at(made.endpoint)), root);
    world_skip_checks(false);
    assert_names("I7:");
}

static void i8_ready_and_release_queues(void **state)
{
    struct ready_queues *ready = &kernel.cpu.ready[0];
    struct sched_context *sc = context_at(made.sc);

    (void)state;
    assert_broken("I8:", ready->nonempty[1], word_bit(9));
    assert_broken("I8:", ready->above, 9);
    assert_broken("I8:", ready->above, 9);
    start(&made.a);
    assert_broken("I8:", ready->nonempty[100 / WORD_BITS], 0);
    assert_broken("I8:", ready->queue[100].tail, NULL);
    assert_broken("I8:", refill_head(sc)->amount, 10);
    assert_broken("I8:", refill_head(sc)->time, kernel.cpu.now + ticks_from_us(1000));
    configure_context(made.sc, 1000, 10000, 0, 0);
    configure_context(made.b.sched_context, 1000, 10000, 0, 0);
    start(&made.b);
    set_own_priority(50);
    run_for(ticks_from_us(3000));
    assert_true(made.a.tcb->in_release_queue && made.b.tcb->in_release_queue);
    assert_ptr_equal(kernel.cpu.release.head, made.b.tcb);
    assert_broken("I8:", refill_head(sc)->time, 5);
    assert_broken("I8:", kernel.cpu.release.tail, made.b.tcb);
    assert_broken("I8:", made.a.tcb->queue_prev, NULL);
}

/* a calls the root task, which gets a's scheduling context for it, and calls on to b. */
static void i9_call_stacks(void **state)
{
    struct reply *r = reply_of(cap_at(made.reply)), *second;
    struct sched_context *sc = context_at(made.sc);
    struct new_thread c = new_passive_thread(150), d = new_passive_thread(160);
    word_t endpoint = new_object(seL4_EndpointObject, 0), reply = new_object(seL4_ReplyObject, 0);

    (void)state;
    second = reply_of(cap_at(reply));
    assert_broken("I9:", r->older, second);
    assert_broken("I9:", r->tcb, made.b.tcb);
    set_own_priority(50);
    /* The passive threads need a scheduling context to reach their receive. */
    assert_success(call(made.b.sched_context, SchedContextUnbind, WORDS(), WORDS()));
    assert_success(call(made.b.sched_context, SchedContextBind, WORDS(), WORDS(c.cptr)));
    start(&c);
    assert_ptr_equal(current_thread(), c.tcb);
    recv(made.endpoint, made.reply);
    assert_success(call(made.b.sched_context, SchedContextUnbind, WORDS(), WORDS()));
    assert_success(call(made.b.sched_context, SchedContextBind, WORDS(), WORDS(d.cptr)));
    start(&d);
    recv(endpoint, reply);
    assert_success(call(made.b.sched_context, SchedContextUnbind, WORDS(), WORDS()));
    start(&made.a);
    call(made.endpoint, 0, WORDS(), WORDS());
    assert_ptr_equal(current_thread(), c.tcb);
    assert_ptr_equal(c.tcb->sched_context, sc);
    call(endpoint, 0, WORDS(), WORDS());
    assert_ptr_equal(current_thread(), d.tcb);
    assert_ptr_equal(sc->reply, second);
    assert_ptr_equal(second->older, r);
    assert_broken("I9:", sc->reply, r);
    assert_broken("I9:", second->older, NULL);
    assert_broken("I9:", r->up, 0);
    assert_broken("I9:", second->up, 0);
    assert_broken("I9:", second->tcb, NULL);
}

static void i10_refills(void **state)
{
    struct sched_context *sc = context_at(made.sc);

    (void)state;
    configure_context(made.sc, 1000, 10000, 0, 0);
    assert_broken("I10:", sc->refill_max, 1);
    assert_broken("I10:", sc->refill_max, 200);
    assert_broken("I10:", sc->refill_head, 7);
    assert_broken("I10:", sc->refill_count, 0);
    assert_broken("I10:", sc->refills[0].amount, 10);
    assert_broken("I10:", sc->budget, sc->budget + 1);
    assert_broken("I7:", sc->tcb, made.b.tcb);
    assert_broken("I10:", sc->yield_from, made.b.tcb);
    assert_broken("I10:", sc->notification, notification_of(cap_at(made.notification)));
    sc->refills[0].amount -= 100;
    sc->refills[1] = (struct refill){ sc->refills[0].time + sc->refills[0].amount - 1, 100 };
    sc->refill_count = 2;
    assert_names("I10:");
    sc->refills[1].time++;
    assert_invariants();
}

static void i11_mappings(void **state)
{
    struct slot *frame = slot_at(made.frame), *table = slot_at(WORLD_PAGE_TABLES + 2);

    (void)state;
    assert_broken("I11:", frame->cap.w[0], 0);
    assert_broken("I11:", frame->cap.w[0], map_word(1, WORLD_IPC_BUFFER + 8192));
    assert_broken("I11:", frame->cap.w[0], map_word(2, WORLD_IPC_BUFFER + 4096));
    assert_broken("I11:", table->cap.w[0], 0);
    assert_broken("I11:", kernel.asid_pool[0]->root[1], cap_address(frame->cap));
    assert_broken("I11:", kernel.asid_pool[3], kernel.asid_pool[0]);
    assert_broken("I11:", slot_at(seL4_CapInitThreadASIDPool)->cap.w[0], map_word(512, 0));
}

static void i12_the_thread_that_runs(void **state)
{
    struct cpu *cpu = &kernel.cpu;

    (void)state;
    assert_broken("I12:", cpu->candidate, made.a.tcb);
    assert_broken("I12:", cpu->reschedule, true);
    assert_broken("I12:", cpu->current_sc, context_at(made.sc));
    assert_broken("I12:", cpu->domain, 3);
    assert_broken("I12:", cpu->current->state, THREAD_RESTART);
    assert_broken("I12:", cpu->charged_until, cpu->now - ticks_from_us(5000));
    assert_broken("I12:", cpu->fpu_owner, (struct tcb *)cap_object(cap_at(made.frame)));
    start(&made.a);
    assert_broken("I12:", cpu->current->priority, 50);
}

static void i13_interrupts(void **state)
{
    struct slot *s = &kernel.irq_slot[40];

    (void)state;
    assert_broken("I13:", kernel.irq_state[40], IRQ_INACTIVE);
    assert_broken("I13:", kernel.irq_state[50], IRQ_SIGNAL);
    assert_broken("I13:", slot_at(made.irq)->cap.w[0], 1000);
    assert_broken("I13:", s->cap.w[1], s->cap.w[1] & ~bits_put(CAP_RIGHTS, RIGHT_WRITE));
}

static void i14_what_slots_may_hold(void **state)
{
    struct tcb *a = made.a.tcb;
    struct slot *cnode = slot_at(made.cnode);

    (void)state;
    for (unsigned i = 0; i < TCB_SLOT_COUNT; i++) {
        if (slot_is_empty(&a->slots[i])) {
            slot_insert(&a->slots[i], slot_at(made.notification), cap_at(made.notification));
            assert_names("I14:");
            slot_clear(&a->slots[i]);
        }
    }
    slot_insert(cnode_slots(cnode->cap) + 3, slot_at(made.notification),
                cap_at(made.notification));
    assert_broken("I14:", cnode->cap, zombie_cap(cnode_slots(cnode->cap), 4, 2));
    assert_broken("I14:", cnode->cap, zombie_cap(cnode_slots(cnode->cap), 4, 17));
}

static void i15_cancellation(void **state)
{
    struct cancel *c = &kernel.cancel;
    const struct endpoint *idle = endpoint_of(cap_at(new_object(seL4_EndpointObject, 0)));
    struct tcb *root = current_thread();

    (void)state;
    assert_broken("I15:", c->next, root);
    start(&made.a);
    send(made.endpoint, 0, WORDS(), WORDS());
    assert_ptr_equal(current_thread(), made.a.tcb);
    *c = (struct cancel){ .number = 1,
                          .caller = made.a.tcb,
                          .endpoint = endpoint_of(cap_at(made.endpoint)),
                          .next = root };
    assert_invariants();
    assert_broken("I15:", c->caller, (struct tcb *)c);
    assert_broken("I15:", c->endpoint, idle);
    assert_broken("I15:", c->next, made.b.tcb);
    root->send_number = 1; /* it has joined later */
    assert_invariants();
    assert_broken("I15:", c->next, made.b.tcb);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CHECK_TEST(i1_derivation_lists),
        CHECK_TEST(i2_descendants),
        CHECK_TEST(i2_interrupt_handlers),
        CHECK_TEST(i3_free_offset),
        CHECK_TEST(i4_objects_do_not_overlap),
        CHECK_TEST(i5_endpoints),
        CHECK_TEST(i6_notifications),
        CHECK_TEST(i7_states_and_queues),
        CHECK_TEST(i8_ready_and_release_queues),
        CHECK_TEST(i9_call_stacks),
        CHECK_TEST(i10_refills),
        CHECK_TEST(i11_mappings),
        CHECK_TEST(i12_the_thread_that_runs),
        CHECK_TEST(i13_interrupts),
        CHECK_TEST(i14_what_slots_may_hold),
        CHECK_TEST(i15_cancellation),
    };

    return cmocka_run_group_tests_name("check", tests, NULL, NULL);
}
