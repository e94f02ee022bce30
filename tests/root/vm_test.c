/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Address spaces: page tables, pages of each size, protection, address space identifiers, cache
 * operations, and what deletion does to mappings.
 */
#include "fault_code.h"
#include "test.h"
#include <string.h>

#define RW      3ul
#define READ    2ul
#define DEFAULT ((seL4_Word)seL4_ARM_Default_VMAttributes)

#define MAP(frame, ...)  invoke((frame), ARMPageMap, caps(VSPACE), __VA_ARGS__)
#define TABLE(table, ...) invoke((table), ARMPageTableMap, caps(VSPACE), __VA_ARGS__)

/* An address for which no table exists below the root. */
#define FAR_WINDOW 0x4000000000ul

static seL4_CPtr table_new(void)
{
    return object_new(seL4_ARM_PageTableObject, 0);
}

static void map_errors(void)
{
    seL4_CPtr frame = frame_new();
    seL4_CPtr unassigned = object_new(seL4_ARM_VSpaceObject, 0);

    expect(invoke(frame, ARMPageTableMap, caps(VSPACE), 1, 2, 3), seL4_IllegalOperation);
    expect(MAP(frame, 1, RW), seL4_TruncatedMessage);
    expect(invoke(frame, ARMPageMap, caps(), 1, RW, 0), seL4_TruncatedMessage);
    expect(invoke(frame, ARMPageMap, caps(SELF), 1, RW, 0), seL4_InvalidCapability, 1);
    expect(invoke(frame, ARMPageMap, caps(unassigned), 1, RW, 0), seL4_InvalidCapability, 1);
    expect(MAP(frame, 1, RW, 0), seL4_AlignmentError);
    expect(MAP(frame, seL4_UserTop + 1, RW, 0), seL4_InvalidArgument, 0);
    expect(MAP(frame, 0xfffffffffffff000, RW, 0), seL4_InvalidArgument, 0);
    expect(MAP(frame, FAR_WINDOW, RW, 0), seL4_FailedLookup, 0, seL4_MissingCapability, 30);
    expect(MAP(frame, 0x700000000000, RW, 0), seL4_FailedLookup, 0, seL4_MissingCapability, 39);
    expect(MAP(frame, TEST_WINDOW, RW, 0), seL4_FailedLookup, 0, seL4_MissingCapability, 21);
}

static void table_errors(void)
{
    seL4_CPtr table = table_new();
    seL4_CPtr other = vspace_new();
    seL4_CPtr unassigned = object_new(seL4_ARM_VSpaceObject, 0);

    expect(invoke(table, ARMPageMap, caps(VSPACE), 1, 2), seL4_IllegalOperation);
    expect(TABLE(table, TEST_WINDOW), seL4_TruncatedMessage);
    expect(invoke(table, ARMPageTableMap, caps(), 1, 2), seL4_TruncatedMessage);
    expect(invoke(table, ARMPageTableMap, caps(SELF), 1, 2), seL4_InvalidCapability, 1);
    expect(invoke(table, ARMPageTableMap, caps(unassigned), 1, 2), seL4_InvalidCapability, 1);
    expect(TABLE(table, seL4_UserTop + 1, DEFAULT), seL4_InvalidArgument, 0);
    expect_ok(invoke(table, ARMPageTableUnmap, caps()));
    expect_ok(TABLE(table, TEST_WINDOW + 0x12345, DEFAULT));
    expect(TABLE(table, TEST_WINDOW, DEFAULT), seL4_InvalidCapability, 0);
    expect(invoke(table, ARMPageTableMap, caps(other), TEST_WINDOW, DEFAULT),
           seL4_InvalidCapability, 0);
    expect(TABLE(table_new(), TEST_WINDOW, DEFAULT), seL4_DeleteFirst);
}

