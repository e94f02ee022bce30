/* SPDX-License-Identifier: BSD-2-Clause */
/* Who used the processor; see utilisation.h. */
#include "utilisation.h"
#include "arch/arch.h"
#include "kernel.h"

void utilisation_enter(void)
{
    this_cpu()->utilisation.entered = arch_cycles();
}

void utilisation_leave(struct tcb *entered_as, struct tcb *leaving_as)
{
    struct utilisation_state *u = &this_cpu()->utilisation;
    word_t now = arch_cycles();

    if (!u->running) {
        return;
    }
    entered_as->utilisation.kernel_cycles += now - u->entered;
    entered_as->utilisation.kernel_entries++;
    u->total.kernel_cycles += now - u->entered;
    u->total.kernel_entries++;
    if (entered_as != leaving_as) {
        entered_as->utilisation.cycles += now - u->switched;
        leaving_as->utilisation.schedules++;
        u->total.schedules++;
        u->switched = now;
    }
}

void utilisation_start(void)
{
    struct utilisation_state *u = &this_cpu()->utilisation;
    word_t now = arch_cycles();

    *u = (struct utilisation_state){
        .running = true, .start = now, .end = now, .switched = now, .entered = now
    };
    this_cpu()->idle.utilisation = (struct utilisation){ 0 };
    current_thread()->utilisation = (struct utilisation){ .schedules = 1 };
}

void utilisation_stop(void)
{
    struct utilisation_state *u = &this_cpu()->utilisation;

    if (u->running) {
        u->running = false;
        u->end = arch_cycles();
        current_thread()->utilisation.cycles += u->end - u->switched;
    }
}
