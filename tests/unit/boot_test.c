/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * boot.c: a machine of 16 MiB is booted, and everything the root task finds is looked at: slots,
 * boot information, address space, registers; and that every piece of memory has one owner.
 */
#include "boot.h"
#include "arch/host/host.h"
#include "bootinfo.h"
#include "check.h"
#include "kernel.h"
#include "message.h"
#include "objects.h"
#include "objects/cnode.h"
#include "objects/sched_control.h"
#include "objects/untyped.h"
#include "config.h"
#include "halt.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
    PAGE = 4096,
    RAM_BYTES = 16 << 20,
    RAM = HOST_RAM_BASE,
    KERNEL = RAM + 0x10000,
    KERNEL_BOOT_END = RAM + 0x13000,
    KERNEL_END = RAM + 0x30000,
    IMAGE = RAM + 0x100000,
    IMAGE_BYTES = 5 * PAGE,
    IMAGE_VADDR = 0x400000,
    RESERVED = RAM + 0x200000,
    DEVICE = 0x08000000,
    DTB = RAM + 0x300000,
    DTB_BYTES = 2 * PAGE,
    DTB_COMPACT_BYTES = 72,
    EXTRA_BYTES = DTB_COMPACT_BYTES + 16,
    GRANULE = 128, /* the smallest object */
};

static struct boot_params machine(void)
{
    return (struct boot_params){
        .kernel = { KERNEL, KERNEL_END },
        .kernel_boot = { KERNEL, KERNEL_BOOT_END },
        .user = { IMAGE, IMAGE + IMAGE_BYTES },
        .user_offset = IMAGE - IMAGE_VADDR,
        .user_entry = IMAGE_VADDR + 0x123,
        .dtb = (const void *)window_address((paddr_t){ DTB }),
        .dtb_bytes = DTB_BYTES,
        .ram_count = 1,
        .reserved_count = 2,
        .ram = { { RAM, RAM + RAM_BYTES } },
        .reserved = { { DEVICE, DEVICE + PAGE }, { RESERVED, RESERVED + 3 * PAGE } },
    };
}

static void *memory(word_t paddr)
{
    return (void *)window_address((paddr_t){ paddr });
}

/* A tree with only a root node; its parts lie apart. */
static void put_device_tree(void)
{
    static const uint32_t words[] = { 0xd00dfeed, DTB_BYTES, 96, 112, 64, 17, 16, 0, 0, 16 };
    static const uint8_t structure[] = { 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 9 };
    uint8_t *p = memory(DTB);

    for (unsigned i = 0; i < ARRAY_COUNT(words); i++) {
        uint32_t big_endian = __builtin_bswap32(words[i]);
        memcpy(p + 4 * i, &big_endian, 4);
    }
    memset(p + 64, 0, 16);
    memcpy(p + 96, structure, sizeof(structure));
}

/* Power on, with dirty memory. */
static int power_on(void **state)
{
    (void)state;
    host_ram_create(RAM_BYTES);
    memset(memory(RAM), 0xa5, RAM_BYTES);
    host_reset(1000);
    memset(&kernel, 0, sizeof(kernel));
    put_device_tree();
    return 0;
}

static int boot_machine(void **state)
{
    struct boot_params params = machine();

    power_on(state);
    boot(&params);
    return 0;
}

static struct cap cap_at(word_t slot)
{
    return cnode_slots(current_thread()->slots[TCB_CSPACE].cap)[slot].cap;
}

static const seL4_BootInfo *info(void)
{
    return cap_object(cap_at(seL4_CapBootInfoFrame));
}

static paddr_t translate(word_t vaddr, enum host_access access)
{
    word_t root = cap_address(cap_at(seL4_CapInitThreadVSpace));
    paddr_t paddr = { 0 };

    return host_translate(root, vaddr, access, &paddr) ? paddr : (paddr_t){ 0 };
}

static void thread_starts_at_its_entry(void **state)
{
    const struct tcb *thread = current_thread();

    (void)state;
    assert_string_equal(thread->name, "rootserver");
    assert_int_equal(thread->priority, 255);
    assert_int_equal(thread->mcp, 255);
    assert_int_equal(thread->domain, 0);
    assert_int_equal(regs_context(&thread->regs, 0), IMAGE_VADDR + 0x123);
    assert_int_equal(regs_next_ip(&thread->regs), IMAGE_VADDR + 0x123);
    assert_int_equal(regs_context(&thread->regs, 1), 0);
    assert_int_equal(regs_cap(&thread->regs), IMAGE_VADDR + IMAGE_BYTES + PAGE);
    assert_int_equal(thread->ipc_buffer, IMAGE_VADDR + IMAGE_BYTES);
    assert_non_null(thread->sched_context);
    assert_int_equal(thread->sched_context->period, 0);
    assert_int_equal(thread->sched_context->refills[0].amount, 5 * TIMER_KHZ);
    assert_null(check_all());
}

