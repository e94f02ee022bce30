/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * delete.c: deleting and revoking, with everything that goes with the last capability to a CNode or
 * TCB: nesting, circles, interruption at any point.
 *
 * The main test builds random heaps of CNodes, threads and endpoints whose capabilities lie
 * anywhere in each other, deletes or revokes something, interrupting it at random, and compares
 * what is left with a plain recursive reckoning of what should be.
 */
#include "harness.h"
#include "objects/irq.h"
#include "objects/zombie.h"
#include <stdlib.h>
#include <string.h>

enum { OUTSIDE_AT = 512, OUTSIDE = 40, OBJECTS = 24, POOL_MAX = OUTSIDE + OBJECTS * 8 };

/* Placing objects in the world's untypeds, which are full as far as the kernel knows, without
 * system calls: a heap of them is to be built quickly. */
static struct {
    word_t used[4];
    uint64_t random;
} make;

static word_t rnd(word_t below)
{
    make.random ^= make.random << 13;
    make.random ^= make.random >> 7;
    make.random ^= make.random << 17;
    return make.random % below;
}

static void reset(uint64_t seed)
{
    world_create();
    memset(&make, 0, sizeof(make));
    make.random = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
}

static word_t place(unsigned untyped, unsigned size_bits)
{
    word_t start = round_up(make.used[untyped], size_bits);

    make.used[untyped] = start + word_bit(size_bits);
    assert_in_range(make.used[untyped], 0, word_bit(WORLD_UNTYPED_BITS + untyped));
    memset((void *)(cap_address(cap_at(WORLD_UNTYPED + untyped)) + start), 0, word_bit(size_bits));
    return cap_address(cap_at(WORLD_UNTYPED + untyped)) + start;
}

static struct slot *make_cnode(struct slot *dest, unsigned untyped, unsigned radix)
{
    struct slot *slots = (struct slot *)place(untyped, radix + seL4_SlotBits);

    slot_insert_new(dest, slot_at(WORLD_UNTYPED + untyped), cnode_cap(slots, radix, 0, 0));
    return slots;
}

static struct tcb *make_tcb(struct slot *dest, unsigned untyped)
{
    struct tcb *thread = (struct tcb *)place(untyped, seL4_TCBBits);

    tcb_init(thread);
    slot_insert_new(dest, slot_at(WORLD_UNTYPED + untyped), tcb_cap(thread));
    return thread;
}

static void make_endpoint(struct slot *dest, unsigned untyped)
{
    struct endpoint *endpoint = (struct endpoint *)place(untyped, seL4_EndpointBits);

    slot_insert_new(dest, slot_at(WORLD_UNTYPED + untyped), endpoint_cap(endpoint, 0, RIGHT_ALL));
}

static void move(struct slot *dest, struct slot *source)
{
    slot_move(dest, source, source->cap);
}

static void copy(struct slot *dest, struct slot *source)
{
    slot_insert(dest, source, source->cap);
}

/* End the kernel entry that the direct use of kernel functions stands for, and check everything. */
static void assert_consistent(void)
{
    host_machine.preempt_at = 0;
    interrupt();
}

/* Carry an operation through, interrupted after each `interval` steps; returns how often it was. */
static unsigned run_interrupted(enum status (*operation)(struct slot *), struct slot *slot,
                                unsigned interval)
{
    unsigned count = 0;

    for (;;) {
        host_machine.preempt_at = interval;
        if (operation(slot) == OK) {
            assert_consistent();
            return count;
        }
        count++;
        assert_in_range(count, 0, 100000);
        assert_consistent();
    }
}

/* A heap of objects, and the reckoning. */

struct thing {
    struct cap cap;
    struct slot *inner; /* slots that can hold any capability, or (TCB) a CNode's */
    unsigned inner_count, untyped;
    unsigned caps; /* for the reckoning: capabilities left */
};

struct place {
    struct slot *slot;
    int owner; /* the thing whose slot it is; -1: outside */
    struct cap before;
    bool deleted;
};

static struct {
    struct thing things[OBJECTS];
    struct place places[POOL_MAX];
    unsigned place_count;
} heap;

static void heap_add_places(struct slot *slots, unsigned count, int owner)
{
    for (unsigned i = 0; i < count; i++) {
        heap.places[heap.place_count++] = (struct place){ .slot = &slots[i], .owner = owner };
    }
}

