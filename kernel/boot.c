/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Booting, from the moment the architecture knows its memory: make the objects of the root task,
 * put capabilities to everything there is into its CNode, and describe them in its boot
 * information.
 *
 * Memory is planned with lists of regions. The root task's objects come, largest first, from the
 * top of the last free region they fit in; all else that is free becomes untyped memory, each
 * region cut from its start into the largest naturally aligned blocks. The order in which slots are
 * filled is part of the interface:
 *
 *     16: page tables, extra boot information, scheduling control, image frames, untypeds, empty
 *
 * Nothing here runs twice, and nothing here is kept: this file is in the part of the image that
 * becomes untyped memory itself.  What the loader passed is checked; what is wrong ends in a panic.
 */
#include "boot.h"
#include "arch/arch.h"
#include "asid.h"
#include "bootinfo.h"
#include "fdt.h"
#include "flags.h"
#include "kernel.h"
#include "mem.h"
#include "message.h"
#include "objects.h"
#include "objects/cnode.h"
#include "objects/domain.h"
#include "objects/sched_control.h"
#include "objects/smc.h"
#include "objects/untyped.h"
#include "print.h"
#include "pte.h"
#include "refill.h"
#include "sched.h"

enum {
    PAGE_BITS = seL4_PageBits,
    PAGE_BYTES = 1 << PAGE_BITS,
    MAX_REGIONS = 4 * BOOT_MAX_REGIONS,
    MIN_UNTYPED_BITS = 4,
    ROOT_ASID = 1,
    ROOT_PRIORITY = seL4_MaxPrio,
    ROOT_REFILLS = 2,
    ROOT_CNODE_BITS = CONFIG_ROOT_CNODE_SIZE_BITS,
};

#define FAIL(text) panic(text, __FILE__, __LINE__)

struct region_list {
    unsigned count;
    struct region region[MAX_REGIONS];
};

struct boot {
    const struct boot_params *params;
    struct fdt fdt;      /* the device tree, if there is one */
    word_t extra_bytes;  /* of the chunks behind the boot information */
    struct region image; /* virtual addresses of the root task */
    word_t ipc_vaddr, info_vaddr, end_vaddr;

    struct region objects; /* memory of the root task's objects */
    word_t next_object;

    struct slot *slots; /* the root CNode */
    word_t next_slot;
    word_t vspace;
    word_t info_address;
    seL4_BootInfo *info;
};

/* Regions. */

static void list_add(struct region_list *list, struct region r)
{
    if (r.start >= r.end) {
        return;
    }
    if (list->count == MAX_REGIONS) {
        FAIL("too many memory regions");
    }
    list->region[list->count++] = r;
}

/* Take `hole` out of all regions; the order stays. */
static void list_remove(struct region_list *list, struct region hole)
{
    struct region_list old = *list;

    if (hole.start >= hole.end) {
        return;
    }
    list->count = 0;
    for (unsigned i = 0; i < old.count; i++) {
        struct region r = old.region[i];
        word_t before_end = hole.start < r.end ? hole.start : r.end;
        word_t after_start = hole.end > r.start ? hole.end : r.start;

        list_add(list, (struct region){ r.start, before_end });
        list_add(list, (struct region){ after_start, r.end });
    }
}

static bool region_contains(struct region outer, struct region inner)
{
    return outer.start <= inner.start && inner.end <= outer.end;
}

static bool region_overlaps(struct region a, struct region b)
{
    return a.start < b.end && b.start < a.end;
}

/* RAM that is neither reserved nor occupied by what the loader placed. */
static void list_free_memory(const struct boot_params *p, struct region_list *list)
{
    list->count = 0;
    for (unsigned i = 0; i < p->ram_count; i++) {
        list_add(list, p->ram[i]);
    }
    for (unsigned i = 0; i < p->reserved_count; i++) {
        list_remove(list, p->reserved[i]);
    }
    list_remove(list, p->kernel);
    list_remove(list, p->user);
}

/* Everything below the limit that is neither memory nor the kernel's. */
static void list_devices(const struct boot_params *p, struct region_list *list)
{
    list->count = 0;
    list_add(list, (struct region){ 0, CONFIG_PADDR_USER_DEVICE_TOP });
    for (unsigned i = 0; i < p->ram_count; i++) {
        list_remove(list, p->ram[i]);
    }
    for (unsigned i = 0; i < p->reserved_count; i++) {
        list_remove(list, p->reserved[i]);
    }
}

/* Planning. */