static void initial_slots_hold_what_they_should(void **state)
{
    static const enum cap_type types[seL4_NumInitialCaps] = {
        [seL4_CapInitThreadTCB] = CAP_TCB,
        [seL4_CapInitThreadCNode] = CAP_CNODE,
        [seL4_CapInitThreadVSpace] = CAP_VSPACE,
        [seL4_CapIRQControl] = CAP_IRQ_CONTROL,
        [seL4_CapASIDControl] = CAP_ASID_CONTROL,
        [seL4_CapInitThreadASIDPool] = CAP_ASID_POOL,
        [seL4_CapBootInfoFrame] = CAP_FRAME,
        [seL4_CapInitThreadIPCBuffer] = CAP_FRAME,
        [seL4_CapDomain] = CAP_DOMAIN,
        [seL4_CapInitThreadSC] = CAP_SCHED_CONTEXT,
        [seL4_CapSMC] = CAP_SMC, /* which the host's configuration has */
    };

    (void)state;
    for (word_t i = 0; i < seL4_NumInitialCaps; i++) {
        assert_int_equal(cap_type(cap_at(i)), types[i]);
    }
    struct cap cnode = cap_at(seL4_CapInitThreadCNode);

    assert_int_equal(cnode_radix(cnode), CONFIG_ROOT_CNODE_SIZE_BITS);
    assert_int_equal(cnode_guard_size(cnode), 64 - CONFIG_ROOT_CNODE_SIZE_BITS);
    assert_int_equal(cnode_guard(cnode), 0);
    assert_ptr_equal(tcb_of(cap_at(seL4_CapInitThreadTCB)), current_thread());
}

static void assert_range(seL4_SlotRegion r, word_t start, word_t count, enum cap_type type)
{
    assert_int_equal(r.start, start);
    assert_int_equal(r.end, start + count);
    for (word_t i = r.start; i < r.end; i++) {
        assert_int_equal(cap_type(cap_at(i)), type);
    }
}

static void slots_are_in_order(void **state)
{
    const seL4_BootInfo *bi = info();
    word_t next = seL4_NumInitialCaps;

    (void)state;
    assert_range(bi->userImagePaging, next, 3, CAP_PAGE_TABLE);
    assert_range(bi->extraBIPages, next + 3, 1, CAP_FRAME);
    assert_range(bi->schedcontrol, next + 4, 1, CAP_SCHED_CONTROL);
    assert_range(bi->userImageFrames, next + 5, IMAGE_BYTES / PAGE, CAP_FRAME);
    next = bi->userImageFrames.end;
    assert_range(bi->untyped, next, bi->untyped.end - next, CAP_UNTYPED);
    assert_true(bi->untyped.end > bi->untyped.start);
    assert_int_equal(bi->empty.start, bi->untyped.end);
    assert_int_equal(bi->empty.end, word_bit(CONFIG_ROOT_CNODE_SIZE_BITS));
    for (word_t i = bi->empty.start; i < bi->empty.end; i++) {
        assert_true(cap_is_null(cap_at(i)));
    }
    assert_int_equal(bi->numNodes, 1);
    assert_int_equal(bi->nodeID, 0);
    assert_int_equal(bi->initThreadCNodeSizeBits, CONFIG_ROOT_CNODE_SIZE_BITS);
    assert_int_equal(bi->sharedFrames.end, 0);
    assert_int_equal(bi->ioSpaceCaps.end, 0);
    assert_int_equal((word_t)bi->ipcBuffer, IMAGE_VADDR + IMAGE_BYTES);
    for (unsigned i = 0; i < 3; i++) {
        struct cap table = cap_at(bi->userImagePaging.start + i);
        assert_int_equal(map_address(table), round_down(IMAGE_VADDR, 39 - 9 * i));
    }
}

