/* SPDX-License-Identifier: BSD-2-Clause */
/* Acting in the test world, and assertions about what comes back; see harness.h. */
#include "harness.h"
#include "fpu.h"
#include "sched.h"

static unsigned field(word_t word, unsigned position, unsigned bits)
{
    return (unsigned)(word >> position & word_mask(bits));
}

struct answer answer_of(const struct tcb *thread)
{
    const word_t *buffer = tcb_ipc_buffer(thread, false);
    word_t info = regs_info(&thread->regs);
    struct answer a = {
        .label = info >> ABI_INFO_LABEL_POS,
        .length = field(info, ABI_INFO_LENGTH_POS, ABI_INFO_LENGTH_LEN),
        .extra_caps = field(info, ABI_INFO_EXTRA_CAPS_POS, ABI_INFO_EXTRA_CAPS_LEN),
        .unwrapped = field(info, ABI_INFO_CAPS_UNWRAPPED_POS, ABI_INFO_CAPS_UNWRAPPED_LEN),
        .badge = thread->regs.x[0],
    };

    for (unsigned i = 0; i < a.length && i < WORLD_MAX_WORDS; i++) {
        a.mr[i] = i < REGS_MESSAGE_WORDS ? regs_message(&thread->regs, i)
                  : buffer              ? buffer[ABI_BUFFER_MESSAGE + i]
                                        : 0;
    }
    return a;
}

static void load_registers(struct tcb *thread, const struct request *request)
{
    word_t *buffer = tcb_ipc_buffer(thread, true);
    struct regs *r = &thread->regs;

    r->x[0] = request->cap;
    r->x[1] = request->label << ABI_INFO_LABEL_POS
              | (word_t)request->caps.count << ABI_INFO_EXTRA_CAPS_POS | request->words.count;
    r->x[6] = request->reply;
    r->x[7] = (word_t)(int64_t)request->number;
    r->x[8] = request->nbsend_dest;
    for (unsigned i = 0; i < request->words.count && i < WORLD_MAX_WORDS; i++) {
        if (i < REGS_MESSAGE_WORDS) {
            regs_set_message(r, i, request->words.w[i]);
        } else if (buffer) {
            buffer[ABI_BUFFER_MESSAGE + i] = request->words.w[i];
        }
    }
    for (unsigned i = 0; i < request->caps.count && buffer; i++) {
        buffer[ABI_BUFFER_CAPS_OR_BADGES + i] = request->caps.w[i];
    }
}

static bool is_error(const struct answer *a)
{
    return a->label != 0 && a->label < seL4_NumErrors && a->badge == 0;
}

/* Is the answer, if there is one, that of a thread? */
static bool calls_thread(word_t cap)
{
    return cap_type(cap_at(cap & word_mask(ROOT_RADIX))) == CAP_ENDPOINT;
}

struct answer syscall(const struct request *request)
{
    struct tcb *thread = current_thread();
    bool still = kernel.cpu.now == host_machine.clock;
    const char *broken;
    word_t next;
    struct answer a;

    assert_ptr_not_equal(thread, &kernel.cpu.idle);
    load_registers(thread, request);
    thread->regs.fault_ip = thread->regs.pc;
    thread->regs.pc += 4;
    next = thread->regs.pc;
    broken = world_enter();
    if (broken) {
        fail_msg("%s", broken);
    }
    assert_invariants();
    a = answer_of(thread);
    a.returned = thread->state == THREAD_RUNNING && thread->regs.pc == next;
    if (still && current_thread() == thread && request->number == seL4_SysCall && a.returned
        && is_error(&a) && !calls_thread(request->cap) && !world_checks_are_skipped()) {
        const char *difference = world_difference(thread);

        if (difference) {
            fail_msg("%s", difference);
        }
    }
    return a;
}

struct answer call(word_t cap, word_t label, struct words words, struct words caps)
{
    return syscall(&(struct request){
        .number = seL4_SysCall, .cap = cap, .label = label, .words = words, .caps = caps });
}

struct answer send(word_t cap, word_t label, struct words words, struct words caps)
{
    return syscall(&(struct request){
        .number = seL4_SysSend, .cap = cap, .label = label, .words = words, .caps = caps });
}

struct answer nbsend(word_t cap, word_t label, struct words words, struct words caps)
{
    return syscall(&(struct request){
        .number = seL4_SysNBSend, .cap = cap, .label = label, .words = words, .caps = caps });
}

struct answer recv(word_t cap, word_t reply)
{
    return syscall(&(struct request){ .number = seL4_SysRecv, .cap = cap, .reply = reply });
}

struct answer nbrecv(word_t cap, word_t reply)
{
    return syscall(&(struct request){ .number = seL4_SysNBRecv, .cap = cap, .reply = reply });
}

struct answer wait_on(word_t cap)
{
    return syscall(&(struct request){ .number = seL4_SysWait, .cap = cap });
}

struct answer nbwait(word_t cap)
{
    return syscall(&(struct request){ .number = seL4_SysNBWait, .cap = cap });
}

struct answer reply_recv(word_t cap, word_t reply, word_t label, struct words words)
{
    return syscall(&(struct request){
        .number = seL4_SysReplyRecv, .cap = cap, .reply = reply, .label = label, .words = words });
}

void yield(void)
{
    syscall(&(struct request){ .number = seL4_SysYield });
}

void signal_on(word_t cap)
{
    send(cap, 0, WORDS(), WORDS());
}

void fault(struct fault f)
{
    struct regs *r = &current_thread()->regs;

    r->fault_ip = r->pc;
    entry_fault(f);
    assert_invariants();
}

void interrupt(void)
{
    struct regs *r = &current_thread()->regs;

    r->fault_ip = r->pc;
    entry_interrupt();
    assert_invariants();
}

