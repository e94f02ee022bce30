/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The queue between a serial driver and its client: bytes in shared memory, one producer, one
 * consumer, no locks.
 *
 *     head: bytes ever put in, written by the producer only
 *     tail: bytes ever taken out, written by the consumer only
 *     data: byte n lies at n modulo SERIAL_QUEUE_BYTES
 *
 * Either side may be wrong or hostile, so neither index is trusted: the number of bytes in the
 * queue is clamped, and the data index is masked.  A bad peer can garble bytes, nothing else.
 *
 * The queue itself does not wake anybody.  After a run of serial_queue_put the producer notifies
 * the consumer; after a run of serial_queue_take that made a full queue not full, the consumer
 * notifies the producer, if the producer wants to know.
 *
 * Zeroed memory is an empty queue: there is nothing to initialise, and no order of starting up.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define SERIAL_QUEUE_BYTES  4096u
#define SERIAL_QUEUE_REGION 0x2000u /* size of the memory region that holds a queue */

struct serial_queue {
    uint32_t head;
    uint32_t tail;
    uint8_t data[SERIAL_QUEUE_BYTES];
};
_Static_assert(sizeof(struct serial_queue) <= SERIAL_QUEUE_REGION, "queue fits its region");

/* Bytes in the queue.  Producer or consumer; the other side may change it at any moment. */
static inline uint32_t serial_queue_length(const struct serial_queue *queue)
{
    uint32_t head = __atomic_load_n(&queue->head, __ATOMIC_ACQUIRE);
    uint32_t tail = __atomic_load_n(&queue->tail, __ATOMIC_ACQUIRE);
    uint32_t length = head - tail;
    return length > SERIAL_QUEUE_BYTES ? SERIAL_QUEUE_BYTES : length;
}

/* Puts in one byte; false if the queue is full.  Producer only; pairs with serial_queue_take. */
static inline bool serial_queue_put(struct serial_queue *queue, uint8_t byte)
{
    if (serial_queue_length(queue) == SERIAL_QUEUE_BYTES) {
        return false;
    }
    uint32_t head = __atomic_load_n(&queue->head, __ATOMIC_RELAXED);
    queue->data[head % SERIAL_QUEUE_BYTES] = byte;
    __atomic_store_n(&queue->head, head + 1, __ATOMIC_RELEASE);
    return true;
}

/* Takes out one byte; false if the queue is empty.  Consumer only; pairs with serial_queue_put. */
static inline bool serial_queue_take(struct serial_queue *queue, uint8_t *byte)
{
    if (serial_queue_length(queue) == 0) {
        return false;
    }
    uint32_t tail = __atomic_load_n(&queue->tail, __ATOMIC_RELAXED);
    *byte = queue->data[tail % SERIAL_QUEUE_BYTES];
    __atomic_store_n(&queue->tail, tail + 1, __ATOMIC_RELEASE);
    return true;
}
