/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ASID control: the right to make ASID pools out of untyped memory.  There is one, made at boot;
 * there is no object behind it.
 */
#include "asid.h"
#include "lookup.h"
#include "objects/untyped.h"
#include "vm_labels.h"

enum { POOL_BYTES = sizeof(struct asid_pool), POOL_BITS = 12 };
_Static_assert(POOL_BYTES == 1 << POOL_BITS, "size of an ASID pool");

static bool is_pool_memory(struct cap cap)
{
    return cap_type(cap) == CAP_UNTYPED && untyped_size_bits(cap) == POOL_BITS
           && !untyped_is_device(cap);
}

/* An empty pool in the memory of the untyped capability, which is used up by it. */
static struct cap make_pool(struct slot *untyped, unsigned index)
{
    word_t address = cap_address(untyped->cap);
    struct asid_pool *pool = (struct asid_pool *)address;

    for (unsigned i = 0; i < ARRAY_COUNT(pool->root); i++) {
        pool->root[i] = 0;
    }
    untyped->cap = untyped_cap(address, POOL_BITS, false, POOL_BYTES);
    kernel.asid_pool[index] = pool;
    return asid_pool_cap(address, index << ASID_POOL_BITS);
}

static enum status asid_control_make_pool(struct invocation *inv)
{
    struct slot *untyped = inv->capv[0], *dest;
    unsigned index = asid_free_pool();
    enum status status;

    if (index == ASID_POOLS) {
        return err_delete_first(inv);
    }
    if (!is_pool_memory(untyped->cap)) {
        return err_capability(inv, 1);
    }
    if (slot_has_children(untyped)) {
        return err_revoke_first(inv);
    }
    status = lookup_empty_target(inv, inv->capv[1]->cap, invocation_arg(inv, 0),
                                 invocation_arg(inv, 1), &dest);
    if (status != OK) {
        return status;
    }
    commit(inv);
    slot_insert_new(dest, untyped, make_pool(untyped, index));
    return OK;
}

static const struct method asid_control_methods[] = {
    { LABEL_ASID_CONTROL_MAKE_POOL, 2, 2, asid_control_make_pool },
};

const struct object_ops asid_control_ops = {
    .name = "asid control",
    .methods = asid_control_methods,
    .method_count = ARRAY_COUNT(asid_control_methods),
};
