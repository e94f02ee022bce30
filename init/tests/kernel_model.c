/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel model; see kernel_model.h.  Slots are those of init's CNode only; of what goes into
 * another CNode there is a list.
 */
#include "kernel_model.h"
#include "init/arch.h"
#include "init/init.h"
#include "stop.h"
#include <string.h>

struct model model;
jmp_buf stop_target;

const seL4_Word arch_vspace_type = MODEL_VSPACE;
const uint8_t arch_vspace_bits = 12;
const seL4_Word arch_table_type = MODEL_PAGE_TABLE;
const uint8_t arch_table_bits = 12;
const seL4_Word arch_data_attributes = 0;

void model_boot(seL4_BootInfo *boot, const seL4_UntypedDesc *untyped, unsigned count,
                unsigned image_frames)
{
    memset(&model, 0, sizeof model);
    memset(boot, 0, sizeof *boot);
    seL4_CPtr slot = 16;
    for (seL4_CPtr i = 1; i < 16; i++) {
        model.cap[i] = (struct model_cap){ .used = true, .type = MODEL_INITIAL };
    }
    boot->schedcontrol = (seL4_SlotRegion){ slot, slot + 1 };
    model.cap[slot++] = (struct model_cap){ .used = true, .type = MODEL_INITIAL };
    boot->userImageFrames = (seL4_SlotRegion){ slot, slot + image_frames };
    for (unsigned i = 0; i < image_frames; i++) {
        model.cap[slot++] = (struct model_cap){ .used = true,
                                                .type = MODEL_SMALL_PAGE,
                                                .bits = 12,
                                                .vspace = seL4_CapInitThreadVSpace,
                                                .vaddr = 0x400000 + 4096u * i };
    }
    boot->untyped = (seL4_SlotRegion){ slot, slot + count };
    for (unsigned i = 0; i < count; i++) {
        boot->untypedList[i] = untyped[i];
        model.cap[slot++] = (struct model_cap){ .used = true,
                                                .type = seL4_UntypedObject,
                                                .start = untyped[i].paddr,
                                                .bits = untyped[i].sizeBits,
                                                .device = untyped[i].isDevice };
    }
    boot->empty = (seL4_SlotRegion){ slot, MODEL_SLOTS };
}

uint64_t model_free_bytes(void)
{
    uint64_t free = 0;
    for (unsigned i = 0; i < MODEL_SLOTS; i++) {
        const struct model_cap *cap = &model.cap[i];
        if (cap->used && cap->type == seL4_UntypedObject && !cap->device) {
            free += (UINT64_C(1) << cap->bits) - cap->watermark;
        }
    }
    return free;
}

static uint8_t object_bits(seL4_Word type, seL4_Word size_bits)
{
    switch (type) {
    case seL4_UntypedObject:
    case seL4_SchedContextObject:
        return (uint8_t)size_bits;
    case seL4_CapTableObject:
        return (uint8_t)(size_bits + seL4_SlotBits);
    case seL4_TCBObject:
        return seL4_TCBBits;
    case seL4_EndpointObject:
        return seL4_EndpointBits;
    case seL4_NotificationObject:
        return seL4_NotificationBits;
    case seL4_ReplyObject:
        return seL4_ReplyBits;
    case MODEL_LARGE_PAGE:
        return 21;
    case MODEL_HUGE_PAGE:
        return 30;
    default:
        return 12;
    }
}

