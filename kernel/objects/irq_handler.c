/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interrupt handlers: the authority over one interrupt. Its notification capability is kept in
 * kernel.irq_slot, a slot like any other in the derivation tree, so that revoking the notification
 * empties it. Where the controller needs it, an interrupt is masked when it is delivered until it
 * is acknowledged; one that arrives while there is no notification waits for an acknowledgement
 * too.
 */
#include "arch/arch.h"
#include "invocation.h"
#include "kernel.h"
#include "objects/irq.h"
#include "objects/notification.h"

static bool irq_handler_same_object(struct cap a, struct cap b)
{
    return irq_handler_number(a) == irq_handler_number(b);
}

/* When its slot is empty the interrupt can be issued again; until then the capability remains. */
static struct cap irq_handler_finalise(struct cap cap, bool last)
{
    unsigned irq = irq_handler_number(cap);

    if (!last) {
        return cap_null();
    }
    if (slot_finalise(&kernel.irq_slot[irq])) {
        return cap;
    }
    arch_irq_mask(irq, true);
    kernel.irq_state[irq] = IRQ_INACTIVE;
    return cap_null();
}

static enum status irq_handler_ack(struct invocation *inv)
{
    commit(inv);
    arch_irq_user_ack(irq_handler_number(inv->slot->cap));
    return OK;
}

/* The capability is kept as it is, not derived. */
static enum status irq_handler_set_notification(struct invocation *inv)
{
    struct slot *kept = &kernel.irq_slot[irq_handler_number(inv->slot->cap)];
    struct cap cap = inv->capv[0]->cap;

    if (cap_type(cap) != CAP_NOTIFICATION || !cap_has(cap, RIGHT_WRITE)) {
        return err_capability(inv, 0);
    }
    commit(inv);
    if (slot_delete(kept) == PREEMPTED) {
        return PREEMPTED;
    }
    slot_insert(kept, inv->capv[0], cap);
    return OK;
}

static enum status irq_handler_clear(struct invocation *inv)
{
    commit(inv);
    return slot_delete(&kernel.irq_slot[irq_handler_number(inv->slot->cap)]);
}

void irq_deliver(unsigned irq)
{
    struct cap cap = kernel.irq_slot[irq].cap;

    if (cap_type(cap) == CAP_NOTIFICATION) {
        notification_signal(notification_of(cap), notification_badge(cap));
    } else {
        arch_irq_mask(irq, true);
    }
}

static const struct method irq_handler_methods[] = {
    { IRQAckIRQ, 0, 0, irq_handler_ack },
    { IRQSetIRQHandler, 0, 1, irq_handler_set_notification },
    { IRQClearIRQHandler, 0, 0, irq_handler_clear },
};

const struct object_ops irq_handler_ops = {
    .name = "interrupt handler",
    .same_object = irq_handler_same_object,
    .finalise = irq_handler_finalise,
    .methods = irq_handler_methods,
    .method_count = ARRAY_COUNT(irq_handler_methods),
};
