/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An interrupt that takes the processor from a running thread.
 *
 * The running thread raises it itself: the real-time clock compares its match register with the
 * current second when it is written, so writing the current second raises the interrupt with that
 * store.  It is pending before the next instruction.  The thread runs in the root task's address
 * space, where the clock is mapped; the handler has a space of its own.
 */
#include "bench.h"

#define RTC_IRQ 34ul

/* Registers of the PL031, as words. */
enum { RTC_DATA = 0, RTC_MATCH = 1, RTC_MASK = 4, RTC_RAW_STATUS = 5, RTC_CLEAR = 7 };

/* The store is not the kernel's. */
#define STORE_INSTRUCTIONS 1

static volatile seL4_Uint32 *rtc(void)
{
    return (volatile seL4_Uint32 *)RTC_ADDRESS;
}

/* Raises the interrupt in a stamp; the second may change before the store, then once more. */
static void raise_interrupt(struct worker *self)
{
    struct stamp *stamp = worker_next_stamp(self);

    rtc()[RTC_MATCH] = rtc()[RTC_DATA] + 1000;
    worker_pause();
    do {
        timed_store(stamp, &rtc()[RTC_MATCH], rtc()[RTC_DATA]);
    } while ((rtc()[RTC_RAW_STATUS] & 1) == 0);
}

static void do_interrupt(struct worker *self)
{
    struct trap acknowledge = { { SLOT_IRQ, seL4_MessageInfo_new(IRQAckIRQ, 0, 0, 0).words[0], 0, 0,
                                  0, 0, 0, (seL4_Word)seL4_SysCall, 0 } };
    struct trap sleep = trap_wait(SLOT_WAIT);

    rtc()[RTC_MASK] = 1;
    for (seL4_Word i = 0; i < ROUNDS / 2; i++) {
        struct trap trap = sleep;
        struct stamp ignored;

        raise_interrupt(self);
        timed_trap(&trap, &ignored);
        rtc()[RTC_CLEAR] = 1;
        worker_trap(self, &acknowledge);
    }
    rtc()[RTC_MASK] = 0;
}

static void do_handle(struct worker *self)
{
    struct trap trap = trap_ready_and_wait(SLOT_WAIT);

    worker_trap(self, &trap);
    trap.x[6] = SLOT_TELL;
    for (;;) {
        worker_trap(self, &trap);
    }
}

/* The raiser's even stamps are interrupts, its odd ones acknowledgements. */
static void report_interrupts(const char *name, const struct worker *raiser,
                              const struct worker *handler)
{
    for (seL4_Word i = WARM_UP; i < ROUNDS / 2; i++) {
        seL4_Word after = handler == seL4_Null ? raiser->log[2 * i].after : handler->log[i].after;

        sample_add(instructions_between(raiser->log[2 * i].before, after) - STORE_INSTRUCTIONS);
    }
    samples_report(name);
}

static void report_acknowledgements(const struct worker *raiser)
{
    for (seL4_Word i = WARM_UP; i < ROUNDS / 2; i++) {
        const struct stamp *stamp = &raiser->log[2 * i + 1];

        sample_add(instructions_between(stamp->before, stamp->after));
    }
    samples_report("interrupt_ack");
}

static void measure_handler(bool is_higher)
{
    seL4_CPtr irq = slot_new();
    seL4_CPtr interrupt = notification_new();
    seL4_CPtr back = notification_new();
    struct worker_plan plan = { .function = do_interrupt,
                                .vspace = VSPACE,
                                .priority = WORKER_PRIORITY };
    struct worker *raiser = worker_new(&plan);
    struct worker *handler;

    plan =
        (struct worker_plan){ .function = do_handle,
                              .vspace = space_new(),
                              .priority = is_higher ? WORKER_PRIORITY + 1 : WORKER_PRIORITY - 1 };
    handler = worker_new(&plan);
    if (seL4_IRQControl_Get(seL4_CapIRQControl, RTC_IRQ, ROOT, irq, DEPTH) != seL4_NoError
        || seL4_IRQHandler_SetNotification(irq, interrupt) != seL4_NoError) {
        fatal("no interrupt handler", irq);
    }
    worker_give(raiser, SLOT_IRQ, irq);
    worker_give(raiser, SLOT_WAIT, back);
    worker_give(handler, SLOT_WAIT, interrupt);
    worker_give(handler, SLOT_TELL, back);
    worker_run(handler);
    worker_run(raiser);
    if (is_higher) {
        report_interrupts("interrupt_handler", raiser, handler);
        report_acknowledgements(raiser);
    } else {
        report_interrupts("interrupt_return", raiser, seL4_Null);
    }
    slot_delete(irq);
    workers_reset();
}

void measure_interrupts(void)
{
    measure_handler(true);
    measure_handler(false);
}
