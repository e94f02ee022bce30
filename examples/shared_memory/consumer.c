/* SPDX-License-Identifier: BSD-2-Clause */
/* Adds up the numbers in the ring; checks the sum when all have come. */
#include "ring.h"
#include <microkit.h>

#define PRODUCER 0

const struct numbers *numbers;
struct taken *taken;

static uint32_t sum;

void init(void)
{
}

void notified(microkit_channel channel)
{
    (void)channel;
    uint32_t head = __atomic_load_n(&numbers->head, __ATOMIC_ACQUIRE);
    uint32_t tail = taken->tail;
    while (tail != head) {
        sum += numbers->ring[tail % RING_LENGTH];
        tail++;
    }
    __atomic_store_n(&taken->tail, tail, __ATOMIC_RELEASE);
    if (tail == NUMBERS) {
        microkit_dbg_puts(sum == NUMBERS * (NUMBERS + 1) / 2
                              ? "consumer: the sum of 100 numbers is 5050\n"
                              : "consumer: WRONG sum\n");
    }
    microkit_notify(PRODUCER);
}