static void image_is_mapped_in_place(void **state)
{
    const seL4_BootInfo *bi = info();
    word_t ipc = IMAGE_VADDR + IMAGE_BYTES;

    (void)state;
    for (word_t i = 0; i < IMAGE_BYTES / PAGE; i++) {
        struct cap frame = cap_at(bi->userImageFrames.start + i);

        assert_int_equal(window_paddr(cap_address(frame)).raw, IMAGE + i * PAGE);
        assert_int_equal(map_address(frame), IMAGE_VADDR + i * PAGE);
        assert_int_equal(frame_vm_rights(frame), VM_READ_WRITE);
        assert_int_equal(translate(IMAGE_VADDR + i * PAGE, HOST_WRITE).raw, IMAGE + i * PAGE);
        assert_int_equal(translate(IMAGE_VADDR + i * PAGE, HOST_EXECUTE).raw, IMAGE + i * PAGE);
    }
    for (word_t at = ipc; at < ipc + 3 * PAGE; at += PAGE) {
        assert_int_not_equal(translate(at, HOST_WRITE).raw, 0);
        assert_int_equal(translate(at, HOST_EXECUTE).raw, 0);
    }
    assert_int_equal(translate(IMAGE_VADDR - 1, HOST_READ).raw, 0);
    assert_int_equal(translate(ipc + 3 * PAGE, HOST_READ).raw, 0);
    assert_ptr_equal(memory(translate(ipc, HOST_READ).raw), tcb_ipc_buffer(current_thread(), true));
    assert_ptr_equal(memory(translate(ipc + PAGE, HOST_READ).raw), info());
}

/* The thread holds its spaces as they are, and the frame of its buffer as a copy mapped nowhere. */
static void thread_holds_copies(void **state)
{
    const struct slot *own = current_thread()->slots;
    struct cap frame = cap_at(seL4_CapInitThreadIPCBuffer);

    (void)state;
    assert_true(cap_equal(own[TCB_CSPACE].cap, cap_at(seL4_CapInitThreadCNode)));
    assert_true(cap_equal(own[TCB_VSPACE].cap, cap_at(seL4_CapInitThreadVSpace)));
    assert_int_equal(frame.w[0], map_word(1, map_address(frame)));
    assert_int_equal(own[TCB_IPC_BUFFER].cap.w[0], map_word(0, 0));
    assert_int_equal(own[TCB_IPC_BUFFER].cap.w[1], frame.w[1]);
}

static void device_tree_is_handed_on(void **state)
{
    const uint8_t *chunk = (const uint8_t *)info() + PAGE;
    seL4_BootInfoHeader header;
    uint32_t total;

    (void)state;
    memcpy(&header, chunk, sizeof(header));
    assert_int_equal(info()->extraLen, EXTRA_BYTES);
    assert_int_equal(header.id, SEL4_BOOTINFO_HEADER_FDT);
    assert_int_equal(header.len, EXTRA_BYTES);
    memcpy(&total, chunk + 16 + 4, 4);
    assert_int_equal(__builtin_bswap32(total), DTB_COMPACT_BYTES);
    assert_memory_equal(chunk + 16, memory(DTB), 4);
    assert_memory_equal(chunk + EXTRA_BYTES - 16, (const uint8_t *)memory(DTB) + 96, 16);
}

static void own(uint8_t *owners, word_t start, word_t end)
{
    for (word_t at = start; at < end; at += GRANULE) {
        assert_int_equal(owners[(at - RAM) / GRANULE]++, 0);
    }
}

/* What is left when all else has been ticked off are the root task's own objects, in one piece. */
static void check_objects(const uint8_t *owners)
{
    word_t start = 0, end = 0;
    word_t objects[] = { cap_address(cap_at(seL4_CapInitThreadTCB)),
                         cap_address(cap_at(seL4_CapInitThreadCNode)),
                         cap_address(cap_at(seL4_CapInitThreadVSpace)),
                         cap_address(cap_at(seL4_CapInitThreadASIDPool)),
                         cap_address(cap_at(seL4_CapInitThreadSC)),
                         (word_t)info() };

    for (word_t at = RAM; at < RAM + RAM_BYTES; at += GRANULE) {
        if (owners[(at - RAM) / GRANULE] == 0) {
            start = start != 0 ? start : at;
            assert_true(end == 0 || end == at);
            end = at + GRANULE;
        }
    }
    assert_true(is_aligned(start, CONFIG_ROOT_CNODE_SIZE_BITS + seL4_SlotBits));
    for (unsigned i = 0; i < ARRAY_COUNT(objects); i++) {
        word_t paddr = window_paddr(objects[i]).raw;
        assert_true(paddr >= start && paddr < end);
    }
}

static void check_untyped(const seL4_UntypedDesc *d, struct cap cap)
{
    assert_int_equal(window_paddr(cap_address(cap)).raw, d->paddr);
    assert_int_equal(untyped_size_bits(cap), d->sizeBits);
    assert_int_equal(untyped_is_device(cap), d->isDevice);
    assert_true(is_aligned(d->paddr, d->sizeBits));
    assert_int_equal(untyped_free_offset(cap), d->isDevice ? 0 : word_bit(d->sizeBits));
}

