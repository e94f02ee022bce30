/* SPDX-License-Identifier: BSD-2-Clause */
/* Interrupts: the kernel's timer, and those that go to user level. */
#include "arch/arch.h"
#include "entry.h"
#include "kernel.h"
#include "objects/irq.h"
#include "sched.h"

static void interrupt_handle(unsigned irq)
{
    switch (irq < IRQ_COUNT ? kernel.irq_state[irq] : IRQ_INACTIVE) {
    case IRQ_TIMER:
        arch_timer_ack();
        this_cpu()->rearm_timer = true;
        break;
    case IRQ_SIGNAL:
        irq_deliver(irq);
        break;
    default:
        arch_irq_mask(irq, true);
        break;
    }
    arch_irq_done(irq);
}

void entry_interrupt(void)
{
    unsigned irq;

    sched_enter();
    (void)sched_check_budget();
    irq = arch_irq_take();
    if (irq != IRQ_NONE) {
        interrupt_handle(irq);
    }
    sched_leave();
}
