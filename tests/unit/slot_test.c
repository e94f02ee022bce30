/* SPDX-License-Identifier: BSD-2-Clause */
/* slot.c: the derivation tree as a list, what is whose parent, and what stays when slots move. */
#include "harness.h"
#include "objects/domain.h"
#include "objects/irq.h"
#include "objects/sched_control.h"
#include "objects/sgi.h"
#include "objects/smc.h"
#include "objects/zombie.h"
#include <string.h>

enum { SLOTS = 8, FLAGS = SLOT_REVOCABLE | SLOT_FIRST_BADGED };

static struct slot slots[SLOTS];

static struct cap endpoint(word_t badge)
{
    return cap_make(CAP_ENDPOINT, RIGHT_ALL, 0x1000, badge);
}

static int setup(void **state)
{
    (void)state;
    memset(slots, 0, sizeof(slots));
    return 0;
}

/* The list from slot `first` on consists of these slots, ended by -1. */
static void assert_list(const int *expected)
{
    const struct slot *before = NULL, *s = &slots[expected[0]];

    for (; *expected >= 0; expected++) {
        assert_ptr_equal(s, &slots[*expected]);
        assert_ptr_equal(slot_prev(s), before);
        before = s;
        s = slot_next(s);
    }
    assert_null(s);
}

#define assert_order(...) assert_list((const int[]){ __VA_ARGS__, -1 })

static void assert_empty(const struct slot *s)
{
    assert_true(slot_is_empty(s) && s->prev == 0 && s->next == 0 && s->cap.w[0] == 0);
}

static void copies_go_directly_behind_their_source(void **state)
{
    (void)state;
    slot_insert_root(&slots[0], endpoint(0));
    slot_insert(&slots[1], &slots[0], endpoint(0));
    slot_insert(&slots[2], &slots[0], endpoint(5));
    slot_insert(&slots[3], &slots[2], endpoint(5));
    assert_order(0, 2, 3, 1);
    assert_int_equal(slots[0].next & SLOT_FLAGS, FLAGS);
    assert_int_equal(slots[1].next & SLOT_FLAGS, 0);
    assert_int_equal(slots[2].next & SLOT_FLAGS, FLAGS);
    assert_int_equal(slots[3].next & SLOT_FLAGS, 0);
}

static void badged_capability_is_parent_of_its_badge_only(void **state)
{
    (void)state;
    slot_insert_root(&slots[0], endpoint(0));
    slot_insert(&slots[1], &slots[0], endpoint(6));
    slot_insert(&slots[2], &slots[0], endpoint(5));
    slot_insert(&slots[3], &slots[2], endpoint(5));
    slot_insert(&slots[4], &slots[0], endpoint(5));
    slot_insert(&slots[5], &slots[0], endpoint(0));
    assert_order(0, 5, 4, 2, 3, 1);
    for (unsigned i = 1; i <= 5; i++) {
        assert_true(slot_is_parent_of(&slots[0], &slots[i]));
        assert_false(slot_is_parent_of(&slots[5], &slots[i]));
    }
    assert_true(slot_is_parent_of(&slots[2], &slots[3]));
    assert_false(slot_is_parent_of(&slots[2], &slots[1]));
    assert_false(slot_is_parent_of(&slots[4], &slots[2])); /* first of its badge again */
    assert_true(slot_has_children(&slots[0]));
    assert_true(slot_has_children(&slots[2]));
    assert_false(slot_has_children(&slots[4]));
    assert_false(slot_has_children(&slots[1]));
}

static void clearing_hands_on_first_badged(void **state)
{
    (void)state;
    slot_insert_root(&slots[0], endpoint(0));
    slot_insert(&slots[1], &slots[0], endpoint(5));
    slot_insert(&slots[2], &slots[1], endpoint(5));
    slot_insert(&slots[3], &slots[0], endpoint(5));
    assert_order(0, 3, 1, 2);
    slot_clear(&slots[1]);
    assert_order(0, 3, 2);
    assert_empty(&slots[1]);
    assert_true(slot_is_first_badged(&slots[2]));
    assert_false(slot_is_revocable(&slots[2]));
    assert_false(slot_is_parent_of(&slots[3], &slots[2]));
    slot_clear(&slots[2]);
    slot_clear(&slots[0]);
    assert_order(3);
    slot_clear(&slots[3]);
    assert_empty(&slots[3]);
}

static void moving_keeps_place_and_flags(void **state)
{
    (void)state;
    slot_insert_root(&slots[0], endpoint(0));
    slot_insert(&slots[1], &slots[0], endpoint(5));
    slot_insert(&slots[2], &slots[1], endpoint(5));
    slot_move(&slots[3], &slots[1], endpoint(5));
    assert_order(0, 3, 2);
    assert_empty(&slots[1]);
    assert_int_equal(slots[3].next & SLOT_FLAGS, FLAGS);
    slot_move(&slots[4], &slots[2], endpoint(5));
    slot_move(&slots[5], &slots[0], endpoint(0));
    assert_order(5, 3, 4);
    assert_int_equal(slots[4].next & SLOT_FLAGS, 0);
}

