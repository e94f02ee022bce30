/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The allocator: a bump pointer over slots, and the kernel's own watermarks over memory.
 *
 * One untyped of the boot information serves for everything; base and arena are two untypeds made
 * in it.  The devices' pages are reached by halving the device untyped around them until it begins
 * at the UART.
 */
#include "objects.h"
#include "console.h"

#define BASE_BITS  20
#define BASE_SLOTS 512ul

/* QEMU's virt machine: the real-time clock lies 16 pages above the UART. */
#define UART_PADDR    0x09000000ul
#define DEVICE_BITS   17
#define RTC_PAGE      16ul
#define DEVICE_PAGES  17ul

static struct {
    seL4_BootInfo *bootinfo;
    seL4_CPtr base;
    seL4_CPtr base_next;
    seL4_CPtr base_end;
    seL4_CPtr arena;
    seL4_Word arena_bits;
    seL4_CPtr window;
    seL4_CPtr next;
    seL4_CPtr devices;
    bool mapping_base; /* page tables come from the base */
} objects;

void fatal(const char *what, seL4_Word value)
{
    print("# fatal: %s (%x)\nBail out!\n", what, value);
    for (;;) {
        seL4_TCB_Suspend(SELF);
    }
}

seL4_BootInfo *bootinfo(void)
{
    return objects.bootinfo;
}

seL4_CPtr sched_control(void)
{
    return objects.bootinfo->schedcontrol.start;
}

seL4_CPtr arena(void)
{
    return objects.arena;
}

seL4_Word arena_size_bits(void)
{
    return objects.arena_bits;
}

static void retype(seL4_CPtr untyped, seL4_Word type, seL4_Word bits, seL4_CPtr slot,
                   seL4_Word count)
{
    seL4_Error error = seL4_Untyped_Retype(untyped, type, bits, ROOT, 0, 0, slot, count);

    if (error != seL4_NoError) {
        print("# retype of type %u, %u bits, %u objects\n", type, bits, count);
        fatal("retype failed", (seL4_Word)error);
    }
}

seL4_CPtr base_slots(seL4_Word count)
{
    seL4_CPtr slot = objects.base_next;

    objects.base_next += count;
    if (objects.base_next > objects.base_end) {
        fatal("no slots left", count);
    }
    return slot;
}

seL4_CPtr base_object(seL4_Word type, seL4_Word size_bits)
{
    seL4_CPtr slot = base_slots(1);

    retype(objects.base, type, size_bits, slot, 1);
    return slot;
}

/* The smallest ordinary untyped of at least this size. */
static seL4_CPtr find_memory(seL4_Word bits)
{
    const seL4_BootInfo *bi = objects.bootinfo;
    seL4_Word best = CONFIG_MAX_NUM_BOOTINFO_UNTYPED_CAPS;

    for (seL4_Word i = 0; i < bi->untyped.end - bi->untyped.start; i++) {
        const seL4_UntypedDesc *entry = &bi->untypedList[i];

        if (entry->isDevice == 0 && entry->sizeBits >= bits
            && (best == CONFIG_MAX_NUM_BOOTINFO_UNTYPED_CAPS
                || entry->sizeBits < bi->untypedList[best].sizeBits)) {
            best = i;
        }
    }
    if (best == CONFIG_MAX_NUM_BOOTINFO_UNTYPED_CAPS) {
        fatal("no untyped of this size", bits);
    }
    return bi->untyped.start + best;
}

/* The device untyped that contains an address; its start and size are returned too. */
static seL4_CPtr find_device(seL4_Word paddr, seL4_Word *start, seL4_Word *bits)
{
    const seL4_BootInfo *bi = objects.bootinfo;

    for (seL4_Word i = 0; i < bi->untyped.end - bi->untyped.start; i++) {
        const seL4_UntypedDesc *entry = &bi->untypedList[i];

        if (entry->isDevice != 0 && entry->paddr <= paddr
            && paddr - entry->paddr < 1ul << entry->sizeBits) {
            *start = entry->paddr;
            *bits = entry->sizeBits;
            return bi->untyped.start + i;
        }
    }
    fatal("no device untyped", paddr);
}

