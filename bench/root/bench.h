/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The measurements.  Each prints its rows and leaves the arena empty.
 *
 * The helpers compute rows from workers' logs.  The log of a worker that first waits has its
 * waiting as stamp 0, so its n-th waking is stamp n and its n-th answer begins with stamp n + 1.
 */
#pragma once
#include "console.h"
#include "samples.h"
#include "worker.h"

void measure_ipc(void);
void measure_signals(void);
void measure_scheduling(void);
void measure_faults(void);
void measure_interrupts(void);
void measure_memory(void);
void measure_objects(void);

/* A row of the ways from `from`'s calls to `to`'s returns: stamp i + from_offset to stamp i. */
void report_ways(const char *name, const struct worker *from, seL4_Word from_offset,
                 const struct worker *to);
/* A row of a worker's own calls, from before each to after it. */
void report_own(const char *name, const struct worker *worker);

/* The registers of often used calls. */
struct trap trap_signal(seL4_CPtr notification);
struct trap trap_wait(seL4_CPtr notification);
/* Signals SLOT_DONE and waits on a notification, in one call. */
struct trap trap_ready_and_wait(seL4_CPtr notification);
/* The same, receiving from SLOT_ENDPOINT with SLOT_REPLY. */
struct trap trap_ready_and_receive(void);
/* Answers with a message of this length and receives again. */
struct trap trap_reply_and_receive(seL4_Word words);
