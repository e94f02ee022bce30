/* SPDX-License-Identifier: BSD-2-Clause */
/* Breakpoints and watchpoints as the debug registers hold them; see hw_debug.h. The host port has
 * this too, without processor behind it. */
#include "hw_debug.h"

static void set_breakpoint(struct arch_debug *d, unsigned i, const struct breakpoint *b)
{
    d->breakpoint_value[i] = b->enabled ? b->address : 0;
    d->breakpoint_control[i] = b->enabled ? breakpoint_encode() : 0;
}

static void set_watchpoint(struct arch_debug *d, unsigned i, const struct breakpoint *b)
{
    d->watchpoint_value[i] = b->enabled ? b->address & ~(word_t)(HW_WATCH_BYTES - 1) : 0;
    d->watchpoint_control[i] = b->enabled ? watchpoint_encode(b) : 0;
}

void hw_debug_set(struct tcb *thread, unsigned n, struct breakpoint b)
{
    if (n < FIRST_WATCHPOINT) {
        set_breakpoint(thread->arch.debug, n, &b);
    } else {
        set_watchpoint(thread->arch.debug, n - FIRST_WATCHPOINT, &b);
    }
    hw_debug_changed(thread);
}

struct breakpoint hw_debug_get(const struct tcb *thread, unsigned n)
{
    return n < FIRST_WATCHPOINT
               ? breakpoint_decode(thread->arch.debug, n)
               : watchpoint_decode(thread->arch.debug, n - FIRST_WATCHPOINT);
}

unsigned breakpoint_find(const struct arch_debug *d, word_t address)
{
    unsigned i = 0;

    while (i < DEBUG_BREAKPOINTS
           && !(bits_get(d->breakpoint_control[i], DEBUG_ENABLE)
                && d->breakpoint_value[i] == address)) {
        i++;
    }
    return i;
}

/* How far a watched range lies above an address: 0 if it contains it. */
static word_t distance(const struct breakpoint *watch, word_t address)
{
    return address - watch->address < watch->size ? 0 : watch->address - address;
}

unsigned watchpoint_find(const struct arch_debug *d, word_t address)
{
    unsigned nearest = DEBUG_WATCHPOINTS;
    word_t least = ~(word_t)0;

    for (unsigned i = 0; i < DEBUG_WATCHPOINTS; i++) {
        struct breakpoint watch = watchpoint_decode(d, i);

        if (watch.enabled && distance(&watch, address) < least) {
            nearest = i;
            least = distance(&watch, address);
        }
    }
    return nearest;
}
