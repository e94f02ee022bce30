/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The generic timer: the virtual counter is the kernel's clock, and its comparator, which
 * interrupts as long as the counter is at or beyond it, the kernel's only timer.
 */
#include "timer.h"
#include "arch/arch.h"
#include "kernel.h"
#include "sysreg.h"

enum { CONTROL_ENABLE = 1 };

/* Access of user level to the counters (CNTPCT and CNTVCT), not to the comparators. */
enum { CNTKCTL_COUNTERS = 3 };

bool timer_init(void)
{
    word_t frequency = SYSREG_READ(cntfrq_el0);

    SYSREG_WRITE(cntkctl_el1, CNTKCTL_COUNTERS);
    SYSREG_WRITE(cntv_cval_el0, UINT64_MAX);
    SYSREG_WRITE(cntv_ctl_el0, CONTROL_ENABLE);
    return frequency == 0 || frequency == CONFIG_TIMER_FREQUENCY;
}

ticks_t arch_timer_now(void)
{
    return SYSREG_READ(cntvct_el0);
}

void arch_timer_arm(ticks_t deadline)
{
    SYSREG_WRITE(cntv_cval_el0, deadline);
}

void arch_timer_ack(void)
{
    SYSREG_WRITE(cntv_cval_el0, UINT64_MAX);
    isb();
}
