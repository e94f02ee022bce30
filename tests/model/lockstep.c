/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Kernel and model in lock step.
 *
 *     lockstep [--seed S] [--lives N] [--steps M] [--trace]
 *
 * A life is a new world with some threads and objects, in which M things happen at random: the
 * current thread makes a system call or faults, time passes. Each happens to the kernel and to the
 * model, and after each their states must agree, which includes the answers and error codes in the
 * threads' registers and IPC buffers. All of a life follows from its seed.
 *
 * Calls that can be preempted are mostly run with preemption forced at random points and repeated
 * until they are done: that must make no difference. The fast path gets the chance to take those
 * that are for it: that must make none either, but that the kernel looks at the clock later.
 *
 * When they disagree, the last things that happened are printed with the difference.
 *
 * The model does not say when time used is charged as long as it is charged to the right context:
 * there it follows the kernel.
 */
#include "arch/arch.h"
#include "compare.h"
#include "fastpath.h"
#include "harness.h"
#include "model.h"
#include "sched.h"
#include "steps.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIFE_STEPS = 400, RAM_BYTES = 1 << 19, PREEMPTIONS = 200, PATIENCE = 25, LAST = 16 };

static struct {
    word_t seed;
    unsigned step;
    const char *what;
    bool trace, alive, done;
    bool fast;            /* the last kernel entry took the fast path */
    unsigned idle;        /* steps in a row */
    char last[LAST][200]; /* what happened lately */
    unsigned long calls, refused, preempted, fast_calls;
    struct kernel kernel;
    struct host_machine machine;
    uint8_t ram[RAM_BYTES];
} run;

static void report(void)
{
    if (run.done) {
        return;
    }
    run.done = true;
    for (unsigned i = run.step > LAST ? run.step - LAST : 1; i < run.step; i++) {
        fprintf(stderr, "model: %s\n", run.last[i % LAST]);
    }
    fprintf(stderr, "model: seed %lu, step %u: %s\n", run.seed, run.step, run.what ? run.what : "");
    fprintf(stderr, "model: to see the way there: lockstep --seed %lu --lives 1 --trace\n",
            run.seed);
}

static void stop(const char *why)
{
    fprintf(stderr, "model: %s\n", why);
    report();
    exit(1);
}

static void check(void)
{
    const char *why = m.full ? NULL : compare_states(run.fast);

    if (why) {
        stop(why);
    }
    why = world_check();
    if (why) {
        stop(why);
    }
    run.alive &= !m.full;
}

/* Was the time used charged in the kernel entry that has just ended? */
static bool charged(void)
{
    return kernel.cpu.charged_until == kernel.cpu.now && !run.fast;
}

static void set_registers(const struct step_request *r)
{
    struct tcb *thread = current_thread();
    word_t *buffer = tcb_ipc_buffer(thread, true), *model_buffer = m_buffer(m.current, true);

    for (unsigned i = 0; i < ARRAY_COUNT(r->x); i++) {
        thread->regs.x[i] = r->x[i];
        m.current->t.regs.x[i] = r->x[i];
    }
    for (unsigned i = 0; i < M_BUFFER_WORDS; i++) {
        if (r->set[i] && buffer && model_buffer) {
            buffer[i] = r->buffer[i];
            model_buffer[i] = r->buffer[i];
        }
    }
}

/* The fast path, as the trap code tries it; false if it is not for this call. */
static bool fast_path(const struct regs *r)
{
    switch ((long)r->x[7]) {
    case seL4_SysCall:
        return fastpath_call(r->x[0], r->x[1]) != NULL;
    case seL4_SysReplyRecv:
        return fastpath_reply_recv(r->x[0], r->x[1], r->x[6]) != NULL;
    case seL4_SysSend:
        return fastpath_signal(r->x[0], r->x[1]) != NULL;
    default:
        return false;
    }
}

static void kernel_call(struct tcb *thread)
{
    thread->regs.fault_ip = thread->regs.pc;
    thread->regs.pc += 4;
    run.fast = !one_in(3) && fast_path(&thread->regs);
    run.fast_calls += run.fast;
    if (!run.fast) {
        entry_syscall();
    }
}

static void snapshot(bool restore)
{
    void *ram = (void *)window_address((paddr_t){ HOST_RAM_BASE });

    if (restore) {
        kernel = run.kernel;
        host_machine = run.machine;
        memcpy(ram, run.ram, RAM_BYTES);
    } else {
        run.kernel = kernel;
        run.machine = host_machine;
        memcpy(run.ram, ram, RAM_BYTES);
    }
}

static bool can_be_preempted(const struct tcb *thread)
{
    word_t label = thread->regs.x[1] >> ABI_INFO_LABEL_POS;

    return label == CNodeRevoke || label == CNodeDelete || label == UntypedRetype
           || label == CNodeCancelBadgedSends;
}

/* With preemptions, each followed by the repetition of the call. If another thread gets its chance
 * in between, do it again without, because the model cannot follow that. */