/* Tables come top-down; each map call fills the first missing level. */
static void table_levels(void)
{
    seL4_CPtr frame = frame_new();
    seL4_CPtr vspace = vspace_new();
    static const seL4_Word missing[] = { 39, 30, 21 };

    for (int i = 0; i < 3; i++) {
        expect(invoke(frame, ARMPageMap, caps(vspace), 0x1000, RW, DEFAULT), seL4_FailedLookup, 0,
               seL4_MissingCapability, missing[i]);
        expect_ok(invoke(table_new(), ARMPageTableMap, caps(vspace), 0x1000, DEFAULT));
    }
    expect_ok(invoke(frame, ARMPageMap, caps(vspace), 0x1000, RW, DEFAULT));
    expect(invoke(table_new(), ARMPageTableMap, caps(vspace), 0x1000, DEFAULT), seL4_DeleteFirst);
}

static void table_unmap(void)
{
    seL4_CPtr table = table_new();
    seL4_CPtr copy;
    seL4_CPtr frame = frame_new();

    expect_ok(TABLE(table, TEST_WINDOW, DEFAULT));
    expect_ok(MAP(frame, TEST_WINDOW, RW, DEFAULT));
    copy = cap_copy(table);
    expect(invoke(table, ARMPageTableUnmap, caps()), seL4_RevokeFirst);
    slot_delete(copy);
    expect_ok(invoke(table, ARMPageTableUnmap, caps()));
    /* the page has lost its mapping and can be used elsewhere after it is told so */
    expect(MAP(frame, TEST_WINDOW, RW, DEFAULT), seL4_FailedLookup, 0, seL4_MissingCapability, 21);
    expect_ok(invoke(frame, ARMPageUnmap, caps()));
    expect_ok(TABLE(table, TEST_WINDOW + 0x200000, DEFAULT));
    expect_ok(MAP(frame, TEST_WINDOW + 0x200000, RW, DEFAULT));
    expect_ok(invoke(table, ARMPageTableUnmap, caps()));
}

/* A page may be mapped again at its address, with other rights; elsewhere only after Unmap. */
static void remap(void)
{
    seL4_CPtr frame = frame_new();
    seL4_CPtr other = vspace_new();
    volatile seL4_Word *page = (volatile seL4_Word *)TEST_WINDOW;

    succeed(frame_map(frame, VSPACE, TEST_WINDOW, seL4_ReadWrite, seL4_ARM_Default_VMAttributes));
    page[3] = 55;
    expect_ok(MAP(frame, TEST_WINDOW, READ, DEFAULT));
    check_equal(page[3], 55);
    expect_ok(MAP(frame, TEST_WINDOW, RW, DEFAULT));
    page[3] = 56;
    expect(MAP(frame, TEST_WINDOW + PAGE_BYTES, RW, DEFAULT), seL4_InvalidArgument, 0);
    expect(invoke(frame, ARMPageMap, caps(other), TEST_WINDOW, RW, DEFAULT),
           seL4_InvalidCapability, 1);
    expect_ok(invoke(frame, ARMPageUnmap, caps()));
    expect_ok(invoke(frame, ARMPageUnmap, caps()));
    expect_ok(MAP(frame, TEST_WINDOW + PAGE_BYTES, RW, DEFAULT));
    check_equal(page[512 + 3], 56);
}

/* Two copies of a frame have two mappings. */
static void copies_map_separately(void)
{
    seL4_CPtr frame = frame_new();
    seL4_CPtr copy;
    volatile seL4_Word *one = (volatile seL4_Word *)TEST_WINDOW;
    volatile seL4_Word *two = (volatile seL4_Word *)(TEST_WINDOW + PAGE_BYTES);

    succeed(frame_map(frame, VSPACE, TEST_WINDOW, seL4_ReadWrite, seL4_ARM_Default_VMAttributes));
    copy = cap_copy(frame);
    expect_ok(MAP(copy, TEST_WINDOW + PAGE_BYTES, RW, DEFAULT));
    one[0] = 1234;
    check_equal(two[0], 1234);
    slot_delete(copy);
    check_equal(one[0], 1234);
    copy = cap_mint(frame, seL4_CanRead, 0);
    expect_ok(MAP(copy, TEST_WINDOW + PAGE_BYTES, RW, DEFAULT));
    check_equal(two[0], 1234);
}

