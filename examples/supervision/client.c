/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls the server.  A server that is restarted meanwhile does not leave its caller waiting.  Then it
 * crashes.
 */
#include <annona/supervise.h>
#include <microkit.h>

#define SERVER 0
#define CALLS  7

void init(void)
{
    for (unsigned call = 0; call < CALLS; call++) {
        microkit_msginfo answer = microkit_ppcall(SERVER, microkit_msginfo_new(0, 0));
        if (microkit_msginfo_get_label(answer) == ANNONA_LABEL_RESTARTED) {
            microkit_dbg_puts("client: the server was restarted\n");
            continue;
        }
        microkit_dbg_puts("client: the server counts ");
        microkit_dbg_put32((seL4_Uint32)microkit_mr_get(0));
        microkit_dbg_puts(" and ");
        microkit_dbg_put32((seL4_Uint32)microkit_mr_get(1));
        microkit_dbg_puts("\n");
    }
    *(volatile int *)0xbad0000 = 1;
}

void notified(microkit_channel channel)
{
    (void)channel;
}
