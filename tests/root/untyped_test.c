/* SPDX-License-Identifier: BSD-2-Clause */
/* Untyped memory and Retype: sizes, placing, reset, destinations, and every error in its order. */
#include "test.h"
#include <string.h>

#define RETYPE(untyped, ...) invoke((untyped), UntypedRetype, caps(ROOT), __VA_ARGS__)

struct object_size {
    seL4_Word type;
    seL4_Word size_bits; /* as given to Retype */
    seL4_Word bits;      /* of the object */
};

static const struct object_size sizes[] = {
    { seL4_UntypedObject, 4, 4 },
    { seL4_UntypedObject, 15, 15 },
    { seL4_TCBObject, 0, seL4_TCBBits },
    { seL4_EndpointObject, 0, 4 },
    { seL4_NotificationObject, 0, 6 },
    { seL4_CapTableObject, 1, 6 },
    { seL4_CapTableObject, 5, 10 },
    { seL4_SchedContextObject, 7, 7 },
    { seL4_SchedContextObject, 9, 9 },
    { seL4_ReplyObject, 0, 5 },
    { seL4_ARM_VSpaceObject, 0, 12 },
    { seL4_ARM_SmallPageObject, 0, 12 },
    { seL4_ARM_LargePageObject, 0, 21 },
    { seL4_ARM_PageTableObject, 0, 12 },
};

/* An object fits an untyped of its size once, and an untyped of half its size not at all. */
static void object_sizes(void)
{
    for (seL4_Word i = 0; i < sizeof(sizes) / sizeof(sizes)[0]; i++) {
        const struct object_size *size = &sizes[i];
        seL4_CPtr memory = untyped_new(size->bits);
        seL4_CPtr slot = slots_new(2);

        expect_ok(RETYPE(memory, size->type, size->size_bits, 0, 0, slot, 1));
        expect(RETYPE(memory, size->type, size->size_bits, 0, 0, slot + 1, 1),
               seL4_NotEnoughMemory, 0);
        if (size->bits > seL4_MinUntypedBits) {
            seL4_CPtr half = untyped_new(size->bits - 1);

            expect(RETYPE(half, size->type, size->size_bits, 0, 0, slot + 1, 1),
                   seL4_NotEnoughMemory, 1ul << (size->bits - 1));
            slot_delete(half);
        }
        slot_delete(slot);
        slot_delete(memory);
    }
}

static void argument_errors(void)
{
    seL4_CPtr memory = untyped_new(12);
    seL4_CPtr slot = slot_new();

    expect(invoke(memory, UntypedRetype + 1, caps(ROOT), 0, 4, 0, 0, slot, 1),
           seL4_IllegalOperation);
    expect(invoke(memory, UntypedRetype, caps(ROOT), 99, 99, 0, 0, slot), seL4_TruncatedMessage);
    expect(invoke(memory, UntypedRetype, caps(), 99, 99, 0, 0, slot, 1), seL4_TruncatedMessage);
    expect(RETYPE(memory, seL4_ObjectTypeCount, 99, 0, 0, slot, 1), seL4_InvalidArgument, 0);
    expect(RETYPE(memory, ~0ul, 99, 0, 0, slot, 1), seL4_InvalidArgument, 0);
    expect(RETYPE(memory, seL4_UntypedObject, 64, 0, 0, slot, 1), seL4_RangeError, 0,
           seL4_MaxUntypedBits);
    expect(RETYPE(memory, seL4_EndpointObject, 64, 0, 0, slot, 1), seL4_RangeError, 0,
           seL4_MaxUntypedBits);
    expect(RETYPE(memory, seL4_UntypedObject, 48, 0, 0, slot, 1), seL4_RangeError, 0,
           seL4_MaxUntypedBits);
    expect(RETYPE(memory, seL4_CapTableObject, 43, 0, 0, slot, 1), seL4_RangeError, 0,
           seL4_MaxUntypedBits);
    expect(RETYPE(memory, seL4_CapTableObject, 0, 0, 0, slot, 1), seL4_InvalidArgument, 1);
    expect(RETYPE(memory, seL4_UntypedObject, 3, 0, 0, slot, 1), seL4_InvalidArgument, 1);
    expect(RETYPE(memory, seL4_UntypedObject, 0, 0, 0, slot, 1), seL4_InvalidArgument, 1);
    expect(RETYPE(memory, seL4_SchedContextObject, 6, 0, 0, slot, 1), seL4_InvalidArgument, 1);
}