seL4_Error seL4_Untyped_Retype(seL4_CPtr untyped, seL4_Word type, seL4_Word size_bits,
                               seL4_CPtr root, seL4_Word index, seL4_Word depth, seL4_Word offset,
                               seL4_Word count)
{
    struct model_cap *parent = &model.cap[untyped];
    uint8_t bits = object_bits(type, size_bits);
    uint64_t size = UINT64_C(1) << bits;
    if (untyped >= MODEL_SLOTS || !parent->used || parent->type != seL4_UntypedObject
        || root != seL4_CapInitThreadCNode || depth != 0 || index != 0) {
        return seL4_InvalidCapability;
    }
    if (count < 1 || count > seL4_UntypedRetypeMaxObjects || offset > MODEL_SLOTS - count) {
        return seL4_RangeError;
    }
    uint64_t aligned = (parent->start + parent->watermark + size - 1) & ~(size - 1);
    if (aligned + count * size > parent->start + (UINT64_C(1) << parent->bits)) {
        return seL4_NotEnoughMemory;
    }
    bool may_be_device = type == seL4_UntypedObject || type == MODEL_SMALL_PAGE
                         || type == MODEL_LARGE_PAGE || type == MODEL_HUGE_PAGE;
    if (parent->device && !may_be_device) {
        return seL4_InvalidArgument;
    }
    for (seL4_Word i = 0; i < count; i++) {
        if (model.cap[offset + i].used) {
            return seL4_DeleteFirst;
        }
    }
    model.retype_calls++;
    model.padding_bytes += aligned - (parent->start + parent->watermark);
    parent->watermark = aligned + count * size - parent->start;
    for (seL4_Word i = 0; i < count; i++) {
        model.cap[offset + i] = (struct model_cap){ .used = true,
                                                    .type = type,
                                                    .bits = bits,
                                                    .start = aligned + i * size,
                                                    .device = parent->device };
    }
    return seL4_NoError;
}

/* Notes a capability that goes into another CNode. */
static seL4_Error give(seL4_CPtr cnode, seL4_Uint8 depth, struct model_given given)
{
    if (model.cap[cnode].type != seL4_CapTableObject || given.slot >> depth != 0
        || model.cap[cnode].bits != depth + seL4_SlotBits) {
        return seL4_FailedLookup;
    }
    for (unsigned i = 0; i < model.given_count; i++) {
        if (model.given[i].cnode == cnode && model.given[i].slot == given.slot) {
            return seL4_DeleteFirst;
        }
    }
    given.cnode = cnode;
    given.type = model.cap[given.source].type;
    model.given[model.given_count++ % MODEL_GIVEN] = given;
    return seL4_NoError;
}

/* The kernel makes no copies of the capability for interrupts. */
static bool is_copy_refused(seL4_Word slot)
{
    return slot == seL4_CapIRQControl;
}

seL4_Error seL4_CNode_Move(seL4_CPtr cnode, seL4_Word index, seL4_Uint8 depth, seL4_CPtr src_root,
                           seL4_Word src_index, seL4_Uint8 src_depth)
{
    if (src_root != seL4_CapInitThreadCNode || src_depth != 64 || src_index >= MODEL_SLOTS
        || !model.cap[src_index].used) {
        return seL4_FailedLookup;
    }
    seL4_Error error = give(
        cnode, depth, (struct model_given){ .slot = index, .source = src_index, .moved = true });
    if (error == seL4_NoError) {
        model.cap[src_index] = (struct model_cap){ 0 };
    }
    return error;
}

seL4_Error seL4_CNode_Mint(seL4_CPtr cnode, seL4_Word index, seL4_Uint8 depth, seL4_CPtr src_root,
                           seL4_Word src_index, seL4_Uint8 src_depth, seL4_CapRights_t rights,
                           seL4_Word badge)
{
    if (src_root != seL4_CapInitThreadCNode || src_depth != 64 || src_index >= MODEL_SLOTS
        || !model.cap[src_index].used) {
        return seL4_FailedLookup;
    }
    if (is_copy_refused(src_index)) {
        return seL4_IllegalOperation;
    }
    if (cnode != seL4_CapInitThreadCNode) {
        return give(cnode, depth,
                    (struct model_given){ .slot = index,
                                          .source = src_index,
                                          .rights = rights.words[0],
                                          .badge = badge });
    }
    if (index >= MODEL_SLOTS || model.cap[index].used) {
        return seL4_DeleteFirst;
    }
    model.cap[index] = model.cap[src_index];
    model.cap[index].rights = rights.words[0];
    model.cap[index].badge = badge;
    model.cap[index].vspace = 0;
    model.cap[index].copy_of = src_index;
    return seL4_NoError;
}