/* Another page takes the place of the first without a word. */
static void replacing(void)
{
    seL4_CPtr one = frame_new();
    seL4_CPtr two = frame_new();
    volatile seL4_Word *page = (volatile seL4_Word *)TEST_WINDOW;

    succeed(frame_map(one, VSPACE, TEST_WINDOW, seL4_ReadWrite, seL4_ARM_Default_VMAttributes));
    page[0] = 1;
    expect_ok(MAP(two, TEST_WINDOW, RW, DEFAULT));
    check_equal(page[0], 0);
    page[0] = 2;
    /* the first one's mapping is stale: unmapping it leaves the second */
    expect_ok(invoke(one, ARMPageUnmap, caps()));
    check_equal(page[0], 2);
}

static void do_read(struct thread *self)
{
    self->word[1] = fault_read((seL4_Word)self->arg);
    self->word[0] = 1;
}

/* Whether an address can be read: a thread without a handler stops if not. */
static bool is_readable(seL4_Word address)
{
    struct thread *thread = thread_run(HIGH_PRIORITY, do_read, (void *)address);

    return thread->word[0] == 1;
}

static void do_write(struct thread *self)
{
    fault_write((seL4_Word)self->arg, 1);
    self->word[0] = 1;
}

static bool is_writable(seL4_Word address)
{
    struct thread *thread = thread_run(HIGH_PRIORITY, do_write, (void *)address);

    return thread->word[0] == 1;
}

static void protection(void)
{
    seL4_CPtr frame = frame_new();
    seL4_CPtr weak;

    succeed(frame_map(frame, VSPACE, TEST_WINDOW, seL4_ReadWrite, seL4_ARM_Default_VMAttributes));
    check(is_readable(TEST_WINDOW));
    check(is_writable(TEST_WINDOW));
    expect_ok(MAP(frame, TEST_WINDOW, READ, DEFAULT));
    check(is_readable(TEST_WINDOW));
    check(!is_writable(TEST_WINDOW));
    expect_ok(MAP(frame, TEST_WINDOW, 1, DEFAULT)); /* write only is no access */
    check(!is_readable(TEST_WINDOW));
    check(!is_writable(TEST_WINDOW));
    expect_ok(MAP(frame, TEST_WINDOW, 15, DEFAULT));
    check(is_writable(TEST_WINDOW));
    expect_ok(invoke(frame, ARMPageUnmap, caps()));
    check(!is_readable(TEST_WINDOW));
    weak = cap_mint(frame, seL4_CanRead, 0);
    expect_ok(MAP(weak, TEST_WINDOW, RW, DEFAULT));
    check(is_readable(TEST_WINDOW));
    check(!is_writable(TEST_WINDOW));
}

/* Every mapped capability takes its own mapping away. */
static void deletion_unmaps(void)
{
    seL4_CPtr frame = frame_new();
    seL4_CPtr copy;

    succeed(frame_map(frame, VSPACE, TEST_WINDOW, seL4_ReadWrite, seL4_ARM_Default_VMAttributes));
    copy = cap_copy(frame);
    expect_ok(MAP(copy, TEST_WINDOW + PAGE_BYTES, RW, DEFAULT));
    slot_delete(copy);
    check(is_readable(TEST_WINDOW));
    check(!is_readable(TEST_WINDOW + PAGE_BYTES));
    copy = cap_copy(frame);
    slot_delete(frame);
    check(!is_readable(TEST_WINDOW));
    expect_ok(MAP(copy, TEST_WINDOW, RW, DEFAULT));
    check(is_readable(TEST_WINDOW));
}

static void deleting_a_table(void)
{
    seL4_CPtr table = table_new();
    seL4_CPtr frame = frame_new();

    expect_ok(TABLE(table, TEST_WINDOW, DEFAULT));
    expect_ok(MAP(frame, TEST_WINDOW, RW, DEFAULT));
    check(is_readable(TEST_WINDOW));
    slot_delete(table);
    check(!is_readable(TEST_WINDOW));
    expect_ok(invoke(frame, ARMPageUnmap, caps()));
    expect(MAP(frame, TEST_WINDOW, RW, DEFAULT), seL4_FailedLookup, 0, seL4_MissingCapability, 21);
}

