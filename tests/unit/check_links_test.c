/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The invariant checker, complaint by complaint: check_test.c breaks each invariant, this file each
 * of the conditions an invariant consists of. Where one condition hides another, as many places are
 * changed as it takes to get to the one meant.
 */
#include "check_fixture.h"

enum { MAX_CHANGES = 8, MAX_CHANGE_BYTES = 16 };

/* What has been changed, to be put back; a test that failed may leave something. */
static struct {
    void *place;
    size_t bytes;
    uint8_t was[MAX_CHANGE_BYTES];
} changes[MAX_CHANGES];
static unsigned change_count;

static void remember(void *place, size_t bytes)
{
    assert_true(change_count < MAX_CHANGES && bytes <= MAX_CHANGE_BYTES);
    changes[change_count].place = place;
    changes[change_count].bytes = bytes;
    memcpy(changes[change_count++].was, place, bytes);
}

static int forget_changes(void **state)
{
    change_count = 0;
    return check_setup(state);
}

#define LINK_TEST(name) cmocka_unit_test_setup_teardown(name, forget_changes, world_teardown)

#define change(place, value)                                                                       \
    do {                                                                                           \
        remember(&(place), sizeof(place));                                                         \
        (place) = (value);                                                                         \
    } while (0)

static void restore(void)
{
    while (change_count > 0) {
        change_count--;
        memcpy(changes[change_count].place, changes[change_count].was,
               changes[change_count].bytes);
    }
}

/* The checker complains in these words, and is silent when everything is as it was. */
static void expect(const char *text)
{
    const char *broken = world_check();

    if (!broken) {
        fail_msg("the checker is silent instead of saying: %s", text);
    } else if (strcmp(broken, text) != 0) {
        fail_msg("the checker says '%s' instead of '%s'", broken, text);
    }
    restore();
    assert_invariants();
}

/* Memory that is no object of the kind looked for. */
static void *no_object(void)
{
    return cap_object(cap_at(made.frame));
}

static struct endpoint *endpoint(void)
{
    return endpoint_of(cap_at(made.endpoint));
}

static struct notification *notification(void)
{
    return notification_of(cap_at(made.notification));
}

static struct reply *reply(void)
{
    return reply_of(cap_at(made.reply));
}

static struct tcb *root(void)
{
    return thread_at(seL4_CapInitThreadTCB);
}

static void i1(void **state)
{
    struct slot *a = slot_at(seL4_CapIRQControl), *b = slot_at(seL4_CapDomain);
    struct slot *inner = &cnode_slots(cap_at(made.cnode))[5];

    (void)state;
    /* Nothing in the list of b but b itself. */
    change(b->prev, 4);
    expect("I1: the previous slot's next is not this slot");
    change(a->prev, (word_t)b);
    change(b->prev, (word_t)slot_at(seL4_CapASIDControl));
    expect("I1: the previous slot's next is not this slot");
    change(slot_at(1000)->cap.w[1], 1);
    expect("I1: an empty slot has capability bits");
    change(slot_at(1000)->next, 1);
    expect("I1: an empty slot has a node");
    change(inner->cap.w[0], 1);
    expect("I1: an empty slot has capability bits");
    change(kernel.irq_slot[5].cap.w[0], 1);
    expect("I1: an empty slot has capability bits");
    change(made.a.tcb->slots[TCB_FAULT_HANDLER].cap.w[0], 1);
    expect("I1: an empty slot has capability bits");
}

/* Two slots that each claim to come before the other. */
static void i1_circle(void **state)
{
    struct slot *a = slot_at(seL4_CapASIDControl), *b = slot_at(seL4_CapDomain);

    (void)state;
    assert_int_equal(a->prev | b->prev, 0);
    change(a->prev, (word_t)b);
    change(b->prev, (word_t)a);
    change(a->next, (word_t)b);
    change(b->next, (word_t)a);
    expect("I1: the previous slot's next is not this slot");
}

