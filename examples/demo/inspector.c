/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Looks at the other domains, through the capabilities its <cspace> gives it: processor time from
 * their scheduling contexts, program counters from their TCBs.
 *
 * Who holds a TCB can do anything with its domain, not only look.  That is why the shell, which
 * acts on what somebody types, holds none, and asks this small passive server instead.  <policy> in
 * the description makes the build fail if that ever changes.
 */
#include "inspector.h"
#include <microkit.h>

/* The kernel reports the time used since it was last asked, so the totals are kept here. */
static seL4_Uint64 total_us[DOMAIN_END];

static seL4_Uint64 time_us(seL4_Word domain)
{
    seL4_SchedContext_Consumed_t used =
        seL4_SchedContext_Consumed(microkit_cspace_root_slot_to_cptr(domain));
    if (used.error == seL4_NoError) {
        total_us[domain] += used.consumed;
    }
    return total_us[domain];
}

/* Nobody can read its own registers. */
static seL4_Word program_counter(seL4_Word domain)
{
    seL4_UserContext context = { 0 };
    if (domain != DOMAIN_INSPECTOR) {
        seL4_CPtr tcb = microkit_cspace_root_slot_to_cptr(domain + INSPECTOR_TCB_OFFSET);
        (void)seL4_TCB_ReadRegisters(tcb, 0, 0, 1, &context);
    }
    return context.pc;
}

void init(void)
{
}

/* Nobody notifies it. */
void notified(microkit_channel channel)
{
    (void)channel;
}

microkit_msginfo protected(microkit_channel channel, microkit_msginfo message)
{
    (void)channel;
    seL4_Word domain = microkit_msginfo_get_label(message);
    if (domain == 0 || domain >= DOMAIN_END) {
        return microkit_msginfo_new(1, 0);
    }
    seL4_Uint64 time = time_us(domain);
    seL4_Word counter = program_counter(domain);
    microkit_mr_set(0, time);
    microkit_mr_set(1, counter);
    return microkit_msginfo_new(0, 2);
}
