/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A passive server: counts primes.  It has no time of its own; it runs on the time of whoever calls
 * it, at its own priority.
 */
#include "demo.h"
#include <microkit.h>
#include <stdbool.h>

static bool is_prime(uint64_t number)
{
    for (uint64_t divisor = 2; divisor * divisor <= number; divisor++) {
        if (number % divisor == 0) {
            return false;
        }
    }
    return number >= 2;
}

void init(void)
{
}

/* Nobody notifies it. */
void notified(microkit_channel channel)
{
    (void)channel;
}

microkit_msginfo protected(microkit_channel channel, microkit_msginfo message)
{
    (void)channel;
    if (microkit_msginfo_get_label(message) != PRIMES_COUNT
        || microkit_msginfo_get_count(message) < 1) {
        return microkit_msginfo_new(1, 0);
    }
    uint64_t limit = microkit_mr_get(0);
    uint64_t count = 0;
    for (uint64_t number = 2; number < limit; number++) {
        count += is_prime(number);
    }
    microkit_mr_set(0, count);
    return microkit_msginfo_new(0, 1);
}
