/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the demo's domains have in common: the pages of results that the working domains write, each
 * its own, and the shell reads; and how much work each of them is asked to do.
 */
#pragma once
#include <stdint.h>

#define FAST_CALLS 6u /* calls of `fast`, each for the primes below FAST_LIMIT */
#define FAST_LIMIT 6000u
#define SLOW_CALLS 2u
#define SLOW_LIMIT 20000u

#define WORKER_JOBS      20u
#define WORKER_PERIOD_US 100000u /* as in the system description */
#define HOG_RUN_US       2000000u

enum primes_label {
    PRIMES_COUNT = 1, /* 0: limit -> 0: how many primes are below it */
};

struct client_results {
    uint32_t calls;
    uint32_t answer; /* of the last call */
};

struct worker_results {
    uint32_t jobs;
    uint32_t missed;
    uint32_t longest_us; /* from the release of a job to its end */
};
