/* SPDX-License-Identifier: BSD-2-Clause */
/* objects/untyped.c: Retype with each error in its order, placement, reset, device memory. */
#include "harness.h"
#include <string.h>

enum { ROOT = seL4_CapInitThreadCNode, UNTYPED = WORLD_UNTYPED };

/* Retype `count` objects into the root CNode at `dest`. */
static struct answer retype(word_t untyped, word_t type, word_t size_bits, word_t dest,
                            word_t count)
{
    return call(untyped, UntypedRetype, WORDS(type, size_bits, 0, 0, dest, count), WORDS(ROOT));
}

/* Consecutive free slots of the root CNode. */
static word_t new_slots(unsigned count)
{
    word_t first = new_slot();

    for (unsigned i = 1; i < count; i++) {
        (void)new_slot();
    }
    return first;
}

static uint8_t *memory(word_t untyped)
{
    return cap_object(cap_at(untyped));
}

/* Each row is wrong in one way and in all ways that come later, so that the order is seen. */
static void errors_in_order(void **state)
{
    word_t used = new_object(seL4_EndpointObject, 0), small = new_object(seL4_UntypedObject, 4);

    (void)state;
    assert_error(call(small, CNodeDelete, WORDS(), WORDS()), seL4_IllegalOperation);
    assert_error(call(small, UntypedRetype, WORDS(99, 99, 0, 0, 0), WORDS(ROOT)),
                 seL4_TruncatedMessage);
    assert_error(call(small, UntypedRetype, WORDS(99, 99, 0, 0, 0, 0), WORDS()),
                 seL4_TruncatedMessage);
    assert_error_1(
        call(small, UntypedRetype, WORDS(seL4_ObjectTypeCount, 64, 0, 70, 0, 0), WORDS(used)),
        seL4_InvalidArgument, 0);
    assert_error_1(call(small, UntypedRetype, WORDS(UINT64_MAX, 64, 0, 70, 0, 0), WORDS(used)),
                   seL4_InvalidArgument, 0);
    assert_error_2(
        call(small, UntypedRetype, WORDS(seL4_EndpointObject, 64, 0, 70, 0, 0), WORDS(used)),
        seL4_RangeError, 0, 47);
    assert_error_2(
        call(small, UntypedRetype, WORDS(seL4_CapTableObject, 43, 0, 70, 0, 0), WORDS(used)),
        seL4_RangeError, 0, 47);
    assert_error_2(
        call(small, UntypedRetype, WORDS(seL4_UntypedObject, 48, 0, 70, 0, 0), WORDS(used)),
        seL4_RangeError, 0, 47);
    assert_error_1(
        call(small, UntypedRetype, WORDS(seL4_CapTableObject, 0, 0, 70, 0, 0), WORDS(used)),
        seL4_InvalidArgument, 1);
    assert_error_1(
        call(small, UntypedRetype, WORDS(seL4_UntypedObject, 3, 0, 70, 0, 0), WORDS(used)),
        seL4_InvalidArgument, 1);
    assert_error_1(
        call(small, UntypedRetype, WORDS(seL4_SchedContextObject, 6, 0, 70, 0, 0), WORDS(used)),
        seL4_InvalidArgument, 1);
}

