/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * docs/abi.md, faults: what a reply does to the faulter for every kind of fault, label and length,
 * and handlers without an IPC buffer. The messages themselves are in fault_test.c.
 */
#include "abi_fixture.h"

enum { CONTEXT_WORDS = 36, PC = 0x400000 };

/* A fault and what its reply may write: the first `words` of the map. */
static const struct row {
    struct fault fault;
    unsigned words;    /* registers a reply can set */
    unsigned length;   /* of the message */
    bool label_counts; /* a label other than 0 leaves the thread stopped */
} rows[] = {
    { { .kind = seL4_Fault_CapFault, .a = 5 }, 0, 4, false },
    { { .kind = seL4_Fault_VMFault, .a = 5 }, 0, 4, false },
    { { .kind = seL4_Fault_UserException, .a = 5 }, 3, 5, true },
    { { .kind = seL4_Fault_UnknownSyscall, .a = 5 }, 12, 13, true },
    { { .kind = seL4_Fault_DebugException, .a = 5, .b = 1 }, 0, 4, true },
    { { .kind = seL4_Fault_Timeout }, 34, 2, true },
};

/* The word of the user context that word i of a reply goes to; -1: none. */
static int target_of(unsigned kind, unsigned i)
{
    if (kind == seL4_Fault_UnknownSyscall) {
        static const int map[] = { 3, 4, 5, 6, 7, 8, 9, 10, 0, 1, -1, 2 };

        return map[i];
    }
    return (int)i;
}

/* The faulter's registers are known, and it faults. */
static struct faulter faulted(const struct row *row)
{
    struct faulter f = new_faulter();

    f.tcb->lookup_failure = (struct lookup_failure){ .type = seL4_InvalidRoot };
    if (row->fault.kind == seL4_Fault_Timeout) {
        assert_success(call(f.thread.cptr, TCBSetTimeoutEndpoint, WORDS(), WORDS(f.handler)));
        configure_context(f.thread.sched_context, 1000, 10000, 0, 0);
    }
    run_as(f.tcb);
    for (unsigned i = 0; i < CONTEXT_WORDS; i++) {
        regs_set_context(&f.tcb->regs, i, PC + 4 * i);
    }
    if (row->fault.kind == seL4_Fault_Timeout) {
        run_for(ticks_from_us(1000));
    } else {
        fault(row->fault);
    }
    return f;
}

/* Reply with a label and so many words; then look at the registers. */
static void check_reply(const struct row *row, word_t label, unsigned length, unsigned arriving)
{
    struct words words = { .count = length };
    struct faulter f = faulted(row);
    word_t expected[CONTEXT_WORDS];

    for (unsigned i = 0; i < length; i++) {
        words.w[i] = 0x800000 + 4 * i;
    }
    for (unsigned i = 0; i < CONTEXT_WORDS; i++) {
        expected[i] = regs_context(&f.tcb->regs, i);
    }
    for (unsigned i = 0; i < length && i < row->words && i < arriving; i++) {
        int target = target_of(row->fault.kind, i);

        if (target >= 0) {
            expected[target] = target == 2 ? 0x40 : words.w[i];
        }
    }
    assert_int_equal(fault_message(&f).length, row->length);
    if (arriving < length) { /* the handler's buffer has gone before its reply */
        assert_success(call(seL4_CapInitThreadTCB, TCBSetIPCBuffer, WORDS(0), WORDS(seL4_CapNull)));
    }
    fault_reply(&f, label, words);
    assert_int_equal(f.tcb->state, label && row->label_counts ? THREAD_INACTIVE : THREAD_RESTART);
    for (unsigned i = 0; i < CONTEXT_WORDS; i++) {
        assert_int_equal(regs_context(&f.tcb->regs, i), expected[i]);
    }
    if (f.tcb->in_ready_queue) {
        run_as(f.tcb);
        assert_int_equal(f.tcb->regs.pc, expected[0]);
        as_root();
    }
    assert_success(delete(f.thread.cptr));
}