static void destination_errors(void)
{
    seL4_CPtr memory = untyped_new(12);
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr slot = slot_new();
    seL4_Word guard = 64 - CONFIG_ROOT_CNODE_SIZE_BITS;

    /* the root is not a CNode */
    expect(invoke(memory, UntypedRetype, caps(endpoint), 0, 12, 0, 0, 0, 0), seL4_FailedLookup, 0,
           seL4_MissingCapability, 0);
    expect(invoke(memory, UntypedRetype, caps(endpoint), 0, 12, 0, 4, 0, 0), seL4_FailedLookup, 0,
           seL4_InvalidRoot);
    /* the lookup below the root */
    expect(RETYPE(memory, 0, 12, 0, 65, slot, 0), seL4_RangeError, 1, 64);
    expect(RETYPE(memory, 0, 12, ~0ul, 64, slot, 0), seL4_FailedLookup, 0, seL4_GuardMismatch, 64,
           0, guard);
    expect(RETYPE(memory, 0, 12, 0, guard, slot, 0), seL4_FailedLookup, 0,
           seL4_DepthMismatch, guard, 64);
    expect(RETYPE(memory, 0, 12, endpoint, 64, slot, 0), seL4_FailedLookup, 0,
           seL4_MissingCapability, 64);
    expect(RETYPE(memory, 0, 12, slot, 64, slot, 0), seL4_FailedLookup, 0,
           seL4_MissingCapability, 64);
}

static void window_errors(void)
{
    seL4_CPtr memory = untyped_new(12);
    seL4_CPtr cnode = cnode_new(4);
    seL4_CPtr slot = slot_new();

    expect(RETYPE(memory, 0, 4, 0, 0, 1ul << CONFIG_ROOT_CNODE_SIZE_BITS, 0), seL4_RangeError, 0,
           (1ul << CONFIG_ROOT_CNODE_SIZE_BITS) - 1);
    expect(RETYPE(memory, 0, 4, cnode, 64, 16, 0), seL4_RangeError, 0, 15);
    expect(RETYPE(memory, 0, 4, 0, 0, slot, 0), seL4_RangeError, 1, 256);
    expect(RETYPE(memory, 0, 4, 0, 0, slot, 257), seL4_RangeError, 1, 256);
    expect(RETYPE(memory, 0, 4, cnode, 64, 10, 7), seL4_RangeError, 1, 6);
    expect(RETYPE(memory, 0, 4, 0, 0, memory, 1), seL4_DeleteFirst);
    expect(RETYPE(memory, 0, 4, 0, 0, memory - 1, 3), seL4_DeleteFirst);
    expect(RETYPE(memory, 0, 13, 0, 0, memory, 1), seL4_DeleteFirst);
    expect(RETYPE(memory, 0, 13, 0, 0, slot, 1), seL4_NotEnoughMemory, 4096);
    check(slot_is_empty(slot));
}

/* Objects arrive in a window of a CNode below the root. */
static void destination_window(void)
{
    seL4_CPtr memory = untyped_new(12);
    seL4_CPtr cnode = cnode_new(4);
    seL4_CPtr moved = slots_new(3);

    expect_ok(RETYPE(memory, seL4_EndpointObject, 0, cnode, 64, 13, 3));
    for (seL4_Word i = 0; i < 3; i++) {
        expect_ok(invoke(ROOT, CNodeMove, caps(cnode), moved + i, 64, 13 + i, 4));
    }
    expect(invoke(ROOT, CNodeMove, caps(cnode), slot_new(), 64, 12, 4), seL4_FailedLookup, 1,
           seL4_MissingCapability, 4);
    /* the same CNode as the root itself; the index does not matter then */
    expect_ok(invoke(memory, UntypedRetype, caps(cnode), seL4_EndpointObject, 0, ~0ul, 0, 0, 16));
}