static void i2(void **state)
{
    struct slot *copy = slot_at(copy_of(made.cnode)), *domain = slot_at(seL4_CapDomain);
    struct slot *badged = slot_at(copy_of(made.badged));
    struct slot *handler = slot_at(made.irq), *original = slot_at(made.endpoint);

    (void)state;
    change(handler->cap, cap_at(made.endpoint));
    expect("I2: memory and no memory in one list");
    change(copy->cap, endpoint_cap(cap_object(copy->cap), 0, RIGHT_ALL));
    expect("I2: an object has a child inside its memory");
    change(domain->next, domain->next & ~(word_t)SLOT_FIRST_BADGED);
    change(domain->cap, endpoint_cap(endpoint(), 5, RIGHT_ALL));
    expect("I2: a badged copy is separated from the first of its badge");
    change(badged->cap.w[0], 6);
    expect("I2: a badged copy is separated from the first of its badge");
    /* Behind another object. */
    change(original->next, original->next & ~(word_t)SLOT_FIRST_BADGED);
    change(original->cap.w[0], 5);
    expect("I2: a badged copy is separated from the first of its badge");
}

static void i5(void **state)
{
    struct endpoint *e = endpoint();

    (void)state;
    start(&made.a);
    start(&made.b);
    send(made.endpoint, 0, WORDS(), WORDS());
    send(made.endpoint, 0, WORDS(), WORDS());
    assert_ptr_equal(current_thread(), made.a.tcb);
    change(e->tail_state, (word_t)root() | ENDPOINT_SEND);
    expect("I5: a queue's tail is not its last thread");
    change(e->tail_state, e->tail_state | 3);
    expect("I5: an endpoint in no known state");
    change(e->head, (word_t)made.b.tcb);
    change(e->tail_state, (word_t)made.b.tcb | ENDPOINT_SEND);
    change(made.b.tcb->queue_prev, NULL);
    expect("I7: a thread is not in the queue of its endpoint");
}

static void i6(void **state)
{
    struct notification *n = notification();
    struct tcb *a = made.a.tcb, *b = made.b.tcb;

    (void)state;
    change(n->bound_tcb, no_object());
    expect("I6: the bound thread does not exist");
    change(n->sched_context, no_object());
    expect("I6: the notification's scheduling context does not exist");
    start(&made.a);
    wait_on(made.notification);
    assert_ptr_equal(current_thread(), a);
    change(n->bound_tcb, b);
    change(b->bound_notification, n);
    expect("I6: somebody else waits for a bound notification");
    change(n->bound_tcb, root());
    change(root()->bound_notification, n);
    change(n->queue.tail, b);
    expect("I6: somebody else waits for a bound notification");
}

static void i7_waiting(void **state)
{
    struct notification *n = notification();
    struct tcb *a = made.a.tcb;

    (void)state;
    change(a->state, THREAD_BLOCKED_ON_SEND);
    change(a->blocked_on, no_object());
    expect("I7: a thread waits at an endpoint that does not exist");
    change(a->state, THREAD_BLOCKED_ON_NOTIFICATION);
    change(a->blocked_on, no_object());
    expect("I7: a thread waits for a notification that does not exist");
    change(a->state, THREAD_BLOCKED_ON_NOTIFICATION);
    change(a->blocked_on, n);
    expect("I7: a thread is not in the queue of its notification");
    change(a->state, THREAD_BLOCKED_ON_REPLY);
    expect("I7: a thread waits for a reply without reply object");
    change(a->state, THREAD_BLOCKED_ON_REPLY);
    change(a->reply, no_object());
    expect("I7: a thread's reply object is not its own");
    change(a->state, THREAD_BLOCKED_ON_REPLY);
    change(a->reply, reply());
    expect("I7: a thread's reply object is not its own");
}

static void i7_bindings(void **state)
{
    struct tcb *a = made.a.tcb;

    (void)state;
    change(a->sched_context, no_object());
    expect("I7: a thread's scheduling context does not exist");
    change(a->bound_notification, no_object());
    expect("I7: a thread's bound notification does not exist");
    change(a->yield_to, no_object());
    expect("I7: a thread yields to a scheduling context that does not exist");
}

static void i7_queued(void **state)
{
    struct tcb *a = made.a.tcb;

    (void)state;
    change(root()->in_release_queue, true);
    expect("I7: the current thread is in a queue");
    change(a->in_release_queue, true);
    expect("I7: a thread that cannot run is in a scheduling queue");
    start(&made.a);
    change(a->in_ready_queue, false);
    change(a->in_release_queue, true);
    expect("I7: a thread marked waiting for time is not in the release queue");
}

static void i7_debug_list(void **state)
{
    struct tcb *stranger = no_object();

    (void)state;
    if (!DEBUG_BUILD) {
        return;
    }
    change(kernel.debug_threads, stranger);
    expect("I7: the debug list has a thread that does not exist");
}