static void init_devices(void)
{
    seL4_Word start;
    seL4_Word bits;
    seL4_CPtr untyped = find_device(UART_PADDR, &start, &bits);

    if (bits < DEVICE_BITS) {
        fatal("the UART's untyped is too small", bits);
    }
    while (bits > DEVICE_BITS) {
        seL4_CPtr halves = base_slots(2);

        bits--;
        retype(untyped, seL4_UntypedObject, bits, halves, 2);
        untyped = halves;
        if (UART_PADDR - start >= 1ul << bits) {
            start += 1ul << bits;
            untyped++;
        }
    }
    objects.devices = base_slots(DEVICE_PAGES);
    retype(untyped, seL4_ARM_SmallPageObject, 0, objects.devices, DEVICE_PAGES);
    if (frame_map(objects.devices, VSPACE, DEVICE_WINDOW, seL4_ReadWrite, 0) != seL4_NoError
        || frame_map(objects.devices + RTC_PAGE, VSPACE, RTC_ADDRESS, seL4_ReadWrite, 0)
               != seL4_NoError) {
        fatal("the devices cannot be mapped", 0);
    }
    console_init((volatile seL4_Uint32 *)DEVICE_WINDOW);
}

seL4_CPtr rtc_frame(void)
{
    return objects.devices + RTC_PAGE;
}

void objects_init(seL4_BootInfo *bi, seL4_Word arena_bits)
{
    seL4_CPtr memory;

    objects.bootinfo = bi;
    objects.base_next = bi->empty.start;
    objects.base_end = bi->empty.start + BASE_SLOTS;
    objects.window = objects.base_end;
    objects.next = objects.window;
    objects.arena_bits = arena_bits;
    memory = find_memory((arena_bits > BASE_BITS ? arena_bits : BASE_BITS) + 1);
    objects.base = base_slots(1);
    objects.arena = base_slots(1);
    retype(memory, seL4_UntypedObject, arena_bits, objects.arena, 1);
    retype(memory, seL4_UntypedObject, BASE_BITS, objects.base, 1);
    objects.mapping_base = true;
    init_devices();
    objects.mapping_base = false;
}

seL4_CPtr slots_new(seL4_Word count)
{
    seL4_CPtr slot = objects.next;

    objects.next += count;
    if (objects.next > objects.window + ARENA_SLOTS) {
        fatal("no slots left in the window", count);
    }
    return slot;
}

seL4_CPtr slot_new(void)
{
    return slots_new(1);
}

/*
 * Moving a slot's capability onto itself changes nothing: an occupied slot is refused as the
 * destination, an empty one as the source.
 */
bool slot_is_empty(seL4_CPtr slot)
{
    return seL4_CNode_Move(ROOT, slot, DEPTH, ROOT, slot, DEPTH) != seL4_DeleteFirst;
}

void slot_delete(seL4_CPtr slot)
{
    seL4_Error error = seL4_CNode_Delete(ROOT, slot, DEPTH);

    if (error != seL4_NoError) {
        fatal("a slot cannot be deleted", slot);
    }
}

seL4_Word arena_reset(bool *is_whole)
{
    seL4_Word leaked = 0;

    if (seL4_CNode_Revoke(ROOT, objects.arena, DEPTH) != seL4_NoError) {
        fatal("the arena cannot be revoked", objects.arena);
    }
    for (seL4_CPtr slot = objects.window; slot < objects.next; slot++) {
        if (!slot_is_empty(slot)) {
            leaked++;
            slot_delete(slot);
        }
    }
    *is_whole = seL4_Untyped_Retype(objects.arena, seL4_UntypedObject, objects.arena_bits, ROOT, 0,
                                    0, objects.window, 1) == seL4_NoError;
    if (*is_whole) {
        slot_delete(objects.window);
    }
    objects.next = objects.window;
    return leaked;
}

seL4_CPtr object_new(seL4_Word type, seL4_Word size_bits)
{
    seL4_CPtr slot = slot_new();

    retype(objects.arena, type, size_bits, slot, 1);
    return slot;
}

