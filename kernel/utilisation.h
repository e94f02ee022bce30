/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Benchmark kernels: who used the processor, in cycles, between BenchmarkResetLog and
 * BenchmarkFinalizeLog. Other configurations do not call these.
 */
#pragma once
#include "types.h"

struct tcb;

/* Figures of one thread, or of all together. */
struct utilisation {
    word_t cycles;         /* at user level and in the kernel on its behalf */
    word_t schedules;      /* times it was switched to */
    word_t kernel_cycles;
    word_t kernel_entries;
};

/* Part of struct cpu. */
struct utilisation_state {
    bool running;
    word_t start, end;     /* of the measured time */
    word_t switched;       /* when the current thread was switched to */
    word_t entered;        /* when the kernel was entered */
    struct utilisation total;
};

void utilisation_enter(void);
void utilisation_leave(struct tcb *entered_as, struct tcb *leaving_as);
void utilisation_start(void);
void utilisation_stop(void);
