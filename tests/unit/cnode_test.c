/* SPDX-License-Identifier: BSD-2-Clause */
/* objects/cnode.c: the operations on slots, each with its errors in their order. */
#include "harness.h"

enum { ROOT = seL4_CapInitThreadCNode };

static struct {
    word_t endpoint, badged, notification, node; /* `node`: a CNode of 8 slots, empty */
} have;

static int setup(void **state)
{
    world_setup(state);
    have.endpoint = new_object(seL4_EndpointObject, 0);
    have.badged = mint(have.endpoint, RIGHT_ALL, 5);
    have.notification = new_object(seL4_NotificationObject, 0);
    have.node = new_object(seL4_CapTableObject, 3);
    return 0;
}

/* The operations with a source, in the root CNode; `data` and what follows as the label wants. */
static struct answer copy(word_t dest, word_t source, word_t rights)
{
    return call(ROOT, CNodeCopy, WORDS(dest, 64, source, 64, rights), WORDS(ROOT));
}

static struct answer mint_as(word_t dest, word_t source, word_t rights, word_t data)
{
    return call(ROOT, CNodeMint, WORDS(dest, 64, source, 64, rights, data), WORDS(ROOT));
}

static struct answer move(word_t dest, word_t source)
{
    return call(ROOT, CNodeMove, WORDS(dest, 64, source, 64), WORDS(ROOT));
}

static struct answer mutate(word_t dest, word_t source, word_t data)
{
    return call(ROOT, CNodeMutate, WORDS(dest, 64, source, 64, data), WORDS(ROOT));
}

static struct answer rotate(word_t dest, word_t dest_data, word_t pivot, word_t pivot_data,
                            word_t source)
{
    return call(ROOT, CNodeRotate, WORDS(dest, 64, dest_data, pivot, 64, pivot_data, source, 64),
                WORDS(ROOT, ROOT));
}

static void label_then_length_then_destination(void **state)
{
    static const word_t labels[] = { CNodeRevoke, CNodeDelete, CNodeCancelBadgedSends,
                                     CNodeCopy,   CNodeMint,   CNodeMove,
                                     CNodeMutate, CNodeRotate };

    (void)state;
    assert_error(call(ROOT, UntypedRetype, WORDS(), WORDS()), seL4_IllegalOperation);
    assert_error(call(ROOT, 0, WORDS(), WORDS()), seL4_IllegalOperation);
    assert_error(call(ROOT, IRQIssueIRQHandler, WORDS(1, 64), WORDS()), seL4_IllegalOperation);
    for (unsigned i = 0; i < ARRAY_COUNT(labels); i++) {
        assert_error(call(ROOT, labels[i], WORDS(1), WORDS()), seL4_TruncatedMessage);
        assert_error_2(call(ROOT, labels[i], WORDS(1, 0), WORDS()), seL4_RangeError, 1, 64);
        assert_failed_lookup(call(ROOT, labels[i], WORDS(1, 1), WORDS()), 0,
                             WORDS(seL4_GuardMismatch, 1, 0, 54));
    }
}

/* What Copy, Mint, Move and Mutate check alike, then their own lengths. */
static void errors_of_operations_with_a_source(void **state)
{
    static const struct {
        word_t label;
        unsigned words; /* that it needs in all */
    } rows[] = { { CNodeCopy, 5 }, { CNodeMint, 6 }, { CNodeMove, 4 }, { CNodeMutate, 5 } };
    word_t dest = new_slot(), empty = new_slot();

    (void)state;
    for (unsigned i = 0; i < ARRAY_COUNT(rows); i++) {
        word_t label = rows[i].label;
        struct words words = WORDS(dest, 64, empty, 64, 0, 0);

        assert_error(call(ROOT, label, WORDS(have.badged, 64, 0), WORDS(ROOT)),
                     seL4_TruncatedMessage);
        assert_error(call(ROOT, label, WORDS(have.badged, 64, 0, 99), WORDS()),
                     seL4_TruncatedMessage);
        assert_error(call(ROOT, label, WORDS(have.badged, 64, 0, 99), WORDS(ROOT)),
                     seL4_DeleteFirst);
        assert_error_2(call(ROOT, label, WORDS(dest, 64, 0, 99), WORDS(ROOT)), seL4_RangeError, 1,
                       64);
        assert_failed_lookup(call(ROOT, label, WORDS(dest, 64, 0, 64), WORDS(have.badged)), 1,
                             WORDS(seL4_InvalidRoot));
        words.count = 4;
        assert_failed_lookup(call(ROOT, label, words, WORDS(ROOT)), 1,
                             WORDS(seL4_MissingCapability, 64));
        words.w[2] = have.badged;
        if (rows[i].words > 4) {
            words.count = rows[i].words - 1;
            assert_error(call(ROOT, label, words, WORDS(ROOT)), seL4_TruncatedMessage);
        }
    }
    assert_true(slot_is_empty(slot_at(dest)));
    /* The depth that is reported is the one given. */
    assert_failed_lookup(call(ROOT, CNodeCopy, WORDS(dest, 64, 3, 3, 0), WORDS(have.node)), 1,
                         WORDS(seL4_MissingCapability, 3));
}

