/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the inspector offers the shell: a look at a domain's processor time and program counter.
 *
 * Protected procedure call, with a domain as label:
 *
 *     domain   -> 0: microseconds charged to the domain's own scheduling context since the start,
 *                 1: its program counter; 0 if it cannot be read
 *
 * The domains are numbered by the slots of their scheduling contexts in the inspector's <cspace>; a
 * domain's TCB is INSPECTOR_TCB_OFFSET slots further on.
 */
#pragma once

enum domain {
    DOMAIN_SERIAL = 1,
    DOMAIN_TIMER,
    DOMAIN_CONSOLE,
    DOMAIN_HOG,
    DOMAIN_WORKER,
    DOMAIN_PRIMES,
    DOMAIN_FAST,
    DOMAIN_SLOW,
    DOMAIN_SUPERVISOR,
    DOMAIN_CHILD,
    DOMAIN_INSPECTOR,
    DOMAIN_SHELL,
    DOMAIN_END,
};

#define INSPECTOR_TCB_OFFSET 16u