static void check_image(const struct boot_params *p)
{
    bool in_ram = false;

    if (p->user.start >= p->user.end || !is_aligned(p->user.start, PAGE_BITS)
        || !is_aligned(p->user.end, PAGE_BITS) || !is_aligned(p->user_offset, PAGE_BITS)) {
        FAIL("the root task's image is empty or not page aligned");
    }
    for (unsigned i = 0; i < p->ram_count; i++) {
        in_ram = in_ram || region_contains(p->ram[i], p->user);
    }
    if (!in_ram) {
        FAIL("the root task's image is not in RAM");
    }
    if (region_overlaps(p->user, p->kernel)) {
        FAIL("the root task's image overlaps the kernel");
    }
}

static void plan_addresses(struct boot *b)
{
    const struct boot_params *p = b->params;
    word_t pages = 2; /* IPC buffer and boot information */

    if (p->dtb != NULL && fdt_open(&b->fdt, p->dtb, p->dtb_bytes)) {
        b->extra_bytes = sizeof(seL4_BootInfoHeader) + fdt_compact_bytes(&b->fdt);
    }
    pages += round_up(b->extra_bytes, PAGE_BITS) >> PAGE_BITS;
    b->image = (struct region){ p->user.start - p->user_offset, p->user.end - p->user_offset };
    b->ipc_vaddr = b->image.end;
    b->info_vaddr = b->image.end + PAGE_BYTES;
    b->end_vaddr = b->image.end + (pages << PAGE_BITS);
    if (b->image.start >= b->image.end || b->end_vaddr > seL4_UserTop
        || b->end_vaddr < b->image.end) {
        FAIL("the root task's image is not in user space");
    }
}

/* The number of tables of a level (1: below the root) that the root task needs. */
static word_t table_count(const struct boot *b, unsigned level)
{
    unsigned shift = levels[level - 1].shift;

    return (round_up(b->end_vaddr, shift) - round_down(b->image.start, shift)) >> shift;
}

static void plan_objects(struct boot *b)
{
    unsigned cnode_bits = ROOT_CNODE_BITS + seL4_SlotBits;
    word_t pages = 2 + ((b->end_vaddr - b->image.end) >> PAGE_BITS); /* VSpace, ASID pool */
    word_t total;
    struct region_list list;

    for (unsigned level = 1; level < LEVEL_COUNT; level++) {
        pages += table_count(b, level);
    }
    total = word_bit(cnode_bits) + (pages << PAGE_BITS) + word_bit(seL4_TCBBits)
            + word_bit(seL4_MinSchedContextBits);

    list_free_memory(b->params, &list);
    if (b->params->dtb != NULL) {
        word_t dtb = window_paddr((word_t)b->params->dtb).raw;
        list_remove(&list, (struct region){ dtb, dtb + b->params->dtb_bytes });
    }
    for (unsigned i = list.count; i-- > 0;) {
        word_t start = round_down(list.region[i].end - total, cnode_bits);

        if (list.region[i].end >= total && start >= list.region[i].start) {
            b->objects = (struct region){ start, start + total };
            b->next_object = start;
            return;
        }
    }
    FAIL("no memory for the root task's objects");
}

/* The kernel address of new memory; objects are to be asked for by falling size. */
static word_t take_memory(struct boot *b, unsigned bits)
{
    word_t at = b->next_object;

    ensure(is_aligned(at, bits) && at + word_bit(bits) <= b->objects.end);
    b->next_object = at + word_bit(bits);
    return window_address((paddr_t){ at });
}

/* Making. */

static void put_cap(struct boot *b, word_t index, struct cap cap)
{
    slot_insert_root(&b->slots[index], cap);
}

/* Put a capability into the next dynamic slot; false if the CNode is full. */
static bool put_next(struct boot *b, struct cap cap)
{
    if (b->next_slot == word_bit(ROOT_CNODE_BITS)) {
        return false;
    }
    put_cap(b, b->next_slot++, cap);
    return true;
}

static void put_next_or_fail(struct boot *b, struct cap cap)
{
    if (!put_next(b, cap)) {
        FAIL("the root task's CNode is too small for its image");
    }
}

static seL4_SlotRegion slots_since(const struct boot *b, word_t first)
{
    return (seL4_SlotRegion){ first, b->next_slot };
}

static void make_cnode(struct boot *b)
{
    word_t address = take_memory(b, ROOT_CNODE_BITS + seL4_SlotBits);
    unsigned guard_size = WORD_BITS - ROOT_CNODE_BITS;

    b->slots = (struct slot *)address;
    b->next_slot = seL4_NumInitialCaps;
    put_cap(b, seL4_CapInitThreadCNode, cnode_cap(b->slots, ROOT_CNODE_BITS, 0, guard_size));
    put_cap(b, seL4_CapIRQControl, irq_control_cap());
    put_cap(b, seL4_CapDomain, domain_cap());
    if (ALLOW_SMC_CALLS) {
        put_cap(b, seL4_CapSMC, smc_cap(0));
    }
}

