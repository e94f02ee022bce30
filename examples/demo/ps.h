/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The shell's view of the other domains, through the capabilities its <cspace> gives it: processor
 * time from their scheduling contexts, program counters from their TCBs.
 */
#pragma once
#include "output.h"
#include <stdint.h>

/* Slots as in the system description; a domain's TCB is PS_TCB_OFFSET slots further on. */
enum ps_domain {
    PS_SERIAL = 1,
    PS_TIMER,
    PS_CONSOLE,
    PS_HOG,
    PS_WORKER,
    PS_PRIMES,
    PS_FAST,
    PS_SLOW,
    PS_SUPERVISOR,
    PS_CHILD,
    PS_SHELL,
    PS_END,
};

#define PS_TCB_OFFSET 16u

/* Processor time charged to a domain's own scheduling context since the system started. */
uint64_t ps_time_us(enum ps_domain domain);

/* Prints the table of all domains. */
void ps_print(struct output *output);