static void destination_errors(void **state)
{
    word_t used = new_object(seL4_EndpointObject, 0), small = new_object(seL4_UntypedObject, 4);
    word_t node = new_object(seL4_CapTableObject, 3), tcb = seL4_TCBObject;

    (void)state;
    assert_failed_lookup(call(small, UntypedRetype, WORDS(tcb, 0, 0, 64, 8, 0), WORDS(used)), 0,
                         WORDS(seL4_InvalidRoot));
    assert_error_2(call(small, UntypedRetype, WORDS(tcb, 0, 0, 65, 2000, 0), WORDS(ROOT)),
                   seL4_RangeError, 1, 64);
    assert_failed_lookup(call(small, UntypedRetype, WORDS(tcb, 0, 0, 9, 2000, 0), WORDS(ROOT)), 0,
                         WORDS(seL4_GuardMismatch, 9, 0, 54));
    assert_failed_lookup(call(small, UntypedRetype, WORDS(tcb, 0, used, 64, 2000, 0), WORDS(ROOT)),
                         0, WORDS(seL4_MissingCapability, 64));
    assert_failed_lookup(call(small, UntypedRetype, WORDS(tcb, 0, 0, 0, 2000, 0), WORDS(used)), 0,
                         WORDS(seL4_MissingCapability, 0));
    assert_error_2(call(small, UntypedRetype, WORDS(tcb, 0, node, 64, 8, 0), WORDS(ROOT)),
                   seL4_RangeError, 0, 7);
    assert_error_2(call(small, UntypedRetype, WORDS(tcb, 0, 77, 0, 1024, 0), WORDS(ROOT)),
                   seL4_RangeError, 0, 1023);
    assert_error_2(call(small, UntypedRetype, WORDS(tcb, 0, node, 64, 7, 0), WORDS(ROOT)),
                   seL4_RangeError, 1, 256);
    assert_error_2(call(small, UntypedRetype, WORDS(tcb, 0, node, 64, 7, 257), WORDS(ROOT)),
                   seL4_RangeError, 1, 256);
    assert_error_2(call(small, UntypedRetype, WORDS(tcb, 0, node, 64, 6, 3), WORDS(ROOT)),
                   seL4_RangeError, 1, 2);
    assert_error(retype(small, tcb, 0, used - 1, 2), seL4_DeleteFirst);
    assert_error_1(retype(small, tcb, 0, 900, 1), seL4_NotEnoughMemory, 16);
    assert_error_1(retype(WORLD_DEVICE, tcb, 0, 900, 1), seL4_InvalidArgument, 1);
}

static void objects_are_placed_in_a_row(void **state)
{
    word_t at = new_slots(8), start = cap_address(cap_at(UNTYPED));

    (void)state;
    assert_success(retype(UNTYPED, seL4_EndpointObject, 0, at, 3));
    for (word_t i = 0; i < 3; i++) {
        assert_int_equal(cap_address(cap_at(at + i)), start + 16 * i);
        assert_int_equal(endpoint_badge(cap_at(at + i)), 0);
        assert_int_equal(cap_rights(cap_at(at + i)), RIGHT_ALL);
        assert_true(slot_is_parent_of(slot_at(UNTYPED), slot_at(at + i)));
    }
    assert_int_equal(untyped_free_offset(cap_at(UNTYPED)), 48);
    /* Each new one directly behind the untyped. */
    assert_ptr_equal(slot_next(slot_at(UNTYPED)), slot_at(at + 2));
    assert_success(retype(UNTYPED, seL4_CapTableObject, 7, at + 3, 1));
    assert_int_equal(cap_address(cap_at(at + 3)), start + 4096);
    assert_int_equal(cnode_radix(cap_at(at + 3)), 7);
    assert_int_equal(cnode_guard_size(cap_at(at + 3)), 0);
    assert_success(retype(UNTYPED, seL4_UntypedObject, 5, at + 4, 1));
    assert_int_equal(cap_address(cap_at(at + 4)), start + 8192);
    assert_int_equal(untyped_free_offset(cap_at(at + 4)), 0);
    assert_int_equal(untyped_free_offset(cap_at(UNTYPED)), 8192 + 32);
}

static void room_is_counted_before_alignment(void **state)
{
    word_t at = new_slots(300), small;

    (void)state;
    small = at++;
    assert_success(retype(UNTYPED, seL4_UntypedObject, 8, small, 1));
    assert_error_1(retype(small, seL4_EndpointObject, 0, at, 17), seL4_NotEnoughMemory, 256);
    assert_success(retype(small, seL4_EndpointObject, 0, at, 1));
    assert_error_1(retype(small, seL4_NotificationObject, 0, at + 1, 4), seL4_NotEnoughMemory, 240);
    assert_success(retype(small, seL4_NotificationObject, 0, at + 1, 3));
    assert_error_1(retype(small, seL4_EndpointObject, 0, at + 4, 1), seL4_NotEnoughMemory, 0);
    assert_success(retype(UNTYPED, seL4_EndpointObject, 0, at + 10, 256));
}