static void i8_ready_queues(void **state)
{
    struct new_thread c = new_thread(100);
    struct tcb *a = made.a.tcb, *stranger = no_object();
    struct ready_queues *q = kernel.cpu.ready;
    word_t *word = &q[0].nonempty[101 / WORD_BITS];

    (void)state;
    start(&made.a);
    start(&c);
    assert_ptr_equal(q[0].queue[100].tail, a);
    change(a->queue_next, stranger);
    change(stranger->queue_prev, a);
    expect("I8: a ready thread does not exist");
    /* In the queue of another priority, or domain, as well. */
    change(q[0].queue[101], q[0].queue[100]);
    change(*word, *word | word_bit(101 % WORD_BITS));
    change(a->priority, 101);
    expect("I8: a thread in the wrong ready queue");
    change(q[1].queue[100], q[0].queue[100]);
    change(a->domain, 1);
    expect("I8: a thread in the wrong ready queue");
    change(a->queue_prev, c.tcb);
    change(c.tcb->queue_prev, c.tcb);
    expect("I8: a ready queue's links do not agree");
    change(a->state, THREAD_INACTIVE);
    change(a->in_ready_queue, false);
    expect("I8: a thread in the wrong ready queue");
}

/* Both in the release queue: b, then a. */
static void exhaust_both(void)
{
    configure_context(made.sc, 1000, 10000, 0, 0);
    configure_context(made.b.sched_context, 1000, 10000, 0, 0);
    start(&made.a);
    start(&made.b);
    set_own_priority(50);
    run_for(ticks_from_us(3000));
    assert_ptr_equal(kernel.cpu.release.head, made.b.tcb);
    assert_ptr_equal(made.b.tcb->queue_next, made.a.tcb);
}

static void i8_release_queue(void **state)
{
    struct tcb *a = made.a.tcb, *stranger = no_object();

    (void)state;
    exhaust_both();
    change(a->queue_next, stranger);
    change(stranger->queue_prev, a);
    expect("I8: a thread waiting for time does not exist");
    change(a->state, THREAD_INACTIVE);
    change(a->in_release_queue, false);
    expect("I8: a thread in the release queue is not marked so");
}

static void i9(void **state)
{
    struct reply *r = reply();
    struct tcb *a = made.a.tcb;
    word_t second = new_object(seL4_ReplyObject, 0);

    (void)state;
    change(r->up, (word_t)reply_of(cap_at(second)));
    expect("I9: an unused reply object is linked");
    change(r->tcb, no_object());
    expect("I9: a reply object's thread does not exist");
    change(r->tcb, a);
    change(a->reply, r);
    expect("I9: a reply object's thread does not wait with it");
    change(a->state, THREAD_BLOCKED_ON_RECEIVE);
    change(a->reply, r);
    change(r->tcb, a);
    change(r->older, reply_of(cap_at(second)));
    expect("I9: a receiver's reply object is in a call stack");
    change(a->state, THREAD_BLOCKED_ON_RECEIVE);
    change(a->reply, r);
    change(r->tcb, a);
    change(r->up, (word_t)reply_of(cap_at(second)));
    expect("I9: a receiver's reply object is in a call stack");
}

static void i9_links(void **state)
{
    struct reply *r = reply();
    struct tcb *a = made.a.tcb;

    (void)state;
    change(a->state, THREAD_BLOCKED_ON_REPLY);
    change(a->reply, r);
    change(r->tcb, a);
    change(r->older, no_object());
    expect("I9: the older reply does not exist");
    change(a->state, THREAD_BLOCKED_ON_REPLY);
    change(a->reply, r);
    change(r->tcb, a);
    change(r->up, (word_t)no_object());
    expect("I9: the newer reply does not exist");
    change(a->state, THREAD_BLOCKED_ON_REPLY);
    change(a->reply, r);
    change(r->tcb, a);
    change(r->up, (word_t)no_object() | 1);
    expect("I9: a call stack's scheduling context does not exist");
    change(context_at(made.sc)->reply, no_object());
    expect("I9: the newest reply does not exist");
}

static void i10_refills(void **state)
{
    struct sched_context *sc = context_at(made.sc);

    (void)state;
    change(sc->refill_count, 2);
    expect("I10: round robin with more than one refill");
    change(refill_head(sc)->amount, sc->budget + 1);
    expect("I10: a slice longer than the budget");
    configure_context(made.sc, 1000, 10000, 3, 0);
    change(sc->refill_count, sc->refill_max + 1);
    expect("I10: the number of refills is wrong");
    change(sc->refill_count, 2);
    change(sc->refills[0].amount, REFILL_MIN_TICKS - 1);
    change(sc->refills[1].time, sc->refills[0].time + REFILL_MIN_TICKS - 1);
    change(sc->refills[1].amount, sc->budget - REFILL_MIN_TICKS + 1);
    expect("I10: the head is too small to run on");
}