seL4_CPtr untyped_new(seL4_Word size_bits)
{
    return object_new(seL4_UntypedObject, size_bits);
}

seL4_CPtr endpoint_new(void)
{
    return object_new(seL4_EndpointObject, 0);
}

seL4_CPtr notification_new(void)
{
    return object_new(seL4_NotificationObject, 0);
}

seL4_CPtr reply_new(void)
{
    return object_new(seL4_ReplyObject, 0);
}

seL4_CPtr tcb_new(void)
{
    return object_new(seL4_TCBObject, 0);
}

seL4_CPtr cnode_new(seL4_Word radix)
{
    return object_new(seL4_CapTableObject, radix);
}

seL4_CPtr frame_new(void)
{
    return object_new(seL4_ARM_SmallPageObject, 0);
}

seL4_CPtr vspace_new(void)
{
    seL4_CPtr vspace = object_new(seL4_ARM_VSpaceObject, 0);

    if (seL4_ARM_ASIDPool_Assign(seL4_CapInitThreadASIDPool, vspace) != seL4_NoError) {
        fatal("no ASID for the address space", vspace);
    }
    return vspace;
}

seL4_CPtr sched_context_new(seL4_Time budget, seL4_Time period)
{
    seL4_CPtr sc = object_new(seL4_SchedContextObject, seL4_MinSchedContextBits);

    if (seL4_SchedControl_Configure(sched_control(), sc, budget, period, 0, 0) != seL4_NoError) {
        fatal("a scheduling context cannot be configured", budget);
    }
    return sc;
}

seL4_CPtr cap_copy(seL4_CPtr cap)
{
    seL4_CPtr slot = slot_new();

    if (seL4_CNode_Copy(ROOT, slot, DEPTH, ROOT, cap, DEPTH, seL4_AllRights) != seL4_NoError) {
        fatal("a capability cannot be copied", cap);
    }
    return slot;
}

seL4_CPtr cap_mint(seL4_CPtr cap, seL4_CapRights_t rights, seL4_Word badge)
{
    seL4_CPtr slot = slot_new();

    if (seL4_CNode_Mint(ROOT, slot, DEPTH, ROOT, cap, DEPTH, rights, badge) != seL4_NoError) {
        fatal("a capability cannot be minted", cap);
    }
    return slot;
}

extern const char __executable_start[];

seL4_CPtr image_frame(const void *address)
{
    seL4_Word page = ((seL4_Word)address - (seL4_Word)__executable_start) / PAGE_BYTES;

    return objects.bootinfo->userImageFrames.start + page;
}

static seL4_CPtr new_page_table(void)
{
    if (objects.mapping_base) {
        return base_object(seL4_ARM_PageTableObject, 0);
    }
    return object_new(seL4_ARM_PageTableObject, 0);
}

seL4_Error frame_map(seL4_CPtr frame, seL4_CPtr vspace, seL4_Word vaddr, seL4_CapRights_t rights,
                     seL4_ARM_VMAttributes attributes)
{
    seL4_Error error = seL4_ARM_Page_Map(frame, vspace, vaddr, rights, attributes);

    while (error == seL4_FailedLookup) {
        seL4_Error table = seL4_ARM_PageTable_Map(new_page_table(), vspace, vaddr,
                                                  seL4_ARM_Default_VMAttributes);

        if (table != seL4_NoError) {
            return table;
        }
        error = seL4_ARM_Page_Map(frame, vspace, vaddr, rights, attributes);
    }
    return error;
}

seL4_Error base_map_image_page(seL4_Word address, seL4_CPtr vspace, seL4_CapRights_t rights)
{
    seL4_CPtr copy = base_slots(1);
    seL4_Error error = seL4_CNode_Copy(ROOT, copy, DEPTH, ROOT, image_frame((const void *)address),
                                       DEPTH, seL4_AllRights);

    if (error == seL4_NoError) {
        objects.mapping_base = true;
        error = frame_map(copy, vspace, address, rights, seL4_ARM_Default_VMAttributes);
        objects.mapping_base = false;
    }
    return error;
}

seL4_Word rights_word(seL4_CapRights_t rights)
{
    return rights.words[0];
}
