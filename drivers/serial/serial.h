/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What every serial driver domain offers, whatever the device.
 *
 * A driver has one client and two queues (serial_queue.h) in shared memory: the client produces
 * into `transmit`, the driver produces into `receive`.  Both are told apart from the device by
 * nothing but these symbols, which the system description sets:
 *
 *     serial_registers   address of the device's registers
 *     serial_transmit    address of the queue towards the device
 *     serial_receive     address of the queue from the device
 *
 * Channel SERIAL_CLIENT: the client notifies after putting bytes into `transmit`; the driver
 * notifies after putting bytes into `receive`, and when `transmit` has become empty.
 * Channel SERIAL_IRQ is the device's interrupt.
 */
#pragma once

#define SERIAL_CLIENT 0
#define SERIAL_IRQ    1
