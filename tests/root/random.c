/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random system calls: threads that share a CSpace full of objects make calls with arbitrary
 * registers and message words, at each other and at the kernel; the main thread, of higher
 * priority, starts them anew with fresh objects every so often.  A thread that does not move any
 * more, because it waits or has faulted, is sooner or later put back to its loop with what it needs
 * to run.
 *
 * The threads have an address space of their own, in which all but their own memory and what they
 * share is read-only, because they may end up anywhere in the program with any registers.  What
 * their calls may reach is made in the arena, apart from copies of initial capabilities that cannot
 * harm the main thread: not its TCB, address space, CSpace or domain.  Calls that stop the machine
 * or print are left out.  The run is good if it comes to its end: the kernel has not stopped, all
 * memory could be taken back each time, and the main thread's own objects still work.
 */
#include "console.h"
#include "invoke.h"
#include "objects.h"
#include "thread.h"
#include <crt.h>
#include <string.h>

#define ARENA_BITS   18
#ifndef RANDOM_SEED
#define RANDOM_SEED 1ul
#endif
#ifndef RANDOM_ROUNDS
#define RANDOM_ROUNDS 100ul
#endif
#define ROUND_LOOKS  150 /* of the main thread, after which everything is made anew */
#define TICK_BUDGET  2000ul
#define TICK_PERIOD  4000ul
#define SLOT_BITS    6
#define SLOTS        (1ul << SLOT_BITS)
#define FUZZ_PRIORITY 50
#define FUZZERS       3
#define PATIENCE      4 /* of so many stalled threads one is put back at each look */

/* The system calls that may not be made: printing, halting, naming and dumping. */
#define FIRST_LEFT_OUT (-20l)
#define LAST_LEFT_OUT  (-12l)

/* What the threads share and may destroy. */
static union {
    struct {
        seL4_Word state;
        volatile seL4_Word steps;
        volatile seL4_Word successes; /* calls answered without an error */
        volatile seL4_Word steps_of[FUZZERS];
        struct {
            seL4_Word first, last; /* labels of the methods of what was in the slot at first */
        } methods[SLOTS];
    };
    char page[PAGE_BYTES];
} shared __attribute__((aligned(4096))) = { .state = RANDOM_SEED * 0x9e3779b97f4a7c15ul };

/* What belongs to the main thread. */
static struct {
    struct thread *thread[FUZZERS];
    seL4_Word seen[FUZZERS]; /* each thread's steps at the last look */
    seL4_CPtr vspace;
    seL4_CPtr fault_ep; /* where faults wait for nobody */
    seL4_CPtr cnode;
    seL4_Word filled; /* slots of the CNode in use */
    seL4_Word rounds;
    seL4_Word revivals;
    seL4_Word leaks;
} fuzz;

/* What makes the threads' CNode resolve all 64 bits of a capability pointer. */
static seL4_Word cspace_data(void)
{
    return seL4_CNode_CapData_new(0, 64 - SLOT_BITS).words[0];
}

static seL4_Word random_word(void)
{
    shared.state ^= shared.state << 13;
    shared.state ^= shared.state >> 7;
    shared.state ^= shared.state << 17;
    return shared.state;
}

static seL4_Word random_below(seL4_Word limit)
{
    return (random_word() >> 11) % limit;
}

/* A capability pointer in the thread's own CSpace: most of them mean something. */
static seL4_Word random_cap(void)
{
    return random_below(32) == 0 ? random_word() : random_below(SLOTS);
}

/* A word that means something somewhere: a slot, a depth, a size, an address, a flag. */
static seL4_Word random_argument(void)
{
    static const seL4_Word interesting[] = {
        0, 1, 2, 3, 4, 5, 7, 9, 12, 15, 16, 21, 63, 64, 65, 100, 255, 256, 1000, 4096, 10000,
        0x7fffffffffff, 0x800000000000, ~0ul, 1ul << 63, SLOT_BITS, 34, 159,
    };

    switch (random_below(6)) {
    case 0:
        return random_word();
    case 1:
        return TEST_WINDOW + random_below(16) * PAGE_BYTES;
    case 2:
        return random_below(4) * 0x200000;
    case 3:
        return interesting[random_below(sizeof(interesting) / sizeof(interesting)[0])];
    case 4:
        return SLOT_BITS;
    default:
        return random_below(SLOTS);
    }
}

