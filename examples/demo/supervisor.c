/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A parent that keeps its child running: the child's faults arrive here, are reported, and the
 * child starts again at its entry point.
 */
#include "output.h"

#define CHANNEL_SHELL   0
#define CHANNEL_CHILD   1
#define CHANNEL_CONSOLE 2
#define CHILD           1
#define CHILD_ENTRY     0x200000 /* where programs are linked to start */

struct serial_queue *output_queue;

static struct output out = { .channel = CHANNEL_CONSOLE };
static uint32_t restarts;

static void restart_child(void)
{
    restarts++;
    output_text(&out, "restarting child (restart ");
    output_decimal(&out, restarts);
    output_text(&out, ")\n");
    output_flush(&out);
    microkit_pd_restart(CHILD, CHILD_ENTRY);
}

void init(void)
{
    out.queue = output_queue;
}

void notified(microkit_channel channel)
{
    if (channel == CHANNEL_SHELL) {
        restart_child();
    } else if (channel == CHANNEL_CHILD) {
        output_text(&out, "child is up\n");
        output_flush(&out);
    }
}

seL4_Bool fault(microkit_child child, microkit_msginfo message, microkit_msginfo *reply)
{
    (void)reply;
    output_text(&out, "child ");
    output_decimal(&out, child);
    if (microkit_msginfo_get_label(message) == seL4_Fault_VMFault) {
        output_text(&out, " crashed: no memory at ");
        output_hex(&out, microkit_mr_get(seL4_VMFault_Addr));
        output_text(&out, ", instruction at ");
        output_hex(&out, microkit_mr_get(seL4_VMFault_IP));
    } else {
        output_text(&out, " crashed: fault ");
        output_decimal(&out, microkit_msginfo_get_label(message));
    }
    output_text(&out, "\n");
    restart_child();
    return seL4_False;
}