static void heap_add_thing(unsigned i)
{
    struct thing *thing = &heap.things[i];
    struct slot *dest = slot_at(OUTSIDE_AT + i);
    unsigned kind = (unsigned)rnd(8), radix = 1 + (unsigned)rnd(3);

    thing->untyped = (unsigned)rnd(3);
    if (kind == 0) {
        make_endpoint(dest, thing->untyped);
    } else if (kind == 1) {
        thing->inner = make_tcb(dest, thing->untyped)->slots;
        thing->inner_count = 1;
    } else {
        thing->inner = make_cnode(dest, thing->untyped, radix);
        thing->inner_count = 1u << radix;
    }
    thing->cap = dest->cap;
    heap_add_places(thing->inner, thing->inner_count, (int)i);
}

static bool fits(const struct place *place, struct cap cap)
{
    return slot_is_empty(place->slot)
           && (place->owner < 0 || cap_type(heap.things[place->owner].cap) != CAP_TCB
               || cap_type(cap) == CAP_CNODE);
}

static void heap_shuffle(unsigned moves)
{
    for (unsigned i = 0; i < moves; i++) {
        struct place *from = &heap.places[rnd(heap.place_count)];
        struct place *to = &heap.places[rnd(heap.place_count)];

        if (slot_is_empty(from->slot) || !fits(to, from->slot->cap)) {
            continue;
        }
        if (rnd(8) == 0) {
            copy(to->slot, from->slot);
        } else {
            move(to->slot, from->slot);
        }
    }
}

static struct thing *heap_thing_of(struct cap cap)
{
    for (unsigned i = 0; i < OBJECTS; i++) {
        if (cap_address(heap.things[i].cap) == cap_address(cap)) {
            return &heap.things[i];
        }
    }
    fail_msg("a capability to nothing known");
    return NULL;
}

static void heap_create(uint64_t seed)
{
    reset(seed);
    memset(&heap, 0, sizeof(heap));
    heap_add_places(slot_at(OUTSIDE_AT), OUTSIDE, -1);
    for (unsigned i = 0; i < OBJECTS; i++) {
        heap_add_thing(i);
    }
    heap_shuffle(40 + (unsigned)rnd(400));
    for (unsigned i = 0; i < heap.place_count; i++) {
        struct place *p = &heap.places[i];

        p->before = p->slot->cap;
        if (!cap_is_null(p->before)) {
            heap_thing_of(p->before)->caps++;
        }
    }
    assert_consistent();
}

static void reckon_delete(struct place *place)
{
    struct thing *thing;

    if (cap_is_null(place->before) || place->deleted) {
        return;
    }
    place->deleted = true;
    thing = heap_thing_of(place->before);
    if (--thing->caps > 0) {
        return;
    }
    for (unsigned i = 0; i < heap.place_count; i++) {
        if (heap.places[i].owner == (int)(thing - heap.things)) {
            reckon_delete(&heap.places[i]);
        }
    }
}

static void assert_as_reckoned(void)
{
    for (unsigned i = 0; i < heap.place_count; i++) {
        const struct place *p = &heap.places[i];
        struct cap expected = p->deleted ? cap_null() : p->before;

        assert_true(cap_equal(p->slot->cap, expected));
    }
}

/* Does the place lie in an object that dies when it is deleted? */
static bool is_circular(const struct place *place)
{
    return place->owner >= 0 && heap.things[place->owner].caps == 0;
}

static void random_delete(uint64_t seed, bool interrupted)
{
    struct place *victim;

    heap_create(seed);
    do {
        victim = &heap.places[rnd(heap.place_count)];
    } while (cap_is_null(victim->before));
    reckon_delete(victim);
    /* A slot one can only come to through itself is not deleted twice from outside. */
    run_interrupted(slot_delete, victim->slot,
                    interrupted && !is_circular(victim) ? 1 + (unsigned)rnd(5) : 0);
    assert_as_reckoned();
}

static void random_revoke(uint64_t seed, bool interrupted)
{
    unsigned untyped;

    heap_create(seed);
    untyped = (unsigned)rnd(3);
    for (unsigned i = 0; i < heap.place_count; i++) {
        struct place *p = &heap.places[i];

        if (!cap_is_null(p->before) && heap_thing_of(p->before)->untyped == untyped) {
            reckon_delete(p);
        }
    }
    run_interrupted(slot_revoke, slot_at(WORLD_UNTYPED + untyped),
                    interrupted ? 1 + (unsigned)rnd(5) : 0);
    assert_as_reckoned();
    assert_false(slot_has_children(slot_at(WORLD_UNTYPED + untyped)));
}