static void i10_links(void **state)
{
    struct sched_context *sc = context_at(made.sc);
    struct tcb *a = made.a.tcb;

    (void)state;
    change(a->sched_context, NULL);
    change(sc->tcb, no_object());
    expect("I10: the context's thread does not exist");
    change(a->sched_context, NULL);
    expect("I10: the context's thread has another one");
    change(sc->notification, no_object());
    expect("I10: the context's notification does not exist");
    change(sc->yield_from, no_object());
    expect("I10: the thread in YieldTo does not exist");
}

/* A large page that its capability takes for a small one. */
static void i11_page_sizes(void **state)
{
    word_t large = new_slot();

    (void)state;
    assert_success(call(WORLD_DEVICE, UntypedRetype,
                        WORDS(seL4_ARM_LargePageObject, 0, 0, 0, large, 1),
                        WORDS(seL4_CapInitThreadCNode)));
    assert_success(call(large, ARMPageMap, WORDS(WORLD_IPC_BUFFER + (1 << 21), 3, 0),
                        WORDS(seL4_CapInitThreadVSpace)));
    change(slot_at(large)->cap,
           frame_cap(cap_address(cap_at(large)), FRAME_SMALL, VM_READ_WRITE, true,
                     map_word(1, WORLD_IPC_BUFFER + (1 << 21))));
    expect("I11: a page is mapped that no frame capability knows of");
}

static void i12_quiet(void **state)
{
    struct cpu *cpu = &kernel.cpu;

    (void)state;
    exhaust_both();
    assert_ptr_equal(current_thread(), root());
    change(cpu->domain_end, cpu->now + 1);
    change(cpu->quiet_until, cpu->now + 2);
    expect("I12: quiet beyond the domain's slice");
    change(cpu->quiet_until, cpu->now + ticks_from_us(5001));
    expect("I12: quiet beyond the budget");
    change(refill_head(root()->sched_context)->amount, ticks_from_us(5000));
    change(cpu->charged_until, cpu->now);
    change(cpu->quiet_until, refill_head(made.b.tcb->sched_context)->time);
    change(root()->sched_context->budget, ticks_from_us(50000));
    change(refill_head(root()->sched_context)->amount, ticks_from_us(50000));
    expect("I12: quiet beyond a release");
}

static void i12_current(void **state)
{
    struct cpu *cpu = &kernel.cpu;

    (void)state;
    change(root()->state, THREAD_INACTIVE);
    change(cpu->current, NULL);
    expect("I12: no current thread");
    change(cpu->domain, CONFIG_NUM_DOMAINS);
    expect("I12: a current domain that does not exist");
    change(root()->state, THREAD_INACTIVE);
    change(cpu->current, &cpu->idle);
    change(cpu->current_sc, cpu->idle.sched_context);
    change(cpu->idle.state, THREAD_INACTIVE);
    change(cpu->quiet_until, 0);
    expect("I12: the idle thread is not idle");
    start(&made.a);
    change(root()->state, THREAD_INACTIVE);
    change(cpu->current, &cpu->idle);
    change(cpu->current_sc, cpu->idle.sched_context);
    change(cpu->quiet_until, 0);
    expect("I12: idle with a thread ready");
}

/* The current thread is one that nobody has a capability to. */
static void i12_stranger(void **state)
{
    struct cpu *cpu = &kernel.cpu;
    struct tcb *stranger = no_object();

    (void)state;
    change(root()->state, THREAD_INACTIVE);
    change(cpu->current, stranger);
    change(cpu->current_sc, NULL);
    expect("I12: the current thread does not exist");
    change(root()->state, THREAD_INACTIVE);
    change(cpu->current, &cpu->idle);
    change(cpu->current_sc, cpu->idle.sched_context);
    change(cpu->quiet_until, cpu->now);
    expect("I12: quiet beyond the budget");
}

