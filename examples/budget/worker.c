/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One job per period.  Yielding gives back what is left of the budget; the kernel lets the thread
 * go on when the budget of the next period arrives.
 */
#include <microkit.h>
#include <stdint.h>

#define JOBS      10
#define PERIOD_MS 100
#define STEPS     200000u /* a few milliseconds */

/* Milliseconds since power-on, from the generic timer's counter. */
static uint64_t now_ms(void)
{
    uint64_t ticks;
    uint64_t frequency;
    __asm__ volatile("isb\n\tmrs %0, cntpct_el0" : "=r"(ticks) : : "memory");
    __asm__("mrs %0, cntfrq_el0" : "=r"(frequency));
    return ticks / (frequency / 1000);
}

void init(void)
{
    microkit_dbg_puts("worker: started\n");
    seL4_Yield();
    uint8_t missed = 0;
    uint64_t deadline = now_ms() + PERIOD_MS;
    for (unsigned job = 0; job < JOBS; job++) {
        for (volatile uint32_t step = 0; step < STEPS; step++) {
        }
        if (now_ms() > deadline) {
            missed++;
        }
        deadline += PERIOD_MS;
        seL4_Yield();
    }
    microkit_dbg_puts("worker: 10 jobs done, ");
    microkit_dbg_put8(missed);
    microkit_dbg_puts(" deadlines missed\n");
}

void notified(microkit_channel channel)
{
    (void)channel;
}
