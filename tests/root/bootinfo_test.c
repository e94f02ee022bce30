/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the initial task finds: registers, slots, ranges of slots, its image, untyped memory and the
 * device tree.
 */
#include "test.h"

extern seL4_Word entry_registers[36];
extern const char __executable_start[];
extern const char _end[];

#define MAX_UNTYPED CONFIG_MAX_NUM_BOOTINFO_UNTYPED_CAPS

static seL4_Word page_up(seL4_Word address)
{
    return (address + PAGE_BYTES - 1) & ~(PAGE_BYTES - 1);
}

static void registers_at_start(void)
{
    check_equal(entry_registers[0], (seL4_Word)bootinfo());
    for (int i = 1; i < 36; i++) {
        check_equal(entry_registers[i], 0);
    }
}

static void initial_slots(void)
{
    static const bool is_present[seL4_NumInitialCaps] = {
        [1] = true, [2] = true, [3] = true,  [4] = true,  [5] = true, [6] = true,
        [9] = true, [10] = true, [11] = true, [14] = true,
    };

    for (seL4_CPtr slot = 0; slot < seL4_NumInitialCaps; slot++) {
        if (!check(slot_is_empty(slot) != is_present[slot])) {
            check_equal(slot, ~0ul);
        }
    }
}

#ifdef CONFIG_DEBUG_BUILD
static void initial_types(void)
{
    static const seL4_Uint32 types[seL4_NumInitialCaps] = { 0, 12, 10, 9,  14, 11, 13, 0,
                                                            0, 1,  1,  20, 0,  0,  22, 0 };

    for (seL4_CPtr slot = 0; slot < seL4_NumInitialCaps; slot++) {
        check_equal(seL4_DebugCapIdentify(slot), types[slot]);
    }
    check_equal(seL4_DebugCapIdentify(bootinfo()->schedcontrol.start), 24);
    check_equal(seL4_DebugCapIdentify(bootinfo()->userImagePaging.start), 3);
    check_equal(seL4_DebugCapIdentify(bootinfo()->userImageFrames.start), 1);
    check_equal(seL4_DebugCapIdentify(bootinfo()->untyped.start), 2);
}
#else
static void initial_types(void)
{
    skip("needs DebugCapIdentify");
}
#endif

static void fields(void)
{
    const seL4_BootInfo *bi = bootinfo();

    check_equal(bi->nodeID, 0);
    check_equal(bi->numNodes, 1);
    check_equal(bi->numIOPTLevels, 0);
    check_equal(bi->initThreadCNodeSizeBits, CONFIG_ROOT_CNODE_SIZE_BITS);
    check_equal(bi->initThreadDomain, 0);
    check_equal(bi->sharedFrames.start, 0);
    check_equal(bi->sharedFrames.end, 0);
    check_equal(bi->ioSpaceCaps.start, 0);
    check_equal(bi->ioSpaceCaps.end, 0);
}

/* Page tables below the root that map start ... end - 1: one per 512 GiB, 1 GiB and 2 MiB. */
static seL4_Word table_count(seL4_Word start, seL4_Word end)
{
    seL4_Word count = 0;

    for (seL4_Word bits = 21; bits <= 39; bits += 9) {
        count += ((end - 1) >> bits) - (start >> bits) + 1;
    }
    return count;
}

static void slot_ranges(void)
{
    const seL4_BootInfo *bi = bootinfo();
    seL4_Word start = (seL4_Word)__executable_start;
    seL4_Word image_end = page_up((seL4_Word)_end);
    seL4_Word extra_pages = page_up(bi->extraLen) / PAGE_BYTES;
    seL4_Word end = image_end + (2 + extra_pages) * PAGE_BYTES;

    check_equal(bi->userImagePaging.start, seL4_NumInitialCaps);
    check_equal(bi->userImagePaging.end - bi->userImagePaging.start, table_count(start, end));
    check_equal(bi->extraBIPages.start, bi->userImagePaging.end);
    check_equal(bi->extraBIPages.end - bi->extraBIPages.start, extra_pages);
    check_equal(bi->schedcontrol.start, bi->extraBIPages.end);
    check_equal(bi->schedcontrol.end - bi->schedcontrol.start, 1);
    check_equal(bi->userImageFrames.start, bi->schedcontrol.end);
    check_equal(bi->userImageFrames.end - bi->userImageFrames.start,
                (image_end - start) / PAGE_BYTES);
    check_equal(bi->untyped.start, bi->userImageFrames.end);
    check_equal(bi->empty.start, bi->untyped.end);
    check_equal(bi->empty.end, 1ul << CONFIG_ROOT_CNODE_SIZE_BITS);
}

