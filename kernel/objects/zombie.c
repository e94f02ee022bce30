/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Zombies: capabilities to objects that are being emptied; delete.c says how. A user sees one only
 * if the deletion was interrupted. He can move it about and delete it, which goes on with the work,
 * but not copy it or invoke it.
 */
#include "objects/zombie.h"
#include "objects.h"

static unsigned zombie_size_bits(struct cap cap)
{
    return zombie_kind(cap) == ZOMBIE_TCB ? seL4_TCBBits : zombie_kind(cap) + SLOT_BITS;
}

static enum status zombie_derive(struct slot *slot, struct cap *cap, struct error *error)
{
    (void)slot;
    (void)error;
    *cap = cap_null();
    return OK;
}

/* There is never another capability to the object. */
static struct cap zombie_finalise(struct cap cap, bool last)
{
    (void)last;
    return zombie_count(cap) > 0 ? cap : cap_null();
}

static enum status zombie_invoke(struct invocation *inv)
{
    return err_capability(inv, 0);
}

const struct object_ops zombie_ops = {
    .name = "zombie",
    .size_bits = zombie_size_bits,
    .derive = zombie_derive,
    .finalise = zombie_finalise,
    .invoke = zombie_invoke,
};