void run_for(ticks_t ticks)
{
    ticks_t end = host_machine.clock + ticks;

    while (host_machine.armed && host_machine.deadline <= end) {
        ticks_t at = host_machine.deadline > host_machine.clock ? host_machine.deadline
                                                                : host_machine.clock;

        host_machine.clock = at;
        interrupt();
        if (host_machine.armed && host_machine.deadline <= at) {
            fail_msg("the timer was left armed for a moment that has passed");
        }
    }
    host_machine.clock = end;
}

void run_as(struct tcb *thread)
{
    struct cpu *cpu = this_cpu();

    if (cpu->current == thread) {
        return;
    }
    assert_true(thread->in_ready_queue);
    sched_enter();
    if (cpu->current != &cpu->idle) {
        sched_enqueue(cpu->current);
    }
    sched_dequeue(thread);
    sched_enqueue_first(thread);
    cpu->current = thread;
    sched_dequeue(thread);
    cpu->rearm_timer = true;
    sched_leave();
    assert_ptr_equal(current_thread(), thread);
    vspace_switch_to(thread);
    fpu_switch_to(thread);
    assert_invariants();
}

/* Objects. */

word_t new_object(word_t type, word_t size_bits)
{
    word_t slot = new_slot();

    for (unsigned i = 0; i < world_untyped_count(); i++) {
        struct answer a = call(WORLD_UNTYPED + i, UntypedRetype,
                               WORDS(type, size_bits, 0, 0, slot, 1),
                               WORDS(seL4_CapInitThreadCNode));

        if (a.label == seL4_NoError) {
            return slot;
        }
        assert_int_equal(a.label, seL4_NotEnoughMemory);
    }
    fail_msg("no memory left for an object of type %u", (unsigned)type);
    return 0;
}

word_t mint(word_t cptr, word_t rights, word_t badge)
{
    word_t slot = new_slot();

    assert_success(call(seL4_CapInitThreadCNode, badge ? CNodeMint : CNodeCopy,
                        WORDS(slot, 64, cptr, 64, rights, badge), WORDS(seL4_CapInitThreadCNode)));
    return slot;
}

word_t copy_of(word_t cptr)
{
    return mint(cptr, RIGHT_ALL, 0);
}

struct answer delete(word_t cptr)
{
    return call(seL4_CapInitThreadCNode, CNodeDelete, WORDS(cptr, 64), WORDS());
}

struct answer revoke(word_t cptr)
{
    return call(seL4_CapInitThreadCNode, CNodeRevoke, WORDS(cptr, 64), WORDS());
}

struct new_thread new_passive_thread(unsigned priority)
{
    struct new_thread t = {
        .cptr = new_object(seL4_TCBObject, 0),
        .buffer = new_object(seL4_ARM_SmallPageObject, 0),
    };

    t.tcb = thread_at(t.cptr);
    assert_success(call(t.cptr, TCBConfigure, WORDS(0, 0, WORLD_IPC_BUFFER),
                        WORDS(seL4_CapInitThreadCNode, seL4_CapInitThreadVSpace, t.buffer)));
    assert_success(call(t.cptr, TCBSetPriority, WORDS(priority), WORDS(seL4_CapInitThreadTCB)));
    assert_success(call(t.cptr, TCBSetMCPriority, WORDS(priority), WORDS(seL4_CapInitThreadTCB)));
    return t;
}

struct new_thread new_thread(unsigned priority)
{
    struct new_thread t = new_passive_thread(priority);

    t.sched_context = new_object(seL4_SchedContextObject, 8);
    configure_context(t.sched_context, 5000, 5000, 0, 0);
    assert_success(call(t.sched_context, SchedContextBind, WORDS(), WORDS(t.cptr)));
    return t;
}

void start(const struct new_thread *thread)
{
    assert_success(call(thread->cptr, TCBResume, WORDS(), WORDS()));
}

void configure_context(word_t cptr, word_t budget, word_t period, word_t extra_refills,
                       word_t flags)
{
    assert_success(call(WORLD_SCHED_CONTROL, SchedControlConfigureFlags,
                        WORDS(budget, period, extra_refills, cptr, flags), WORDS(cptr)));
}

bool is_benchmark_call(int number)
{
    return number <= seL4_SysBenchmarkFlushCaches
           && number >= seL4_SysBenchmarkResetThreadUtilisation;
}

/* Assertions. */

void assert_success(struct answer a)
{
    assert_true(a.returned);
    if (a.label != seL4_NoError) {
        fail_msg("error %lu, MR0 %lx, MR1 %lx", a.label, a.mr[0], a.mr[1]);
    }
}

void assert_error(struct answer a, word_t code)
{
    assert_true(a.returned);
    assert_int_equal(a.label, code);
    assert_int_equal(a.badge, 0);
    assert_int_equal(a.extra_caps, 0);
    assert_int_equal(a.unwrapped, 0);
}

void assert_error_1(struct answer a, word_t code, word_t mr0)
{
    assert_error(a, code);
    assert_int_equal(a.length, 1);
    assert_int_equal(a.mr[0], mr0);
}

void assert_error_2(struct answer a, word_t code, word_t mr0, word_t mr1)
{
    assert_error(a, code);
    assert_int_equal(a.length, 2);
    assert_int_equal(a.mr[0], mr0);
    assert_int_equal(a.mr[1], mr1);
}

void assert_failed_lookup(struct answer a, word_t source, struct words failure)
{
    assert_error(a, seL4_FailedLookup);
    assert_int_equal(a.mr[0], source);
    assert_int_equal(a.length, 1 + failure.count);
    for (unsigned i = 0; i < failure.count; i++) {
        assert_int_equal(a.mr[1 + i], failure.w[i]);
    }
}