static void all_memory_has_one_owner(void **state)
{
    const seL4_BootInfo *bi = info();
    uint8_t *owners = calloc(RAM_BYTES / GRANULE, 1);
    word_t device_bytes = 0, last = 0;
    bool seen_ram = false;

    (void)state;
    own(owners, KERNEL_BOOT_END, KERNEL_END);
    own(owners, IMAGE, IMAGE + IMAGE_BYTES);
    own(owners, RESERVED, RESERVED + 3 * PAGE);
    for (word_t i = 0; i < bi->untyped.end - bi->untyped.start; i++) {
        const seL4_UntypedDesc *d = &bi->untypedList[i];
        word_t end = d->paddr + word_bit(d->sizeBits);

        check_untyped(d, cap_at(bi->untyped.start + i));
        if (d->isDevice) {
            assert_false(seen_ram);
            assert_true(d->paddr >= last);
            assert_true(end <= RAM || d->paddr >= RAM + RAM_BYTES);
            assert_true(end <= DEVICE || d->paddr >= DEVICE + PAGE);
            device_bytes += word_bit(d->sizeBits);
            last = end;
        } else {
            assert_true(seen_ram || d->paddr == KERNEL);
            seen_ram = true;
            own(owners, d->paddr, end);
        }
    }
    assert_int_equal(device_bytes, CONFIG_PADDR_USER_DEVICE_TOP - RAM_BYTES - PAGE);
    check_objects(owners);
    free(owners);
}

static void try_to_boot(const void *params)
{
    boot(params);
}

static bool boot_panics(const struct boot_params *params)
{
    return machine_halts(try_to_boot, params);
}

static void wrong_images_are_refused(void **state)
{
    static const struct {
        struct region user;
        word_t offset; /* physical minus virtual */
    } rows[] = {
        { { IMAGE, IMAGE }, IMAGE - IMAGE_VADDR },
        { { IMAGE + PAGE, IMAGE }, IMAGE - IMAGE_VADDR },
        { { IMAGE + 8, IMAGE + IMAGE_BYTES }, IMAGE - IMAGE_VADDR },
        { { IMAGE, IMAGE + IMAGE_BYTES + 8 }, IMAGE - IMAGE_VADDR },
        { { IMAGE, IMAGE + IMAGE_BYTES }, IMAGE - IMAGE_VADDR + 8 },
        { { RAM - PAGE, RAM + PAGE }, IMAGE - IMAGE_VADDR },
        { { RAM + RAM_BYTES - PAGE, RAM + RAM_BYTES + PAGE }, IMAGE - IMAGE_VADDR },
        { { KERNEL_END - PAGE, KERNEL_END + PAGE }, IMAGE - IMAGE_VADDR },
        { { KERNEL - PAGE, KERNEL + PAGE }, IMAGE - IMAGE_VADDR },
        { { IMAGE, IMAGE + IMAGE_BYTES }, (word_t)IMAGE - (seL4_UserTop + 1 - PAGE) },
        { { IMAGE, IMAGE + IMAGE_BYTES }, IMAGE + PAGE },
        { { IMAGE, IMAGE + IMAGE_BYTES }, IMAGE + IMAGE_BYTES + PAGE },
    };
    struct boot_params p = machine();

    (void)state;
    assert_false(boot_panics(&p));
    for (unsigned i = 0; i < ARRAY_COUNT(rows); i++) {
        p.user = rows[i].user;
        p.user_offset = rows[i].offset;
        assert_true(boot_panics(&p));
    }
}

/* An image below the kernel and one in the second of two memories are as good as any. */
static void images_elsewhere(void **state)
{
    struct boot_params p = machine();

    (void)state;
    p.user = (struct region){ RAM + PAGE, RAM + PAGE + IMAGE_BYTES };
    assert_false(boot_panics(&p));
    p = machine();
    p.ram_count = 2;
    p.ram[0].end = IMAGE - PAGE;
    p.ram[1] = (struct region){ IMAGE, RAM + RAM_BYTES };
    assert_false(boot_panics(&p));
}

static void too_little_memory(void **state)
{
    struct boot_params p = machine();

    (void)state;
    p.ram[0].end = RAM + (2 << 20);
    assert_true(boot_panics(&p));
    /* Pieces, the last of which is too small, and one that ends below the size needed. */
    p = machine();
    p.reserved[1] = (struct region){ RAM + RAM_BYTES - 2 * PAGE, RAM + RAM_BYTES - PAGE };
    assert_false(boot_panics(&p));
    p = machine();
    p.ram_count = 2;
    p.ram[1] = p.ram[0];
    p.ram[0] = (struct region){ PAGE, 3 * PAGE };
    p.ram[1].end = RAM + (2 << 20);
    assert_true(boot_panics(&p));
}

