/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Software generated interrupts, sent to another processor (with a kernel of its own). Invoking the
 * capability in any way, with whatever message, raises the interrupt, like signalling a
 * notification.
 */
#include "objects/sgi.h"
#include "arch/arch.h"
#include "object.h"

static bool sgi_same_object(struct cap a, struct cap b)
{
    return sgi_number(a) == sgi_number(b) && sgi_target(a) == sgi_target(b);
}

static enum status sgi_invoke(struct invocation *inv)
{
    struct cap cap = inv->slot->cap;

    commit(inv);
    arch_sgi_send(sgi_number(cap), sgi_target(cap));
    return OK;
}

const struct object_ops sgi_ops = {
    .name = "SGI signal",
    .same_object = sgi_same_object,
    .invoke = sgi_invoke,
};
