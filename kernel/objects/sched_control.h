/* SPDX-License-Identifier: BSD-2-Clause */
/* The authority to give scheduling contexts a budget on one core. w[0]: the core. */
#pragma once
#include "object.h"

static inline word_t sched_control_core(struct cap c)
{
    return c.w[0];
}

static inline struct cap sched_control_cap(word_t core)
{
    return cap_make(CAP_SCHED_CONTROL, 0, 0, core);
}
