/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A second supervisor: looks at the driver after each interrupt, which the driver does not notice,
 * and restarts it once, though nothing is wrong with it; and stops the client when the recorder says
 * so.
 */
#include <annona/supervise.h>
#include <microkit.h>

#define DRIVER   0
#define CLIENT   1
#define RECORDER 2

void init(void)
{
}

static void look_at_driver(void)
{
    seL4_UserContext context = { 0 };
    int error = seL4_TCB_ReadRegisters(annona_tcb(DRIVER), 0, 0,
                                       sizeof context / sizeof(seL4_Word), &context);
    seL4_SchedContext_Consumed_t time = seL4_SchedContext_Consumed(annona_sched_context(DRIVER));
    microkit_dbg_puts(error == seL4_NoError && context.pc >= 0x200000 && time.consumed > 0
                          ? "watcher: the driver has run and is in its program\n"
                          : "watcher: WRONG, cannot see the driver\n");
}

static void restart_driver(void)
{
    static seL4_Bool done;
    if (!done) {
        done = seL4_True;
        microkit_dbg_puts(annona_restart(DRIVER) ? "watcher: another supervisor can restart it too\n"
                                                 : "watcher: WRONG, cannot restart the driver\n");
    }
}

void notified(microkit_channel channel)
{
    if (channel != RECORDER) {
        look_at_driver();
        restart_driver();
        return;
    }
    microkit_dbg_puts(seL4_TCB_Suspend(annona_tcb(CLIENT)) == seL4_NoError
                          ? "watcher: the client is stopped\n"
                          : "watcher: WRONG, cannot stop the client\n");
}
