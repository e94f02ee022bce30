/* SPDX-License-Identifier: BSD-2-Clause */
/* Starts the game, and ends it after three rounds. */
#include <microkit.h>

#define PONG   3 /* this end's id of the channel */
#define ROUNDS 3

static char round = '0';

static void serve(void)
{
    round++;
    microkit_dbg_puts("ping: serve ");
    microkit_dbg_putc(round);
    microkit_dbg_puts("\n");
    microkit_notify(PONG);
}

void init(void)
{
    serve();
}

void notified(microkit_channel channel)
{
    if (channel != PONG) {
        return;
    }
    if (round == '0' + ROUNDS) {
        microkit_dbg_puts("ping: game over\n");
    } else {
        serve();
    }
}
