/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Driver domain for the Arm PL031 real-time clock: time and alarms for several clients.
 *
 * The device has one match register with a granularity of one second.  It is always set to the
 * earliest alarm; its interrupt notifies every client whose alarm is due.  Setting a match value
 * that is already past would never fire, so the clock is read again after each change.
 */
#include "pl031.h"
#include "../arm_generic/counter.h"
#include "../timer.h"
#include <microkit.h>
#include <stdbool.h>

#define MAX_SECONDS 0x7fffffffu

struct pl031 *timer_registers;

static struct {
    bool set;
    uint32_t due; /* in seconds of the clock */
} alarms[TIMER_CLIENTS];

/* Notifies the clients whose alarms are due; seconds until the earliest of the others. */
static uint32_t notify_due(uint32_t now)
{
    uint32_t earliest = MAX_SECONDS;
    for (unsigned client = 0; client < TIMER_CLIENTS; client++) {
        if (alarms[client].set && (int32_t)(alarms[client].due - now) <= 0) {
            alarms[client].set = false;
            microkit_notify(client);
        }
        if (alarms[client].set && alarms[client].due - now < earliest) {
            earliest = alarms[client].due - now;
        }
    }
    return earliest;
}

/* Sets the device to the earliest alarm; once more if the clock moved on meanwhile. */
static void check_alarms(void)
{
    uint32_t now;
    do {
        now = timer_registers->seconds;
        uint32_t earliest = notify_due(now);
        timer_registers->interrupt_mask = earliest < MAX_SECONDS;
        if (earliest < MAX_SECONDS) {
            timer_registers->match = now + earliest;
        }
    } while (timer_registers->seconds != now);
}

void init(void)
{
    timer_registers->interrupt_mask = 0;
    timer_registers->interrupt_clear = 1;
    timer_registers->control = 1;
}

void notified(microkit_channel channel)
{
    if (channel == TIMER_IRQ) {
        timer_registers->interrupt_clear = 1;
        check_alarms();
        microkit_irq_ack(TIMER_IRQ);
    }
}

/* A client asks for an alarm. */
static microkit_msginfo set_alarm(microkit_channel client)
{
    uint64_t seconds = microkit_mr_get(0);
    bool good = client < TIMER_CLIENTS && seconds >= 1 && seconds < MAX_SECONDS;
    if (good) {
        alarms[client].set = true;
        alarms[client].due = timer_registers->seconds + (uint32_t)seconds;
        check_alarms();
    }
    microkit_mr_set(0, good ? TIMER_OK : TIMER_BAD_REQUEST);
    return microkit_msginfo_new(0, 1);
}

microkit_msginfo protected(microkit_channel client, microkit_msginfo message)
{
    switch (microkit_msginfo_get_label(message)) {
    case TIMER_GET:
        microkit_mr_set(0, counter_us());
        microkit_mr_set(1, timer_registers->seconds);
        return microkit_msginfo_new(0, 2);
    case TIMER_ALARM:
        return set_alarm(client);
    default:
        microkit_mr_set(0, TIMER_BAD_REQUEST);
        return microkit_msginfo_new(0, 1);
    }
}
