/* SPDX-License-Identifier: BSD-2-Clause */
/* A second supervisor: looks at the driver after each interrupt.  The driver notices nothing. */
#include <annona/supervise.h>
#include <microkit.h>

#define DRIVER 0

void init(void)
{
}

void notified(microkit_channel channel)
{
    seL4_UserContext context = { 0 };
    (void)channel;
    int error = seL4_TCB_ReadRegisters(annona_tcb(DRIVER), 0, 0,
                                       sizeof context / sizeof(seL4_Word), &context);
    seL4_SchedContext_Consumed_t time = seL4_SchedContext_Consumed(annona_sched_context(DRIVER));
    microkit_dbg_puts(error == seL4_NoError && context.pc >= 0x200000 && time.consumed > 0
                          ? "watcher: the driver has run and is in its program\n"
                          : "watcher: WRONG, cannot see the driver\n");
}
