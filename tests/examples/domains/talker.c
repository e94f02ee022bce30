/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Computes without a pause and notices, by the counter, when it did not run for a while.  The two
 * copies differ in priority; only their domains' time slices let the lower one run.
 */
#include <microkit.h>
#include <stdint.h>

#define GAP_MS 30

static uint64_t now_ms(void)
{
    uint64_t ticks;
    uint64_t frequency;
    __asm__ volatile("isb\n\tmrs %0, cntpct_el0" : "=r"(ticks) : : "memory");
    __asm__("mrs %0, cntfrq_el0" : "=r"(frequency));
    return ticks / (frequency / 1000);
}

static void say(const char *text)
{
    microkit_dbg_puts(microkit_name);
    microkit_dbg_puts(text);
}

void init(void)
{
    say(": busy\n");
    unsigned gaps = 0;
    uint64_t before = now_ms();
    for (;;) {
        uint64_t now = now_ms();
        gaps += now - before > GAP_MS;
        before = now;
        if (gaps == 2) {
            say(": suspended and back twice\n");
            gaps++;
        }
    }
}

void notified(microkit_channel channel)
{
    (void)channel;
}