static void replies_by_label_and_length(void **state)
{
    static const unsigned lengths[] = { 0, 1, 3, 4, 5, 12, 13, 34, 40, 120 };

    for (unsigned r = 0; r < ARRAY_COUNT(rows); r++) {
        for (unsigned l = 0; l < ARRAY_COUNT(lengths); l++) {
            world_create_sized(1u << 22);
            check_reply(&rows[r], 0, lengths[l], lengths[l]);
            check_reply(&rows[r], 1, lengths[l], lengths[l]);
            check_reply(&rows[r], UINT64_C(1) << 51, lengths[l], lengths[l]);
        }
    }
    (void)state;
}

static void replies_of_a_handler_without_buffer(void **state)
{
    (void)state;
    for (unsigned r = 0; r < ARRAY_COUNT(rows); r++) {
        world_create_sized(1u << 22);
        check_reply(&rows[r], 0, 34, 4);
    }
}

/* Only the words that fit into registers arrive. */
static void messages_to_a_handler_without_buffer(void **state)
{
    (void)state;
    for (unsigned r = 0; r < ARRAY_COUNT(rows); r++) {
        struct faulter f;

        world_create();
        f = faulted(&rows[r]);
        as_root();
        assert_success(call(seL4_CapInitThreadTCB, TCBSetIPCBuffer, WORDS(0), WORDS(seL4_CapNull)));
        assert_int_equal(fault_message(&f).length, rows[r].length < 4 ? rows[r].length : 4);
    }
}

/* All lookup failures in capability faults; addresses below a CNode of 16 slots. */
static void lookup_failures(void **state)
{
    struct faulter f = new_faulter();
    word_t small = new_object(seL4_CapTableObject, 4), inner = new_object(seL4_CapTableObject, 2);
    word_t data = 7u << 6 | 3, inner_data = 1u << 6 | 59; /* guards 7 of 3 bits, 1 of 59 */
    word_t guard_cptr = UINT64_C(5) << 61, depth_cptr = UINT64_C(7) << 61;
    struct answer a;

    (void)state;
    assert_success(call(small, CNodeMint, WORDS(0, 4, inner, 64, RIGHT_ALL, inner_data),
                        WORDS(seL4_CapInitThreadCNode)));
    assert_success(call(f.thread.cptr, TCBSetSpace, WORDS(data, 0),
                        WORDS(f.handler, small, seL4_CapInitThreadVSpace)));
    run_as(f.tcb);
    syscall(&(struct request){ .number = seL4_SysSend, .cap = guard_cptr });
    a = fault_message(&f);
    assert_words(a, seL4_Fault_CapFault, WORDS(0, guard_cptr, 0, seL4_GuardMismatch, 64, 7, 3));
    fault_reply(&f, 0, WORDS());
    run_as(f.tcb);
    syscall(&(struct request){ .number = seL4_SysSend, .cap = depth_cptr });
    a = fault_message(&f);
    assert_words(a, seL4_Fault_CapFault, WORDS(0, depth_cptr, 0, seL4_GuardMismatch, 57, 1, 59));
}

static void depth_mismatch_in_a_fault(void **state)
{
    struct faulter f = new_faulter();
    word_t small = new_object(seL4_CapTableObject, 4), inner = new_object(seL4_CapTableObject, 8);
    word_t cptr = UINT64_C(1) << 63;

    (void)state;
    /* 53 bits of guard and 4 of index leave 7, which are not enough for the inner CNode's 8. */
    assert_success(call(small, CNodeMint, WORDS(8, 4, inner, 64, RIGHT_ALL, 0),
                        WORDS(seL4_CapInitThreadCNode)));
    assert_success(call(f.thread.cptr, TCBSetSpace, WORDS(53, 0),
                        WORDS(f.handler, small, seL4_CapInitThreadVSpace)));
    cptr = UINT64_C(8) << 7;
    run_as(f.tcb);
    syscall(&(struct request){ .number = seL4_SysSend, .cap = cptr });
    assert_words(fault_message(&f), seL4_Fault_CapFault,
                 WORDS(0, cptr, 0, seL4_DepthMismatch, 7, 8));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ABI_TEST(replies_by_label_and_length),
        ABI_TEST(replies_of_a_handler_without_buffer),
        ABI_TEST(messages_to_a_handler_without_buffer),
        ABI_TEST(lookup_failures),
        ABI_TEST(depth_mismatch_in_a_fault),
    };

    return cmocka_run_group_tests_name("abi_fault", tests, NULL, NULL);
}