static void kernel_call_preempted(struct tcb *thread)
{
    snapshot(false);
    for (unsigned i = 0; i < PREEMPTIONS; i++) {
        host_machine.preempt_at = 1 + random_below(6);
        kernel_call(thread);
        if (host_machine.preempt_at != 0) {
            host_machine.preempt_at = 0;
            return;
        }
        run.preempted++;
        if (current_thread() != thread || thread->regs.pc != thread->regs.fault_ip) {
            break;
        }
    }
    snapshot(true);
    kernel_call(thread);
}

static void step_system_call(void)
{
    struct tcb *thread = current_thread();
    struct step_request request;
    word_t number, label;

    if (!one_in(4) || thread->regs.x[7] == 0
        || !step_label_is_known(thread->regs.x[1] >> ABI_INFO_LABEL_POS)) {
        step_request_make(&request);
        set_registers(&request);
        run.what = request.what;
    } else {
        run.what = "the same again";
    }
    number = thread->regs.x[7];
    if (can_be_preempted(thread) && !one_in(3)) {
        kernel_call_preempted(thread);
    } else {
        kernel_call(thread);
    }
    m_system_call(host_machine.clock, charged());
    check();
    label = thread->regs.x[1] >> ABI_INFO_LABEL_POS;
    run.calls++;
    run.refused += number == (word_t)seL4_SysCall && thread->regs.x[0] == 0 && label > 0
                   && label < seL4_NumErrors;
}

static void step_fault(void)
{
    static const struct fault faults[] = {
        { .kind = seL4_Fault_VMFault, .a = 0x1000, .b = 0x92000045 },
        { .kind = seL4_Fault_VMFault, .instruction = true, .a = 0x2000, .b = 0x82000005 },
        { .kind = seL4_Fault_UserException, .a = 0x2000000 },
    };
    struct fault f = faults[random_below(ARRAY_COUNT(faults))];

    run.what = "fault";
    current_thread()->regs.fault_ip = current_thread()->regs.pc;
    run.fast = false;
    entry_fault(f);
    m_user_fault(
        host_machine.clock,
        (struct m_fault){ .kind = f.kind, .a = f.a, .b = f.b, .instruction = f.instruction },
        charged());
    check();
}

static void step_interrupt(void)
{
    run.what = "interrupt";
    current_thread()->regs.fault_ip = current_thread()->regs.pc;
    run.fast = false;
    entry_interrupt();
    m_interrupt(host_machine.clock, charged());
    check();
}

