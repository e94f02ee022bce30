/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Secure monitor calls: a capability to call the firmware.  With a badge it may only call the one
 * function whose identifier that is.  The kernel passes eight registers through and back; how long
 * the firmware takes is beyond its control, and where there is no firmware the instruction is an
 * error of the kernel.  So the method, and the capability in the root task's slot, exist only in
 * configurations that ask for them; no board does.
 */
#include "config.h"
#include "objects/smc.h"
#include "smc_call.h"
#include "vm_labels.h"

enum { SMC_WORDS = 8 };

/* A badge can be given once. */
static struct cap smc_update(struct cap cap, bool preserve, word_t data)
{
    return preserve || smc_badge(cap) != 0 ? cap_null() : smc_cap(data);
}

static enum status smc_method_call(struct invocation *inv)
{
    word_t registers[SMC_WORDS];

    for (unsigned i = 0; i < SMC_WORDS; i++) {
        registers[i] = invocation_arg(inv, i);
    }
    if (smc_badge(inv->slot->cap) != 0 && smc_badge(inv->slot->cap) != registers[0]) {
        return err_illegal(inv);
    }
    commit(inv);
    smc_call(registers);
    for (unsigned i = 0; i < SMC_WORDS; i++) {
        invocation_result(inv, i, registers[i]);
    }
    return OK;
}

static const struct method smc_methods[] = {
    { LABEL_SMC_CALL, SMC_WORDS, 0, smc_method_call },
};

const struct object_ops smc_ops = {
    .name = "secure monitor call",
    .update = smc_update,
    .methods = smc_methods,
    .method_count = ALLOW_SMC_CALLS ? ARRAY_COUNT(smc_methods) : 0,
};