static void swapping_neighbours_and_others(void **state)
{
    static const unsigned char pairs[][2] = { { 0, 1 }, { 1, 0 }, { 1, 2 }, { 2, 1 },
                                              { 0, 2 }, { 2, 0 }, { 0, 3 }, { 3, 1 } };

    for (unsigned i = 0; i < ARRAY_COUNT(pairs); i++) {
        struct slot *a = &slots[pairs[i][0]], *b = &slots[pairs[i][1]];
        struct slot a_before, b_before;

        setup(state);
        slot_insert_root(&slots[0], endpoint(0));
        slot_insert(&slots[1], &slots[0], endpoint(5));
        slot_insert(&slots[2], &slots[1], endpoint(5));
        a_before = *a;
        b_before = *b;
        slot_swap(a, a->cap, b, b->cap);
        assert_true(cap_equal(a->cap, b_before.cap) && cap_equal(b->cap, a_before.cap));
        assert_int_equal(a->next & SLOT_FLAGS, b_before.next & SLOT_FLAGS);
        assert_int_equal(b->next & SLOT_FLAGS, a_before.next & SLOT_FLAGS);
        slot_swap(a, a->cap, b, b->cap);
        assert_order(0, 1, 2);
        assert_empty(&slots[3]);
    }
}

static void last_capability_is_seen_from_its_neighbours(void **state)
{
    (void)state;
    slot_insert_root(&slots[0], endpoint(0));
    assert_true(slot_is_final(&slots[0]));
    slot_insert(&slots[1], &slots[0], endpoint(3));
    assert_false(slot_is_final(&slots[0]) || slot_is_final(&slots[1]));
    slot_clear(&slots[0]);
    assert_true(slot_is_final(&slots[1]));
    slot_insert_root(&slots[2], untyped_cap(0x4000, 12, false, 0));
    slot_insert(&slots[3], &slots[2], slots[2].cap);
    assert_true(slot_is_final(&slots[2]) && slot_is_final(&slots[3]));
    slot_insert_root(&slots[4], irq_control_cap());
    slot_insert(&slots[5], &slots[4], irq_handler_cap(7));
    slot_insert(&slots[6], &slots[4], irq_handler_cap(8));
    assert_true(slot_is_final(&slots[4]) && slot_is_final(&slots[5]) && slot_is_final(&slots[6]));
    slot_insert(&slots[7], &slots[6], irq_handler_cap(8));
    assert_false(slot_is_final(&slots[6]) || slot_is_final(&slots[7]));
    assert_false(slot_is_parent_of(&slots[6], &slots[5]));
}

static void copying_untyped_fills_the_source(void **state)
{
    (void)state;
    slot_insert_root(&slots[0], untyped_cap(0x4000, 12, false, 64));
    slot_insert(&slots[1], &slots[0], slots[0].cap);
    assert_int_equal(untyped_free_offset(slots[0].cap), 4096);
    assert_int_equal(untyped_free_offset(slots[1].cap), 64);
    assert_true(slot_is_parent_of(&slots[0], &slots[1]));
    assert_true(slot_is_revocable(&slots[1]));
    /* Other capabilities made from untyped memory leave it alone. */
    slot_insert(&slots[2], &slots[1], asid_pool_cap(0x4000, 512));
    assert_int_equal(untyped_free_offset(slots[1].cap), 64);
    assert_false(slot_is_revocable(&slots[2]));
}

static void originals_made_from_other_capabilities(void **state)
{
    struct cap notification = cap_make(CAP_NOTIFICATION, RIGHT_ALL, 0x40, 0);
    struct cap badged = cap_make(CAP_NOTIFICATION, RIGHT_ALL, 0x40, 1);
    struct {
        struct cap source, made;
        bool original;
    } cases[] = {
        { notification, badged, true },
        { badged, badged, false },
        { irq_control_cap(), irq_handler_cap(3), true },
        { irq_handler_cap(3), irq_handler_cap(3), false },
        { irq_control_cap(), sgi_cap(3, 1), true },
        { sgi_cap(3, 1), sgi_cap(3, 1), false },
        { smc_cap(0), smc_cap(9), true },
        { smc_cap(0), smc_cap(0), false },
        { cnode_cap((void *)0x1000, 2, 0, 0), cnode_cap((void *)0x1000, 2, 1, 3), false },
        { domain_cap(), domain_cap(), false },
    };

    for (unsigned i = 0; i < ARRAY_COUNT(cases); i++) {
        setup(state);
        slot_insert_root(&slots[0], cases[i].source);
        slot_insert(&slots[1], &slots[0], cases[i].made);
        assert_int_equal(slots[1].next & SLOT_FLAGS, cases[i].original ? FLAGS : 0);
        assert_true(slot_is_parent_of(&slots[0], &slots[1]));
    }
}

