/* SPDX-License-Identifier: BSD-2-Clause */
/* The null capability, which is what an empty slot holds. It may be looked up and passed, but there
 * is nothing to invoke. */
#include "object.h"

static enum status null_invoke(struct invocation *inv)
{
    return err_capability(inv, 0);
}

const struct object_ops null_ops = {
    .name = "null",
    .invoke = null_invoke,
};