/* A label, in most cases one of the object that was in the slot at first. */
static seL4_Word random_label(seL4_CPtr cap)
{
    seL4_CPtr slot = cap % SLOTS;

    switch (random_below(8)) {
    case 0:
        return random_word();
    case 1:
        return random_below(nArchInvocationLabels);
    default:
        return shared.methods[slot].first
               + random_below(shared.methods[slot].last - shared.methods[slot].first + 1);
    }
}

static seL4_Word random_info(seL4_CPtr cap)
{
    seL4_Word label = random_label(cap);
    seL4_Word length = random_below(8) == 0 ? random_word() : random_below(12);

    return seL4_MessageInfo_new(label, random_below(8), random_below(4), length).words[0];
}

static seL4_Word random_number(void)
{
    for (;;) {
        long number = -1 - (long)random_below(random_below(8) == 0 ? 40 : 11);

        if (number < FIRST_LEFT_OUT || number > LAST_LEFT_OUT) {
            return random_below(64) == 0 ? random_word() & ~(1ul << 63) : (seL4_Word)number;
        }
    }
}

/* One call; half of them are invocations, because waiting costs a restart. */
static void random_step(void)
{
    seL4_IPCBuffer *buffer = seL4_GetIPCBuffer();
    seL4_CPtr cap = random_cap();
    struct sel4_registers r = { cap, random_info(cap), { 0, 0, 0, 0 }, random_cap(),
                                random_cap() };
    seL4_Word number = random_below(4) != 0 ? (seL4_Word)seL4_SysCall : random_number();

    for (int i = 0; i < 4; i++) {
        r.mr[i] = random_argument();
    }
    for (int i = 4; i < 12; i++) {
        buffer->msg[i] = random_argument();
    }
    for (int i = 0; i < 3; i++) {
        buffer->caps_or_badges[i] = random_cap();
    }
    buffer->receiveCNode = random_cap();
    buffer->receiveIndex = random_argument();
    buffer->receiveDepth = random_argument();
    shared.steps++;
    sel4_trap((enum seL4_Syscall_ID)number, &r);
    shared.successes += number == (seL4_Word)seL4_SysCall && answer_from(&r).label == seL4_NoError;
}

static void fuzz_thread(seL4_Word number)
{
    for (;;) {
        shared.steps_of[number]++;
        random_step();
    }
}

/* What goes into the next slot of the threads' CSpace has methods with these labels. */
static void set_methods(seL4_Word first, seL4_Word last)
{
    shared.methods[fuzz.filled].first = first;
    shared.methods[fuzz.filled].last = last;
}

static void give(seL4_CPtr cap, seL4_Word badge, seL4_Word first, seL4_Word last)
{
    set_methods(first, last);
    if (seL4_CNode_Mint(fuzz.cnode, fuzz.filled, SLOT_BITS, ROOT, cap, DEPTH, seL4_AllRights,
                        badge) == seL4_NoError) {
        fuzz.filled++;
    }
}

static void give_moved(seL4_CPtr cap, seL4_Word first, seL4_Word last)
{
    set_methods(first, last);
    if (seL4_CNode_Move(fuzz.cnode, fuzz.filled, SLOT_BITS, ROOT, cap, DEPTH) == seL4_NoError) {
        fuzz.filled++;
    }
}

