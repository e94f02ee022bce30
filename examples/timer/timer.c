/* SPDX-License-Identifier: BSD-2-Clause */
/* Sets the real-time clock's alarm to the next second, three times. */
#include <microkit.h>
#include <stdint.h>

#define RTC_IRQ 1
#define TICKS   3

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

static uint8_t ticks;

/* Two seconds ahead, so that the match is in the future even if the clock moves on meanwhile. */
static void set_alarm(void)
{
    rtc->match = rtc->seconds + 2;
    rtc->interrupt_mask = 1;
}

void init(void)
{
    rtc->interrupt_mask = 0;
    rtc->interrupt_clear = 1;
    rtc->control = 1;
    microkit_dbg_puts("timer: waiting for the clock\n");
    set_alarm();
}

void notified(microkit_channel channel)
{
    if (channel != RTC_IRQ) {
        microkit_dbg_puts("timer: WRONG channel\n");
        return;
    }
    rtc->interrupt_clear = 1;
    rtc->interrupt_mask = 0;
    ticks++;
    microkit_dbg_puts("timer: tick ");
    microkit_dbg_put8(ticks);
    microkit_dbg_puts("\n");
    if (ticks < TICKS) {
        set_alarm();
    }
    microkit_irq_ack(channel);
}
