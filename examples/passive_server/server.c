/* SPDX-License-Identifier: BSD-2-Clause */
/* Squares numbers, on its callers' time. */
#include "protocol.h"
#include <microkit.h>
#include <stdint.h>

void init(void)
{
    microkit_dbg_puts("server: initialised\n");
}

void notified(microkit_channel channel)
{
    (void)channel;
}

microkit_msginfo protected(microkit_channel channel, microkit_msginfo message)
{
    (void)channel;
    if (microkit_msginfo_get_label(message) != SERVER_SQUARE
        || microkit_msginfo_get_count(message) != 1) {
        return microkit_msginfo_new(SERVER_REFUSED, 0);
    }
    uint64_t number = microkit_mr_get(0);
    microkit_mr_set(0, number * number);
    return microkit_msginfo_new(SERVER_OK, 1);
}
