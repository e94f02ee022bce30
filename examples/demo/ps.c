/* SPDX-License-Identifier: BSD-2-Clause */
/* The shell's view of the other domains; see ps.h. */
#include "ps.h"

static const struct {
    const char *name;
    const char *priority;
    const char *time; /* budget and period */
    const char *about;
} domains[DOMAIN_END] = {
    [DOMAIN_SERIAL] = { "serial", "220", "1/1 ms", "PL011 driver" },
    [DOMAIN_TIMER] = { "timer", "210", "1/1 ms", "PL031 driver" },
    [DOMAIN_CONSOLE] = { "console", "200", "1/1 ms", "shares the serial line" },
    [DOMAIN_HOG] = { "hog", "180", "20/100 ms", "overruns its budget" },
    [DOMAIN_WORKER] = { "worker", "170", "30/100 ms", "keeps its deadlines" },
    [DOMAIN_PRIMES] = { "primes", "150", "callers'", "passive server" },
    [DOMAIN_FAST] = { "fast", "120", "1/1 ms", "client of primes" },
    [DOMAIN_SLOW] = { "slow", "110", "1/1 ms", "client of primes" },
    [DOMAIN_SUPERVISOR] = { "supervisor", "100", "1/1 ms", "parent of child" },
    [DOMAIN_CHILD] = { "child", "90", "1/1 ms", "crashes on request" },
    [DOMAIN_INSPECTOR] = { "inspector", "60", "callers'", "sees all this" },
    [DOMAIN_SHELL] = { "shell", "50", "1/1 ms", "you are here" },
};

uint64_t ps_time_us(enum domain domain)
{
    microkit_ppcall(CHANNEL_INSPECTOR, microkit_msginfo_new(domain, 0));
    return microkit_mr_get(0);
}

void ps_print(struct output *output)
{
    output_text(output, "DOMAIN      PRIO  BUDGET     USED us    PC        WHAT\n");
    for (enum domain domain = DOMAIN_SERIAL; domain < DOMAIN_END; domain++) {
        uint64_t used = ps_time_us(domain);
        uint64_t counter = microkit_mr_get(1);
        output_text_column(output, domains[domain].name, 12);
        output_text_column(output, domains[domain].priority, 6);
        output_text_column(output, domains[domain].time, 9);
        output_decimal_column(output, used, 9);
        output_text(output, "    ");
        output_hex(output, counter);
        output_text(output, "  ");
        output_text(output, domains[domain].about);
        output_text(output, "\n");
    }
}