static void large_page(void)
{
    seL4_CPtr frame = object_new(seL4_ARM_LargePageObject, 0);
    volatile seL4_Word *page = (volatile seL4_Word *)TEST_WINDOW;

    expect(MAP(frame, TEST_WINDOW + 0x1000, RW, DEFAULT), seL4_AlignmentError);
    expect(MAP(frame, FAR_WINDOW, RW, DEFAULT), seL4_FailedLookup, 0, seL4_MissingCapability, 30);
    expect_ok(MAP(frame, TEST_WINDOW, RW, DEFAULT));
    page[0] = 1;
    page[0x1ffff8 / 8] = 2;
    check_equal(page[0x100000 / 8], 0);
    check_equal(page[0x1ffff8 / 8], 2);
    check(!is_readable(TEST_WINDOW + 0x200000));
    /* no table can be put where the page is */
    expect(TABLE(table_new(), TEST_WINDOW, DEFAULT), seL4_DeleteFirst);
    expect_ok(invoke(frame, ARMPageUnmap, caps()));
    check(!is_readable(TEST_WINDOW));
}

static void addresses(void)
{
    seL4_CPtr memory = untyped_new(13);
    seL4_CPtr slot = slots_new(2);
    struct answer first;

    succeed(seL4_Untyped_Retype(memory, seL4_ARM_SmallPageObject, 0, ROOT, 0, 0, slot, 2));
    first = invoke(slot, ARMPageGetAddress, caps());
    check_equal(first.length, 1);
    check_equal(first.mr[0] & 0xfff, 0);
    expect_ok(invoke(slot + 1, ARMPageGetAddress, caps()), first.mr[0] + PAGE_BYTES);
    expect_ok(invoke(rtc_frame(), ARMPageGetAddress, caps()), 0x09010000);
}

static void page_cache_operations(void)
{
    seL4_CPtr frame = frame_new();
    seL4_CPtr unmapped = frame_new();
    static const seL4_Word labels[] = { ARMPageClean_Data, ARMPageInvalidate_Data,
                                        ARMPageCleanInvalidate_Data, ARMPageUnify_Instruction };

    succeed(frame_map(frame, VSPACE, TEST_WINDOW, seL4_ReadWrite, seL4_ARM_Default_VMAttributes));
    for (int i = 0; i < 4; i++) {
        expect(invoke(unmapped, labels[i], caps(), 0), seL4_TruncatedMessage);
        expect(invoke(unmapped, labels[i], caps(), 0, 4096), seL4_IllegalOperation);
        expect(invoke(frame, labels[i], caps(), 8, 8), seL4_InvalidArgument, 1);
        expect(invoke(frame, labels[i], caps(), 0, 4097), seL4_InvalidArgument, 0);
        expect(invoke(frame, labels[i], caps(), 4096, 5000), seL4_InvalidArgument, 0);
        expect_ok(invoke(frame, labels[i], caps(), 0, 4096));
        expect_ok(invoke(frame, labels[i], caps(), 3, 5));
    }
    expect_ok(MAP(frame, TEST_WINDOW, READ, DEFAULT));
    expect_ok(invoke(frame, ARMPageClean_Data, caps(), 0, 4096));
}

static void vspace_cache_operations(void)
{
    seL4_CPtr frame = frame_new();
    seL4_CPtr unassigned = object_new(seL4_ARM_VSpaceObject, 0);
    seL4_Word w = TEST_WINDOW;
    static const seL4_Word labels[] = { ARMVSpaceClean_Data, ARMVSpaceInvalidate_Data,
                                        ARMVSpaceCleanInvalidate_Data, ARMVSpaceUnify_Instruction };

    succeed(frame_map(frame, VSPACE, w, seL4_ReadWrite, seL4_ARM_Default_VMAttributes));
    for (int i = 0; i < 4; i++) {
        expect(invoke(VSPACE, labels[i], caps(), w), seL4_TruncatedMessage);
        expect(invoke(VSPACE, labels[i], caps(), w, w), seL4_InvalidArgument, 1);
        expect(invoke(VSPACE, labels[i], caps(), w, seL4_UserTop + 2), seL4_IllegalOperation);
        expect(invoke(unassigned, labels[i], caps(), w, w + 64), seL4_InvalidCapability, 0);
        expect(invoke(VSPACE, labels[i], caps(), w + 100, w + PAGE_BYTES + 1), seL4_RangeError,
               w + 100, w + PAGE_BYTES - 1);
        expect_ok(invoke(VSPACE, labels[i], caps(), w + PAGE_BYTES, w + PAGE_BYTES + 64));
        expect_ok(invoke(VSPACE, labels[i], caps(), FAR_WINDOW, FAR_WINDOW + 64));
        expect_ok(invoke(VSPACE, labels[i], caps(), w, w + PAGE_BYTES));
    }
    expect_ok(MAP(frame, w, READ, DEFAULT));
    expect(invoke(VSPACE, ARMVSpaceInvalidate_Data, caps(), w, w + 64), seL4_IllegalOperation);
    expect(invoke(VSPACE, ARMPageTableMap, caps(), w, w + 64), seL4_IllegalOperation);
}

