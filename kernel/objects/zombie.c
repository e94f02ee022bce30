/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Zombies: capabilities to objects that are being taken apart; delete.c says how. A user sees one
 * only if the deletion was interrupted. He can move it about and delete it, which goes on with the
 * work, but not copy it or invoke it.
 */
#include "objects/zombie.h"

static enum status zombie_derive(struct slot *slot, struct cap *cap, struct error *error)
{
    (void)slot;
    (void)error;
    *cap = cap_null();
    return OK;
}

/* There is never another capability to the object. One thread at a time is let go here; slots are
 * emptied by delete.c. */
static struct cap zombie_finalise(struct cap cap, bool last)
{
    bool remains;

    (void)last;
    switch (zombie_kind(cap)) {
    case ZOMBIE_ENDPOINT:
        remains = endpoint_let_go_first(cap_object(cap));
        break;
    case ZOMBIE_NOTIFICATION:
        remains = notification_let_go_first(cap_object(cap));
        break;
    default:
        remains = zombie_count(cap) > 0;
        break;
    }
    return remains ? cap : cap_null();
}

static enum status zombie_invoke(struct invocation *inv)
{
    return err_capability(inv, 0);
}

const struct object_ops zombie_ops = {
    .name = "zombie",
    .size_bits = zombie_object_bits,
    .derive = zombie_derive,
    .finalise = zombie_finalise,
    .invoke = zombie_invoke,
};