/* Objects begin at a multiple of their size; room is compared before that is done. */
static void alignment(void)
{
    seL4_CPtr memory = untyped_new(12);
    seL4_CPtr slot = slots_new(4);

    expect_ok(RETYPE(memory, seL4_EndpointObject, 0, 0, 0, slot, 1));
    expect(RETYPE(memory, seL4_UntypedObject, 11, 0, 0, slot + 1, 2), seL4_NotEnoughMemory, 4080);
    expect_ok(RETYPE(memory, seL4_UntypedObject, 11, 0, 0, slot + 1, 1));
    expect(RETYPE(memory, seL4_EndpointObject, 0, 0, 0, slot + 2, 1), seL4_NotEnoughMemory, 0);
}

static void watermark(void)
{
    seL4_CPtr memory = untyped_new(12);
    seL4_CPtr slot = slots_new(256);

    expect_ok(RETYPE(memory, seL4_EndpointObject, 0, 0, 0, slot, 255));
    expect(RETYPE(memory, seL4_UntypedObject, 5, 0, 0, slot + 255, 1), seL4_NotEnoughMemory, 16);
    expect_ok(RETYPE(memory, seL4_UntypedObject, 4, 0, 0, slot + 255, 1));
    expect_ok(invoke(ROOT, CNodeRevoke, caps(), memory, 64));
    for (seL4_Word i = 0; i < 256; i++) {
        check(slot_is_empty(slot + i));
    }
    expect_ok(RETYPE(memory, seL4_UntypedObject, 12, 0, 0, slot, 1));
}

/* Memory comes back at the next Retype after the last child is gone, not before. */
static void reset_without_children(void)
{
    seL4_CPtr memory = untyped_new(12);
    seL4_CPtr slot = slots_new(3);

    expect_ok(RETYPE(memory, seL4_UntypedObject, 11, 0, 0, slot, 2));
    slot_delete(slot);
    expect(RETYPE(memory, seL4_EndpointObject, 0, 0, 0, slot, 1), seL4_NotEnoughMemory, 0);
    slot_delete(slot + 1);
    expect_ok(RETYPE(memory, seL4_UntypedObject, 12, 0, 0, slot, 1));
}

/* Words of a page that are not zero. */
static seL4_Word dirty_words(const seL4_Word *page)
{
    seL4_Word count = 0;

    for (seL4_Word i = 0; i < PAGE_BYTES / sizeof(seL4_Word); i++) {
        count += page[i] != 0;
    }
    return count;
}

static void memory_is_zeroed(void)
{
    seL4_CPtr memory = untyped_new(12);
    seL4_CPtr frame = slot_new();
    seL4_Word *page = (seL4_Word *)TEST_WINDOW;

    for (int round = 0; round < 3; round++) {
        expect_ok(RETYPE(memory, seL4_ARM_SmallPageObject, 0, 0, 0, frame, 1));
        require(frame_map(frame, VSPACE, TEST_WINDOW, seL4_ReadWrite,
                          seL4_ARM_Default_VMAttributes) == seL4_NoError);
        check_equal(dirty_words(page), 0);
        memset(page, 0xa5, PAGE_BYTES);
        slot_delete(frame);
    }
}

/* Objects made of memory that was used for something else start afresh. */
static void objects_are_fresh(void)
{
    seL4_CPtr memory = untyped_new(12);
    seL4_CPtr slot = slot_new();
    seL4_UserContext context;

    expect_ok(RETYPE(memory, seL4_ARM_SmallPageObject, 0, 0, 0, slot, 1));
    require(frame_map(slot, VSPACE, TEST_WINDOW, seL4_ReadWrite, seL4_ARM_Default_VMAttributes)
            == seL4_NoError);
    memset((void *)TEST_WINDOW, 0xff, PAGE_BYTES);
    slot_delete(slot);
    expect_ok(RETYPE(memory, seL4_TCBObject, 0, 0, 0, slot, 1));
    succeed(seL4_TCB_ReadRegisters(slot, false, 0, ABI_CONTEXT_WORDS, &context));
    check_equal(context.x0, 0);
    check_equal(context.x28, 0);
    check_equal(context.tpidr_el0, 0);
}

