/* SPDX-License-Identifier: BSD-2-Clause */
/* Restarts a domain that crashes, as it was at boot; stops one that takes more time than it may. */
#include <annona/supervise.h>
#include <microkit.h>

static const char *const names[] = {"", "server", "driver", "hog"};

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
    microkit_dbg_puts("warden: ");
    microkit_dbg_puts(names[child & 3]);
    if (microkit_msginfo_get_label(message) == seL4_Fault_Timeout) {
        microkit_dbg_puts(" used up its budget, it is stopped\n");
        microkit_pd_stop(child);
        return seL4_False;
    }
    microkit_dbg_puts(" crashed, restarting it\n");
    if (!annona_restart(child)) {
        microkit_dbg_puts("warden: WRONG, it cannot be restarted\n");
    }
    return seL4_False;
}
