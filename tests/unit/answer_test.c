/* SPDX-License-Identifier: BSD-2-Clause */
/* Answers of methods that succeed: label, badge and capabilities are 0, the length is that of the
 * results; the other registers and words keep what the caller had in them. */
#include "harness.h"

/* Makes a call by hand and checks all of the answer but the results. */
static void check_answer(word_t cap, word_t label, struct words words, unsigned results)
{
    struct tcb *caller = current_thread();
    struct answer a = call(cap, label, words, WORDS());
    unsigned kept = results > words.count ? results : words.count;

    assert_success(a);
    assert_int_equal(a.badge, 0);
    assert_int_equal(a.extra_caps, 0);
    assert_int_equal(a.unwrapped, 0);
    assert_int_equal(a.length, results);
    assert_ptr_equal(current_thread(), caller);
    for (unsigned i = results; i < kept && i < REGS_MESSAGE_WORDS; i++) {
        assert_int_equal(regs_message(&caller->regs, i), words.w[i]);
    }
}

static void answers(void **state)
{
    word_t context = new_object(seL4_SchedContextObject, 8);
    word_t frame = new_object(seL4_ARM_SmallPageObject, 0), badged;
    struct new_thread t = new_thread(100);

    (void)state;
    badged = mint(new_object(seL4_NotificationObject, 0), RIGHT_ALL, 0x77);
    check_answer(t.cptr, TCBSetTLSBase, WORDS(11, 12, 13), 0);
    check_answer(t.cptr, TCBSetFlags, WORDS(0, 1, 13), 1);
    check_answer(context, SchedContextConsumed, WORDS(11, 12), 1);
    check_answer(frame, ARMPageGetAddress, WORDS(11, 12), 1);
    check_answer(t.cptr, TCBReadRegisters, WORDS(0, 36), 36);
    check_answer(t.cptr, TCBReadRegisters, WORDS(0, 3, 13, 14), 3);
    check_answer(badged, 0x1234, WORDS(11), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(answers),
    };

    return cmocka_run_group_tests_name("answer", tests, NULL, NULL);
}
