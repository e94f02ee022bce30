/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Gets the faults of the client without holding anything of it: where a supervisor has a TCB, its
 * slot is empty.  It passes the news on to the watcher, which can act.
 */
#include <annona/supervise.h>
#include <microkit.h>

#define WATCHER 0
#define CLIENT  1

void init(void)
{
}

void notified(microkit_channel channel)
{
    (void)channel;
}

seL4_Bool fault(microkit_child child, microkit_msginfo message, microkit_msginfo *reply)
{
    (void)reply;
    seL4_Bool crashed =
        child == CLIENT && microkit_msginfo_get_label(message) == seL4_Fault_VMFault;
    seL4_Bool helpless = seL4_TCB_Suspend(annona_tcb(CLIENT)) == seL4_InvalidCapability;
    microkit_dbg_puts(crashed && helpless ? "recorder: the client crashed, and I cannot touch it\n"
                                          : "recorder: WRONG\n");
    microkit_notify(WATCHER);
    return seL4_False;
}
