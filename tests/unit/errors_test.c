/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One test per error return: the tables of errors_rows.h, gone through in a world that has all the
 * objects they name. The harness makes sure that none of the invocations changes anything. A last
 * test makes sure that no method has been forgotten.
 */
#include "errors_rows.h"
#include <stdio.h>

/* The slots of the objects. */
static word_t made[OBJECT_COUNT];

static word_t resolve(word_t w)
{
    return w >= CAP_AT && w < CAP_AT + OBJECT_COUNT ? made[w - CAP_AT] : w;
}

static struct words resolve_all(const struct row_words *list)
{
    struct words words = { .count = list->count };

    for (unsigned i = 0; i < list->count; i++) {
        words.w[i] = resolve(list->w[i]);
    }
    return words;
}

static void make_ipc_objects(void)
{
    made[EMPTY] = new_slot();
    made[FREE] = new_slot();
    made[EP] = new_object(seL4_EndpointObject, 0);
    made[EP_READ] = mint(made[EP], RIGHT_READ, 0);
    made[EP_WRITE] = mint(made[EP], RIGHT_WRITE, 0);
    made[EP_BADGED] = mint(made[EP], RIGHT_ALL, 5);
    made[NTFN] = new_object(seL4_NotificationObject, 0);
    made[NTFN_READ] = mint(made[NTFN], RIGHT_READ, 0);
    made[NTFN_WRITE] = mint(made[NTFN], RIGHT_WRITE, 0);
    made[NTFN_WAITED] = new_object(seL4_NotificationObject, 0);
    made[NTFN_BOUND] = new_object(seL4_NotificationObject, 0);
    made[REPLY] = new_object(seL4_ReplyObject, 0);
    made[CNODE] = new_object(seL4_CapTableObject, 4);
    assert_success(call(made[CNODE], CNodeCopy, WORDS(3, 4, made[EP], 64, 15), WORDS(ROOT)));
    made[HANDLER] = new_slot();
    assert_success(call(seL4_CapIRQControl, IRQIssueIRQHandler, WORDS(40, made[HANDLER], 64),
                        WORDS(ROOT)));
}

static void make_threads(void)
{
    struct new_thread a = new_thread(100), passive = new_passive_thread(100);
    struct new_thread waiting = new_thread(255);
    struct tcb *root = current_thread();

    made[TCB_A] = a.cptr;
    made[SC_A] = a.sched_context;
    made[TCB_PASSIVE] = passive.cptr;
    made[TCB_WAITING] = waiting.cptr;
    made[SC_FREE] = waiting.sched_context;
    made[SC_NEW] = new_object(seL4_SchedContextObject, 8);
    made[SC_NTFN] = new_object(seL4_SchedContextObject, 8);
    configure_context(made[SC_NTFN], 1000, 1000, 0, 0);
    start(&waiting);
    run_as(waiting.tcb);
    wait_on(made[NTFN_WAITED]);
    assert_ptr_equal(current_thread(), root);
    assert_success(call(made[SC_FREE], SchedContextUnbind, WORDS(), WORDS()));
    assert_success(call(made[SC_NTFN], SchedContextBind, WORDS(), WORDS(made[NTFN_BOUND])));
    assert_success(call(made[TCB_A], TCBBindNotification, WORDS(), WORDS(made[NTFN_BOUND])));
}

static void make_memory(void)
{
    made[FRAME] = new_object(seL4_ARM_SmallPageObject, 0);
    made[FRAME_MAPPED] = new_object(seL4_ARM_SmallPageObject, 0);
    made[FRAME_RO] = new_object(seL4_ARM_SmallPageObject, 0);
    made[DEVICE_FRAME] = new_slot();
    made[DEVICE_MEMORY] = new_slot();
    made[LARGE] = new_object(seL4_ARM_LargePageObject, 0);
    made[TABLE] = new_object(seL4_ARM_PageTableObject, 0);
    made[VSPACE_NEW] = new_object(seL4_ARM_VSpaceObject, 0);
    made[UNTYPED] = new_object(seL4_UntypedObject, 12);
    made[UNTYPED_USED] = new_object(seL4_UntypedObject, 12);
    made[UNTYPED_BIG] = new_object(seL4_UntypedObject, 13);
    assert_success(call(WORLD_DEVICE, UntypedRetype,
                        WORDS(seL4_ARM_SmallPageObject, 0, 0, 0, made[DEVICE_FRAME], 1),
                        WORDS(ROOT)));
    assert_success(call(WORLD_DEVICE, UntypedRetype,
                        WORDS(seL4_UntypedObject, 12, 0, 0, made[DEVICE_MEMORY], 1), WORDS(ROOT)));
    assert_success(call(made[UNTYPED_USED], UntypedRetype,
                        WORDS(seL4_ARM_SmallPageObject, 0, 0, 0, new_slot(), 1), WORDS(ROOT)));
    assert_success(call(made[FRAME_MAPPED], ARMPageMap, WORDS(MAPPED, 3, 0), WORDS(VSPACE)));
    assert_success(call(made[FRAME_RO], ARMPageMap, WORDS(MAPPED + 4096, 2, 0), WORDS(VSPACE)));
}

