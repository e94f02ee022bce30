/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Secure monitor calls.
 *
 *      63      59 58                                                     0
 *     +----------+--------------------------------------------------------+
 *     |   type   |                          0                             |  w[1]
 *     +----------+--------------------------------------------------------+
 *     |  badge: 0, or the only function identifier that may be called     |  w[0]
 *     +-------------------------------------------------------------------+
 */
#pragma once
#include "object.h"

static inline word_t smc_badge(struct cap c)
{
    return c.w[0];
}

static inline struct cap smc_cap(word_t badge)
{
    return cap_make(CAP_SMC, 0, 0, badge);
}
