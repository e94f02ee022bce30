/* SPDX-License-Identifier: BSD-2-Clause */
/* Passes a token on around the ring; the first station starts it and counts. */
#include <microkit.h>
#include <stdint.h>

#define LEFT  0
#define RIGHT 1

uint64_t is_first; /* holds the physical address of region `token` in the first station, else 0 */
uint32_t *token;

void init(void)
{
    if (is_first) {
        microkit_dbg_puts("station_0: sends the token\n");
        *token = 1;
        microkit_notify(RIGHT);
    }
}

void notified(microkit_channel channel)
{
    if (channel != LEFT) {
        return;
    }
    if (!is_first) {
        *token = *token + 1;
        microkit_notify(RIGHT);
        return;
    }
    microkit_dbg_puts(*token == 62 ? "station_0: the token is back after 62 steps\n"
                                   : "station_0: WRONG number of steps\n");
}
