/* SPDX-License-Identifier: BSD-2-Clause */
/* Gets the holder's faults. */
#include <microkit.h>

void init(void)
{
}

void notified(microkit_channel channel)
{
    (void)channel;
}

seL4_Bool fault(microkit_child child, microkit_msginfo message, microkit_msginfo *reply)
{
    microkit_dbg_puts(child == 9 && microkit_msginfo_get_label(message) == 77
                          ? "keeper: a fault that was sent by hand\n"
                          : "keeper: WRONG, a fault\n");
    *reply = microkit_msginfo_new(0, 0);
    return seL4_True;
}
