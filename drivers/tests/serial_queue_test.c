/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests of the serial queue: order, full and empty, indices that wrap, indices that lie. */
#include "drivers/serial/serial_queue.h"
#include "init/tests/tap.h"
#include <stdlib.h>

static struct serial_queue *queue;

static void reset(uint32_t index)
{
    queue->head = index;
    queue->tail = index;
}

/* Puts and takes runs of different lengths; true if every byte comes out, in order. */
static bool bytes_pass(void)
{
    uint8_t next_in = 0;
    uint8_t next_out = 0;
    for (uint32_t turn = 0; turn < 500; turn++) {
        for (uint32_t i = 0; i < turn * 37 % 900; i++) {
            next_in = (uint8_t)(next_in + serial_queue_put(queue, next_in));
        }
        uint8_t byte;
        for (uint32_t i = 0; i < turn * 53 % 900 && serial_queue_take(queue, &byte); i++) {
            if (byte != next_out++) {
                return false;
            }
        }
    }
    return true;
}

static void test_full_and_empty(void)
{
    uint8_t byte = 0;
    reset(0);
    tap_ok(!serial_queue_take(queue, &byte), "serial_queue.empty");
    uint32_t count = 0;
    while (serial_queue_put(queue, (uint8_t)count)) {
        count++;
    }
    tap_ok(count == SERIAL_QUEUE_BYTES && serial_queue_length(queue) == count, "serial_queue.full");
    tap_ok(serial_queue_take(queue, &byte) && byte == 0 && serial_queue_put(queue, 1),
           "serial_queue.one out, one in");
}

static void test_order(void)
{
    reset(0);
    tap_ok(bytes_pass(), "serial_queue.order");
    reset(UINT32_MAX - 100);
    tap_ok(bytes_pass(), "serial_queue.indices wrap");
}

/* The peer may write anything into its index; nothing outside the data is touched. */
static void test_hostile(void)
{
    bool bounded = true;
    for (uint32_t i = 0; i < 10000; i++) {
        uint8_t byte;
        queue->head = i * 0x9e3779b9;
        bounded = bounded && serial_queue_length(queue) <= SERIAL_QUEUE_BYTES;
        (void)serial_queue_take(queue, &byte);
        queue->tail = i * 0x85ebca6b;
        (void)serial_queue_put(queue, 0);
    }
    tap_ok(bounded, "serial_queue.hostile indices do no harm");
}

int main(void)
{
    queue = calloc(1, sizeof *queue);
    if (queue == NULL) {
        return 1;
    }
    test_full_and_empty();
    test_order();
    test_hostile();
    free(queue);
    return tap_end();
}