static void copy_restricts_rights(void **state)
{
    word_t dest = new_slot();

    (void)state;
    assert_success(copy(dest, have.badged, RIGHT_READ | RIGHT_GRANT_REPLY));
    assert_int_equal(cap_rights(cap_at(dest)), RIGHT_READ | RIGHT_GRANT_REPLY);
    assert_int_equal(endpoint_badge(cap_at(dest)), 5);
    assert_success(delete (dest));
    assert_success(copy(dest, have.notification, RIGHT_ALL));
    assert_int_equal(cap_rights(cap_at(dest)) & 3, RIGHT_READ | RIGHT_WRITE);
    assert_success(delete (dest));
    /* Bits beyond the rights do not count, and rights do not count for a CNode. */
    assert_success(copy(dest, have.node, ~(word_t)RIGHT_ALL));
    assert_true(cap_equal(cap_at(dest), cap_at(have.node)));
}

static void what_cannot_be_copied(void **state)
{
    word_t dest = new_slot(), table = new_object(seL4_ARM_PageTableObject, 0);

    (void)state;
    assert_error(copy(dest, seL4_CapIRQControl, RIGHT_ALL), seL4_IllegalOperation);
    assert_error(mint_as(dest, seL4_CapIRQControl, RIGHT_ALL, 0), seL4_IllegalOperation);
    assert_error(copy(dest, table, RIGHT_ALL), seL4_IllegalOperation);
    assert_error(copy(dest, WORLD_UNTYPED, RIGHT_ALL), seL4_RevokeFirst);
    assert_error(mint_as(dest, WORLD_UNTYPED, RIGHT_ALL, 3), seL4_RevokeFirst);
    assert_success(move(dest, seL4_CapIRQControl));
    assert_success(move(seL4_CapIRQControl, dest));
}

static void badge_can_be_given_once(void **state)
{
    word_t dest = new_slot();

    (void)state;
    assert_success(mint_as(dest, have.endpoint, RIGHT_WRITE, 0));
    assert_int_equal(endpoint_badge(cap_at(dest)), 0);
    assert_success(delete (dest));
    assert_error(mint_as(dest, have.badged, RIGHT_ALL, 5), seL4_IllegalOperation);
    assert_error(mint_as(dest, have.badged, RIGHT_ALL, 0), seL4_IllegalOperation);
    assert_success(mint_as(dest, have.notification, RIGHT_ALL, UINT64_MAX));
    assert_error(mint_as(new_slot(), dest, RIGHT_ALL, 5), seL4_IllegalOperation);
    assert_int_equal(notification_badge(cap_at(dest)), UINT64_MAX);
}

static void guard_of_a_cnode(void **state)
{
    word_t dest = new_slot(), guard_61 = UINT64_MAX << 6 | 61, guard_62 = UINT64_MAX << 6 | 62;

    (void)state;
    assert_error(mint_as(dest, have.node, RIGHT_ALL, guard_62), seL4_IllegalOperation);
    assert_error(mutate(dest, have.node, guard_62), seL4_IllegalOperation);
    assert_success(mint_as(dest, have.node, RIGHT_ALL, guard_61));
    assert_int_equal(cnode_guard_size(cap_at(dest)), 61);
    assert_int_equal(cnode_guard(cap_at(dest)), UINT64_MAX >> 6);
    assert_int_equal(cnode_radix(cap_at(dest)), 3);
    assert_success(delete (dest));
    /* Only the guard's own bits are kept. */
    assert_success(mint_as(dest, have.node, RIGHT_ALL, 0x1f << 6 | 4));
    assert_int_equal(cnode_guard(cap_at(dest)), 0xf);
    assert_success(delete (dest));
    assert_success(mutate(dest, have.node, 1 << 6 | 2));
    assert_int_equal(cnode_guard_size(cap_at(dest)), 2);
    assert_true(slot_is_empty(slot_at(have.node)));
    assert_success(call(dest, CNodeMove, WORDS(0xb, 5, have.badged, 64), WORDS(ROOT)));
    assert_int_equal(cap_type(cnode_slots(cap_at(dest))[3].cap), CAP_ENDPOINT);
}