/* The harness uses the first empty slots, so only the others are looked at. */
static void slots_are_filled(void)
{
    const seL4_BootInfo *bi = bootinfo();

    for (seL4_CPtr slot = bi->userImagePaging.start; slot < bi->empty.start; slot++) {
        if (slot_is_empty(slot)) {
            check_equal(slot, ~0ul);
        }
    }
    for (seL4_CPtr slot = bi->empty.end - 1; slot > bi->empty.end - 100; slot--) {
        check(slot_is_empty(slot));
    }
}

static void addresses(void)
{
    const seL4_BootInfo *bi = bootinfo();
    seL4_Word image_end = page_up((seL4_Word)_end);

    check_equal((seL4_Word)bi->ipcBuffer, image_end);
    check_equal((seL4_Word)bi, image_end + PAGE_BYTES);
}

static void image_frames(void)
{
    const seL4_BootInfo *bi = bootinfo();
    seL4_Word first = seL4_ARM_Page_GetAddress(bi->userImageFrames.start).paddr;

    for (seL4_CPtr slot = bi->userImageFrames.start; slot < bi->userImageFrames.end; slot++) {
        seL4_Word expected = first + (slot - bi->userImageFrames.start) * PAGE_BYTES;

        check_equal(seL4_ARM_Page_GetAddress(slot).paddr, expected);
    }
}

/* An initial frame is mapped where it should be: it may be mapped again there, and nowhere else. */
static void image_mapping(void)
{
    static char page[PAGE_BYTES] __attribute__((aligned(4096)));
    seL4_CPtr frame = image_frame(page);

    page[0] = 'x';
    expect_ok(invoke(frame, ARMPageMap, caps(VSPACE), (seL4_Word)page,
                     rights_word(seL4_ReadWrite), seL4_ARM_Default_VMAttributes));
    expect(invoke(frame, ARMPageMap, caps(VSPACE), (seL4_Word)page + PAGE_BYTES,
                  rights_word(seL4_ReadWrite), seL4_ARM_Default_VMAttributes),
           seL4_InvalidArgument, 0);
    check_equal(page[0], 'x');
}

/* The image's pages may be written and executed. */
static void image_is_executable(void)
{
    static seL4_Uint32 code[4] __attribute__((aligned(4096))) = {
        0xd2800540, /* mov x0, #42 */
        0xd65f03c0, /* ret */
    };
    seL4_Word (*function)(void) = (seL4_Word (*)(void))(seL4_Word)code;

    code[0] = 0xd2800560; /* mov x0, #43 */
    __asm__ volatile("dc cvau, %0\n\tdsb ish\n\tic ivau, %0\n\tdsb ish\n\tisb"
                     :
                     : "r"(code)
                     : "memory");
    check_equal(function(), 43);
}

static bool is_aligned(const seL4_UntypedDesc *entry)
{
    return (entry->paddr & ((1ul << entry->sizeBits) - 1)) == 0;
}

static void untyped_entries(void)
{
    const seL4_BootInfo *bi = bootinfo();
    seL4_Word count = bi->untyped.end - bi->untyped.start;

    require(count > 0 && count <= MAX_UNTYPED);
    for (seL4_Word i = 0; i < count; i++) {
        const seL4_UntypedDesc *entry = &bi->untypedList[i];

        check(entry->sizeBits >= seL4_MinUntypedBits && entry->sizeBits <= seL4_MaxUntypedBits);
        check(is_aligned(entry));
        check(entry->isDevice <= 1);
        for (seL4_Word j = 0; j < i; j++) {
            const seL4_UntypedDesc *other = &bi->untypedList[j];

            check(entry->paddr + (1ul << entry->sizeBits) <= other->paddr
                  || other->paddr + (1ul << other->sizeBits) <= entry->paddr);
        }
    }
}

