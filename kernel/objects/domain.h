/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Scheduling domains: the capability that assigns threads to them and sets the schedule. The
 * schedule itself (kernel.domain_schedule) is run by sched.c.
 */
#pragma once
#include "object.h"

static inline struct cap domain_cap(void)
{
    return cap_make(CAP_DOMAIN, 0, 0, 0);
}
