/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Driver domain for the Arm PL011 UART, entirely driven by interrupts.
 *
 * Transmit: at most one FIFO's worth of bytes is written at a time; the transmit interrupt asks for
 * the next.  While there is nothing to send that interrupt is masked.  Receive: the FIFO is emptied
 * into the receive queue; bytes that do not fit are dropped, as by any serial line nobody reads.
 *
 * The baud rate is left as the firmware set it.
 */
#include "pl011.h"
#include "../serial.h"
#include "../serial_queue.h"
#include <microkit.h>

struct pl011 *serial_registers;
struct serial_queue *serial_transmit;
struct serial_queue *serial_receive;

/* Moves bytes from the transmit queue to the device; tells the client when the queue is empty. */
static void transmit(void)
{
    uint8_t byte;
    uint32_t sent = 0;
    while (sent < PL011_FIFO_BYTES && !(serial_registers->flags & PL011_FLAG_TRANSMIT_FULL)
           && serial_queue_take(serial_transmit, &byte)) {
        serial_registers->data = byte;
        sent++;
    }
    uint32_t mask = PL011_INTERRUPT_RECEIVE | PL011_INTERRUPT_TIMEOUT;
    if (serial_queue_length(serial_transmit) > 0) {
        mask |= PL011_INTERRUPT_TRANSMIT;
    } else if (sent > 0) {
        microkit_notify(SERIAL_CLIENT);
    }
    serial_registers->interrupt_mask = mask;
}

/* Moves bytes from the device to the receive queue. */
static void receive(void)
{
    bool any = false;
    while (!(serial_registers->flags & PL011_FLAG_RECEIVE_EMPTY)) {
        uint8_t byte = (uint8_t)serial_registers->data;
        any = serial_queue_put(serial_receive, byte) || any;
    }
    if (any) {
        microkit_notify(SERIAL_CLIENT);
    }
}

void init(void)
{
    serial_registers->interrupt_mask = 0;
    serial_registers->interrupt_clear = PL011_INTERRUPT_ALL;
    serial_registers->fifo_level = 0;
    serial_registers->line_control = PL011_LINE_8_BITS | PL011_LINE_FIFO;
    serial_registers->control =
        PL011_CONTROL_ENABLE | PL011_CONTROL_TRANSMIT | PL011_CONTROL_RECEIVE;
    transmit();
}

void notified(microkit_channel channel)
{
    if (channel == SERIAL_IRQ) {
        serial_registers->interrupt_clear = serial_registers->interrupt_status;
        receive();
        transmit();
        microkit_irq_ack(SERIAL_IRQ);
    } else if (channel == SERIAL_CLIENT) {
        transmit();
    }
}