static void asid_pool(void)
{
    seL4_CPtr memory = untyped_new(12);
    seL4_CPtr small = untyped_new(11);
    seL4_CPtr vspace = object_new(seL4_ARM_VSpaceObject, 0);
    seL4_CPtr slot = slots_new(2);
    seL4_CPtr control = seL4_CapASIDControl;

    expect(invoke(control, ARMASIDPoolAssign, caps(memory, ROOT), slot, 64),
           seL4_IllegalOperation);
    expect(invoke(control, ARMASIDControlMakePool, caps(memory, ROOT), slot),
           seL4_TruncatedMessage);
    expect(invoke(control, ARMASIDControlMakePool, caps(memory), slot, 64), seL4_TruncatedMessage);
    expect(invoke(control, ARMASIDControlMakePool, caps(ROOT, ROOT), slot, 0),
           seL4_InvalidCapability, 1);
    expect(invoke(control, ARMASIDControlMakePool, caps(small, ROOT), slot, 64),
           seL4_InvalidCapability, 1);
    expect(invoke(control, ARMASIDControlMakePool, caps(memory, ROOT), slot, 0), seL4_RangeError,
           1, 64);
    expect(invoke(control, ARMASIDControlMakePool, caps(memory, ROOT), SELF, 64),
           seL4_DeleteFirst);
    expect_ok(invoke(control, ARMASIDControlMakePool, caps(memory, ROOT), slot, 64));
    expect(invoke(control, ARMASIDControlMakePool, caps(memory, ROOT), slot + 1, 64),
           seL4_RevokeFirst);
    expect(invoke(slot, ARMASIDControlMakePool, caps(vspace)), seL4_IllegalOperation);
    expect(invoke(slot, ARMASIDPoolAssign, caps()), seL4_TruncatedMessage);
    expect(invoke(slot, ARMASIDPoolAssign, caps(ROOT)), seL4_InvalidCapability, 1);
    expect(invoke(slot, ARMASIDPoolAssign, caps(VSPACE)), seL4_InvalidCapability, 1);
    expect_ok(invoke(slot, ARMASIDPoolAssign, caps(vspace)));
    expect(invoke(slot, ARMASIDPoolAssign, caps(vspace)), seL4_InvalidCapability, 1);
    expect_ok(invoke(table_new(), ARMPageTableMap, caps(vspace), 0x1000, DEFAULT));
    /* with the pool its address spaces lose their identifiers */
    slot_delete(slot);
    expect(invoke(table_new(), ARMPageTableMap, caps(vspace), 0x1000, DEFAULT), seL4_FailedLookup,
           0, seL4_InvalidRoot);
    expect(invoke(frame_new(), ARMPageMap, caps(vspace), 0x1000, RW, DEFAULT), seL4_FailedLookup,
           0, seL4_InvalidRoot);
}

/* Pools can be made until there are no more, and deleted ones come back. */
static void asid_pools_run_out(void)
{
    seL4_Word limit = 1ul << seL4_NumASIDPoolsBits;
    seL4_CPtr memory = slots_new(limit);
    seL4_CPtr pools = slots_new(limit);
    seL4_Word made = 0;

    succeed(seL4_Untyped_Retype(arena(), seL4_UntypedObject, 12, ROOT, 0, 0, memory, limit));
    while (made < limit
           && seL4_ARM_ASIDControl_MakePool(seL4_CapASIDControl, memory + made, ROOT, pools + made,
                                            DEPTH) == seL4_NoError) {
        made++;
    }
    check_equal(made, limit - 1); /* the initial task has one */
    expect(invoke(seL4_CapASIDControl, ARMASIDControlMakePool, caps(memory + made, ROOT),
                  pools + made, 64),
           seL4_DeleteFirst);
    slot_delete(pools);
    expect_ok(invoke(seL4_CapASIDControl, ARMASIDControlMakePool, caps(memory + made, ROOT),
                     pools + made, 64));
}

