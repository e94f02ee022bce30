/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random system calls against the kernel on the host port.
 *
 *     random [--seed S] [--lives N] [--steps M] [--trace]
 *
 * Each life is a new world with several threads and objects of all kinds, in which M things happen:
 * the current thread makes a random system call or faults, time passes, an interrupt arrives. After
 * each the invariants are checked, and after an invocation that failed that nothing has changed.
 * The seed of a life is that of the run plus its number, and all it does follows from its seed: a
 * failure names the seed and the step, and `random --seed S --lives 1 --trace` shows the way there.
 *
 * With FUZZER defined it is a libFuzzer target instead: one input is one life.
 */
#include "random.h"
#include "harness.h"
#include "sched.h"
#include "tlb.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIFE_STEPS = 400, RAM_BYTES = 1 << 19 };

/* Where choices come from. */
static struct {
    word_t state;        /* of the generator */
    const uint8_t *data; /* fuzzer: bytes that are used up first */
    size_t left;
} choices;

static struct {
    word_t seed;
    unsigned step;
    const char *what;
    bool trace, failed, alive, done;
    unsigned errors, successes; /* of invocations */
    unsigned fast;              /* system calls the fast path could do */
} run;

word_t random_word(void)
{
    word_t z = 0;

    if (choices.left >= sizeof(z)) {
        memcpy(&z, choices.data, sizeof(z));
        choices.data += sizeof(z);
        choices.left -= sizeof(z);
        return z;
    }
    choices.state += UINT64_C(0x9e3779b97f4a7c15);
    z = choices.state;
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

unsigned random_below(unsigned n)
{
    if (choices.left > 0) {
        unsigned v = *choices.data++;

        choices.left--;
        if (n > 256 && choices.left > 0) {
            v |= (unsigned)*choices.data++ << 8;
            choices.left--;
        }
        return v % n;
    }
    return (unsigned)((random_word() >> 32) * n >> 32);
}

static void report(void)
{
    if (!run.failed) {
        run.failed = true;
        fprintf(stderr, "random: failed at seed %lu, step %u, %s\n", run.seed, run.step,
                run.what ? run.what : "");
        fprintf(stderr, "random: to see it again: random --seed %lu --lives 1 --trace\n", run.seed);
    }
}

#ifndef FUZZER
/* An assertion of the test world ends the program. */
static void report_unfinished(void)
{
    if (!run.done) {
        report();
    }
}
#endif

static void fail_run(const char *broken)
{
    fprintf(stderr, "random: %s\n", broken);
    report();
    abort();
}

/* Provided by the sanitizers where they are compiled in. */
__attribute__((weak)) void __sanitizer_set_death_callback(void (*callback)(void));

static void check(void)
{
    const char *broken = world_check();

    if (broken) {
        fail_run(broken);
    }
}

/* The current thread does what its registers say. */
static void step_system_call(void)
{
    struct tcb *thread = current_thread();
    struct regs *r = &thread->regs;
    bool still = kernel.cpu.now == host_machine.clock;
    bool invocation = r->x[7] == (word_t)seL4_SysCall;
    struct lookup found = lookup_slot(thread, r->x[0]);
    const char *different;
    word_t next;

    if (found.slot && cap_type(found.slot->cap) == CAP_ENDPOINT) {
        invocation = false;
    }
    if (found.slot && cap_type(found.slot->cap) == CAP_REPLY) {
        invocation = false;
    }
    r->fault_ip = r->pc;
    r->pc += 4;
    next = r->pc;
    host_machine.preempt_at = one_in(3) ? 1 + random_below(6) : 0;
    different = world_enter();
    if (different) {
        fail_run(different);
    }
    check();
    if (still && invocation && current_thread() == thread && r->pc == next) {
        word_t label = r->x[1] >> ABI_INFO_LABEL_POS;
        const char *broken = label != 0 ? world_difference(thread) : NULL;

        run.errors += label != 0;
        run.successes += label == 0;
        if (broken) {
            fail_run(broken);
        }
    }
}

static void step_fault(void)
{
    static const struct fault faults[] = {
        { .kind = seL4_Fault_VMFault, .a = 0x1000, .b = 0x92000045 },
        { .kind = seL4_Fault_VMFault, .instruction = true, .a = 0x2000, .b = 0x82000005 },
        { .kind = seL4_Fault_UserException, .a = 0x2000000 },
        { .kind = seL4_Fault_UserException, .a = 0x7e00000 },
    };

    run.what = "fault";
    current_thread()->regs.fault_ip = current_thread()->regs.pc;
    entry_fault(faults[random_below(ARRAY_COUNT(faults))]);
    check();
}

static void step_interrupt(void)
{
    run.what = "interrupt";
    current_thread()->regs.fault_ip = current_thread()->regs.pc;
    entry_interrupt();
    check();
}

/* Some time passes, mostly little; timer interrupts come when they are due. */
static void step_time(void)
{
    ticks_t end = host_machine.clock
                  + (one_in(3) ? random_below(1000) : random_below(8 * TIMER_KHZ));

    run.what = "time";
    for (unsigned i = 0; i < 100 && host_machine.armed && host_machine.deadline <= end; i++) {
        if (host_machine.clock < host_machine.deadline) {
            host_machine.clock = host_machine.deadline;
        }
        step_interrupt();
    }
    if (host_machine.clock < end) {
        host_machine.clock = end;
    }
}

/* Nobody runs: resume a thread, as a thread with the right would. False if there is none. */
static bool revive(void)
{
    unsigned n = 0, chosen;
    struct tcb *t;

    for (t = kernel.debug_threads; t; t = t->debug_next) {
        n++;
    }
    if (n == 0) {
        return false;
    }
    chosen = random_below(n);
    for (t = kernel.debug_threads; chosen > 0; chosen--) {
        t = t->debug_next;
    }
    run.what = "revive";
    sched_enter();
    tcb_restart(t);
    sched_leave();
    check();
    return true;
}

static void step(void)
{
    unsigned choice = random_below(20);

    if (current_thread() == &kernel.cpu.idle) {
        if (one_in(4)) {
            step_time();
        } else if (!one_in(8)) {
            run.alive = revive();
        } else {
            host_irq_raise(30 + random_below(8));
            step_interrupt();
        }
    } else if (choice == 0) {
        step_fault();
    } else if (choice < 3) {
        step_time();
    } else if (choice == 3) {
        host_irq_raise(30 + random_below(8));
        step_interrupt();
    } else {
        run.what = random_system_call();
        if (run.trace) {
            printf("%u: t=%lu %s\n", run.step, host_machine.clock, run.what);
            fflush(stdout);
        }
        step_system_call();
        return;
    }
    if (run.trace) {
        printf("%u: t=%lu %s -> %s\n", run.step, host_machine.clock, run.what,
               current_thread()->name);
        fflush(stdout);
    }
}

/* A thread without time that waits for calls. */
static void make_passive_server(word_t endpoint)
{
    struct new_thread t = new_thread(255);
    struct tcb *root = current_thread();

    start(&t);
    run_as(t.tcb);
    recv(endpoint, new_object(seL4_ReplyObject, 0));
    if (current_thread() != root) {
        run_as(root);
    }
    assert_success(call(t.sched_context, SchedContextUnbind, WORDS(), WORDS()));
}

void random_world(void)
{
    static const uint8_t kinds[] = {
        seL4_EndpointObject, seL4_EndpointObject, seL4_NotificationObject, seL4_NotificationObject,
        seL4_ReplyObject, seL4_ReplyObject, seL4_ReplyObject, seL4_CapTableObject,
        seL4_SchedContextObject, seL4_ARM_SmallPageObject, seL4_ARM_PageTableObject,
        seL4_ARM_VSpaceObject, seL4_UntypedObject, seL4_UntypedObject,
    };
    struct new_thread t;
    word_t endpoint;

    world_create_sized(RAM_BYTES);
    host_machine.preempt_at = 0;
    random_prefer_ipc(one_in(4));
    for (unsigned i = 0; i < ARRAY_COUNT(kinds); i++) {
        new_object(kinds[i], kinds[i] == seL4_CapTableObject ? 4
                             : kinds[i] == seL4_UntypedObject ? 12 : 8);
    }
    call(seL4_CapIRQControl, IRQIssueIRQHandler, WORDS(30, new_slot(), 64),
         WORDS(seL4_CapInitThreadCNode));
    endpoint = new_object(seL4_EndpointObject, 0);
    make_passive_server(endpoint);
    make_passive_server(mint(endpoint, RIGHT_ALL, 3));
    endpoint = new_object(seL4_EndpointObject, 0);
    for (unsigned i = 0; i < 6; i++) {
        mint(endpoint, RIGHT_ALL, 1 + i % 2);
    }
    for (unsigned i = 0; i < 5; i++) {
        t = i < 4 ? new_thread(one_in(2) ? 255 : 250 + random_below(6)) : new_passive_thread(255);
        if (i == 1) {
            configure_context(t.sched_context, 1000, 10000, 3, 0);
        } else if (i == 2) {
            configure_context(t.sched_context, 200, 2000, 2, seL4_SchedContext_Sporadic);
        }
        snprintf(t.tcb->name, sizeof(t.tcb->name), "thread %u", i);
        if (t.sched_context) {
            start(&t);
        }
    }
}

#ifdef FUZZER

/* The world every input starts from. */
static struct {
    struct kernel kernel;
    struct host_machine machine;
    uint8_t ram[RAM_BYTES];
    bool made;
} beginning;

static void begin(void)
{
    void *ram = (void *)window_address((paddr_t){ HOST_RAM_BASE });

    if (!beginning.made) {
        choices.state = 1;
        random_world();
        beginning.kernel = kernel;
        beginning.machine = host_machine;
        memcpy(beginning.ram, ram, RAM_BYTES);
        beginning.made = true;
    }
    kernel = beginning.kernel;
    host_machine = beginning.machine;
    memcpy(ram, beginning.ram, RAM_BYTES);
    tlb_forget();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    begin();
    choices.data = data;
    choices.left = size;
    run.alive = true;
    for (run.step = 0; choices.left > 0 && run.alive; run.step++) {
        step();
    }
    return 0;
}

#else

static void live(unsigned steps)
{
    random_world();
    check();
    run.alive = true;
    for (run.step = 0; run.step < steps && run.alive; run.step++) {
        step();
    }
}

/* The value of an option, or the program ends. */
static word_t option_value(int argc, char **argv, int *i)
{
    if (*i + 1 >= argc) {
        fprintf(stderr, "random: %s needs a number\n", argv[*i]);
        exit(2);
    }
    return strtoul(argv[++*i], NULL, 0);
}

int main(int argc, char **argv)
{
    word_t seed = 1, lives = 100, steps = LIFE_STEPS;

    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--seed") == 0) {
            seed = option_value(argc, argv, &i);
        } else if (strcmp(argv[i], "--lives") == 0) {
            lives = option_value(argc, argv, &i);
        } else if (strcmp(argv[i], "--steps") == 0) {
            steps = option_value(argc, argv, &i);
        } else if (strcmp(argv[i], "--trace") == 0) {
            run.trace = true;
        } else {
            fprintf(stderr, "usage: random [--seed S] [--lives N] [--steps M] [--trace]\n");
            return 2;
        }
    }
    if (__sanitizer_set_death_callback) {
        __sanitizer_set_death_callback(report);
    }
    atexit(report_unfinished);
    for (word_t life = 0; life < lives; life++) {
        run.seed = seed + life;
        choices.state = run.seed * UINT64_C(0xd1342543de82ef95);
        live((unsigned)steps);
        run.fast += world_fastpath_count();
    }
    run.done = true;
    printf("TAP version 13\n1..1\nok 1 - random: %lu lives from seed %lu, %u invocations done, "
           "%u refused, %u times the fast path\n",
           lives, seed, run.successes, run.errors, run.fast);
    return 0;
}

#endif
