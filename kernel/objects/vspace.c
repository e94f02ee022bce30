/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * VSpaces: the roots of address spaces.
 *
 * A VSpace is of use once a pool has given it an ASID, which it keeps for life; until then its
 * capability cannot be copied, so all capabilities to it know the ASID.  If the pool is deleted,
 * the capabilities are stale: the ASID leads to nothing, or to another VSpace.  Deleting the VSpace
 * does not look at what is mapped in it; see vspace.h.
 */
#include "vm_labels.h"
#include "vspace.h"

enum { VSPACE_BITS = 12 };

static unsigned vspace_bits(struct cap cap)
{
    (void)cap;
    return VSPACE_BITS;
}

static enum status vspace_derive(struct slot *slot, struct cap *cap, struct error *error)
{
    (void)slot;
    return map_asid(*cap) != 0 ? OK : error_set(error, seL4_IllegalOperation, 0, 0);
}

static struct cap vspace_finalise(struct cap cap, bool last)
{
    if (last && vspace_is_valid(cap)) {
        asid_release(map_asid(cap));
    }
    return cap_null();
}

/* The range must lie within one page, whose rights allow what is asked. */
static enum status check_page(struct invocation *inv, struct place place, word_t start,
                              word_t end)
{
    word_t last = start | word_mask(levels[place.level].shift);

    if (end - 1 > last) {
        return err_range(inv, start, last);
    }
    if (inv->label == LABEL_VSPACE_CACHE + CACHE_INVALIDATE
        && pte_rights(*place.entry) != VM_READ_WRITE) {
        return err_illegal(inv);
    }
    return OK;
}

/* Cache maintenance of a range of user addresses within one page; nothing if none is mapped.
 * Interrupted, the call goes on where it got to, which its first word then says. */
static enum status vspace_method_cache(struct invocation *inv)
{
    struct cap vspace = inv->slot->cap;
    word_t start = invocation_arg(inv, 0), end = invocation_arg(inv, 1);
    enum status status;

    if (end <= start) {
        return err_argument(inv, 1);
    }
    if (end > PTE_USER_TOP) {
        return err_illegal(inv);
    }
    if ((status = vspace_check_type(inv, vspace, 0)) != OK
        || (status = vspace_check_asid(inv, vspace, 0)) != OK) {
        return status;
    }
    struct place place = vspace_find(cap_address(vspace), start);
    bool mapped = pte_kind(*place.entry, place.level) == PTE_LEAF;
    if (mapped && (status = check_page(inv, place, start, end)) != OK) {
        return status;
    }
    commit(inv);
    if (!mapped) {
        return invocation_advance(inv, end, end);
    }
    struct cached range = { place, cap_address(vspace), map_asid(vspace), start, end };
    enum cache_op op = (enum cache_op)(inv->label - LABEL_VSPACE_CACHE);
    return invocation_advance(inv, vspace_cache(op, &range), end);
}

static const struct method vspace_methods[] = {
    { LABEL_VSPACE_CACHE + CACHE_CLEAN, 2, 0, vspace_method_cache },
    { LABEL_VSPACE_CACHE + CACHE_INVALIDATE, 2, 0, vspace_method_cache },
    { LABEL_VSPACE_CACHE + CACHE_CLEAN_INVALIDATE, 2, 0, vspace_method_cache },
    { LABEL_VSPACE_CACHE + CACHE_UNIFY, 2, 0, vspace_method_cache },
};

const struct object_ops vspace_ops = {
    .name = "vspace",
    .size_bits = vspace_bits,
    .derive = vspace_derive,
    .finalise = vspace_finalise,
    .methods = vspace_methods,
    .method_count = ARRAY_COUNT(vspace_methods),
};