/* Two deletions at once, as two threads would do it, and a revocation after both. */
static void random_two_deletes(uint64_t seed)
{
    struct slot *victims[2];
    bool done[2] = { false, false };

    heap_create(seed);
    for (unsigned i = 0; i < 2; i++) {
        victims[i] = slot_at(OUTSIDE_AT + rnd(OUTSIDE));
    }
    while (!done[0] || !done[1]) {
        unsigned who = (unsigned)rnd(2);

        host_machine.preempt_at = 1 + (unsigned)rnd(4);
        done[who] = slot_delete(victims[who]) == OK;
        assert_consistent();
    }
    for (unsigned i = 0; i < 3; i++) {
        run_interrupted(slot_revoke, slot_at(WORLD_UNTYPED + i), 3);
    }
    for (unsigned i = 0; i < heap.place_count; i++) {
        assert_true(slot_is_empty(heap.places[i].slot));
    }
}

static void delete_of_anything_is_complete(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 150; seed++) {
        random_delete(seed, false);
        random_delete(seed, true);
    }
}

static void revoke_of_anything_is_complete(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 150; seed++) {
        random_revoke(seed, false);
        random_revoke(seed, true);
    }
}

static void deletions_may_overlap(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        random_two_deletes(seed);
    }
}

/* Single cases. */

/* A chain of CNodes each holding the last capability to the next is deleted in steps whose number
 * grows with its length only, and with a stack that does not. */
static void long_chain_takes_linear_steps(void **state)
{
    enum { LENGTH = 4000 };
    struct slot *at = slot_at(OUTSIDE_AT);
    unsigned steps = 0;

    (void)state;
    reset(1);
    for (unsigned i = 0; i < LENGTH; i++) {
        at = make_cnode(at, 3, 1) + i % 2;
    }
    host_machine.preempt_at = 1;
    while (slot_delete(slot_at(OUTSIDE_AT)) == PREEMPTED) {
        host_machine.preempt_at = 1;
        steps++;
    }
    assert_in_range(steps, LENGTH, 5 * LENGTH);
    assert_true(slot_is_empty(slot_at(OUTSIDE_AT)));
    assert_false(slot_has_children(slot_at(WORLD_UNTYPED + 3)));
    assert_consistent();
}

/* The only capability to a CNode lies in the CNode itself; only a revocation gets there. */
static void cnode_in_itself(void **state)
{
    (void)state;
    for (unsigned index = 0; index < 4; index++) {
        for (unsigned interval = 0; interval < 4; interval++) {
            struct slot *slots;

            reset(1);
            slots = make_cnode(slot_at(OUTSIDE_AT), 0, 2);
            move(&slots[index], slot_at(OUTSIDE_AT));
            make_endpoint(&slots[(index + 1) % 4], 1);
            make_endpoint(&slots[(index + 3) % 4], 1);
            run_interrupted(slot_revoke, slot_at(WORLD_UNTYPED), interval);
            for (unsigned i = 0; i < 4; i++) {
                assert_true(slot_is_empty(&slots[i]));
            }
            assert_false(slot_has_children(slot_at(WORLD_UNTYPED + 1)));
        }
    }
}

/* Two CNodes that hold each other, of different untypeds, at all places; one is revoked. */
static void two_cnodes_in_each_other(void **state)
{
    (void)state;
    for (unsigned places = 0; places < 4; places++) {
        for (unsigned interval = 0; interval < 4; interval++) {
            struct slot *a, *b;

            reset(1);
            a = make_cnode(slot_at(OUTSIDE_AT), 0, 1);
            b = make_cnode(slot_at(OUTSIDE_AT + 1), 1, 1);
            make_endpoint(&b[!(places & 2)], 2);
            move(&a[places & 1], slot_at(OUTSIDE_AT + 1));
            move(&b[places >> 1], slot_at(OUTSIDE_AT));
            run_interrupted(slot_revoke, slot_at(WORLD_UNTYPED), interval);
            for (unsigned i = 0; i < 3; i++) {
                assert_false(slot_has_children(slot_at(WORLD_UNTYPED + i)));
            }
        }
    }
}

static void only_last_cnode_cap_empties_it(void **state)
{
    struct slot *slots;

    (void)state;
    reset(1);
    slots = make_cnode(slot_at(OUTSIDE_AT), 0, 1);
    make_endpoint(&slots[1], 0);
    copy(slot_at(OUTSIDE_AT + 1), slot_at(OUTSIDE_AT));
    assert_false(slot_delete_is_long(slot_at(OUTSIDE_AT)));
    assert_int_equal(slot_delete(slot_at(OUTSIDE_AT)), OK);
    assert_false(slot_is_empty(&slots[1]));
    assert_true(slot_delete_is_long(slot_at(OUTSIDE_AT + 1)));
    assert_int_equal(slot_delete(slot_at(OUTSIDE_AT + 1)), OK);
    assert_true(slot_is_empty(&slots[1]));
}