static void make_vspace(struct boot *b)
{
    word_t pool;

    b->vspace = take_memory(b, seL4_VSpaceBits);
    pool = take_memory(b, seL4_ASIDPoolBits);
    kernel.asid_pool[0] = (struct asid_pool *)pool;
    asid_assign(ROOT_ASID, b->vspace);
    put_cap(b, seL4_CapInitThreadVSpace, vspace_cap(b->vspace, ROOT_ASID));
    put_cap(b, seL4_CapInitThreadASIDPool, asid_pool_cap(pool, 0));
    put_cap(b, seL4_CapASIDControl, asid_control_cap());
}

static void make_page_tables(struct boot *b)
{
    word_t first = b->next_slot;

    for (unsigned level = 1; level < LEVEL_COUNT; level++) {
        unsigned shift = levels[level - 1].shift;

        for (word_t at = round_down(b->image.start, shift); at < b->end_vaddr;
             at += word_bit(shift)) {
            word_t table = take_memory(b, seL4_PageTableBits);

            vspace_boot_map_table(b->vspace, table, at);
            put_next_or_fail(b, page_table_cap(table, map_word(ROOT_ASID, at)));
        }
    }
    b->info->userImagePaging = slots_since(b, first);
}

static struct cap map_page(struct boot *b, word_t page, word_t vaddr, bool executable)
{
    vspace_boot_map_page(b->vspace, page, vaddr, executable);
    return frame_cap(page, FRAME_SMALL, VM_READ_WRITE, false, map_word(ROOT_ASID, vaddr));
}

/* The page the boot information is in, and behind it those of its chunks. */
static void take_info(struct boot *b)
{
    b->info_address = take_memory(b, seL4_BootInfoFrameBits);
    b->info = (seL4_BootInfo *)b->info_address;
    for (word_t at = PAGE_BYTES; at < PAGE_BYTES + b->extra_bytes; at += PAGE_BYTES) {
        (void)take_memory(b, PAGE_BITS);
    }
}

static void map_info(struct boot *b)
{
    word_t first = b->next_slot;

    put_cap(b, seL4_CapBootInfoFrame, map_page(b, b->info_address, b->info_vaddr, false));
    for (word_t at = PAGE_BYTES; at < PAGE_BYTES + b->extra_bytes; at += PAGE_BYTES) {
        put_next_or_fail(b, map_page(b, b->info_address + at, b->info_vaddr + at, false));
    }
    b->info->extraBIPages = slots_since(b, first);
}

static void map_image(struct boot *b)
{
    word_t first = b->next_slot;

    for (word_t at = b->image.start; at < b->image.end; at += PAGE_BYTES) {
        word_t page = window_address((paddr_t){ at + b->params->user_offset });

        put_next_or_fail(b, map_page(b, page, at, true));
    }
    b->info->userImageFrames = slots_since(b, first);
}

static void put_sched_control(struct boot *b)
{
    word_t first = b->next_slot;

    put_next_or_fail(b, sched_control_cap(0));
    b->info->schedcontrol = slots_since(b, first);
}

static void fill_info(struct boot *b)
{
    b->info->numNodes = 1;
    b->info->ipcBuffer = (seL4_IPCBuffer *)b->ipc_vaddr;
    b->info->initThreadCNodeSizeBits = ROOT_CNODE_BITS;
    if (b->extra_bytes != 0) {
        seL4_BootInfoHeader *chunk = (seL4_BootInfoHeader *)(b->info_address + PAGE_BYTES);

        *chunk = (seL4_BootInfoHeader){ SEL4_BOOTINFO_HEADER_FDT, b->extra_bytes };
        fdt_compact_copy(&b->fdt, chunk + 1);
        b->info->extraLen = b->extra_bytes;
    }
}

/* A copy of an initial capability in one of the thread's own slots. */
static void give(struct boot *b, struct tcb *thread, enum tcb_slot to, word_t from)
{
    struct cap cap = b->slots[from].cap;

    if (cap_type(cap) == CAP_FRAME) {
        cap.w[0] = map_word(0, 0);
    }
    slot_insert(&thread->slots[to], &b->slots[from], cap);
}