/* Devices ascending, then the kernel's boot memory, then the rest of memory ascending. */
static void untyped_order(void)
{
    const seL4_BootInfo *bi = bootinfo();
    seL4_Word count = bi->untyped.end - bi->untyped.start;
    seL4_Word descents = 0;

    for (seL4_Word i = 1; i < count; i++) {
        const seL4_UntypedDesc *entry = &bi->untypedList[i];
        const seL4_UntypedDesc *before = &bi->untypedList[i - 1];

        if (entry->isDevice != before->isDevice) {
            check_equal(before->isDevice, 1);
        } else if (entry->paddr < before->paddr) {
            check_equal(entry->isDevice, 0);
            descents++;
        }
    }
    check(descents <= 1);
}

static bool device_contains(seL4_Word paddr)
{
    const seL4_BootInfo *bi = bootinfo();

    for (seL4_Word i = 0; i < bi->untyped.end - bi->untyped.start; i++) {
        const seL4_UntypedDesc *entry = &bi->untypedList[i];

        if (entry->isDevice != 0 && paddr >= entry->paddr
            && paddr - entry->paddr < 1ul << entry->sizeBits) {
            return true;
        }
    }
    return false;
}

static void device_untyped(void)
{
    check_equal(bootinfo()->untypedList[0].paddr, 0);
    check_equal(bootinfo()->untypedList[0].isDevice, 1);
    check_equal(bootinfo()->untypedList[0].sizeBits, 27);
    check(device_contains(0x09000000));      /* UART */
    check(device_contains(0x09010000));      /* real-time clock */
    check(device_contains(0xfffffff000));    /* the end of the device range */
    check(!device_contains(0x10000000000));
    check(!device_contains(0x08000000));     /* interrupt controller */
    check(!device_contains(0x40000000));     /* memory */
}

static seL4_Uint32 big_endian(const seL4_Uint8 *bytes)
{
    return (seL4_Uint32)bytes[0] << 24 | (seL4_Uint32)bytes[1] << 16 | (seL4_Uint32)bytes[2] << 8
           | bytes[3];
}

static void device_tree(void)
{
    const seL4_BootInfo *bi = bootinfo();
    const seL4_BootInfoHeader *header = (const void *)((const char *)bi + PAGE_BYTES);
    const seL4_Uint8 *tree = (const seL4_Uint8 *)(header + 1);

    require(bi->extraLen >= sizeof(*header) + 8);
    check_equal(header->id, SEL4_BOOTINFO_HEADER_FDT);
    check_equal(header->len, bi->extraLen);
    check_equal(big_endian(tree), 0xd00dfeed);
    check(big_endian(tree + 4) <= header->len - sizeof(*header));
}

static void scheduling(void)
{
    expect_ok(invoke(SELF, TCBSetPriority, caps(SELF), 255));
    expect(invoke(SELF, TCBSetPriority, caps(SELF), 256), seL4_RangeError, 0, 255);
    expect(invoke(SELF, TCBSetMCPriority, caps(SELF), 256), seL4_RangeError, 0, 255);
}

static const struct test tests[] = {
    { "registers_at_start", registers_at_start },
    { "initial_slots", initial_slots },
    { "initial_types", initial_types },
    { "fields", fields },
    { "slot_ranges", slot_ranges },
    { "slots_are_filled", slots_are_filled },
    { "addresses", addresses },
    { "image_frames", image_frames },
    { "image_mapping", image_mapping },
    { "image_is_executable", image_is_executable },
    { "untyped_entries", untyped_entries },
    { "untyped_order", untyped_order },
    { "device_untyped", device_untyped },
    { "device_tree", device_tree },
    { "scheduling", scheduling },
};
SUITE(bootinfo, tests);