static void interrupted_delete_leaves_zombie(void **state)
{
    struct slot *slots;

    (void)state;
    reset(1);
    slots = make_cnode(slot_at(OUTSIDE_AT), 0, 3);
    make_endpoint(&slots[0], 1);
    host_machine.preempt_at = 3;
    assert_int_equal(slot_delete(slot_at(OUTSIDE_AT)), PREEMPTED);
    assert_int_equal(cap_type(cap_at(OUTSIDE_AT)), CAP_ZOMBIE);
    assert_int_equal(zombie_count(cap_at(OUTSIDE_AT)), 5);
    assert_true(slot_delete_is_long(slot_at(OUTSIDE_AT)));
    assert_true(slot_is_parent_of(slot_at(WORLD_UNTYPED), slot_at(OUTSIDE_AT)));
    /* It is of no use, but can be moved about, and deleted from there. */
    assert_error_1(call(OUTSIDE_AT, CNodeDelete, WORDS(0, 3), WORDS()), seL4_InvalidCapability, 0);
    assert_error(call(seL4_CapInitThreadCNode, CNodeCopy,
                      WORDS(OUTSIDE_AT + 1, 64, OUTSIDE_AT, 64, RIGHT_ALL),
                      WORDS(seL4_CapInitThreadCNode)),
                 seL4_IllegalOperation);
    assert_success(call(seL4_CapInitThreadCNode, CNodeMove,
                        WORDS(OUTSIDE_AT + 1, 64, OUTSIDE_AT, 64), WORDS(seL4_CapInitThreadCNode)));
    assert_success(delete (OUTSIDE_AT + 1));
    assert_false(slot_has_children(slot_at(WORLD_UNTYPED)));
    assert_false(slot_has_children(slot_at(WORLD_UNTYPED + 1)));
}

static void tcb_gives_up_its_capabilities(void **state)
{
    struct new_thread t = new_thread(10);
    word_t handler = new_object(seL4_EndpointObject, 0);

    (void)state;
    assert_success(call(t.cptr, TCBSetTimeoutEndpoint, WORDS(), WORDS(handler)));
    assert_true(slot_delete_is_long(slot_at(t.cptr)));
    assert_success(delete (t.cptr));
    for (unsigned i = 0; i < TCB_SLOT_COUNT; i++) {
        assert_true(slot_is_empty(&t.tcb->slots[i]));
    }
    assert_true(slot_is_final(slot_at(handler)));
    assert_null(context_at(t.sched_context)->tcb);
}

/* Threads that delete the ground they stand on. */

/* A thread of its own CSpace of 2^4 slots with these capabilities in slots 1 to 3. */
static struct new_thread thread_in_own_cspace(word_t *cspace, unsigned count, const word_t *caps)
{
    struct new_thread t = new_thread(255);

    *cspace = new_object(seL4_CapTableObject, 4);
    for (unsigned i = 0; i < count; i++) {
        assert_success(call(*cspace, CNodeCopy, WORDS(i + 1, 4, caps[i], 64, RIGHT_ALL),
                            WORDS(seL4_CapInitThreadCNode)));
    }
    assert_success(
        call(t.cptr, TCBSetSpace, WORDS(60, 0), WORDS(0, *cspace, seL4_CapInitThreadVSpace)));
    start(&t);
    return t;
}

static void thread_deletes_itself(void **state)
{
    word_t cspace, own;
    struct new_thread t;

    (void)state;
    t = thread_in_own_cspace(&cspace, 0, NULL);
    own = t.cptr;
    assert_success(call(cspace, CNodeMove, WORDS(2, 4, own, 64), WORDS(seL4_CapInitThreadCNode)));
    assert_success(
        call(cspace, CNodeMove, WORDS(1, 4, cspace, 64), WORDS(seL4_CapInitThreadCNode)));
    run_as(t.tcb);
    /* Its TCB's last capability is in the CSpace that only itself and its TCB hold. */
    assert_false(call(1, CNodeDelete, WORDS(2, 4), WORDS()).returned);
    assert_ptr_not_equal(current_thread(), t.tcb);
    assert_int_equal(t.tcb->state, THREAD_INACTIVE);
    assert_true(slot_is_empty(&t.tcb->slots[TCB_CSPACE]));
}

