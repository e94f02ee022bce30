/* SPDX-License-Identifier: BSD-2-Clause */
/* Debug registers that nothing is ever compared with: no user code runs on the host port. */
#include "hw_debug.h"

void hw_debug_changed(const struct tcb *thread)
{
    (void)thread;
}

void hw_debug_step(struct tcb *thread, word_t instructions)
{
    thread->arch.debug->single_steps = instructions;
}
