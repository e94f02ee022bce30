/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Capabilities and threads coming and going, by the root task through the stubs in sel4/.
 *
 * Creating a thread is: a TCB and a scheduling context retyped, budget configured, address space,
 * CSpace and IPC buffer set, priority and budget given, registers written and the thread made
 * runnable; it never runs.  Destroying it is deleting both capabilities.
 */
#include "bench.h"

#define CAPS            256ul
#define REVOCATIONS     32
#define THREADS         64
#define THREAD_PRIORITY 50
#define BUDGET_US       5000ul

static void measure_revoke(void)
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr children = slots_new(CAPS);

    for (seL4_Word round = 0; round < REVOCATIONS; round++) {
        seL4_Word before;

        for (seL4_Word i = 0; i < CAPS; i++) {
            if (seL4_CNode_Mint(ROOT, children + i, DEPTH, ROOT, endpoint, DEPTH, seL4_AllRights,
                                i + 1)
                != seL4_NoError) {
                fatal("an endpoint capability cannot be minted", i);
            }
        }
        before = counter_read();
        if (seL4_CNode_Revoke(ROOT, endpoint, DEPTH) != seL4_NoError) {
            fatal("an endpoint capability cannot be revoked", endpoint);
        }
        sample_add((instructions_between(before, counter_read()) + CAPS / 2) / CAPS);
    }
    samples_report("revoke_cap");
    workers_reset();
}

static seL4_Error create_thread(seL4_CPtr tcb, seL4_CPtr sc)
{
    seL4_UserContext context = { 0 };
    seL4_Error error = seL4_Untyped_Retype(arena(), seL4_TCBObject, 0, ROOT, 0, 0, tcb, 1);

    error |= seL4_Untyped_Retype(arena(), seL4_SchedContextObject, seL4_MinSchedContextBits, ROOT,
                                 0, 0, sc, 1);
    error |= seL4_SchedControl_Configure(sched_control(), sc, BUDGET_US, BUDGET_US, 0, 0);
    error |= seL4_TCB_Configure(tcb, ROOT, 0, VSPACE, 0, 0, 0);
    error |= seL4_TCB_SetSchedParams(tcb, SELF, 0, THREAD_PRIORITY, sc, seL4_CapNull);
    error |= seL4_TCB_WriteRegisters(tcb, true, 0, ABI_CONTEXT_WORDS, &context);
    return error;
}

static seL4_Error destroy_thread(seL4_CPtr tcb, seL4_CPtr sc)
{
    return seL4_CNode_Delete(ROOT, tcb, DEPTH) | seL4_CNode_Delete(ROOT, sc, DEPTH);
}

typedef seL4_Error thread_function(seL4_CPtr tcb, seL4_CPtr sc);

static void measure_threads(const char *name, seL4_CPtr slots, thread_function *function)
{
    for (seL4_Word i = 0; i < THREADS; i++) {
        seL4_Word before;
        seL4_Word after;
        seL4_Error error;

        worker_pause();
        before = counter_read();
        error = function(slots + 2 * i, slots + 2 * i + 1);
        after = counter_read();
        if (error != seL4_NoError) {
            print("# %s %u\n", name, i);
            fatal("a thread's life failed", (seL4_Word)error);
        }
        sample_add(instructions_between(before, after));
    }
    samples_report(name);
}

void measure_objects(void)
{
    seL4_CPtr slots;

    measure_revoke();
    slots = slots_new(2 * THREADS);
    (void)endpoint_new(); /* the first object after a reset pays for clearing memory */
    measure_threads("thread_create", slots, create_thread);
    measure_threads("thread_destroy", slots, destroy_thread);
    workers_reset();
}
