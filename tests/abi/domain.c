/* SPDX-License-Identifier: BSD-2-Clause */
/* A protection domain that uses every function of the library; only linked, never run. */
#include <microkit.h>
#include <stdint.h>

uintptr_t region_vaddr;
__attribute__((section(".domain_resources"), used)) uint64_t resources[8];

void init(void)
{
    microkit_dbg_puts("init\n");
    microkit_dbg_put8(1);
    microkit_dbg_put32(2);
    microkit_notify(0);
    microkit_deferred_notify(1);
}

void notified(microkit_channel ch)
{
    microkit_mr_set(0, microkit_mr_get(1));
    if (microkit_msginfo_get_label(microkit_ppcall(ch, microkit_msginfo_new(1, 1))) != 0) {
        microkit_pd_restart(1, 0x200000);
        microkit_pd_stop(1);
        microkit_pd_resume(1);
    }
    microkit_irq_ack(ch);
    microkit_deferred_irq_ack(ch);
    *(volatile uint64_t *)region_vaddr = microkit_cspace_root_slot_to_cptr(1);
    seL4_Assert(microkit_have_signal);
}
