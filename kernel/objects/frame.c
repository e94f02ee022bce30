/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Frames: memory that can be mapped into address spaces, in pages of three sizes.
 *
 * Each frame capability stands for at most one mapping: its mapping word says where, its copies
 * start unmapped, and whichever way the capability goes, its mapping goes with it.  Several
 * capabilities to one frame may be mapped at different places.  The mapping word may be out of date,
 * when the table or the address space was deleted, or when another frame was mapped over it: then
 * there is nothing to unmap.
 *
 * A frame never contains another one: both are objects of their own, so equal addresses mean the
 * same frame and no `contains` is needed.
 */
#include "arch/arch.h"
#include "vm_labels.h"
#include "vspace.h"

static unsigned frame_object_bits(struct cap cap)
{
    return frame_size_bits(cap);
}

/* What is left of `rights` to someone who asks for the bits of a rights word. */
static enum vm_rights vm_rights_mask(enum vm_rights rights, word_t asked)
{
    if (rights == VM_KERNEL_ONLY || !(asked & RIGHT_READ)) {
        return VM_KERNEL_ONLY;
    }
    return asked & RIGHT_WRITE ? rights : VM_READ_ONLY;
}

static struct cap frame_mask(struct cap cap, unsigned rights)
{
    cap.w[1] = bits_set(cap.w[1], FRAME_VM_RIGHTS, vm_rights_mask(frame_vm_rights(cap), rights));
    return cap;
}

/* A copy is a frame that is not mapped. */
static enum status frame_derive(struct slot *slot, struct cap *cap, struct error *error)
{
    (void)slot;
    (void)error;
    cap->w[0] = 0;
    return OK;
}

static struct cap frame_finalise(struct cap cap, bool last)
{
    (void)last;
    if (map_asid(cap) != 0) {
        vspace_unmap_frame(cap);
    }
    return cap_null();
}

/* May the frame be mapped at `vaddr` of this VSpace? A mapped one only where it is. */
static enum status check_address(struct invocation *inv, struct cap frame, struct cap vspace,
                                 word_t vaddr)
{
    unsigned bits = frame_size_bits(frame);

    if (!is_aligned(vaddr, bits)) {
        return err_alignment(inv);
    }
    if (map_asid(frame) != 0) {
        if (map_asid(frame) != map_asid(vspace)) {
            return err_capability(inv, 1);
        }
        return map_address(frame) == vaddr ? OK : err_argument(inv, 0);
    }
    return vaddr + word_mask(bits) <= PTE_USER_TOP ? OK : err_argument(inv, 0);
}

static enum status page_map(struct invocation *inv)
{
    struct cap frame = inv->slot->cap, vspace = inv->capv[0]->cap;
    word_t vaddr = invocation_arg(inv, 0);
    enum status status;

    if ((status = vspace_check_type(inv, vspace, 1)) != OK
        || (status = vspace_check_asid(inv, vspace, 1)) != OK
        || (status = check_address(inv, frame, vspace, vaddr)) != OK) {
        return status;
    }
    struct place place = vspace_find(cap_address(vspace), vaddr);
    if (place.level != frame_level(frame)) {
        return err_lookup(inv, false,
                          (struct lookup_failure){ .type = seL4_MissingCapability,
                                                   .bits_left = levels[place.level].shift });
    }
    enum vm_rights rights = vm_rights_mask(frame_vm_rights(frame), invocation_arg(inv, 1));
    word_t attributes = invocation_arg(inv, 2), map = map_word(map_asid(vspace), vaddr);

    commit(inv);
    inv->slot->cap.w[0] = map;
    vspace_map_frame(place, frame, map, rights, attributes);
    return OK;
}

static enum status page_unmap(struct invocation *inv)
{
    struct slot *slot = inv->slot;

    commit(inv);
    if (map_asid(slot->cap) != 0) {
        vspace_unmap_frame(slot->cap);
        slot->cap.w[0] = 0;
    }
    return OK;
}

static enum status page_get_address(struct invocation *inv)
{
    commit(inv);
    invocation_result(inv, 0, window_paddr(cap_address(inv->slot->cap)).raw);
    return OK;
}

/* Discarding what was written is a way of writing. */
static bool frame_may_invalidate(struct cap frame, struct place place)
{
    return frame_vm_rights(frame) == VM_READ_WRITE && pte_rights(*place.entry) == VM_READ_WRITE;
}

/* Clean, invalidate, clean and invalidate, or unify part of a mapped frame. Interrupted, the call
 * goes on where it got to, which its first word then says. */
static enum status page_cache(struct invocation *inv)
{
    enum cache_op op = (enum cache_op)(inv->label - LABEL_PAGE_CACHE);
    struct cap frame = inv->slot->cap;
    word_t start = invocation_arg(inv, 0), end = invocation_arg(inv, 1);
    word_t root = asid_lookup(map_asid(frame)), size = word_bit(frame_size_bits(frame));

    if (map_asid(frame) == 0) {
        return err_illegal(inv);
    }
    if (root == 0) {
        return err_lookup(inv, false, (struct lookup_failure){ .type = seL4_InvalidRoot });
    }
    if (end <= start) {
        return err_argument(inv, 1);
    }
    if (start >= size || end > size) {
        return err_argument(inv, 0);
    }
    struct place place = vspace_find(root, map_address(frame));
    if (!frame_is_at(frame, place)) {
        return err_capability(inv, 0);
    }
    if (op == CACHE_INVALIDATE && !frame_may_invalidate(frame, place)) {
        return err_illegal(inv);
    }
    commit(inv);
    word_t base = map_address(frame);
    struct cached range = { place, root, map_asid(frame), base + start, base + end };
    return invocation_advance(inv, vspace_cache(op, &range) - base, end);
}

static const struct method frame_methods[] = {
    { LABEL_PAGE_MAP, 3, 1, page_map },
    { LABEL_PAGE_UNMAP, 0, 0, page_unmap },
    { LABEL_PAGE_GET_ADDRESS, 0, 0, page_get_address },
    { LABEL_PAGE_CACHE + CACHE_CLEAN, 2, 0, page_cache },
    { LABEL_PAGE_CACHE + CACHE_INVALIDATE, 2, 0, page_cache },
    { LABEL_PAGE_CACHE + CACHE_CLEAN_INVALIDATE, 2, 0, page_cache },
    { LABEL_PAGE_CACHE + CACHE_UNIFY, 2, 0, page_cache },
};

const struct object_ops frame_ops = {
    .name = "frame",
    .size_bits = frame_object_bits,
    .mask = frame_mask,
    .derive = frame_derive,
    .finalise = frame_finalise,
    .methods = frame_methods,
    .method_count = ARRAY_COUNT(frame_methods),
};
