/* SPDX-License-Identifier: BSD-2-Clause */
/* Puts the numbers 1 to NUMBERS into the ring, as many at a time as fit. */
#include "ring.h"
#include <microkit.h>

#define CONSUMER 0

struct numbers *numbers;
const struct taken *taken;

static uint32_t next = 1;

static void produce(void)
{
    uint32_t tail = __atomic_load_n(&taken->tail, __ATOMIC_ACQUIRE);
    uint32_t head = numbers->head;
    while (next <= NUMBERS && head - tail < RING_LENGTH) {
        numbers->ring[head % RING_LENGTH] = next++;
        head++;
    }
    __atomic_store_n(&numbers->head, head, __ATOMIC_RELEASE);
    microkit_notify(CONSUMER);
}

void init(void)
{
    produce();
}

/* The consumer has made room. */
void notified(microkit_channel channel)
{
    (void)channel;
    if (next <= NUMBERS) {
        produce();
    }
}