/* A thread whose CSpace is in nobody else's hands. */
static void make_busy_thread(void)
{
    struct new_thread busy = new_passive_thread(100);
    word_t cnode = new_object(seL4_CapTableObject, 4);

    made[TCB_BUSY] = busy.cptr;
    assert_success(call(busy.cptr, TCBSetSpace, WORDS(0, 0),
                        WORDS(seL4_CapNull, cnode, seL4_CapInitThreadVSpace)));
    assert_success(delete(cnode));
}

static word_t new_pool(void)
{
    word_t untyped = new_object(seL4_UntypedObject, 12), pool = new_slot();

    assert_success(call(seL4_CapASIDControl, ARMASIDControlMakePool, WORDS(pool, 64),
                        WORDS(untyped, ROOT)));
    return pool;
}

/* A VSpace with its first ASID, a page mapped in it. */
static word_t new_space(word_t pool, word_t frame)
{
    word_t vspace = new_object(seL4_ARM_VSpaceObject, 0);

    assert_success(call(pool, ARMASIDPoolAssign, WORDS(), WORDS(vspace)));
    for (unsigned i = 0; i < 3 && frame != 0; i++) {
        word_t table = new_object(seL4_ARM_PageTableObject, 0);

        assert_success(call(table, ARMPageTableMap, WORDS(MAPPED, 0), WORDS(vspace)));
    }
    if (frame != 0) {
        assert_success(call(frame, ARMPageMap, WORDS(MAPPED, 3, 0), WORDS(vspace)));
    }
    return vspace;
}

/* Address spaces that have lost their ASID, one of them to another. */
static void make_spaces(void)
{
    word_t stale_pool = new_pool(), gone_pool = new_pool();

    made[FRAME_GONE] = new_object(seL4_ARM_SmallPageObject, 0);
    made[FRAME_STALE] = new_object(seL4_ARM_SmallPageObject, 0);
    made[VSPACE_GONE] = new_space(gone_pool, made[FRAME_GONE]);
    made[VSPACE_STALE] = new_space(stale_pool, made[FRAME_STALE]);
    assert_success(delete(stale_pool));
    assert_success(delete(gone_pool));
    made[POOL] = new_pool();
    made[VSPACE_OTHER] = new_space(made[POOL], 0);
    assert_int_equal(map_asid(cap_at(made[VSPACE_OTHER])), map_asid(cap_at(made[VSPACE_STALE])));
    made[TABLE_SHARED] = new_object(seL4_ARM_PageTableObject, 0);
    assert_success(call(made[TABLE_SHARED], ARMPageTableMap, WORDS(MAPPED, 0),
                        WORDS(made[VSPACE_OTHER])));
    copy_of(made[TABLE_SHARED]);
}

static int setup(void **state)
{
    (void)state;
    world_create_sized(1u << 22);
    make_ipc_objects();
    make_threads();
    make_busy_thread();
    make_memory();
    make_spaces();
    return 0;
}

static void check_row(const char *table, unsigned i, const struct row *row)
{
    struct answer a = call(resolve(row->object), row->label, resolve_all(&row->args),
                           resolve_all(&row->caps));
    bool right = a.returned && a.label == row->error.code && a.length == row->error.count
                 && a.badge == 0 && a.extra_caps == 0 && a.unwrapped == 0;

    for (unsigned w = 0; w < row->error.count && right; w++) {
        right = a.mr[w] == row->error.mr[w];
    }
    if (!right) {
        print_error("%s[%u]: error %lu (%lx %lx %lx %lx %lx) expected, got %lu, %u words "
                    "(%lx %lx %lx %lx %lx)\n",
                    table, i, row->error.code, row->error.mr[0], row->error.mr[1],
                    row->error.mr[2], row->error.mr[3], row->error.mr[4], a.label, a.length,
                    a.mr[0], a.mr[1], a.mr[2], a.mr[3], a.mr[4]);
        fail();
    }
}