seL4_Error seL4_CNode_Copy(seL4_CPtr cnode, seL4_Word index, seL4_Uint8 depth, seL4_CPtr src_root,
                           seL4_Word src_index, seL4_Uint8 src_depth, seL4_CapRights_t rights)
{
    return seL4_CNode_Mint(cnode, index, depth, src_root, src_index, src_depth, rights, 0);
}

seL4_Error seL4_CNode_Delete(seL4_CPtr cnode, seL4_Word index, seL4_Uint8 depth)
{
    if (cnode != seL4_CapInitThreadCNode || depth != 64 || index >= MODEL_SLOTS) {
        return seL4_FailedLookup;
    }
    model.cap[index] = (struct model_cap){ 0 };
    return seL4_NoError;
}

/* init suspends itself after a failure; the test gets control back instead. */
seL4_Error seL4_TCB_Suspend(seL4_CPtr tcb)
{
    (void)tcb;
    longjmp(stop_target, 1);
}

seL4_Word arch_frame_type(uint8_t bits)
{
    return bits == 12 ? MODEL_SMALL_PAGE : bits == 21 ? MODEL_LARGE_PAGE : MODEL_HUGE_PAGE;
}

seL4_Error arch_vspace_assign(seL4_CPtr vspace)
{
    return model.cap[vspace].type == MODEL_VSPACE ? seL4_NoError : seL4_InvalidCapability;
}

seL4_Error arch_table_map(seL4_CPtr table, seL4_CPtr vspace, seL4_Word vaddr)
{
    if (model.cap[table].type != MODEL_PAGE_TABLE || model.cap[table].vspace != 0) {
        return seL4_InvalidCapability;
    }
    model.cap[table].vspace = vspace;
    model.cap[table].vaddr = vaddr;
    return seL4_NoError;
}

seL4_Error arch_frame_map(seL4_CPtr frame, seL4_CPtr vspace, seL4_Word vaddr,
                          seL4_CapRights_t rights, seL4_Word attributes)
{
    struct model_cap *cap = &model.cap[frame];
    (void)attributes;
    if (cap->vspace != 0 && (cap->vspace != vspace || cap->vaddr != vaddr)) {
        return seL4_InvalidCapability;
    }
    cap->vspace = vspace;
    cap->vaddr = vaddr;
    cap->rights = rights.words[0];
    return seL4_NoError;
}

seL4_Error arch_frame_unmap(seL4_CPtr frame)
{
    model.cap[frame].vspace = 0;
    return seL4_NoError;
}

seL4_Error arch_frame_publish(seL4_CPtr frame, uint8_t bits)
{
    return model.cap[frame].bits == bits ? seL4_NoError : seL4_InvalidArgument;
}

seL4_Error arch_object_get(const struct spec_object *object, seL4_CPtr slot, seL4_Word depth)
{
    (void)object, (void)slot, (void)depth;
    return seL4_IllegalOperation;
}

seL4_Error arch_irq_get(uint64_t irq, bool edge, seL4_CPtr slot, seL4_Word depth)
{
    (void)edge;
    if (depth != 64 || slot >= MODEL_SLOTS || model.cap[slot].used) {
        return seL4_DeleteFirst;
    }
    model.cap[slot] = (struct model_cap){ .used = true, .type = MODEL_IRQ, .start = irq };
    return seL4_NoError;
}

seL4_Error arch_sgi_get(uint64_t number, uint64_t core, seL4_CPtr slot, seL4_Word depth)
{
    if (depth != 64 || slot >= MODEL_SLOTS || model.cap[slot].used
        || !model.cap[seL4_CapIRQControl].used) {
        return seL4_DeleteFirst;
    }
    model.cap[slot] =
        (struct model_cap){ .used = true, .type = MODEL_SGI, .start = number, .badge = core };
    return seL4_NoError;
}
