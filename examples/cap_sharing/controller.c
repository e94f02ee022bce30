/* SPDX-License-Identifier: BSD-2-Clause */
/* Suspends and resumes another domain through a capability to its TCB. */
#include <microkit.h>
#include <stdint.h>

#define COUNTER_TCB 1
#define COUNTER_SC  2
#define PAUSE       1000000u

const volatile uint64_t *count;

void init(void)
{
}

static void check(int good, const char *text)
{
    microkit_dbg_puts(good ? "controller: " : "controller: WRONG, not true: ");
    microkit_dbg_puts(text);
    microkit_dbg_puts("\n");
}

void notified(microkit_channel channel)
{
    (void)channel;
    seL4_CPtr tcb = microkit_cspace_root_slot_to_cptr(COUNTER_TCB);
    seL4_CPtr sc = microkit_cspace_root_slot_to_cptr(COUNTER_SC);
    check(seL4_TCB_Suspend(tcb) == seL4_NoError, "suspended the counter");
    uint64_t before = *count;
    for (volatile uint32_t step = 0; step < PAUSE; step++) {
    }
    check(*count == before, "it does not count while suspended");
    seL4_SchedContext_Consumed_t used = seL4_SchedContext_Consumed(sc);
    check(used.error == seL4_NoError && used.consumed > 0, "it used processor time");
    check(seL4_TCB_Resume(tcb) == seL4_NoError, "resumed the counter");
}
