/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The object types of the AArch64 ABI that Retype can make, in the order of their numbers: frames
 * of three sizes, address spaces and page tables.  Retype hands over zeroed memory (device memory
 * as it is), in which tables are empty and frames are ready.
 */
#include "objects.h"
#include "objects/untyped.h"
#include "objects/vm.h"

static struct cap create_small_frame(word_t address, unsigned size_bits, bool device)
{
    (void)size_bits;
    return frame_cap(address, FRAME_SMALL, VM_READ_WRITE, device, 0);
}

static struct cap create_large_frame(word_t address, unsigned size_bits, bool device)
{
    (void)size_bits;
    return frame_cap(address, FRAME_LARGE, VM_READ_WRITE, device, 0);
}

static struct cap create_huge_frame(word_t address, unsigned size_bits, bool device)
{
    (void)size_bits;
    return frame_cap(address, FRAME_HUGE, VM_READ_WRITE, device, 0);
}

static struct cap create_page_table(word_t address, unsigned size_bits, bool device)
{
    (void)size_bits;
    (void)device;
    return page_table_cap(address, 0);
}

static struct cap create_vspace(word_t address, unsigned size_bits, bool device)
{
    (void)size_bits;
    (void)device;
    return vspace_cap(address, 0);
}

#define ARCH_TYPE(type) [(type) - seL4_NonArchObjectTypeCount]

const struct object_type arch_object_types[] = {
    ARCH_TYPE(seL4_ARM_HugePageObject) = { .fixed_bits = seL4_HugePageBits, .device_ok = true,
                                           .create = create_huge_frame },
    ARCH_TYPE(seL4_ARM_VSpaceObject) = { .fixed_bits = seL4_VSpaceBits, .create = create_vspace },
    ARCH_TYPE(seL4_ARM_SmallPageObject) = { .fixed_bits = seL4_PageBits, .device_ok = true,
                                            .create = create_small_frame },
    ARCH_TYPE(seL4_ARM_LargePageObject) = { .fixed_bits = seL4_LargePageBits, .device_ok = true,
                                            .create = create_large_frame },
    ARCH_TYPE(seL4_ARM_PageTableObject) = { .fixed_bits = seL4_PageTableBits,
                                            .create = create_page_table },
};

const unsigned arch_object_type_count = ARRAY_COUNT(arch_object_types);

_Static_assert(ARRAY_COUNT(arch_object_types)
                   == seL4_ObjectTypeCount - seL4_NonArchObjectTypeCount,
               "every type of the ABI has a line");
