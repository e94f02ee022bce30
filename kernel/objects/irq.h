/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interrupts: the control capability that issues handlers, and handlers (w[0]: the number).
 * kernel.irq_state says what an interrupt is used for, kernel.irq_slot holds the notification
 * capability of an issued handler.
 */
#pragma once
#include "object.h"

enum irq_state {
    IRQ_INACTIVE,
    IRQ_SIGNAL,   /* a handler was issued: deliver to the notification in its slot */
    IRQ_TIMER,    /* the kernel's own */
    IRQ_RESERVED, /* never given out */
};

static inline unsigned irq_handler_number(struct cap c)
{
    return (unsigned)c.w[0];
}

static inline struct cap irq_handler_cap(unsigned irq)
{
    return cap_make(CAP_IRQ_HANDLER, 0, 0, irq);
}

static inline struct cap irq_control_cap(void)
{
    return cap_make(CAP_IRQ_CONTROL, 0, 0, 0);
}

/* irq_handler.c: an interrupt for user level has arrived; signal its notification, or mask it if
 * nobody listens. Already masked by the architecture as the controller needs it. */
void irq_deliver(unsigned irq);