static void every_type_has_its_size(void **state)
{
    static const struct {
        word_t type, size_bits, object_bits;
    } rows[] = {
        { seL4_UntypedObject, 13, 13 },      { seL4_TCBObject, 0, seL4_TCBBits },
        { seL4_EndpointObject, 0, 4 },       { seL4_NotificationObject, 0, 6 },
        { seL4_CapTableObject, 6, 11 },      { seL4_SchedContextObject, 9, 9 },
        { seL4_ReplyObject, 0, 5 },          { seL4_ARM_VSpaceObject, 0, 12 },
        { seL4_ARM_SmallPageObject, 0, 12 }, { seL4_ARM_PageTableObject, 0, 12 },
        { seL4_EndpointObject, 63, 4 },
    };

    (void)state;
    for (unsigned i = 0; i < ARRAY_COUNT(rows); i++) {
        word_t slot = new_slot();

        assert_success(retype(UNTYPED, rows[i].type, rows[i].size_bits, slot, 1));
        assert_int_equal(untyped_free_offset(cap_at(UNTYPED)),
                         word_bit((unsigned)rows[i].object_bits));
        assert_int_equal(object_ops_of(cap_at(slot))->size_bits(cap_at(slot)), rows[i].object_bits);
        assert_success(delete (slot));
    }
}

static void first_use_and_reuse_clear_memory(void **state)
{
    word_t slot = new_slot();

    (void)state;
    memset(memory(UNTYPED), 0xab, 1 << WORLD_UNTYPED_BITS);
    assert_success(retype(UNTYPED, seL4_ARM_SmallPageObject, 0, slot, 2));
    for (unsigned i = 0; i < 1 << WORLD_UNTYPED_BITS; i++) {
        assert_int_equal(memory(UNTYPED)[i], 0);
    }
    memset(memory(UNTYPED), 0xcd, 8192);
    assert_success(delete (slot));
    /* With a child left nothing is given back. */
    assert_success(retype(UNTYPED, seL4_ARM_SmallPageObject, 0, slot, 1));
    assert_int_equal(untyped_free_offset(cap_at(UNTYPED)), 3 * 4096);
    assert_success(revoke(UNTYPED));
    assert_int_equal(untyped_free_offset(cap_at(UNTYPED)), 3 * 4096);
    assert_success(retype(UNTYPED, seL4_EndpointObject, 0, slot, 1));
    assert_int_equal(untyped_free_offset(cap_at(UNTYPED)), 16);
    for (unsigned i = 0; i < 3 * 4096; i++) {
        assert_int_equal(memory(UNTYPED)[i], 0);
    }
}

/* Stopped after each chunk, the watermark comes down step by step and no object is there before the
 * end. */
static void interrupted_reset_goes_on(void **state)
{
    enum { CHUNK = 4096 };
    word_t slot = new_slot(), size = word_bit(WORLD_UNTYPED_BITS);
    struct answer a;

    (void)state;
    memset(memory(UNTYPED), 0xab, size);
    for (word_t left = size - CHUNK;; left -= CHUNK) {
        host_machine.preempt_at = 1;
        a = retype(UNTYPED, seL4_EndpointObject, 0, slot, 1);
        if (a.returned) {
            break;
        }
        assert_int_equal(untyped_free_offset(cap_at(UNTYPED)), left);
        assert_int_equal(memory(UNTYPED)[left], 0);
        assert_true(left == 0 || memory(UNTYPED)[left - 1] == 0xab);
        assert_true(slot_is_empty(slot_at(slot)));
    }
    host_machine.preempt_at = 0;
    assert_success(a);
    assert_int_equal(untyped_free_offset(cap_at(UNTYPED)), 16);
}

/* Sizes that are no multiple of a chunk. What is made of the small untyped is untyped memory again,
 * so that the test can write to it. */
static void small_reset_stays_inside(void **state)
{
    word_t at = new_slots(5);

    (void)state;
    assert_success(retype(UNTYPED, seL4_UntypedObject, 6, at, 2));
    assert_success(retype(at + 1, seL4_UntypedObject, 4, at + 2, 3));
    memset(memory(UNTYPED), 0xee, 128);
    assert_success(revoke(at + 1));
    assert_success(retype(at + 1, seL4_UntypedObject, 4, at + 2, 1));
    for (unsigned i = 0; i < 128; i++) {
        assert_int_equal(memory(UNTYPED)[i], i < 64 || i >= 64 + 48 ? 0xee : 0);
    }
}