/* More holes in memory than the list has room for. */
static void too_many_regions(void **state)
{
    struct boot_params p = machine();

    (void)state;
    p.reserved_count = BOOT_MAX_REGIONS;
    for (unsigned i = 0; i < BOOT_MAX_REGIONS; i++) {
        p.reserved[i] = (struct region){ RAM + RAM_BYTES / 2 + 2 * i * PAGE,
                                         RAM + RAM_BYTES / 2 + (2 * i + 1) * PAGE };
    }
    p.ram_count = BOOT_MAX_REGIONS;
    for (unsigned i = 1; i < BOOT_MAX_REGIONS; i++) {
        p.ram[i] = (struct region){ RAM + RAM_BYTES + (2 * i) * PAGE,
                                    RAM + RAM_BYTES + (2 * i + 1) * PAGE };
    }
    assert_true(boot_panics(&p));
}

/* Page tables and frames of the image may not need more slots than there are. */
static void image_too_large_for_the_cnode(void **state)
{
    word_t bytes = word_bit(CONFIG_ROOT_CNODE_SIZE_BITS + 12);
    struct boot_params p = machine();

    (void)state;
    host_ram_create(2 * bytes);
    p.ram[0].end = RAM + 2 * bytes;
    p.user.end = IMAGE + bytes;
    assert_true(boot_panics(&p));
}

/* Reserved memory of no length changes nothing. */
static void empty_reserved_region(void **state)
{
    struct boot_params p = machine();

    (void)state;
    p.reserved[1] = (struct region){ RESERVED, RESERVED };
    assert_false(boot_panics(&p));
}

static void boot_says_that_it_is_done(void **state)
{
    struct boot_params params = machine();

    (void)state;
    host_console_clear();
    boot(&params);
    assert_string_equal(host_console(),
                        PRINTING ? "Booting all finished, dropped to user space\n" : "");
}

static void boots_without_device_tree(void **state)
{
    struct boot_params params = machine();

    (void)state;
    params.dtb = NULL;
    params.dtb_bytes = 0;
    boot(&params);
    assert_int_equal(info()->extraLen, 0);
    assert_int_equal(info()->extraBIPages.end, info()->extraBIPages.start);
    assert_null(check_all());
}

/* More pieces of memory than the list has room for: what does not fit is lost, nothing else. */
static void too_many_untypeds_are_cut_off(void **state)
{
    struct boot_params params = machine();

    (void)state;
    params.reserved_count = BOOT_MAX_REGIONS;
    for (unsigned i = 0; i < BOOT_MAX_REGIONS; i++) {
        word_t at = word_bit(32 + i % 8) * (1 + i / 8) + word_bit(31) + 16;
        params.reserved[i] = (struct region){ at, at + 16 };
    }
    boot(&params);
    assert_int_equal(info()->untyped.end - info()->untyped.start,
                     CONFIG_MAX_NUM_BOOTINFO_UNTYPED_CAPS);
    assert_null(check_all());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(thread_starts_at_its_entry, boot_machine),
        cmocka_unit_test_setup(initial_slots_hold_what_they_should, boot_machine),
        cmocka_unit_test_setup(slots_are_in_order, boot_machine),
        cmocka_unit_test_setup(image_is_mapped_in_place, boot_machine),
        cmocka_unit_test_setup(thread_holds_copies, boot_machine),
        cmocka_unit_test_setup(device_tree_is_handed_on, boot_machine),
        cmocka_unit_test_setup(all_memory_has_one_owner, boot_machine),
        cmocka_unit_test_setup(wrong_images_are_refused, power_on),
        cmocka_unit_test_setup(images_elsewhere, power_on),
        cmocka_unit_test_setup(too_little_memory, power_on),
        cmocka_unit_test_setup(too_many_regions, power_on),
        cmocka_unit_test_setup(image_too_large_for_the_cnode, power_on),
        cmocka_unit_test_setup(empty_reserved_region, power_on),
        cmocka_unit_test_setup(boot_says_that_it_is_done, power_on),
        cmocka_unit_test_setup(boots_without_device_tree, power_on),
        cmocka_unit_test_setup(too_many_untypeds_are_cut_off, power_on),
    };

    return cmocka_run_group_tests_name("boot", tests, NULL, NULL);
}
