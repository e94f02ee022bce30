/* SPDX-License-Identifier: BSD-2-Clause */
/* Secure monitor calls, which the host's configuration allows: badges, errors, the registers. */
#include "harness.h"
#include "objects/smc.h"

enum { FUNCTION = 0x84000000 };

static word_t smc; /* a capability without badge */

static int setup(void **state)
{
    world_setup(state);
    smc = new_slot();
    slot_insert_root(slot_at(smc), smc_cap(0));
    return 0;
}

#define EIGHT(function) WORDS(function, 1, 2, 3, 4, 5, 6, 7)

static void badge_is_given_once(void **state)
{
    word_t badged = mint(smc, RIGHT_ALL, FUNCTION);

    (void)state;
    assert_int_equal(smc_badge(cap_at(badged)), FUNCTION);
    assert_error(call(seL4_CapInitThreadCNode, CNodeMint,
                      WORDS(new_slot(), 64, badged, 64, RIGHT_ALL, 1),
                      WORDS(seL4_CapInitThreadCNode)),
                 seL4_IllegalOperation);
    assert_error(call(seL4_CapInitThreadCNode, CNodeMutate, WORDS(new_slot(), 64, smc, 64, 1),
                      WORDS(seL4_CapInitThreadCNode)),
                 seL4_IllegalOperation);
    assert_int_equal(smc_badge(cap_at(copy_of(badged))), FUNCTION);
    assert_success(revoke(smc));
    assert_true(slot_is_empty(slot_at(badged)));
}

static void errors_in_order(void **state)
{
    word_t badged = mint(smc, RIGHT_ALL, FUNCTION);

    (void)state;
    assert_error(call(smc, ARMPageMap, WORDS(), WORDS()), seL4_IllegalOperation);
    assert_error(call(badged, ARMSMCCall, WORDS(1, 2, 3, 4, 5, 6, 7), WORDS()),
                 seL4_TruncatedMessage);
    assert_error(call(badged, ARMSMCCall, EIGHT(FUNCTION + 1), WORDS()), seL4_IllegalOperation);
    assert_error(call(badged, ARMSMCCall, EIGHT(0), WORDS()), seL4_IllegalOperation);
}

static void registers_go_there_and_back(void **state)
{
    const word_t caps[] = { smc, mint(smc, RIGHT_ALL, FUNCTION) };

    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        struct answer a = call(caps[i], ARMSMCCall, EIGHT(FUNCTION), WORDS());

        assert_success(a);
        assert_int_equal(a.length, 8);
        for (word_t w = 0; w < 8; w++) {
            assert_int_equal(a.mr[w], w == 0 ? ~(word_t)0 : ~w);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(badge_is_given_once, setup, world_teardown),
        cmocka_unit_test_setup_teardown(errors_in_order, setup, world_teardown),
        cmocka_unit_test_setup_teardown(registers_go_there_and_back, setup, world_teardown),
    };

    return cmocka_run_group_tests_name("smc", tests, NULL, NULL);
}
