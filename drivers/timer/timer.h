/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a timer driver domain offers: the time, and alarms.
 *
 * Protected procedure calls, by label:
 *
 *     TIMER_GET     -> 0: microseconds since power-on, 1: seconds of the real-time clock
 *     TIMER_ALARM   0: seconds from now, at least 1 -> 0: status (enum timer_status)
 *
 * When an alarm is due the driver notifies the client that asked, once.  A client has one alarm; a
 * new one replaces it.  The client's channel id at the driver identifies it; clients have the ids
 * 0 to TIMER_CLIENTS-1, and TIMER_IRQ is the device's interrupt.
 */
#pragma once

#define TIMER_CLIENTS 8
#define TIMER_IRQ     8

enum timer_label {
    TIMER_GET = 1,
    TIMER_ALARM = 2,
};

enum timer_status {
    TIMER_OK = 0,
    TIMER_BAD_REQUEST = 1,
};
