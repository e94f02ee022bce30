/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hardware debugging of threads on AArch64: breakpoints, watchpoints, single stepping.
 *
 * Breakpoint control (DBGBCR): an address match of a whole instruction, at EL0 only.
 *
 *      31        24 23  20 19  16 15 14 13 12   9 8     5 4   3 2    1 0
 *     +------------+------+------+-----+--+------+-------+-----+------+--+
 *     |     0      | 0    | 0    | 0   | 0|  0   |  15   |  0  | PMC 2|E |
 *     +------------+------+------+-----+--+------+-------+-----+------+--+
 *
 * Watchpoint control (DBGWCR): `bytes` selects bytes of the aligned doubleword in DBGWVR; LSC is 1
 * for loads, 2 for stores, 3 for both.
 *
 *      31        24 23  20 19  16 15 14 13 12          5 4   3 2    1 0
 *     +------------+------+------+-----+--+-------------+-----+------+--+
 *     |     0      | 0    | 0    | 0   | 0|    bytes    | LSC | PAC 2|E |
 *     +------------+------+------+-----+--+-------------+-----+------+--+
 *
 * A stepping thread has SS set in its saved processor state: the processor executes one
 * instruction, clears SS, and reports. Debug registers are loaded only for threads that use them.
 */
#pragma once
#include "breakpoint.h"
#include "fault.h"
#include "flags.h"
#include "objects/tcb.h"

enum { HW_INSTRUCTION_BITS = 2, HW_WATCH_BYTES = 8 };
/* The numbers of the ABI, which has names for them only in debug configurations. */
enum { FIRST_BREAKPOINT = 0, FIRST_WATCHPOINT = DEBUG_BREAKPOINTS };

static const struct bits DEBUG_ENABLE = { 0, 1 }, DEBUG_LEVEL = { 1, 2 };
static const struct bits BREAKPOINT_BYTES = { 5, 4 };
static const struct bits WATCHPOINT_ACCESS = { 3, 2 }, WATCHPOINT_BYTES = { 5, 8 };

enum { DEBUG_LEVEL_USER = 2, BREAKPOINT_ALL_BYTES = 15 };

_Static_assert(DEBUG_BREAKPOINTS == seL4_NumExclusiveBreakpoints
                   && DEBUG_WATCHPOINTS == seL4_NumExclusiveWatchpoints,
               "breakpoints as in the ABI");

static inline uint32_t breakpoint_encode(void)
{
    return (uint32_t)(bits_put(DEBUG_ENABLE, 1) | bits_put(DEBUG_LEVEL, DEBUG_LEVEL_USER)
                      | bits_put(BREAKPOINT_BYTES, BREAKPOINT_ALL_BYTES));
}

static inline uint32_t watchpoint_encode(const struct breakpoint *b)
{
    word_t bytes = word_mask(b->size) << (b->address % HW_WATCH_BYTES);

    /* The accesses are numbered from 0 in the ABI, and from 1 in the hardware. */
    return (uint32_t)(bits_put(DEBUG_ENABLE, 1) | bits_put(DEBUG_LEVEL, DEBUG_LEVEL_USER)
                      | bits_put(WATCHPOINT_ACCESS, b->access + 1)
                      | bits_put(WATCHPOINT_BYTES, bytes));
}

/* What watchpoint i watches. */
static inline struct breakpoint watchpoint_decode(const struct arch_debug *d, unsigned i)
{
    word_t control = d->watchpoint_control[i], bytes = bits_get(control, WATCHPOINT_BYTES);

    if (!bits_get(control, DEBUG_ENABLE)) {
        return (struct breakpoint){ .type = seL4_DataBreakpoint };
    }
    unsigned first = (unsigned)__builtin_ctzll(bytes);
    return (struct breakpoint){
        .address = d->watchpoint_value[i] + first,
        .type = seL4_DataBreakpoint,
        .size = (unsigned)__builtin_ctzll(~(bytes >> first)),
        .access = (unsigned)bits_get(control, WATCHPOINT_ACCESS) - 1,
        .enabled = true,
    };
}

static inline struct breakpoint breakpoint_decode(const struct arch_debug *d, unsigned i)
{
    return (struct breakpoint){
        .address = d->breakpoint_value[i],
        .type = seL4_InstructionBreakpoint,
        .enabled = bits_get(d->breakpoint_control[i], DEBUG_ENABLE),
    };
}

/* The enabled breakpoint at this instruction, or DEBUG_BREAKPOINTS. */
unsigned breakpoint_find(const struct arch_debug *d, word_t address);
/* The enabled watchpoint that an access beginning at `address` met: one that contains it, or else
 * the nearest above it, because an access may be wider than what is watched. DEBUG_WATCHPOINTS:
 * none is enabled. */
unsigned watchpoint_find(const struct arch_debug *d, word_t address);

/* The fault to report for a debug exception of the current thread, given its syndrome; of kind 0 if
 * the thread simply goes on. */
bool hw_debug_is_exception(word_t esr);
struct fault hw_debug_fault(word_t esr);

/* The handler of a thread that was stepped says in its answer how many instructions it may go on
 * until the next report; without a word it is not stepped any more. */
void hw_debug_reply(struct tcb *faulter, const struct tcb *handler);

/* Load the debug registers of the thread that will run; and if the current one's have changed. */
void hw_debug_load(const struct tcb *thread);
void hw_debug_changed(const struct tcb *thread);

/* The contract of breakpoint.h. */
void hw_debug_set(struct tcb *thread, unsigned n, struct breakpoint b);
struct breakpoint hw_debug_get(const struct tcb *thread, unsigned n);
void hw_debug_step(struct tcb *thread, word_t instructions);