/* Timer interrupts come when they are due. */
static void step_time(void)
{
    ticks_t end =
        host_machine.clock + (one_in(3) ? random_below(1000) : random_below(8 * TIMER_KHZ));

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

/* Nobody can run: resume some thread. */
static void step_revive(void)
{
    struct m_object *threads[M_OBJECTS];
    unsigned count = 0;
    bool blocked = run.idle > 6 || one_in(8);

    for (unsigned i = 0; i < M_OBJECTS; i++) {
        struct m_object *o = &m.object[i];

        if (o->type == CAP_TCB && o != m.idle && (blocked || o->t.state == M_INACTIVE)) {
            threads[count++] = o;
        }
    }
    if (count == 0 && !blocked) {
        return;
    }
    run.alive &= count > 0;
    if (count) {
        struct m_object *thread = threads[random_below(count)];

        run.what = "revive";
        run.fast = false;
        sched_enter();
        tcb_restart((struct tcb *)thread->address);
        sched_leave();
        m_enter(host_machine.clock);
        m_resume(thread);
        m_leave(charged());
        check();
    }
}

static void step(void)
{
    unsigned choice = random_below(32);

    if (current_thread() == &kernel.cpu.idle) {
        run.alive = run.idle++ < PATIENCE;
        if (one_in(3)) {
            step_time();
        } else {
            step_revive();
        }
        return;
    }
    run.idle = 0;
    if (choice == 0) {
        step_fault();
    } else if (choice < 4) {
        step_time();
    } else if (arch_irq_pending()) {
        step_interrupt(); /* it would preempt a long operation, unknown to the model */
    } else {
        step_system_call();
    }
}

static void trace(void)
{
    char *line = run.last[run.step % LAST];

    snprintf(line, sizeof(run.last[0]), "%u: t=%lu %s -> %lx", run.step, host_machine.clock,
             run.what, (word_t)current_thread());
    if (run.trace) {
        puts(line);
        fflush(stdout);
    }
}

/* Setting up. */
static void do_request(const struct step_request *r)
{
    set_registers(r);
    kernel_call(current_thread());
    m_system_call(host_machine.clock, charged());
    check();
}

/* An invocation that succeeds. */
static void do_call(word_t cap, word_t label, struct words words, struct words caps)
{
    struct step_request r = { .what = "" };

    r.x[0] = cap;
    r.x[1] =
        label << ABI_INFO_LABEL_POS | (word_t)caps.count << ABI_INFO_EXTRA_CAPS_POS | words.count;
    r.x[7] = (word_t)seL4_SysCall;
    for (unsigned i = 0; i < words.count; i++) {
        if (i < REGS_MESSAGE_WORDS) {
            r.x[2 + i] = words.w[i];
        } else {
            r.buffer[ABI_BUFFER_MESSAGE + i] = words.w[i];
            r.set[ABI_BUFFER_MESSAGE + i] = true;
        }
    }
    for (unsigned i = 0; i < caps.count; i++) {
        r.buffer[ABI_BUFFER_CAPS_OR_BADGES + i] = caps.w[i];
        r.set[ABI_BUFFER_CAPS_OR_BADGES + i] = true;
    }
    do_request(&r);
    if (m.current->t.regs.x[1] >> ABI_INFO_LABEL_POS != 0) {
        stop("a call of the setup was refused");
    }
}

/* Objects go into the last untyped. */
static word_t make_object(word_t type, word_t size_bits)
{
    word_t slot = new_slot();

    do_call(WORLD_UNTYPED + world_untyped_count() - 1, UntypedRetype,
            WORDS(type, size_bits, 0, 0, slot, 1), WORDS(seL4_CapInitThreadCNode));
    return slot;
}

static void make_thread(unsigned i, word_t endpoint)
{
    static const struct {
        word_t budget, period, extra, flags;
    } contexts[] = { { 5000, 5000, 0, 0 },
                     { 1000, 10000, 3, 0 },
                     { 200, 2000, 2, seL4_SchedContext_Sporadic },
                     { 100, 500, 0, 0 } };
    word_t tcb = make_object(seL4_TCBObject, 0), buffer = make_object(seL4_ARM_SmallPageObject, 0);
    word_t sc = make_object(seL4_SchedContextObject, 8);
    word_t priority = one_in(2) ? 255 : 253 + random_below(3);
    struct step_request receive;

    do_call(tcb, TCBConfigure, WORDS(0, 0, WORLD_IPC_BUFFER),
            WORDS(seL4_CapInitThreadCNode, seL4_CapInitThreadVSpace, buffer));
    do_call(WORLD_SCHED_CONTROL, SchedControlConfigureFlags,
            WORDS(contexts[i % 4].budget, contexts[i % 4].period, contexts[i % 4].extra, tcb,
                  contexts[i % 4].flags),
            WORDS(sc));
    do_call(tcb, TCBSetSchedParams, WORDS(255, priority),
            WORDS(seL4_CapInitThreadTCB, sc, i % 2 ? endpoint : 0));
    if (i % 3 != 2) {
        do_call(tcb, TCBSetTimeoutEndpoint, WORDS(), WORDS(endpoint));
    }
    do_call(tcb, TCBResume, WORDS(), WORDS());
    if (i < WORLD_THREAD_COUNT - 1) {
        /* Being of higher priority it runs at once, waits, and may lose its context. */
        step_request_first_receive(&receive, i);
        do_request(&receive);
        if (one_in(2)) {
            do_call(sc, SchedContextUnbind, WORDS(), WORDS());
        }
    }
}

static void make_world(void)
{
    static const uint8_t kinds[] = {
        seL4_EndpointObject, seL4_EndpointObject, seL4_NotificationObject, seL4_NotificationObject,
        seL4_ReplyObject,    seL4_ReplyObject,    seL4_ReplyObject,        seL4_ReplyObject,
        seL4_ReplyObject,    seL4_CapTableObject, seL4_UntypedObject,      seL4_UntypedObject,
    };
    word_t endpoint = 0;

    do_call(seL4_CapInitThreadTCB, TCBSetPriority, WORDS(250), WORDS(seL4_CapInitThreadTCB));
    for (unsigned i = 0; i < ARRAY_COUNT(kinds); i++) {
        word_t slot = make_object(kinds[i], kinds[i] == seL4_CapTableObject ? 4 : 13);

        endpoint = endpoint ? endpoint : slot;
    }
    for (unsigned i = 0; i < WORLD_THREAD_COUNT; i++) {
        make_thread(i, endpoint);
    }
}

static void live(unsigned steps)
{
    run.step = 0;
    run.what = "setup";
    run.alive = true;
    run.idle = 0;
    random_seed(run.seed);
    world_create_sized(RAM_BYTES);
    host_machine.preempt_at = 0;
    model_boot();
    check();
    make_world();
    for (run.step = 1; run.step <= steps && run.alive; run.step++) {
        step();
        trace();
    }
}

static word_t option_value(int argc, char **argv, int *i)
{
    if (*i + 1 >= argc) {
        fprintf(stderr, "lockstep: %s needs a number\n", argv[*i]);
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
            fprintf(stderr, "usage: lockstep [--seed S] [--lives N] [--steps M] [--trace]\n");
            return 2;
        }
    }
    atexit(report);
    for (word_t life = 0; life < lives; life++) {
        run.seed = seed + life;
        live((unsigned)steps);
    }
    run.done = true;
    printf("TAP version 13\n1..1\nok 1 - model: %lu lives from seed %lu, %lu system calls, %lu "
           "invocations refused, %lu by the fast path, %lu preemptions\n",
           lives, seed, run.calls, run.refused, run.fast_calls, run.preempted);
    return 0;
}