static void give_memory(void)
{
    for (seL4_Word i = 0; i < 2; i++) {
        give_moved(untyped_new(12 + i), UntypedRetype, UntypedRetype);
        give_moved(endpoint_new(), 0, 0);
        give_moved(notification_new(), 0, 0);
        give_moved(reply_new(), 0, 0);
        give_moved(frame_new(), ARMPageMap, ARMPageGetAddress);
        give_moved(object_new(seL4_ARM_PageTableObject, 0), ARMPageTableMap, ARMPageTableUnmap);
        give_moved(object_new(seL4_ARM_VSpaceObject, 0), ARMVSpaceClean_Data,
                   ARMVSpaceUnify_Instruction);
        give_moved(cnode_new(3), CNodeRevoke, CNodeRotate);
        give_moved(object_new(seL4_SchedContextObject, 8), SchedContextBind, SchedContextYieldTo);
        give_moved(sched_context_new(1000, 1000 + 1000 * i), SchedContextBind,
                   SchedContextYieldTo);
        give_moved(vspace_new(), ARMVSpaceClean_Data, ARMVSpaceUnify_Instruction);
    }
}

/* The threads themselves, one that has no budget, and one thread's budget. */
static void give_threads(void)
{
    for (int i = 0; i < FUZZERS; i++) {
        give(fuzz.thread[i]->tcb, 0, TCBReadRegisters, TCBSetFlags);
    }
    give_moved(tcb_new(), TCBReadRegisters, TCBSetFlags);
    give(fuzz.thread[0]->sc, 0, SchedContextBind, SchedContextYieldTo);
}

static void give_initial(void)
{
    seL4_CPtr handler = slot_new();
    seL4_CPtr endpoint = endpoint_new();

    give(sched_control(), 0, SchedControlConfigureFlags, SchedControlConfigureFlags);
    give(seL4_CapASIDControl, 0, ARMASIDControlMakePool, ARMASIDControlMakePool);
    give(seL4_CapInitThreadASIDPool, 0, ARMASIDPoolAssign, ARMASIDPoolAssign);
    give(fuzz.cnode, cspace_data(), CNodeRevoke, CNodeRotate);
    for (seL4_Word i = 1; i < 4; i++) {
        give(endpoint, i, 0, 0);
    }
    if (seL4_IRQControl_Get(seL4_CapIRQControl, 120, ROOT, handler, DEPTH) == seL4_NoError) {
        give_moved(handler, IRQAckIRQ, IRQClearIRQHandler);
    }
    if (seL4_IRQControl_IssueSGISignal(seL4_CapIRQControl, 9, 0, ROOT, handler, DEPTH)
        == seL4_NoError) {
        give_moved(handler, 0, 0);
    }
}

/* Never called: the threads' first registers are written by revive. */
static void no_function(struct thread *self)
{
    (void)self;
}

/* Whatever the thread has done to itself: it runs its loop again.  Errors do not matter. */
static void revive(seL4_Word number)
{
    struct thread *thread = fuzz.thread[number];
    seL4_UserContext context = { .pc = (seL4_Word)fuzz_thread, .sp = thread->stack_top,
                                 .x0 = number, .tpidr_el0 = (seL4_Word)thread->tls };

    seL4_TCB_Suspend(thread->tcb);
    seL4_SchedContext_Unbind(thread->sc);
    seL4_SchedControl_Configure(sched_control(), thread->sc, THREAD_TIME_SLICE, THREAD_TIME_SLICE,
                                0, 0);
    seL4_TCB_SetSchedParams(thread->tcb, SELF, FUZZ_PRIORITY, FUZZ_PRIORITY, thread->sc,
                            fuzz.fault_ep);
    seL4_TCB_Configure(thread->tcb, fuzz.cnode, cspace_data(), fuzz.vspace, 0,
                       (seL4_Word)thread->buffer, thread->buffer_frame);
    crt_tls_create(thread->tls);
    crt_tls_set_ipc_buffer(thread->tls, thread->buffer);
    seL4_TCB_WriteRegisters(thread->tcb, true, 0, ABI_CONTEXT_WORDS, &context);
    fuzz.revivals++;
}

/* May the threads write to this page? */
static bool is_writable(seL4_Word address)
{
    if (address == (seL4_Word)&shared) {
        return true;
    }
    for (int i = 0; i < FUZZERS; i++) {
        seL4_Word bytes;
        seL4_Word start = (seL4_Word)thread_memory(fuzz.thread[i], &bytes);

        if (address >= start && address < start + bytes) {
            return true;
        }
    }
    return false;
}

