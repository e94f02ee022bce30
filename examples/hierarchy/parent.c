/* SPDX-License-Identifier: BSD-2-Clause */
/* Restarts its child when it crashes, but not for ever. */
#include <microkit.h>

#define CHILD_ENTRY  0x200000 /* where microkit.ld puts a program's first instruction */
#define MAX_RESTARTS 2

static unsigned restarts;

void init(void)
{
}

void notified(microkit_channel channel)
{
    (void)channel;
}

/* False: no reply, for the child does not go on where it was. */
seL4_Bool fault(microkit_child child, microkit_msginfo message, microkit_msginfo *reply)
{
    (void)message;
    (void)reply;
    microkit_dbg_puts("parent: child ");
    microkit_dbg_put8((seL4_Uint8)child);
    if (restarts == MAX_RESTARTS) {
        microkit_dbg_puts(" crashed again, giving up\n");
        microkit_pd_stop(child);
        return seL4_False;
    }
    restarts++;
    microkit_dbg_puts(" crashed, restarting it\n");
    microkit_pd_restart(child, CHILD_ENTRY);
    return seL4_False;
}