/* There is no memory behind device addresses here: touching it would not go unnoticed. */
static void device_memory_is_not_touched(void **state)
{
    word_t at = new_slots(6);

    (void)state;
    assert_success(retype(WORLD_DEVICE, seL4_UntypedObject, 13, at, 1));
    assert_true(untyped_is_device(cap_at(at)));
    assert_success(retype(at, seL4_ARM_SmallPageObject, 0, at + 1, 2));
    assert_true(frame_is_device(cap_at(at + 1)));
    for (word_t type = seL4_TCBObject; type < seL4_ObjectTypeCount; type++) {
        if (type != seL4_ARM_SmallPageObject && type != seL4_ARM_LargePageObject
            && type != seL4_ARM_HugePageObject) {
            assert_error_1(retype(WORLD_DEVICE, type, 8, at + 3, 1), seL4_InvalidArgument, 1);
        }
    }
    assert_success(revoke(at));
    assert_int_equal(untyped_free_offset(cap_at(at)), 8192);
    assert_success(retype(at, seL4_ARM_SmallPageObject, 0, at + 1, 1));
    assert_int_equal(untyped_free_offset(cap_at(at)), 4096);
    assert_false(untyped_is_device(cap_at(UNTYPED)));
}

static void copies_never_share_memory(void **state)
{
    word_t small = new_object(seL4_UntypedObject, 12), at = new_slots(2), copy;

    (void)state;
    copy = copy_of(small);
    assert_error_1(retype(small, seL4_EndpointObject, 0, at, 1), seL4_NotEnoughMemory, 0);
    assert_success(retype(copy, seL4_EndpointObject, 0, at, 1));
    assert_error(call(ROOT, CNodeCopy, WORDS(at + 1, 64, copy, 64, 15), WORDS(ROOT)),
                 seL4_RevokeFirst);
    assert_error(call(ROOT, CNodeCopy, WORDS(at + 1, 64, small, 64, 15), WORDS(ROOT)),
                 seL4_RevokeFirst);
    assert_success(revoke(small));
    assert_true(slot_is_empty(slot_at(copy)) && slot_is_empty(slot_at(at)));
    assert_success(retype(small, seL4_EndpointObject, 0, at, 1));
}

static void into_a_cnode_below_the_root(void **state)
{
    word_t node = new_object(seL4_CapTableObject, 2);

    (void)state;
    assert_success(
        call(UNTYPED, UntypedRetype, WORDS(seL4_ReplyObject, 0, node, 64, 2, 2), WORDS(ROOT)));
    assert_int_equal(cap_type(cnode_slots(cap_at(node))[2].cap), CAP_REPLY);
    assert_int_equal(cap_type(cnode_slots(cap_at(node))[3].cap), CAP_REPLY);
    assert_error(call(UNTYPED, UntypedRetype, WORDS(seL4_ReplyObject, 0, 0, 0, 1, 2), WORDS(node)),
                 seL4_DeleteFirst);
}

static void new_thread_is_inactive_and_bare(void **state)
{
    const struct tcb *thread = thread_at(new_object(seL4_TCBObject, 0));

    (void)state;
    assert_int_equal(thread->state, THREAD_INACTIVE);
    assert_int_equal(thread->priority, 0);
    assert_int_equal(thread->mcp, 0);
    assert_int_equal(thread->flags, 0);
    assert_int_equal(thread->domain, 0);
    assert_null(thread->sched_context);
    for (unsigned i = 0; i < TCB_SLOT_COUNT; i++) {
        assert_true(slot_is_empty(&thread->slots[i]));
    }
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(errors_in_order),
        TEST(destination_errors),
        TEST(objects_are_placed_in_a_row),
        TEST(room_is_counted_before_alignment),
        TEST(every_type_has_its_size),
        TEST(first_use_and_reuse_clear_memory),
        TEST(interrupted_reset_goes_on),
        TEST(small_reset_stays_inside),
        TEST(device_memory_is_not_touched),
        TEST(copies_never_share_memory),
        TEST(into_a_cnode_below_the_root),
        TEST(new_thread_is_inactive_and_bare),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