extern const char __executable_start[];
extern const char _end[];

/* The program once more, for the threads. */
static void make_address_space(void)
{
    fuzz.vspace = base_object(seL4_ARM_VSpaceObject, 0);
    if (seL4_ARM_ASIDPool_Assign(seL4_CapInitThreadASIDPool, fuzz.vspace) != seL4_NoError) {
        fatal("the threads' address space", 0);
    }
    for (seL4_Word page = (seL4_Word)__executable_start; page < (seL4_Word)_end;
         page += PAGE_BYTES) {
        seL4_CapRights_t rights = is_writable(page) ? seL4_ReadWrite : seL4_CanRead;

        if (base_map_image_page(page, fuzz.vspace, rights) != seL4_NoError) {
            fatal("a page of the threads", page);
        }
    }
}

static void make_threads(void)
{
    for (int i = 0; i < FUZZERS; i++) {
        fuzz.thread[i] = thread_new(FUZZ_PRIORITY, no_function, seL4_Null);
        seL4_TCB_SetMCPriority(fuzz.thread[i]->tcb, SELF, FUZZ_PRIORITY);
        fuzz.seen[i] = 0;
    }
    if (fuzz.vspace == seL4_CapNull) {
        make_address_space();
    }
}

/* Makes a fresh world and lets the threads loose in it. */
static void start_round(void)
{
    bool is_whole;

    fuzz.leaks += arena_reset(&is_whole);
    fuzz.leaks += !is_whole;
    threads_reset();
    make_threads();
    fuzz.cnode = cnode_new(SLOT_BITS);
    memset(shared.methods, 0, sizeof(shared.methods));
    fuzz.filled = 1;
    give_memory();
    give_threads();
    give_initial();
    for (seL4_Word i = 0; i < FUZZERS; i++) {
        revive(i);
    }
    fuzz.rounds++;
}

/* Puts back threads that stand still: all if none moves, otherwise one now and then. */
static void look_after_threads(void)
{
    bool is_stalled[FUZZERS];
    seL4_Word stalled = 0;

    for (int i = 0; i < FUZZERS; i++) {
        is_stalled[i] = shared.steps_of[i] == fuzz.seen[i];
        fuzz.seen[i] = shared.steps_of[i];
        stalled += is_stalled[i];
    }
    for (seL4_Word i = 0; i < FUZZERS; i++) {
        if (is_stalled[i] && (stalled == FUZZERS || random_below(PATIENCE) == 0)) {
            revive(i);
        }
    }
}

/* The main thread sleeps between its looks: Yield gives up the rest of its small budget. */
static void run_round(void)
{
    start_round();
    for (int i = 0; i < ROUND_LOOKS; i++) {
        seL4_Yield();
        look_after_threads();
    }
}

int main(void)
{
    bool is_whole;

    objects_init(crt_bootinfo(), ARENA_BITS);
    print("TAP version 13\n1..1\n");
    fuzz.fault_ep = base_object(seL4_EndpointObject, 0);
    if (seL4_SchedControl_Configure(sched_control(), seL4_CapInitThreadSC, TICK_BUDGET,
                                    TICK_PERIOD, 0, 0) != seL4_NoError) {
        fatal("the main thread's budget", 0);
    }
    while (fuzz.rounds < RANDOM_ROUNDS) {
        run_round();
    }
    fuzz.leaks += arena_reset(&is_whole);
    fuzz.leaks += !is_whole;
    if (fuzz.leaks != 0) {
        print("# %u times something could not be taken back\n", fuzz.leaks);
    }
    print("%s 1 - random.calls\n", fuzz.leaks == 0 ? "ok" : "not ok");
    print("# %u calls, %u answered without error; %u rounds, %u revivals\n", shared.steps,
          shared.successes, fuzz.rounds, fuzz.revivals);
    print("ALL TESTS DONE\n");
    return 0;
}
