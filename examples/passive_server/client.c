/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls the server: two good requests and a bad one. */
#include "protocol.h"
#include <microkit.h>
#include <stdint.h>

#define SERVER 1

static void print_square(uint8_t number)
{
    microkit_mr_set(0, number);
    microkit_ppcall(SERVER, microkit_msginfo_new(SERVER_SQUARE, 1));
    microkit_dbg_puts("client: ");
    microkit_dbg_put8(number);
    microkit_dbg_puts(" squared is ");
    microkit_dbg_put8((uint8_t)microkit_mr_get(0));
    microkit_dbg_puts("\n");
}

void init(void)
{
    print_square(7);
    print_square(9);
    microkit_msginfo answer = microkit_ppcall(SERVER, microkit_msginfo_new(99, 0));
    if (microkit_msginfo_get_label(answer) == SERVER_REFUSED) {
        microkit_dbg_puts("client: the server refused an unknown request\n");
    }
}

void notified(microkit_channel channel)
{
    (void)channel;
}
