/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a domain can do with those it supervises, besides the functions for children in microkit.h.
 *
 * The system description says with <supervise> what a domain holds of another one, which it knows
 * by an id as it knows a child.  The capabilities lie at fixed places, the ones below; faults, and
 * timeouts if they were asked for, arrive in fault() with that id.  A timeout has the label
 * seL4_Fault_Timeout.
 */
#pragma once
#include <microkit.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ANNONA_BASE_SC_CAP            512 /* + id: sc="true" */
#define ANNONA_BASE_VSPACE_CAP        576 /* + id: vspace="true" */
#define ANNONA_BASE_SCHED_CONTROL_CAP 640 /* + core: sched_control="true" */
#define ANNONA_BASE_REPLY_CAP         704 /* + id: restartable="true" */

/* The label of the answer that callers of a domain get if it is restarted while it serves them. */
#define ANNONA_LABEL_RESTARTED 0xa11e5

static inline seL4_CPtr annona_tcb(microkit_child pd)
{
    return BASE_TCB_CAP + pd;
}

static inline seL4_CPtr annona_sched_context(microkit_child pd)
{
    return ANNONA_BASE_SC_CAP + pd;
}

static inline seL4_CPtr annona_vspace(microkit_child pd)
{
    return ANNONA_BASE_VSPACE_CAP + pd;
}

static inline seL4_CPtr annona_sched_control(unsigned int core)
{
    return ANNONA_BASE_SCHED_CONTROL_CAP + core;
}

/*
 * Gives a domain another budget and period, from now on.  Needs sc="true" and
 * sched_control="true"; `core` is the core the domain runs on.
 */
seL4_Error annona_set_budget(microkit_child pd, unsigned int core, seL4_Time budget_us,
                             seL4_Time period_us);

/*
 * Starts a domain anew, as it was at boot: stops it, answers whoever it was serving with
 * ANNONA_LABEL_RESTARTED, restores its data from the pristine copies, clears the rest, and lets it
 * run from its entry point.  Its library then acknowledges all its interrupts.  Memory regions
 * stay as they are.
 *
 * Needs restartable="true".  False if the description does not say so of this domain.
 */
seL4_Bool annona_restart(microkit_child pd);

#ifdef __cplusplus
}
#endif
