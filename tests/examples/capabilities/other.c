/* SPDX-License-Identifier: BSD-2-Clause */
/* The other side of the holder's capabilities: says what arrives. */
#include <microkit.h>
#include <stdint.h>

#define INBOX_FILLED 3
#define PAGE_WORDS   512

uint64_t *pool;
seL4_CPtr inbox;

void init(void)
{
}

void notified(microkit_channel channel)
{
    microkit_dbg_puts("other: bit ");
    microkit_dbg_put8((seL4_Uint8)channel);
    microkit_dbg_puts("\n");
    if (channel == INBOX_FILLED) {
        seL4_Signal(inbox + 1);
    }
}

/* Returns what the holder wrote into the second page of the pool. */
microkit_msginfo protected(microkit_channel channel, microkit_msginfo message)
{
    (void)message;
    microkit_mr_set(0, pool[PAGE_WORDS]);
    microkit_mr_set(1, channel);
    return microkit_msginfo_new(0, 2);
}
