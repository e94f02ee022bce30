/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A driver of the real-time clock that crashes in its first interrupt, before it acknowledges it.
 * Only a restart that gets the interrupt going again lets it reach the second one.  How often it
 * has crashed it keeps in a memory region, which a restart leaves alone.
 */
#include <microkit.h>
#include <stdint.h>

#define WATCHER 0
#define RTC_IRQ 1

/* Registers of the PL031. */
struct rtc {
    volatile uint32_t seconds;
    volatile uint32_t match;
    volatile uint32_t load;
    volatile uint32_t control;
    volatile uint32_t interrupt_mask;
    volatile uint32_t interrupt_raw;
    volatile uint32_t interrupt_status;
    volatile uint32_t interrupt_clear;
};

struct rtc *rtc;
uint32_t *notes;

static volatile unsigned life = 1;

void init(void)
{
    microkit_dbg_puts(life == 1 ? "driver: life 1\n" : "driver: WRONG, data of a former life\n");
    life++;
    rtc->interrupt_clear = 1;
    rtc->control = 1;
    rtc->match = rtc->seconds + 2;
    rtc->interrupt_mask = 1;
}

void notified(microkit_channel channel)
{
    if (channel != RTC_IRQ || rtc->interrupt_status == 0) {
        return;
    }
    rtc->interrupt_mask = 0;
    rtc->interrupt_clear = 1;
    if (*notes == 0) {
        *notes = 1;
        *(volatile int *)0xbad0000 = 1;
    }
    microkit_dbg_puts("driver: an interrupt after one crash\n");
    microkit_irq_ack(channel);
    microkit_notify(WATCHER);
}