static void thread_revokes_all_it_is_made_of(void **state)
{
    (void)state;
    for (unsigned interval = 0; interval < 12; interval++) {
        word_t cspace;
        struct new_thread t;

        world_create();
        t = thread_in_own_cspace(&cspace, 1, &(word_t){ seL4_CapInitThreadCNode });
        assert_success(
            call(cspace, CNodeMove, WORDS(2, 4, cspace, 64), WORDS(seL4_CapInitThreadCNode)));
        run_as(t.tcb);
        while (current_thread() == t.tcb) {
            host_machine.preempt_at = interval;
            assert_false(call(1, CNodeRevoke, WORDS(WORLD_UNTYPED, 64), WORDS()).returned);
        }
        host_machine.preempt_at = 0;
        assert_int_equal(t.tcb->state, THREAD_INACTIVE);
        assert_ptr_equal(current_thread(), thread_at(seL4_CapInitThreadTCB));
        assert_success(revoke(WORLD_UNTYPED));
        assert_false(slot_has_children(slot_at(WORLD_UNTYPED)));
    }
}

static void system_call_goes_on_after_interruption(void **state)
{
    word_t cnode = new_object(seL4_CapTableObject, 5);
    unsigned count = 0;
    struct answer a;

    (void)state;
    do {
        host_machine.preempt_at = 4;
        a = delete (cnode);
        count++;
    } while (!a.returned);
    host_machine.preempt_at = 0;
    assert_success(a);
    assert_in_range(count, 5, 20);
    assert_true(slot_is_empty(slot_at(cnode)));
}

static void revoke_spares_the_capability_itself(void **state)
{
    word_t endpoint = new_object(seL4_EndpointObject, 0);
    word_t badged = mint(endpoint, RIGHT_ALL, 7), copy_of_badged = copy_of(badged);
    word_t other = mint(endpoint, RIGHT_ALL, 8), plain = copy_of(endpoint);

    (void)state;
    assert_success(revoke(plain));
    assert_false(slot_is_empty(slot_at(badged)));
    assert_success(revoke(badged));
    assert_true(slot_is_empty(slot_at(copy_of_badged)));
    assert_false(slot_is_empty(slot_at(badged)) || slot_is_empty(slot_at(other)));
    assert_success(revoke(endpoint));
    assert_false(slot_is_empty(slot_at(endpoint)));
    assert_true(slot_is_empty(slot_at(badged)) && slot_is_empty(slot_at(other)));
    assert_true(slot_is_empty(slot_at(plain)));
    assert_success(revoke(new_slot()));
}

/* The untyped's own capability lies in a CNode made of it. */
static void revoke_of_a_capability_that_dies_by_it(void **state)
{
    (void)state;
    for (unsigned interval = 0; interval < 6; interval++) {
        struct slot *slots;
        word_t cptr = WORLD_UNTYPED;

        reset(1);
        slots = make_cnode(slot_at(OUTSIDE_AT), 0, 2);
        for (unsigned i = 1; i < 4; i++) {
            make_endpoint(slot_at(OUTSIDE_AT + i), 0);
        }
        move(&slots[1], slot_at(cptr));
        host_machine.preempt_at = interval;
        while (!slot_is_empty(slot_at(OUTSIDE_AT)) && slot_revoke(&slots[1]) == PREEMPTED) {
            assert_consistent();
            host_machine.preempt_at = interval;
            if (cap_type(cap_at(OUTSIDE_AT)) == CAP_ZOMBIE) {
                /* The way there is gone: whoever finds the zombie can finish. */
                assert_int_equal(run_interrupted(slot_delete, slot_at(OUTSIDE_AT), 0), 0);
            }
        }
        assert_consistent();
        assert_true(slot_is_empty(&slots[1]));
        assert_true(slot_is_empty(slot_at(OUTSIDE_AT)));
    }
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(only_last_cnode_cap_empties_it),
        TEST(interrupted_delete_leaves_zombie),
        TEST(cnode_in_itself),
        TEST(two_cnodes_in_each_other),
        TEST(long_chain_takes_linear_steps),
        TEST(tcb_gives_up_its_capabilities),
        TEST(thread_deletes_itself),
        TEST(thread_revokes_all_it_is_made_of),
        TEST(system_call_goes_on_after_interruption),
        TEST(revoke_spares_the_capability_itself),
        TEST(revoke_of_a_capability_that_dies_by_it),
        TEST(delete_of_anything_is_complete),
        TEST(revoke_of_anything_is_complete),
        TEST(deletions_may_overlap),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
