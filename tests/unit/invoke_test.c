/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where an invocation's arguments and results stand: the first words in registers, the others and
 * the addresses of capabilities in the IPC buffer, which need not be writable to be read from.
 */
#include "abi_fixture.h"

enum { BADGE = 0x99 };

/* The current thread is one whose buffer can only be read. Word 4 and the capability of a
 * ConfigureFlags of `context` have been written there before. */
static struct new_thread with_read_only_buffer(word_t context)
{
    struct new_thread t = new_started();
    word_t *buffer = tcb_ipc_buffer(t.tcb, true);

    buffer[ABI_BUFFER_MESSAGE + 4] = seL4_SchedContext_Sporadic;
    buffer[ABI_BUFFER_CAPS_OR_BADGES] = context;
    assert_success(call(t.cptr, TCBSetIPCBuffer, WORDS(WORLD_IPC_BUFFER),
                        WORDS(mint(t.buffer, RIGHT_READ, 0))));
    assert_null(tcb_ipc_buffer(t.tcb, true));
    run_as(t.tcb);
    return t;
}

static void arguments_are_read_from_a_read_only_buffer(void **state)
{
    word_t context = new_object(seL4_SchedContextObject, 8);

    (void)state;
    with_read_only_buffer(context);
    assert_success(call(WORLD_SCHED_CONTROL, SchedControlConfigureFlags,
                        WORDS(1000, 2000, 0, BADGE, seL4_SchedContext_Sporadic), WORDS(context)));
    assert_int_equal(context_at(context)->badge, BADGE);
    assert_true(context_at(context)->sporadic);
    assert_int_equal(context_at(context)->refill_max, 2);
}

/* Of a longer answer only what fits into registers arrives, and the buffer is as it was. */
static void results_are_not_written_to_a_read_only_buffer(void **state)
{
    struct new_thread t = with_read_only_buffer(0), other;
    const word_t *buffer = tcb_ipc_buffer(t.tcb, false);
    struct answer a;

    (void)state;
    as_root();
    other = new_thread(TOP);
    run_as(t.tcb);
    a = call(other.cptr, TCBReadRegisters, WORDS(0, 36), WORDS());
    assert_success(a);
    assert_int_equal(a.length, 4);
    assert_int_equal(buffer[ABI_BUFFER_MESSAGE + 4], seL4_SchedContext_Sporadic);
}

/* Without any buffer there are four words, and no capabilities. */
static void without_buffer_the_message_is_too_short(void **state)
{
    word_t context = new_object(seL4_SchedContextObject, 8);
    struct new_thread t = with_read_only_buffer(context);

    (void)state;
    as_root();
    assert_success(call(t.cptr, TCBSetIPCBuffer, WORDS(0), WORDS(t.buffer)));
    run_as(t.tcb);
    assert_error(call(WORLD_SCHED_CONTROL, SchedControlConfigureFlags,
                      WORDS(1000, 2000, 0, BADGE, seL4_SchedContext_Sporadic), WORDS(context)),
                 seL4_TruncatedMessage);
    assert_int_equal(context_at(context)->refill_max, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ABI_TEST(arguments_are_read_from_a_read_only_buffer),
        ABI_TEST(results_are_not_written_to_a_read_only_buffer),
        ABI_TEST(without_buffer_the_message_is_too_short),
    };

    return cmocka_run_group_tests_name("invoke", tests, NULL, NULL);
}
