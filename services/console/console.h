/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the console domain offers: one serial line for two clients.
 *
 * Channels of the console: CONSOLE_SERIAL to the serial driver (drivers/serial/serial.h),
 * CONSOLE_FOREGROUND and CONSOLE_BACKGROUND to the clients.  Queues (serial_queue.h) in shared
 * memory, set by the system description:
 *
 *     serial_transmit, serial_receive    to and from the serial driver
 *     foreground_output, foreground_input  from and to the foreground client
 *     background_output                  from the background client
 *
 * A client notifies after putting output into its queue.  The console notifies the foreground
 * client when a typed line, ended by a newline, is in its input queue.
 */
#pragma once

#define CONSOLE_SERIAL     0
#define CONSOLE_FOREGROUND 1
#define CONSOLE_BACKGROUND 2

/* What stands before each line of the background client. */
#ifndef CONSOLE_BACKGROUND_NAME
#define CONSOLE_BACKGROUND_NAME "background"
#endif