/* Each table is a test of its own. */
#define TABLE_TEST(name)                                                                           \
    static void name##_errors(void **state)                                                        \
    {                                                                                              \
        (void)state;                                                                               \
        for (unsigned i = 0; i < ARRAY_COUNT(name##_rows); i++) {                                  \
            check_row(#name, i, &name##_rows[i]);                                                  \
        }                                                                                          \
    }

TABLE_TEST(tcb)
TABLE_TEST(cnode)
TABLE_TEST(untyped)
TABLE_TEST(time)
TABLE_TEST(irq)
TABLE_TEST(vm)
TABLE_TEST(other)

/* Whose methods the labels are: those from `first` on, up to those of the next line. */
static const struct {
    word_t first;
    enum cap_type type;
} owners[] = {
    { UntypedRetype, CAP_UNTYPED },
    { TCBReadRegisters, CAP_TCB },
    { CNodeRevoke, CAP_CNODE },
    { IRQIssueIRQHandler, CAP_IRQ_CONTROL },
    { IRQAckIRQ, CAP_IRQ_HANDLER },
    { DomainSetSet, CAP_DOMAIN },
    { SchedControlConfigureFlags, CAP_SCHED_CONTROL },
    { SchedContextBind, CAP_SCHED_CONTEXT },
    { ARMVSpaceClean_Data, CAP_VSPACE },
    { ARMSMCCall, CAP_SMC },
    { ARMPageTableMap, CAP_PAGE_TABLE },
    { ARMPageMap, CAP_FRAME },
    { ARMASIDControlMakePool, CAP_ASID_CONTROL },
    { ARMASIDPoolAssign, CAP_ASID_POOL },
    { ARMIRQIssueIRQHandlerTrigger, CAP_IRQ_CONTROL },
};

/* Methods that always succeed. */
static const word_t unfailing[] = {
    TCBSuspend, TCBResume, IRQAckIRQ, IRQClearIRQHandler, SchedContextConsumed, ARMPageUnmap,
    ARMPageGetAddress,
};

/* Tested elsewhere: smc_test.c, and debug/hw_debug_test.c. */
static bool is_tested_elsewhere(word_t label)
{
    return label == ARMSMCCall || (label > TCBUnbindNotification && label < TCBSetTLSBase);
}

static bool cannot_fail(word_t label)
{
    for (unsigned i = 0; i < ARRAY_COUNT(unfailing); i++) {
        if (unfailing[i] == label) {
            return true;
        }
    }
    return false;
}

static enum cap_type owner_of(word_t label)
{
    unsigned i = 0;

    while (i + 1 < ARRAY_COUNT(owners) && owners[i + 1].first <= label) {
        i++;
    }
    return owners[i].type;
}

/* The rows of a table that invoke a method of the right object. */
static unsigned count_rows(const struct row *rows, unsigned count, word_t label)
{
    unsigned found = 0;

    for (unsigned i = 0; i < count; i++) {
        found += rows[i].label == label
                 && cap_type(cap_at(resolve(rows[i].object))) == owner_of(label);
    }
    return found;
}

#define COUNT(name, label) count_rows(name##_rows, ARRAY_COUNT(name##_rows), label)

/* Each label there is has rows, or cannot fail: a new method is not forgotten. */
static void every_method_has_rows(void **state)
{
    (void)state;
    for (word_t label = InvalidInvocation + 1; label < nArchInvocationLabels; label++) {
        unsigned rows = COUNT(tcb, label) + COUNT(cnode, label) + COUNT(untyped, label)
                        + COUNT(time, label) + COUNT(irq, label) + COUNT(vm, label);

        if (is_tested_elsewhere(label) || (rows > 0) != cannot_fail(label)) {
            continue;
        }
        fail_msg("method %lu: %u rows", label, rows);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_method_has_rows, setup, world_teardown),
        cmocka_unit_test_setup_teardown(tcb_errors, setup, world_teardown),
        cmocka_unit_test_setup_teardown(cnode_errors, setup, world_teardown),
        cmocka_unit_test_setup_teardown(untyped_errors, setup, world_teardown),
        cmocka_unit_test_setup_teardown(time_errors, setup, world_teardown),
        cmocka_unit_test_setup_teardown(irq_errors, setup, world_teardown),
        cmocka_unit_test_setup_teardown(vm_errors, setup, world_teardown),
        cmocka_unit_test_setup_teardown(other_errors, setup, world_teardown),
    };

    return cmocka_run_group_tests_name("errors", tests, NULL, NULL);
}