static struct tcb *make_thread(struct boot *b, word_t ipc_buffer)
{
    struct tcb *thread = (struct tcb *)take_memory(b, seL4_TCBBits);
    struct sched_context *sc = (struct sched_context *)take_memory(b, seL4_MinSchedContextBits);
    ticks_t slice = ticks_from_us(CONFIG_BOOT_THREAD_TIME_SLICE * 1000);

    put_cap(b, seL4_CapInitThreadTCB, tcb_cap(thread));
    put_cap(b, seL4_CapInitThreadSC, sched_context_cap(sc, seL4_MinSchedContextBits));
    put_cap(b, seL4_CapInitThreadIPCBuffer, map_page(b, ipc_buffer, b->ipc_vaddr, false));

    tcb_init(thread);
    memcpy(thread->name, "rootserver", sizeof("rootserver"));
    give(b, thread, TCB_CSPACE, seL4_CapInitThreadCNode);
    give(b, thread, TCB_VSPACE, seL4_CapInitThreadVSpace);
    give(b, thread, TCB_IPC_BUFFER, seL4_CapInitThreadIPCBuffer);
    thread->ipc_buffer = b->ipc_vaddr;
    tcb_set_priority(thread, ROOT_PRIORITY);
    tcb_set_mcp(thread, ROOT_PRIORITY);
    regs_set_context(&thread->regs, 0, b->params->user_entry);
    regs_set_cap(&thread->regs, b->info_vaddr);

    refill_init(sc, ROOT_REFILLS, slice, 0, this_cpu()->now);
    sched_context_bind_tcb(sc, thread);
    return thread;
}

/* Untyped memory. */

/* False if there is no room for more. RAM starts as used up, so that its first retype clears it. */
static bool put_untyped(struct boot *b, word_t start, unsigned bits, bool device)
{
    word_t count = b->next_slot - b->info->untyped.start;

    if (count == CONFIG_MAX_NUM_BOOTINFO_UNTYPED_CAPS
        || !put_next(b, untyped_cap(window_address((paddr_t){ start }), bits, device,
                                    device ? 0 : word_bit(bits)))) {
        return false;
    }
    b->info->untypedList[count] = (seL4_UntypedDesc){
        .paddr = start,
        .sizeBits = (seL4_Uint8)bits,
        .isDevice = device,
    };
    return true;
}

static unsigned largest_block_bits(struct region r)
{
    unsigned size = WORD_BITS - 1 - (unsigned)__builtin_clzl(r.end - r.start);
    unsigned alignment = r.start != 0 ? (unsigned)__builtin_ctzl(r.start) : size;
    unsigned bits = alignment < size ? alignment : size;

    return bits < seL4_MaxUntypedBits ? bits : seL4_MaxUntypedBits;
}

static void put_region(struct boot *b, struct region r, bool device)
{
    r.start = round_up(r.start, MIN_UNTYPED_BITS);
    r.end = round_down(r.end, MIN_UNTYPED_BITS);
    while (r.start < r.end) {
        unsigned bits = largest_block_bits(r);

        if (!put_untyped(b, r.start, bits, device)) {
            return;
        }
        r.start += word_bit(bits);
    }
}

static void put_regions(struct boot *b, const struct region_list *list, bool device)
{
    for (unsigned i = 0; i < list->count; i++) {
        put_region(b, list->region[i], device);
    }
}

static void make_untypeds(struct boot *b)
{
    struct region_list list;

    b->info->untyped.start = b->next_slot;
    list_devices(b->params, &list);
    put_regions(b, &list, true);

    put_region(b, b->params->kernel_boot, false);

    list_free_memory(b->params, &list);
    list_remove(&list, b->objects);
    put_regions(b, &list, false);

    b->info->untyped.end = b->next_slot;
    b->info->empty = (seL4_SlotRegion){ b->next_slot, word_bit(ROOT_CNODE_BITS) };
}

void boot(const struct boot_params *params)
{
    struct boot b = { .params = params };
    word_t ipc_buffer;

    check_image(params);
    plan_addresses(&b);
    plan_objects(&b);
    memset((void *)window_address((paddr_t){ b.objects.start }), 0,
           b.objects.end - b.objects.start);

    make_cnode(&b);
    take_info(&b);
    ipc_buffer = take_memory(&b, PAGE_BITS);
    make_vspace(&b);
    make_page_tables(&b);
    map_info(&b);
    put_sched_control(&b);
    map_image(&b);

    make_untypeds(&b);
    fill_info(&b);

    sched_init();
    sched_start(make_thread(&b, ipc_buffer));
    print("Booting all finished, dropped to user space\n");
}
