/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Counter reads next to what is measured.
 *
 * Each function reads the counter in the instruction before the measured one and again in the first
 * instruction after it, and stores both reads in a stamp when it is through.  If the measured
 * instruction makes another thread run, that thread's own stamp says when it began; the difference
 * of two threads' stamps is the way from one to the other.
 *
 * The counter is a register chosen when this is compiled: BENCH_COUNTER, of which one step is
 * BENCH_COUNTER_STEP instructions.
 */
#pragma once
#include <sel4/sel4.h>

/* Registers x0 ... x8 of a system call; x0 ... x5 are what came back afterwards. */
struct trap {
    seL4_Word x[9];
};

/* How far apart two reads are with nothing between them, in instructions. */
#define STAMP_OVERHEAD 1

struct stamp {
    seL4_Word before;
    seL4_Word after;
};

seL4_Word counter_read(void);

/* One system call. */
void timed_trap(struct trap *trap, struct stamp *stamp);
/* A system call, then at once seL4_Wait on another capability; both inside one stamp. */
void timed_trap_and_wait(struct trap *trap, struct stamp *stamp, seL4_CPtr wait);
/* An undefined instruction; the handler must continue 4 bytes further on. */
void timed_fault(struct stamp *stamp);
/* A store to a device's register. */
void timed_store(struct stamp *stamp, volatile seL4_Uint32 *address, seL4_Uint32 value);
/* Nothing: two reads in succession. */
void timed_nothing(struct stamp *stamp);
/* TIMED_LOOP_INSTRUCTIONS instructions, no more and no less. */
#define TIMED_LOOP_INSTRUCTIONS 20001
void timed_loop(struct stamp *stamp);

/* Executes `count` instructions more than with 0; count is 0 ... 15. */
void delay(seL4_Word count);
