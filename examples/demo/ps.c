/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The shell's view of the other domains; see ps.h.
 *
 * The kernel reports the time used since it was last asked, so the totals are kept here, and nobody
 * else may ask.
 */
#include "ps.h"

static const struct {
    const char *name;
    const char *priority;
    const char *time; /* budget and period */
    const char *about;
} domains[PS_END] = {
    [PS_SERIAL] = { "serial", "220", "1/1 ms", "PL011 driver" },
    [PS_TIMER] = { "timer", "210", "1/1 ms", "PL031 driver" },
    [PS_CONSOLE] = { "console", "200", "1/1 ms", "shares the serial line" },
    [PS_HOG] = { "hog", "180", "20/100 ms", "overruns its budget" },
    [PS_WORKER] = { "worker", "170", "30/100 ms", "keeps its deadlines" },
    [PS_PRIMES] = { "primes", "150", "callers'", "passive server" },
    [PS_FAST] = { "fast", "120", "1/1 ms", "client of primes" },
    [PS_SLOW] = { "slow", "110", "1/1 ms", "client of primes" },
    [PS_SUPERVISOR] = { "supervisor", "100", "1/1 ms", "parent of child" },
    [PS_CHILD] = { "child", "90", "1/1 ms", "crashes on request" },
    [PS_SHELL] = { "shell", "50", "1/1 ms", "you are here" },
};

static uint64_t total_us[PS_END];

uint64_t ps_time_us(enum ps_domain domain)
{
    seL4_SchedContext_Consumed_t used =
        seL4_SchedContext_Consumed(microkit_cspace_root_slot_to_cptr(domain));
    if (used.error == seL4_NoError) {
        total_us[domain] += used.consumed;
    }
    return total_us[domain];
}

/* A domain's program counter; 0 for the shell itself, which cannot read its own registers. */
static uint64_t program_counter(enum ps_domain domain)
{
    seL4_UserContext context = { 0 };
    if (domain != PS_SHELL) {
        (void)seL4_TCB_ReadRegisters(microkit_cspace_root_slot_to_cptr(domain + PS_TCB_OFFSET), 0,
                                     0, 1, &context);
    }
    return context.pc;
}

void ps_print(struct output *output)
{
    output_text(output, "DOMAIN      PRIO  BUDGET     USED us    PC        WHAT\n");
    for (enum ps_domain domain = PS_SERIAL; domain < PS_END; domain++) {
        output_text_column(output, domains[domain].name, 12);
        output_text_column(output, domains[domain].priority, 6);
        output_text_column(output, domains[domain].time, 9);
        output_decimal_column(output, ps_time_us(domain), 9);
        output_text(output, "    ");
        output_hex(output, program_counter(domain));
        output_text(output, "  ");
        output_text(output, domains[domain].about);
        output_text(output, "\n");
    }
}
