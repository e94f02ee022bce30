/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ASID pools: 512 address space identifiers each.  Assigning one to a VSpace makes it usable.
 * Deleting the pool takes the ASIDs from all its VSpaces, and these cannot be used any more.
 */
#include "asid.h"
#include "vm_labels.h"
#include "vspace.h"

static unsigned asid_pool_bits(struct cap cap)
{
    (void)cap;
    return 12;
}

static struct cap asid_pool_finalise(struct cap cap, bool last)
{
    if (last && asid_pool_of(map_asid(cap)) == cap_object(cap)) {
        asid_release_pool(map_asid(cap));
    }
    return cap_null();
}

static enum status asid_pool_assign(struct invocation *inv)
{
    struct slot *vspace = inv->capv[0];
    unsigned first = map_asid(inv->slot->cap);
    const struct asid_pool *pool = asid_pool_of(first);

    if (cap_type(vspace->cap) != CAP_VSPACE || map_asid(vspace->cap) != 0) {
        return err_capability(inv, 1);
    }
    if (pool == NULL) {
        return err_lookup(inv, false, (struct lookup_failure){ .type = seL4_InvalidRoot });
    }
    if (pool != cap_object(inv->slot->cap)) {
        return err_capability(inv, 0);
    }
    unsigned asid = asid_free_in_pool(first);
    if (asid == 0) {
        return err_delete_first(inv);
    }
    commit(inv);
    asid_assign(asid, cap_address(vspace->cap));
    vspace->cap = vspace_cap(cap_address(vspace->cap), asid);
    return OK;
}

static const struct method asid_pool_methods[] = {
    { LABEL_ASID_POOL_ASSIGN, 0, 1, asid_pool_assign },
};

const struct object_ops asid_pool_ops = {
    .name = "asid pool",
    .size_bits = asid_pool_bits,
    .finalise = asid_pool_finalise,
    .methods = asid_pool_methods,
    .method_count = ARRAY_COUNT(asid_pool_methods),
};