static void mutate_refuses_badges(void **state)
{
    word_t dest = new_slot(), reply = new_object(seL4_ReplyObject, 0);

    (void)state;
    assert_error(mutate(dest, have.endpoint, 0), seL4_IllegalOperation);
    assert_error(mutate(dest, have.endpoint, 5), seL4_IllegalOperation);
    assert_error(mutate(dest, have.notification, 0), seL4_IllegalOperation);
    assert_success(mutate(dest, reply, 77));
    assert_int_equal(cap_type(cap_at(dest)), CAP_REPLY);
}

static void move_keeps_the_place_in_the_tree(void **state)
{
    word_t dest = new_slot(), child = copy_of(have.badged);
    struct cap cap = cap_at(have.badged);

    (void)state;
    assert_success(move(dest, have.badged));
    assert_true(cap_equal(cap_at(dest), cap));
    assert_true(slot_is_empty(slot_at(have.badged)));
    assert_true(slot_is_parent_of(slot_at(dest), slot_at(child)));
    assert_true(slot_is_parent_of(slot_at(have.endpoint), slot_at(dest)));
    assert_error(move(child, dest), seL4_DeleteFirst);
    assert_error(move(dest, dest), seL4_DeleteFirst);
}

static void rotate_errors_in_order(void **state)
{
    word_t dest = new_slot(), empty = new_slot(), other = new_slot(), reply = seL4_CapInitThreadSC;

    (void)state;
    assert_error(call(ROOT, CNodeRotate, WORDS(dest, 64, 0, 0, 99, 0, 0), WORDS(ROOT, ROOT)),
                 seL4_TruncatedMessage);
    assert_error(call(ROOT, CNodeRotate, WORDS(dest, 64, 0, 0, 99, 0, 0, 99), WORDS(ROOT)),
                 seL4_TruncatedMessage);
    assert_failed_lookup(
        call(ROOT, CNodeRotate, WORDS(dest, 64, 0, 0, 10, 0, 0, 9), WORDS(ROOT, ROOT)), 1,
        WORDS(seL4_GuardMismatch, 9, 0, 54));
    assert_failed_lookup(
        call(ROOT, CNodeRotate, WORDS(dest, 64, 0, 0, 10, 0, empty, 64), WORDS(ROOT, ROOT)), 0,
        WORDS(seL4_GuardMismatch, 10, 0, 54));
    assert_failed_lookup(
        call(ROOT, CNodeRotate, WORDS(dest, 64, 0, 0, 64, 0, empty, 64), WORDS(reply, ROOT)), 0,
        WORDS(seL4_InvalidRoot));
    assert_error(rotate(dest, 0, empty, 0, empty), seL4_IllegalOperation);
    assert_error(rotate(empty, 0, empty, 0, other), seL4_IllegalOperation);
    assert_error(rotate(have.node, 0, empty, 0, other), seL4_DeleteFirst);
    assert_failed_lookup(rotate(dest, 0, empty, 0, other), 1, WORDS(seL4_MissingCapability, 64));
    assert_failed_lookup(rotate(dest, 0, empty, 0, have.endpoint), 0,
                         WORDS(seL4_MissingCapability, 64));
    assert_error(rotate(dest, 0, reply, 0, have.endpoint), seL4_IllegalOperation);
    assert_error(rotate(dest, 0, have.endpoint, 0, reply), seL4_IllegalOperation);
}

