/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Resolution of capability addresses.
 *
 * At each CNode the next bits of the address, from the top of what is left, must equal the guard in
 * the CNode's capability; the radix bits after them are the index of a slot. That goes on until no
 * bits are left or the slot holds no CNode. A CNode has at least one bit of radix, so it ends.
 *
 * This is on the path of every invocation: lookup_address() touches nothing but the capabilities on
 * its way and fills in only what the result needs.
 */
#include "lookup.h"
#include "objects/cnode.h"
#include "objects/tcb.h"

/* Out of the way of the loop, for the case that is rare. */
__attribute__((noinline, cold)) static struct lookup
lookup_failed(unsigned type, word_t bits_left, word_t bits_found, word_t guard_found)
{
    return (struct lookup){ .failure = { .type = type,
                                         .bits_left = bits_left,
                                         .bits_found = bits_found,
                                         .guard_found = guard_found } };
}

struct lookup lookup_address(struct cap root, word_t address, unsigned depth)
{
    struct cap cap = root;
    unsigned left = depth;
    struct lookup found;

    if (cap_type(cap) != CAP_CNODE) {
        return lookup_failed(seL4_InvalidRoot, 0, 0, 0);
    }
    do {
        unsigned radix = cnode_radix(cap), guard_size = cnode_guard_size(cap);

        if (guard_size != 0
            && (guard_size > left
                || (address >> (left - guard_size) & word_mask(guard_size)) != cnode_guard(cap))) {
            return lookup_failed(seL4_GuardMismatch, left, guard_size, cnode_guard(cap));
        }
        if (guard_size + radix > left) {
            return lookup_failed(seL4_DepthMismatch, left, guard_size + radix, 0);
        }
        left -= guard_size + radix;
        found.slot = cnode_slots(cap) + (address >> left & word_mask(radix));
        cap = found.slot->cap;
    } while (left > 0 && cap_type(cap) == CAP_CNODE);
    found.bits_left = left;
    return found;
}

struct lookup lookup_slot(struct tcb *thread, word_t cptr)
{
    return lookup_address(thread->slots[TCB_CSPACE].cap, cptr, WORD_BITS);
}

enum status lookup_target(struct invocation *inv, bool source, struct cap root, word_t index,
                          word_t depth, struct slot **slot)
{
    struct lookup found;

    if (cap_type(root) != CAP_CNODE) {
        return err_lookup(inv, source, (struct lookup_failure){ .type = seL4_InvalidRoot });
    }
    if (depth < 1 || depth > WORD_BITS) {
        return err_range(inv, 1, WORD_BITS);
    }
    found = lookup_address(root, index, (unsigned)depth);
    if (found.slot == NULL) {
        return err_lookup(inv, source, found.failure);
    }
    if (found.bits_left > 0) {
        return err_lookup(
            inv, source,
            (struct lookup_failure){ .type = seL4_DepthMismatch, .bits_left = found.bits_left });
    }
    *slot = found.slot;
    return OK;
}

enum status lookup_empty_target(struct invocation *inv, struct cap root, word_t index, word_t depth,
                                struct slot **slot)
{
    enum status status = lookup_target(inv, false, root, index, depth, slot);

    if (status == OK && !slot_is_empty(*slot)) {
        return err_delete_first(inv);
    }
    return status;
}
