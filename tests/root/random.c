/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random system calls: a thread with a CSpace full of objects makes calls with arbitrary registers
 * and message words; the main thread, of higher priority, starts it anew with fresh objects
 * whenever it does not move any more, and every so often anyway.
 *
 * What the calls may reach is made in the arena, apart from copies of the initial capabilities that
 * cannot harm the main thread: not its TCB, address space, CSpace or domain.  Calls that stop the
 * machine or print are left out.  The run is good if it comes to its end: the kernel has not
 * stopped, all memory could be taken back each time, and the main thread's own objects still work.
 */
#include "console.h"
#include "invoke.h"
#include "objects.h"
#include "thread.h"
#include <crt.h>
#include <string.h>

#define ARENA_BITS   18
#define STEPS        60000ul
#define ROUND_STEPS  2000ul /* after which everything is made anew */
#define TICK_BUDGET  2000ul
#define TICK_PERIOD  4000ul
#define SLOT_BITS    6
#define SLOTS        (1ul << SLOT_BITS)
#define FUZZ_PRIORITY 50
#define VICTIMS      2
#define SEED         0x9e3779b97f4a7c15ul

/* The system calls that may not be made: printing, halting, naming and dumping. */
#define FIRST_LEFT_OUT (-20l)
#define LAST_LEFT_OUT  (-12l)

static struct {
    seL4_Word state;
    volatile seL4_Word steps;
    seL4_Word rounds;
    seL4_Word stalls;
    seL4_Word leaks;
    seL4_CPtr cnode;
    seL4_Word filled; /* slots of the CNode in use */
    volatile seL4_Word calls[16];
} fuzz = { .state = SEED };

static seL4_Word random_word(void)
{
    fuzz.state ^= fuzz.state << 13;
    fuzz.state ^= fuzz.state >> 7;
    fuzz.state ^= fuzz.state << 17;
    return fuzz.state;
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

static seL4_Word random_info(void)
{
    seL4_Word label = random_below(16) == 0 ? random_word() : random_below(nArchInvocationLabels);
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
    struct sel4_registers r = { random_cap(), random_info(), { 0, 0, 0, 0 }, random_cap(),
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
    fuzz.calls[number & 15]++;
    fuzz.steps++;
    sel4_trap((enum seL4_Syscall_ID)number, &r);
}

static void fuzz_thread(struct thread *self)
{
    (void)self;
    for (;;) {
        random_step();
    }
}

/* Puts a copy into the next slot of the thread's CSpace. */
static void give(seL4_CPtr cap, seL4_Word badge)
{
    if (seL4_CNode_Mint(fuzz.cnode, fuzz.filled, SLOT_BITS, ROOT, cap, DEPTH, seL4_AllRights,
                        badge) == seL4_NoError) {
        fuzz.filled++;
    }
}

static void give_moved(seL4_CPtr cap)
{
    if (seL4_CNode_Move(fuzz.cnode, fuzz.filled, SLOT_BITS, ROOT, cap, DEPTH) == seL4_NoError) {
        fuzz.filled++;
    }
}

static void give_memory(void)
{
    give_moved(untyped_new(14));
    give_moved(untyped_new(12));
    give_moved(untyped_new(12));
    for (int i = 0; i < 2; i++) {
        give_moved(endpoint_new());
        give_moved(notification_new());
        give_moved(reply_new());
        give_moved(frame_new());
        give_moved(object_new(seL4_ARM_PageTableObject, 0));
        give_moved(object_new(seL4_ARM_VSpaceObject, 0));
        give_moved(cnode_new(3));
        give_moved(object_new(seL4_SchedContextObject, 8));
        give_moved(sched_context_new(1000, 1000 + 1000 * (seL4_Word)i));
        give_moved(vspace_new());
    }
}

/* Threads without budget of their own, which the calls may configure and start. */
static void give_threads(struct thread *self)
{
    seL4_UserContext context = { .pc = (seL4_Word)TEST_WINDOW };

    give(self->tcb, 0);
    give(self->sc, 0);
    for (int i = 0; i < VICTIMS; i++) {
        seL4_CPtr tcb = tcb_new();

        seL4_TCB_WriteRegisters(tcb, false, 0, ABI_CONTEXT_WORDS, &context);
        seL4_TCB_SetSchedParams(tcb, SELF, FUZZ_PRIORITY, FUZZ_PRIORITY, seL4_CapNull,
                                seL4_CapNull);
        give_moved(tcb);
    }
}

static void give_initial(void)
{
    seL4_CPtr handler = slot_new();
    seL4_CPtr endpoint = endpoint_new();

    give(sched_control(), 0);
    give(seL4_CapASIDControl, 0);
    give(seL4_CapInitThreadASIDPool, 0);
    give(fuzz.cnode, seL4_CNode_CapData_new(0, 64 - SLOT_BITS).words[0]);
    for (seL4_Word i = 1; i < 4; i++) {
        give(endpoint, i);
    }
    if (seL4_IRQControl_Get(seL4_CapIRQControl, 120, ROOT, handler, DEPTH) == seL4_NoError) {
        give_moved(handler);
    }
    if (seL4_IRQControl_IssueSGISignal(seL4_CapIRQControl, 9, 0, ROOT, handler, DEPTH)
        == seL4_NoError) {
        give_moved(handler);
    }
}

/* Makes a fresh world and lets the thread loose in it. */
static void start_round(void)
{
    struct thread *thread;
    bool is_whole;

    fuzz.leaks += arena_reset(&is_whole);
    fuzz.leaks += !is_whole;
    threads_reset();
    thread = thread_new(FUZZ_PRIORITY, fuzz_thread, seL4_Null);
    seL4_TCB_SetMCPriority(thread->tcb, SELF, FUZZ_PRIORITY);
    fuzz.cnode = cnode_new(SLOT_BITS);
    fuzz.filled = 1;
    give_memory();
    give_threads(thread);
    give_initial();
    thread_set_space(thread, seL4_CapNull, fuzz.cnode,
                     seL4_CNode_CapData_new(0, 64 - SLOT_BITS).words[0], VSPACE);
    thread_start(thread);
    fuzz.rounds++;
}

/* The main thread sleeps between its looks: Yield gives up the rest of its small budget. */
static void run_fuzz(void)
{
    seL4_Word seen = ~0ul;
    seL4_Word round_end = 0;

    while (fuzz.steps < STEPS) {
        bool is_stalled = fuzz.steps == seen;

        if (is_stalled || fuzz.steps >= round_end) {
            fuzz.stalls += is_stalled;
            start_round();
            round_end = fuzz.steps + ROUND_STEPS;
        }
        seen = fuzz.steps;
        seL4_Yield();
    }
}

int main(void)
{
    bool is_whole;

    objects_init(crt_bootinfo(), ARENA_BITS);
    print("TAP version 13\n1..1\n");
    if (seL4_SchedControl_Configure(sched_control(), seL4_CapInitThreadSC, TICK_BUDGET,
                                    TICK_PERIOD, 0, 0) != seL4_NoError) {
        fatal("the main thread's budget", 0);
    }
    run_fuzz();
    fuzz.leaks += arena_reset(&is_whole);
    fuzz.leaks += !is_whole;
    print("# %u calls, %u rounds, %u of them because the thread stood still\n", fuzz.steps,
          fuzz.rounds, fuzz.stalls);
    if (fuzz.leaks != 0) {
        print("# %u times something could not be taken back\n", fuzz.leaks);
    }
    print("%s 1 - random.calls\nALL TESTS DONE\n", fuzz.leaks == 0 ? "ok" : "not ok");
    return 0;
}
