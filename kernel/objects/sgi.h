/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Software generated interrupts: the authority to raise one of them at one processor.
 *
 *      63      59 58             52 51    48 47                          0
 *     +----------+-----------------+--------+----------------------------+
 *     |   type   |        0        | number |             0              |  w[1]
 *     +----------+-----------------+--------+----------------------------+
 *     |  target processor, as the interrupt controller names it          |  w[0]
 *     +------------------------------------------------------------------+
 */
#pragma once
#include "cap.h"

enum { SGI_COUNT = 16 };

static const struct bits SGI_NUMBER = { 48, 4 };

static inline unsigned sgi_number(struct cap c)
{
    return (unsigned)bits_get(c.w[1], SGI_NUMBER);
}

static inline word_t sgi_target(struct cap c)
{
    return c.w[0];
}

static inline struct cap sgi_cap(unsigned number, word_t target)
{
    struct cap c = cap_make(CAP_SGI, 0, 0, target);
    c.w[1] |= bits_put(SGI_NUMBER, number);
    return c;
}
