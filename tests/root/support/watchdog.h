/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A thread above all others that looks once a second whether a counter still moves.  When it has
 * stood still for a while, the watchdog makes another thread continue in a function of its own on a
 * stack of its own.
 */
#pragma once
#include <sel4/sel4.h>

#define WATCHDOG_FINISHED (~0ul) /* of the counter: there is nothing to watch any more */

struct watchdog {
    volatile seL4_Word *progress;
    seL4_Word seconds;
    seL4_CPtr target;
    void (*recover)(void);
    seL4_Word stack_top;
};

/* Starts the watchdog; `plan` must stay. */
void watchdog_start(const struct watchdog *plan);
