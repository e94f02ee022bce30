/* SPDX-License-Identifier: BSD-2-Clause */
/* Operations on memory: making objects, clearing, and the maintenance of caches. */
#include "latency.h"

#define MOST       256ul
#define HUGE_BITS  30
#define LARGE_BITS 21

static seL4_CPtr huge, slots;

static seL4_CPtr huge_memory(void)
{
    const seL4_BootInfo *bi = bootinfo();

    for (seL4_Word i = 0; i < bi->untyped.end - bi->untyped.start; i++) {
        if (!bi->untypedList[i].isDevice && bi->untypedList[i].sizeBits == HUGE_BITS) {
            return bi->untyped.start + i;
        }
    }
    fatal("no untyped of 1 GiB", 0);
}

static void prepare_nothing(void)
{
    slots = spare_slots(MOST);
    (void)endpoint_new(); /* clears the arena */
}

static void retype(seL4_Word type, seL4_Word bits, seL4_Word count)
{
    succeed(seL4_Untyped_Retype(arena(), type, bits, ROOT, 0, 0, slots, count), "retype");
}

static void retype_tcbs(void)
{
    retype(seL4_TCBObject, 0, MOST);
}

static void retype_pages(void)
{
    retype(seL4_ARM_SmallPageObject, 0, MOST);
}

static void retype_endpoints(void)
{
    retype(seL4_EndpointObject, 0, MOST);
}

/* The boot information's memory is cleared when it is used for the first time. */
static void clear_huge(void)
{
    huge = spare_slots(2 * MOST + MOST);
    succeed(seL4_Untyped_Retype(huge_memory(), seL4_ARM_HugePageObject, 0, ROOT, 0, 0, huge, 1),
            "huge page");
}

static void prepare_huge(void)
{
    succeed(frame_map(huge, VSPACE, 1ul << HUGE_BITS << 4, seL4_AllRights,
                      seL4_ARM_Default_VMAttributes),
            "map");
}

static void clean_huge(void)
{
    succeed(seL4_ARM_Page_CleanInvalidate_Data(huge, 0, 1ul << HUGE_BITS), "clean");
}

static void unify_huge(void)
{
    succeed(seL4_ARM_VSpace_Unify_Instruction(VSPACE, 1ul << HUGE_BITS << 4,
                                              (1ul << HUGE_BITS << 4) + (1ul << HUGE_BITS)),
            "unify");
}

static seL4_CPtr large;

static void prepare_large(void)
{
    large = object_new(seL4_ARM_LargePageObject, 0);
    succeed(frame_map(large, VSPACE, TEST_WINDOW + (1ul << HUGE_BITS), seL4_AllRights,
                      seL4_ARM_Default_VMAttributes),
            "map");
}

static void maintain_large(void)
{
    succeed(seL4_ARM_Page_Clean_Data(large, 0, 1ul << LARGE_BITS), "clean");
    succeed(seL4_ARM_Page_Invalidate_Data(large, 0, 1ul << LARGE_BITS), "invalidate");
    succeed(seL4_ARM_Page_CleanInvalidate_Data(large, 0, 1ul << LARGE_BITS), "clean");
    succeed(seL4_ARM_Page_Unify_Instruction(large, 0, 1ul << LARGE_BITS), "unify");
}

const struct operation memory_operations[] = {
    { "retype_tcbs", prepare_nothing, retype_tcbs },
    { "retype_pages", prepare_nothing, retype_pages },
    { "retype_endpoints", prepare_nothing, retype_endpoints },
    { "clear_huge", prepare_nothing, clear_huge },
    { "clean_huge", prepare_huge, clean_huge },
    { "unify_huge", prepare_huge, unify_huge },
    { "maintain_large", prepare_large, maintain_large },
};
const seL4_Word memory_operation_count = COUNT_OF(memory_operations);
