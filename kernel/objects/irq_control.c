/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The authority over all interrupts: it issues a handler for each, once, until that handler is
 * deleted, and capabilities to send software generated interrupts to other processors. It cannot be
 * copied.
 */
#include "arch/arch.h"
#include "invocation.h"
#include "kernel.h"
#include "lookup.h"
#include "objects/irq.h"
#include "objects/sgi.h"

static enum status irq_control_derive(struct slot *slot, struct cap *cap, struct error *error)
{
    (void)slot;
    (void)error;
    *cap = cap_null();
    return OK;
}

static bool irq_control_contains(struct cap a, struct cap b)
{
    (void)a;
    return cap_type(b) == CAP_IRQ_HANDLER || cap_type(b) == CAP_SGI;
}

/* Can a handler for the interrupt be issued? */
static enum status irq_check(struct invocation *inv, word_t irq)
{
    if (irq >= IRQ_COUNT) {
        return err_range(inv, 0, IRQ_COUNT - 1);
    }
    return kernel.irq_state[irq] != IRQ_INACTIVE ? err_revoke_first(inv) : OK;
}

static void irq_issue(struct invocation *inv, unsigned irq, struct slot *dest)
{
    kernel.irq_state[irq] = IRQ_SIGNAL;
    arch_irq_mask(irq, false);
    slot_insert(dest, inv->slot, irq_handler_cap(irq));
}

/* Words: interrupt, index, depth. */
static enum status irq_control_get(struct invocation *inv)
{
    word_t irq = invocation_arg(inv, 0);
    struct slot *dest;

    if (irq_check(inv, irq) != OK
        || lookup_empty_target(inv, inv->capv[0]->cap, invocation_arg(inv, 1),
                               invocation_arg(inv, 2), &dest)
               != OK) {
        return FAILED;
    }
    commit(inv);
    irq_issue(inv, (unsigned)irq, dest);
    return OK;
}

/* Words: interrupt, trigger (0: level), index, depth. */
static enum status irq_control_get_trigger(struct invocation *inv)
{
    word_t irq = invocation_arg(inv, 0);
    struct slot *dest;

    if (irq_check(inv, irq) != OK
        || lookup_empty_target(inv, inv->capv[0]->cap, invocation_arg(inv, 2),
                               invocation_arg(inv, 3), &dest)
               != OK) {
        return FAILED;
    }
    commit(inv);
    arch_irq_set_trigger((unsigned)irq, invocation_arg(inv, 1) != 0);
    irq_issue(inv, (unsigned)irq, dest);
    return OK;
}

/* Words: interrupt, target processor, index, depth. */
static enum status irq_control_issue_sgi(struct invocation *inv)
{
    word_t irq = invocation_arg(inv, 0), target = invocation_arg(inv, 1);
    struct slot *dest;

    if (irq >= SGI_COUNT) {
        return err_range(inv, 0, SGI_COUNT - 1);
    }
    if (!arch_sgi_target_valid(target)) {
        return err_argument(inv, 1);
    }
    if (lookup_empty_target(inv, inv->capv[0]->cap, invocation_arg(inv, 2), invocation_arg(inv, 3),
                            &dest)
        != OK) {
        return FAILED;
    }
    commit(inv);
    slot_insert(dest, inv->slot, sgi_cap((unsigned)irq, target));
    return OK;
}

static const struct method irq_control_methods[] = {
    { IRQIssueIRQHandler, 3, 1, irq_control_get },
    { ARMIRQIssueIRQHandlerTrigger, 4, 1, irq_control_get_trigger },
    { ARMIRQIssueSGISignal, 4, 1, irq_control_issue_sgi },
};

const struct object_ops irq_control_ops = {
    .name = "interrupt control",
    .contains = irq_control_contains,
    .derive = irq_control_derive,
    .methods = irq_control_methods,
    .method_count = ARRAY_COUNT(irq_control_methods),
};