static void device_memory(void)
{
    const seL4_BootInfo *bi = bootinfo();
    seL4_CPtr device = bi->untyped.start; /* 0 ... 0x7ffffff, not used by the harness */
    seL4_CPtr slot = slots_new(2);

    expect(RETYPE(device, seL4_EndpointObject, 0, 0, 0, slot, 1), seL4_InvalidArgument, 1);
    expect(RETYPE(device, seL4_CapTableObject, 4, 0, 0, slot, 1), seL4_InvalidArgument, 1);
    expect(RETYPE(device, seL4_ARM_PageTableObject, 0, 0, 0, slot, 1), seL4_InvalidArgument, 1);
    expect(RETYPE(device, seL4_ARM_VSpaceObject, 0, 0, 0, slot, 1), seL4_InvalidArgument, 1);
    expect(RETYPE(device, seL4_EndpointObject, 0, 0, 0, device, 1), seL4_DeleteFirst);
    expect_ok(RETYPE(device, seL4_UntypedObject, 12, 0, 0, slot, 1));
    expect(RETYPE(slot, seL4_TCBObject, 0, 0, 0, slot + 1, 1), seL4_InvalidArgument, 1);
    expect_ok(RETYPE(slot, seL4_ARM_SmallPageObject, 0, 0, 0, slot + 1, 1));
    expect_ok(invoke(slot + 1, ARMPageGetAddress, caps()), bi->untypedList[0].paddr);
    expect_ok(invoke(ROOT, CNodeRevoke, caps(), device, 64));
    check(slot_is_empty(slot));
    check(slot_is_empty(slot + 1));
}

/* A copy of an untyped takes its memory; the original has none until the copy is revoked. */
static void copy_takes_memory(void)
{
    seL4_CPtr memory = untyped_new(12);
    seL4_CPtr copy = cap_copy(memory);
    seL4_CPtr slot = slots_new(2);

    expect(RETYPE(memory, seL4_EndpointObject, 0, 0, 0, slot, 1), seL4_NotEnoughMemory, 0);
    expect_ok(RETYPE(copy, seL4_UntypedObject, 12, 0, 0, slot, 1));
    expect(invoke(ROOT, CNodeCopy, caps(ROOT), slot + 1, 64, copy, 64, 15), seL4_RevokeFirst);
    expect(invoke(ROOT, CNodeCopy, caps(ROOT), slot + 1, 64, memory, 64, 15), seL4_RevokeFirst);
    expect_ok(invoke(ROOT, CNodeRevoke, caps(), memory, 64));
    check(slot_is_empty(copy));
    check(slot_is_empty(slot));
    expect_ok(RETYPE(memory, seL4_UntypedObject, 12, 0, 0, slot, 1));
}

static void nested(void)
{
    seL4_CPtr outer = untyped_new(14);
    seL4_CPtr slot = slots_new(4);

    expect_ok(RETYPE(outer, seL4_UntypedObject, 13, 0, 0, slot, 1));
    expect_ok(RETYPE(slot, seL4_UntypedObject, 12, 0, 0, slot + 1, 1));
    expect_ok(RETYPE(slot + 1, seL4_EndpointObject, 0, 0, 0, slot + 2, 1));
    slot_delete(slot);
    check(!slot_is_empty(slot + 2));
    expect_ok(invoke(ROOT, CNodeRevoke, caps(), outer, 64));
    check(slot_is_empty(slot + 1));
    check(slot_is_empty(slot + 2));
}

/* Retype by a system call that never answers works too. */
static void without_answer(void)
{
    seL4_CPtr memory = untyped_new(12);
    seL4_CPtr slot = slot_new();

    send_words(memory, UntypedRetype, caps(ROOT), seL4_EndpointObject, 0, 0, 0, slot, 1);
    check(!slot_is_empty(slot));
    expect(RETYPE(memory, seL4_EndpointObject, 0, 0, 0, slot, 1), seL4_DeleteFirst);
}

static const struct test tests[] = {
    { "object_sizes", object_sizes },
    { "argument_errors", argument_errors },
    { "destination_errors", destination_errors },
    { "window_errors", window_errors },
    { "destination_window", destination_window },
    { "alignment", alignment },
    { "watermark", watermark },
    { "reset_without_children", reset_without_children },
    { "memory_is_zeroed", memory_is_zeroed },
    { "objects_are_fresh", objects_are_fresh },
    { "device_memory", device_memory },
    { "copy_takes_memory", copy_takes_memory },
    { "nested", nested },
    { "without_answer", without_answer },
};
SUITE(untyped, tests);