/* A thread in an address space of its own, with one page of code. */
static void separate_address_space(void)
{
    static const seL4_Uint32 code[] = {
        0xd2800f60, /* mov x0, #123 */
        0xf9000020, /* str x0, [x1] */
        0x14000000, /* b . */
    };
    seL4_CPtr vspace = vspace_new();
    seL4_CPtr frame = frame_new();
    seL4_CPtr shared;
    seL4_CPtr t = tcb_new();
    seL4_CPtr sc = sched_context_new(1000, 1000);
    seL4_UserContext context = { .pc = 0x10000, .x1 = 0x11000 };
    volatile seL4_Word *data;
    seL4_CPtr page = frame_new();

    succeed(frame_map(frame, VSPACE, TEST_WINDOW, seL4_ReadWrite, seL4_ARM_Default_VMAttributes));
    succeed(frame_map(page, VSPACE, TEST_WINDOW + PAGE_BYTES, seL4_ReadWrite,
                      seL4_ARM_Default_VMAttributes));
    data = (volatile seL4_Word *)(TEST_WINDOW + PAGE_BYTES);
    memcpy((void *)TEST_WINDOW, code, sizeof(code));
    expect_ok(invoke(frame, ARMPageUnify_Instruction, caps(), 0, 4096));
    succeed(frame_map(cap_copy(frame), vspace, 0x10000, seL4_CanRead,
                      seL4_ARM_Default_VMAttributes));
    shared = cap_copy(page);
    succeed(frame_map(shared, vspace, 0x11000, seL4_ReadWrite, seL4_ARM_Default_VMAttributes));
    succeed(seL4_TCB_Configure(t, ROOT, 0, vspace, 0, 0, seL4_CapNull));
    succeed(seL4_TCB_SetSchedParams(t, SELF, 0, LOW_PRIORITY, sc, seL4_CapNull));
    succeed(seL4_TCB_WriteRegisters(t, true, 0, ABI_CONTEXT_WORDS, &context));
    main_set_priority(LOW_PRIORITY);
    while (data[0] == 0) {
        seL4_Yield();
    }
    check_equal(data[0], 123);
    /* the address space of a running thread goes away: the thread stops */
    main_set_priority(MAIN_PRIORITY);
    slot_delete(vspace);
    data[0] = 0;
    main_set_priority(LOW_PRIORITY);
    seL4_Yield();
    check_equal(data[0], 0);
}

/* Replacing a large page with a small one below it is not possible, nor the other way round. */
static void sizes_do_not_mix(void)
{
    seL4_CPtr large = object_new(seL4_ARM_LargePageObject, 0);
    seL4_CPtr small = frame_new();

    expect_ok(MAP(large, TEST_WINDOW, RW, DEFAULT));
    check_equal(MAP(small, TEST_WINDOW, RW, DEFAULT).label, seL4_FailedLookup);
    expect_ok(invoke(large, ARMPageUnmap, caps()));
}

static const struct test tests[] = {
    { "map_errors", map_errors },
    { "table_errors", table_errors },
    { "table_levels", table_levels },
    { "table_unmap", table_unmap },
    { "remap", remap },
    { "copies_map_separately", copies_map_separately },
    { "replacing", replacing },
    { "protection", protection },
    { "deletion_unmaps", deletion_unmaps },
    { "deleting_a_table", deleting_a_table },
    { "large_page", large_page },
    { "sizes_do_not_mix", sizes_do_not_mix },
    { "addresses", addresses },
    { "page_cache_operations", page_cache_operations },
    { "vspace_cache_operations", vspace_cache_operations },
    { "asid_pool", asid_pool },
    { "asid_pools_run_out", asid_pools_run_out },
    { "separate_address_space", separate_address_space },
};
SUITE(vm, tests);
