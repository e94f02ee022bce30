/* SPDX-License-Identifier: BSD-2-Clause */
/* The slow client of the prime server: SLOW_CALLS calls when the shell says so. */
#include "demo.h"
#include <microkit.h>

#define CHANNEL_SHELL  0
#define CHANNEL_PRIMES 1

struct client_results *results;

void init(void)
{
}

void notified(microkit_channel channel)
{
    if (channel != CHANNEL_SHELL) {
        return;
    }
    results->calls = 0;
    for (uint32_t call = 0; call < SLOW_CALLS; call++) {
        microkit_mr_set(0, SLOW_LIMIT);
        microkit_ppcall(CHANNEL_PRIMES, microkit_msginfo_new(PRIMES_COUNT, 1));
        results->answer = (uint32_t)microkit_mr_get(0);
        results->calls++;
    }
    microkit_notify(CHANNEL_SHELL);
}
