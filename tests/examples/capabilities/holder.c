/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Uses a capability of every kind that can be declared, each in a way that only works if it is the
 * right one.
 */
#include <microkit.h>
#include <sel4/sel4.h>
#include <stdint.h>

#define HERE        0x3f0000 /* free, and below the page table of the program */
#define THERE       0x3f1000
#define UNTYPED_AT  0x50000000
#define VIRTIO      0x74726976 /* what a virtio device's registers begin with */
#define SGI_IRQ     7
#define DEPTH       5
#define CACHED_DATA 7 /* VM attributes: cacheable, not executed */
#define DEVICE_DATA 4

enum slot { IRQ, SGI_HANDLER, VSPACE, ANY_UNTYPED, POOL, FRAME_AT, DEVICE_FRAME, GIFT };

seL4_CPtr endpoint, notification, own_notification, fault_endpoint, other_vspace, other_tcb, frames,
    read_only_frame, irq, irq_control, sgi, asid_pool, asid_control, domain_set, untypeds,
    untyped_at, device, first, cnode, own_cspace, inbox, in_outer, in_inner;

static void check(const char *what, seL4_Bool good)
{
    microkit_dbg_puts(good ? "holder: " : "holder: WRONG: ");
    microkit_dbg_puts(what);
    microkit_dbg_puts("\n");
}

static seL4_Bool map(seL4_CPtr frame, seL4_CPtr vspace, seL4_Word vaddr, seL4_CapRights_t rights,
                     seL4_Word attributes)
{
    return seL4_ARM_Page_Map(frame, vspace, vaddr, rights, attributes) == seL4_NoError;
}

static seL4_Bool make(seL4_CPtr untyped, seL4_Word type, enum slot slot)
{
    return seL4_Untyped_Retype(untyped, type, 0, cnode, 0, 0, slot, 1) == seL4_NoError;
}

static void check_memory(void)
{
    volatile uint64_t *here = (volatile uint64_t *)HERE;
    check("a frame can be mapped", map(frames, VSPACE_CAP, HERE, seL4_ReadWrite, CACHED_DATA));
    here[0] = 4711;
    check("and another domain's address space is one too",
          map(frames + 1, other_vspace, THERE, seL4_ReadWrite, CACHED_DATA));
    seL4_Word word = 0, channel = 0;
    seL4_MessageInfo_t answer =
        seL4_CallWithMRs(endpoint, seL4_MessageInfo_new(0, 0, 0, 0), &word, &channel, 0, 0);
    check("an endpoint, badge, and the memory from the other side",
          seL4_MessageInfo_get_length(answer) == 2 && word == 4711 && channel == 5);
    check("a frame for reading is mapped for reading",
          map(read_only_frame, VSPACE_CAP, HERE + 0x2000, seL4_ReadWrite, CACHED_DATA));
    check("what it contains", *(volatile uint64_t *)(HERE + 0x2000) == 0);
}

static void check_untyped(void)
{
    seL4_ARM_Page_GetAddress_t address;
    volatile uint32_t *registers = (volatile uint32_t *)(HERE + 0x3000);
    check("a frame of untyped memory at an address",
          make(untyped_at, seL4_ARM_SmallPageObject, FRAME_AT));
    address = seL4_ARM_Page_GetAddress(first + FRAME_AT);
    check("which is where it should be", address.paddr == UNTYPED_AT);
    check("a frame of device memory", make(device, seL4_ARM_SmallPageObject, DEVICE_FRAME)
                                          && map(first + DEVICE_FRAME, VSPACE_CAP, HERE + 0x3000,
                                                 seL4_ReadWrite, DEVICE_DATA));
    check("with a device in it", registers[0] == VIRTIO);
    check("no kernel object of device memory", !make(device, seL4_TCBObject, GIFT));
}

static void check_control(void)
{
    check("an address space and an ASID for it",
          make(untypeds, seL4_ARM_VSpaceObject, VSPACE)
              && seL4_ARM_ASIDPool_Assign(asid_pool, first + VSPACE) == seL4_NoError);
    check("an ASID pool", seL4_ARM_ASIDControl_MakePool(asid_control, untypeds + 1, cnode, POOL,
                                                        DEPTH) == seL4_NoError);
    check("a scheduling domain", seL4_DomainSet_Set(domain_set, 0, other_tcb) == seL4_NoError);
    check("an interrupt handler of another domain", seL4_IRQHandler_Ack(irq) == seL4_NoError);
    check("an interrupt handler of its own",
          seL4_IRQControl_Get(irq_control, 45, cnode, IRQ, DEPTH) == seL4_NoError);
    check("of one that is taken there is no second",
          seL4_IRQControl_Get(irq_control, 41, cnode, GIFT, DEPTH) == seL4_RevokeFirst);
    check("a handler of a software generated interrupt",
          seL4_IRQControl_Get(irq_control, SGI_IRQ, cnode, SGI_HANDLER, DEPTH) == seL4_NoError
              && seL4_IRQHandler_SetNotification(first + SGI_HANDLER, own_notification)
                     == seL4_NoError);
    seL4_Send(sgi, seL4_MessageInfo_new(0, 0, 0, 0));
}

static void check_cnodes(void)
{
    seL4_Signal(in_outer);
    seL4_Signal(in_inner);
    check("a capability given to another domain",
          seL4_CNode_Mint(inbox, 1, 1, own_cspace, own_notification, seL4_WordBits,
                          seL4_AllRights, 0)
                  == seL4_IllegalOperation
              && seL4_CNode_Copy(inbox, 1, 1, own_cspace, own_notification, seL4_WordBits,
                                 seL4_AllRights)
                     == seL4_NoError);
    seL4_Signal(notification);
}

void init(void)
{
    check_memory();
    check_untyped();
    check_control();
    seL4_CallWithMRs(fault_endpoint, seL4_MessageInfo_new(77, 0, 0, 0), 0, 0, 0, 0);
}

void notified(microkit_channel channel)
{
    static unsigned times;
    times++;
    check("notified", channel == 4);
    if (times == 1) {
        check_cnodes();
    } else {
        microkit_dbg_puts("holder: done\n");
    }
}