static void i13(void **state)
{
    struct slot *s = &kernel.irq_slot[40];

    (void)state;
    change(slot_at(made.irq)->cap.w[0], 41);
    change(kernel.irq_state[40], IRQ_INACTIVE);
    change(kernel.irq_state[41], IRQ_SIGNAL);
    expect("I13: a notification of an unused interrupt");
    assert_success(call(made.irq, IRQClearIRQHandler, WORDS(), WORDS()));
    slot_insert(s, slot_at(made.endpoint), cap_at(made.endpoint));
    assert_string_equal(world_check(),
                        "I13: an interrupt's slot holds something else than a notification to "
                        "signal");
    slot_clear(s);
    assert_invariants();
}

static void i14(void **state)
{
    static const char *const texts[TCB_SLOT_COUNT] = {
        [TCB_CSPACE] = "I14: a thread's CSpace is no CNode",
        [TCB_VSPACE] = "I14: a thread's VSpace is none",
        [TCB_IPC_BUFFER] = "I14: an IPC buffer is no frame",
        [TCB_FAULT_HANDLER] = "I14: a fault handler is no endpoint",
        [TCB_TIMEOUT_HANDLER] = "I14: a timeout handler is no endpoint",
    };
    struct tcb *t = thread_at(new_object(seL4_TCBObject, 0));

    (void)state;
    for (unsigned i = 0; i < TCB_SLOT_COUNT; i++) {
        slot_insert(&t->slots[i], slot_at(made.notification), cap_at(made.notification));
        assert_string_equal(world_check(), texts[i]);
        slot_clear(&t->slots[i]);
    }
}

static void zombies_of_queues(void **state)
{
    word_t slot = new_object(seL4_NotificationObject, 0);
    struct notification *n = notification_of(cap_at(slot));
    struct cap zombie = zombie_cap(n, ZOMBIE_NOTIFICATION, 0);

    (void)state;
    change(slot_at(slot)->cap, zombie);
    change(n->state, NOTIFICATION_ACTIVE);
    expect("I6: the zombie of a notification is signalled or bound");
    change(slot_at(slot)->cap, zombie);
    change(n->bound_tcb, made.a.tcb);
    expect("I6: the zombie of a notification is signalled or bound");
    change(slot_at(slot)->cap, zombie);
    change(n->sched_context, context_at(made.sc));
    expect("I6: the zombie of a notification is signalled or bound");
    change(slot_at(slot)->cap, zombie);
    change(made.a.tcb->state, THREAD_BLOCKED_ON_SEND);
    change(made.a.tcb->blocked_on, n);
    expect("I7: a thread waits at an endpoint that does not exist");
}

/* Two threads wait to send with one badge. */
static void i15(void **state)
{
    struct cancel *c = &kernel.cancel;
    struct tcb *first, *second;

    (void)state;
    change(c->next, made.a.tcb);
    expect("I15: no cancellation, but a thread to be looked at next");
    change(c->caller, no_object());
    expect("I15: a cancellation of nobody");
    change(c->caller, made.a.tcb);
    change(c->next, made.b.tcb);
    change(c->endpoint, endpoint());
    expect("I15: a cancellation without senders");
    start(&made.a);
    start(&made.b);
    send(made.badged, 0, WORDS(), WORDS());
    send(made.badged, 0, WORDS(), WORDS());
    first = (struct tcb *)endpoint()->head;
    second = first->queue_next;
    change(c->caller, made.a.tcb);
    change(c->number, first->send_number + 10);
    change(c->badge, 5);
    change(c->next, second);
    change(c->endpoint, endpoint());
    expect("I15: a cancelled send was passed over");
    change(c->caller, made.a.tcb);
    change(c->badge, 6);
    change(c->next, made.a.tcb);
    change(c->endpoint, endpoint());
    expect("I15: the thread to be looked at next is not in the queue");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LINK_TEST(i1),          LINK_TEST(i1_circle),      LINK_TEST(i2),
        LINK_TEST(i5),          LINK_TEST(i6),             LINK_TEST(i7_waiting),
        LINK_TEST(i7_bindings), LINK_TEST(i7_queued),      LINK_TEST(i7_debug_list),
        LINK_TEST(i8_release_queue), LINK_TEST(i9),        LINK_TEST(i9_links),
        LINK_TEST(i10_refills), LINK_TEST(i10_links),      LINK_TEST(i11_page_sizes),
        LINK_TEST(i12_quiet),   LINK_TEST(i12_current),    LINK_TEST(i13),
        LINK_TEST(i14),         LINK_TEST(i8_ready_queues), LINK_TEST(i12_stranger),
        LINK_TEST(zombies_of_queues), LINK_TEST(i15),
    };

    return cmocka_run_group_tests_name("check links", tests, NULL, NULL);
}
