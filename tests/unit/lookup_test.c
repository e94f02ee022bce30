/* SPDX-License-Identifier: BSD-2-Clause */
/* lookup.c: resolution through guards and levels, and each way it can fail. */
#include "harness.h"
#include "lookup.h"
#include <string.h>

/* A root CNode of 16 slots behind a guard of 8 bits (0xa5), in whose slot 3 is a CNode of 4 slots
 * behind a guard of 2 bits (1), in whose slot 2 is an endpoint. */
static struct slot outer[16], inner[4];

static int setup(void **state)
{
    (void)state;
    memset(outer, 0, sizeof(outer));
    memset(inner, 0, sizeof(inner));
    outer[3].cap = cnode_cap(inner, 2, 1, 2);
    inner[2].cap = endpoint_cap((struct endpoint *)0x1000, 0, RIGHT_ALL);
    return 0;
}

static struct cap root(void)
{
    return cnode_cap(outer, 4, 0xa5, 8);
}

static void assert_found(struct lookup l, const struct slot *slot, unsigned bits_left)
{
    assert_ptr_equal(l.slot, slot);
    assert_int_equal(l.bits_left, bits_left);
}

static void assert_failure(struct lookup l, unsigned type, word_t left, word_t found, word_t guard)
{
    assert_null(l.slot);
    assert_int_equal(l.failure.type, type);
    assert_int_equal(l.failure.bits_left, left);
    assert_int_equal(l.failure.bits_found, found);
    assert_int_equal(l.failure.guard_found, guard);
}

static void slots_of_the_first_level(void **state)
{
    (void)state;
    assert_found(lookup_address(root(), 0xa50, 12), &outer[0], 0);
    assert_found(lookup_address(root(), 0xa5f, 12), &outer[15], 0);
    assert_found(lookup_address(root(), 0xa53, 12), &outer[3], 0);
    /* Bits above the depth do not matter. */
    assert_found(lookup_address(root(), 0xffffa5f, 12), &outer[15], 0);
}

static void a_slot_without_cnode_ends_it(void **state)
{
    (void)state;
    assert_found(lookup_address(root(), 0xa5f0, 16), &outer[15], 4);
    assert_found(lookup_address(root(), 0xa536ff, 24), &inner[2], 8);
}

static void second_level(void **state)
{
    (void)state;
    assert_found(lookup_address(root(), 0xa536, 16), &inner[2], 0);
    assert_failure(lookup_address(root(), 0xa53e, 16), seL4_GuardMismatch, 4, 2, 1);
    assert_failure(lookup_address(root(), 0xa53 << 1, 13), seL4_GuardMismatch, 1, 2, 1);
    assert_failure(lookup_address(root(), 0xa53 << 2 | 1, 14), seL4_DepthMismatch, 2, 4, 0);
}

static void guards(void **state)
{
    (void)state;
    assert_failure(lookup_address(root(), 0xa40, 12), seL4_GuardMismatch, 12, 8, 0xa5);
    assert_failure(lookup_address(root(), 0xa5, 7), seL4_GuardMismatch, 7, 8, 0xa5);
    assert_failure(lookup_address(root(), 0xa5, 8), seL4_DepthMismatch, 8, 12, 0);
    assert_failure(lookup_address(root(), 0xa5 << 3, 11), seL4_DepthMismatch, 11, 12, 0);
}

static void whole_word(void **state)
{
    struct cap none = cnode_cap(outer, 4, 0, 0), longest = cnode_cap(outer, 1, 7, 63);

    (void)state;
    assert_found(lookup_address(none, UINT64_C(0xf) << 60, 64), &outer[15], 60);
    assert_found(lookup_address(longest, 15, 64), &outer[1], 0);
    assert_failure(lookup_address(longest, 15 | word_bit(63), 64), seL4_GuardMismatch, 64, 63, 7);
}

static void root_is_no_cnode(void **state)
{
    (void)state;
    assert_failure(lookup_address(cap_null(), 0, 64), seL4_InvalidRoot, 0, 0, 0);
    assert_failure(lookup_address(inner[2].cap, 0, 64), seL4_InvalidRoot, 0, 0, 0);
}

/* In slots that invocations name, all bits must be used. The root CNode's guard has 54 bits. */

static struct answer delete_at(word_t index, word_t depth)
{
    return call(seL4_CapInitThreadCNode, CNodeDelete, WORDS(index, depth), WORDS());
}

static void depth_is_checked_first(void **state)
{
    (void)state;
    assert_error_2(delete_at(0, 0), seL4_RangeError, 1, 64);
    assert_error_2(delete_at(0, 65), seL4_RangeError, 1, 64);
    assert_error_2(delete_at(0, UINT64_MAX), seL4_RangeError, 1, 64);
    assert_failed_lookup(delete_at(0, 1), 0, WORDS(seL4_GuardMismatch, 1, 0, 54));
}

static void failures_of_a_destination(void **state)
{
    (void)state;
    assert_failed_lookup(delete_at(word_bit(20), 64), 0, WORDS(seL4_GuardMismatch, 64, 0, 54));
    assert_failed_lookup(delete_at(0, 63), 0, WORDS(seL4_DepthMismatch, 63, 64));
    assert_failed_lookup(delete_at(0, 10), 0, WORDS(seL4_GuardMismatch, 10, 0, 54));
}

/* A thread's own address below an endpoint: bits are left, and that is the only mismatch whose
 * found bits are 0. */
static void bits_left_over(void **state)
{
    word_t cnode = new_object(seL4_CapTableObject, 4);
    word_t endpoint = new_object(seL4_EndpointObject, 0);

    (void)state;
    assert_success(
        call(cnode, CNodeMove, WORDS(5, 4, endpoint, 64), WORDS(seL4_CapInitThreadCNode)));
    assert_failed_lookup(call(cnode, CNodeDelete, WORDS(0x53, 8), WORDS()), 0,
                         WORDS(seL4_DepthMismatch, 4, 0));
    assert_success(call(cnode, CNodeDelete, WORDS(5, 4), WORDS()));
}

static void source_failures_say_so(void **state)
{
    word_t endpoint = new_object(seL4_EndpointObject, 0), dest = new_slot();
    word_t here = seL4_CapInitThreadCNode;

    (void)state;
    assert_failed_lookup(call(here, CNodeCopy, WORDS(dest, 64, 0, 64, 15), WORDS(endpoint)), 1,
                         WORDS(seL4_InvalidRoot));
    assert_failed_lookup(call(here, CNodeCopy, WORDS(dest, 64, 0, 10, 15), WORDS(here)), 1,
                         WORDS(seL4_GuardMismatch, 10, 0, 54));
    assert_error_2(call(here, CNodeCopy, WORDS(dest, 64, 0, 65, 15), WORDS(here)), seL4_RangeError,
                   1, 64);
    assert_failed_lookup(call(here, CNodeCopy, WORDS(dest, 64, new_slot(), 64, 15), WORDS(here)), 1,
                         WORDS(seL4_MissingCapability, 64));
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(slots_of_the_first_level, setup),
        cmocka_unit_test_setup(a_slot_without_cnode_ends_it, setup),
        cmocka_unit_test_setup(second_level, setup),
        cmocka_unit_test_setup(guards, setup),
        cmocka_unit_test_setup(whole_word, setup),
        cmocka_unit_test_setup(root_is_no_cnode, setup),
        TEST(depth_is_checked_first),
        TEST(failures_of_a_destination),
        TEST(bits_left_over),
        TEST(source_failures_say_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