/* Untyped memory from 0x100000, 1 MiB, contains what has memory inside it, and nothing else. */
static void regions(void **state)
{
    struct cap untyped = untyped_cap(0x100000, 20, false, 0);
    const struct cap inside[] = {
        untyped_cap(0x100000, 20, false, 0),
        untyped_cap(0x1ff000, 12, false, 0),
        endpoint_cap((void *)0x1ffff0, 0, RIGHT_ALL),
        notification_cap((void *)0x100000, 0, RIGHT_ALL),
        cnode_cap((void *)0x180000, 14, 0, 0),
        zombie_cap((void *)0x180000, 14, 3),
        zombie_cap((void *)0x1ff000, ZOMBIE_TCB, 3),
        tcb_cap((void *)0x1ff000),
        sched_context_cap((void *)0x1fff00, 8),
        reply_cap((void *)0x1fffe0),
        frame_cap(0x1ff000, FRAME_SMALL, VM_READ_WRITE, false, 0),
        page_table_cap(0x1ff000, 0),
        vspace_cap(0x1ff000, 0),
        asid_pool_cap(0x1ff000, 0),
    };
    const struct cap outside[] = {
        untyped_cap(0x000000, 21, false, 0),
        untyped_cap(0x200000, 12, false, 0),
        endpoint_cap((void *)0xffff0, 0, 15),
        cnode_cap((void *)0x180000, 16, 0, 0),
        zombie_cap((void *)0x180000, 16, 0),
        irq_control_cap(),
        irq_handler_cap(1),
        domain_cap(),
        sched_control_cap(0),
        asid_control_cap(),
        smc_cap(0),
        sgi_cap(1, 1),
        frame_cap(0, FRAME_LARGE, VM_READ_WRITE, false, 0),
    };

    (void)state;
    for (unsigned i = 0; i < ARRAY_COUNT(inside); i++) {
        assert_true(cap_same_region(untyped, inside[i]));
    }
    for (unsigned i = 0; i < ARRAY_COUNT(outside); i++) {
        assert_false(cap_same_region(untyped, outside[i]));
    }
    for (unsigned i = 1; i < ARRAY_COUNT(inside); i++) {
        assert_false(cap_same_region(inside[i], untyped));
    }
}

static void same_objects(void **state)
{
    struct cap cnode = cnode_cap((void *)0x1000, 4, 0, 0);

    (void)state;
    assert_true(cap_same_object(cnode, cnode_cap((void *)0x1000, 4, 9, 7)));
    assert_false(cap_same_object(cnode, cnode_cap((void *)0x1000, 5, 0, 0)));
    assert_false(cap_same_object(cnode, cnode_cap((void *)0x2000, 4, 0, 0)));
    assert_false(cap_same_object(cnode, zombie_cap((void *)0x1000, 4, 1)));
    assert_true(cap_same_object(domain_cap(), domain_cap()));
    assert_true(cap_same_object(sched_control_cap(0), sched_control_cap(1)));
    assert_true(cap_same_object(irq_control_cap(), irq_control_cap()));
    assert_false(cap_same_object(irq_control_cap(), irq_handler_cap(0)));
    assert_true(cap_same_region(irq_control_cap(), irq_handler_cap(0)));
    assert_true(cap_same_region(irq_control_cap(), sgi_cap(0, 0)));
    assert_false(cap_same_region(irq_control_cap(), domain_cap()));
    assert_false(cap_same_region(irq_handler_cap(0), irq_control_cap()));
    assert_true(cap_same_object(irq_handler_cap(4), irq_handler_cap(4)));
    assert_false(cap_same_object(irq_handler_cap(4), irq_handler_cap(5)));
    assert_true(cap_same_object(sgi_cap(1, 2), sgi_cap(1, 2)));
    assert_false(cap_same_object(sgi_cap(1, 2), sgi_cap(2, 2)));
    assert_false(cap_same_object(sgi_cap(1, 2), sgi_cap(1, 3)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(copies_go_directly_behind_their_source, setup),
        cmocka_unit_test_setup(badged_capability_is_parent_of_its_badge_only, setup),
        cmocka_unit_test_setup(clearing_hands_on_first_badged, setup),
        cmocka_unit_test_setup(moving_keeps_place_and_flags, setup),
        cmocka_unit_test_setup(swapping_neighbours_and_others, setup),
        cmocka_unit_test_setup(last_capability_is_seen_from_its_neighbours, setup),
        cmocka_unit_test_setup(copying_untyped_fills_the_source, setup),
        cmocka_unit_test_setup(originals_made_from_other_capabilities, setup),
        cmocka_unit_test_setup(regions, setup),
        cmocka_unit_test_setup(same_objects, setup),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