static void rotate_moves_both(void **state)
{
    word_t dest = new_slot(), a = new_object(seL4_CapTableObject, 1);
    word_t b = new_object(seL4_CapTableObject, 2), child = copy_of(a);

    (void)state;
    assert_success(rotate(dest, 1 << 6 | 3, b, 2 << 6 | 4, a));
    assert_true(slot_is_empty(slot_at(a)));
    assert_int_equal(cnode_radix(cap_at(dest)), 2);
    assert_int_equal(cnode_guard_size(cap_at(dest)), 3);
    assert_int_equal(cnode_guard(cap_at(dest)), 1);
    assert_int_equal(cnode_radix(cap_at(b)), 1);
    assert_int_equal(cnode_guard_size(cap_at(b)), 4);
    assert_int_equal(cnode_guard(cap_at(b)), 2);
    assert_true(slot_is_parent_of(slot_at(b), slot_at(child)) || !slot_is_final(slot_at(b)));
}

static void rotate_with_the_source_as_destination_swaps(void **state)
{
    word_t a = new_object(seL4_ReplyObject, 0), b = new_object(seL4_CapTableObject, 2);

    (void)state;
    assert_success(rotate(a, 3 << 6 | 2, b, 0, a));
    assert_int_equal(cap_type(cap_at(a)), CAP_CNODE);
    assert_int_equal(cnode_guard(cap_at(a)), 3);
    assert_int_equal(cap_type(cap_at(b)), CAP_REPLY);
    assert_success(revoke(WORLD_UNTYPED));
    assert_true(slot_is_empty(slot_at(a)) && slot_is_empty(slot_at(b)));
}

static void empty_slots_can_be_deleted_and_revoked(void **state)
{
    word_t slot = new_slot();

    (void)state;
    assert_success(delete (slot));
    assert_success(revoke(slot));
}

/* A thread that waits to send on this endpoint capability. */
static struct new_thread blocked_sender(word_t cptr)
{
    struct new_thread t = new_thread(255);

    start(&t);
    run_as(t.tcb);
    (void)send(cptr, 1, WORDS(), WORDS());
    run_as(thread_at(seL4_CapInitThreadTCB));
    assert_int_equal(t.tcb->state, THREAD_BLOCKED_ON_SEND);
    return t;
}

static struct answer cancel(word_t cptr)
{
    return call(ROOT, CNodeCancelBadgedSends, WORDS(cptr, 64), WORDS());
}

static void cancel_badged_sends(void **state)
{
    struct new_thread badged = blocked_sender(have.badged), plain = blocked_sender(have.endpoint);
    word_t weak = mint(have.badged, RIGHT_ALL & ~RIGHT_GRANT_REPLY, 0);

    (void)state;
    assert_error(cancel(weak), seL4_IllegalOperation);
    assert_error(cancel(have.notification), seL4_IllegalOperation);
    assert_error(cancel(new_slot()), seL4_IllegalOperation);
    assert_success(cancel(have.endpoint));
    assert_int_equal(plain.tcb->state, THREAD_BLOCKED_ON_SEND);
    assert_int_equal(badged.tcb->state, THREAD_BLOCKED_ON_SEND);
    assert_success(cancel(have.badged));
    assert_int_equal(plain.tcb->state, THREAD_BLOCKED_ON_SEND);
    assert_int_equal(badged.tcb->state, THREAD_RESTART);
}

/* The first part of a combined call does not reach CNodes. */
static void not_in_a_combined_call(void **state)
{
    (void)state;
    (void)syscall(&(struct request){ .number = seL4_SysNBSendRecv,
                                     .cap = have.endpoint,
                                     .reply = new_object(seL4_ReplyObject, 0),
                                     .nbsend_dest = ROOT,
                                     .label = CNodeDelete,
                                     .words = WORDS(have.badged, 64) });
    assert_false(slot_is_empty(slot_at(have.badged)));
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(label_then_length_then_destination),
        TEST(errors_of_operations_with_a_source),
        TEST(copy_restricts_rights),
        TEST(what_cannot_be_copied),
        TEST(badge_can_be_given_once),
        TEST(guard_of_a_cnode),
        TEST(mutate_refuses_badges),
        TEST(move_keeps_the_place_in_the_tree),
        TEST(rotate_errors_in_order),
        TEST(rotate_moves_both),
        TEST(rotate_with_the_source_as_destination_swaps),
        TEST(empty_slots_can_be_deleted_and_revoked),
        TEST(cancel_badged_sends),
        TEST(not_in_a_combined_call),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
