/* SPDX-License-Identifier: BSD-2-Clause */
/* docs/abi.md, system calls: numbers, registers, and what both phases do with bad addresses. */
#include "abi_fixture.h"
#include <string.h>

static void numbers_that_do_not_exist_are_faults(void **state)
{
    static const int numbers[] = { 0,   1,   1000, -18, -19, -20,       -21,      -25,
                                   -26, -29, -30,  -33, -34, INT32_MIN, INT32_MAX };
    struct faulter f = new_faulter();

    (void)state;
    for (unsigned i = 0; i < ARRAY_COUNT(numbers); i++) {
        struct answer a;
        word_t pc;

        if (BENCHMARKS && is_benchmark_call(numbers[i])) {
            continue;
        }
        run_as(f.tcb);
        pc = f.tcb->regs.pc;
        syscall(&(struct request){ .number = numbers[i], .cap = 77 });
        a = fault_message(&f);
        assert_int_equal(a.label, seL4_Fault_UnknownSyscall);
        assert_int_equal(a.length, 13);
        assert_int_equal(a.mr[0], 77);
        assert_int_equal(a.mr[8], pc);
        assert_int_equal(a.mr[10], pc + 4); /* called LR: the address behind the instruction */
        assert_int_equal(a.mr[12], (word_t)(int64_t)numbers[i]);
        fault_reply(&f, 0, WORDS());
    }
}

/* Everything but what a call hands back is as it was before. */
static void only_output_registers_change(void **state)
{
    word_t notification = new_notification(), endpoint = new_endpoint(), reply = new_reply();
    const struct {
        struct request request;
        unsigned outputs; /* x0 up to this one */
    } rows[] = {
        { { .number = seL4_SysSend, .cap = notification, .label = 5 }, 0 },
        { { .number = seL4_SysNBSend, .cap = endpoint, .label = 5 }, 0 },
        { { .number = seL4_SysNBSend, .cap = seL4_CapNull }, 0 },
        { { .number = seL4_SysSend, .cap = seL4_CapNull }, 0 },
        { { .number = seL4_SysNBSend, .cap = seL4_CapInitThreadSC, .label = SchedContextConsumed },
          0 },
        { { .number = seL4_SysNBWait, .cap = notification }, 1 },
        { { .number = seL4_SysNBWait, .cap = notification }, 1 },
        { { .number = seL4_SysNBRecv, .cap = endpoint, .reply = reply }, 1 },
        { { .number = seL4_SysNBRecv, .cap = notification, .reply = BAD_CPTR }, 1 },
        { { .number = seL4_SysCall, .cap = notification, .label = 5 }, 2 },
        { { .number = seL4_SysCall, .cap = seL4_CapNull, .label = 5 }, 3 },
        { { .number = seL4_SysCall, .cap = seL4_CapInitThreadSC, .label = SchedContextConsumed },
          3 },
        { { .number = seL4_SysYield }, 0 },
    };
    struct regs *regs = &current_thread()->regs;

    (void)state;
    for (unsigned i = 0; i < ARRAY_COUNT(rows); i++) {
        struct regs before;

        for (unsigned x = 0; x < 31; x++) {
            regs->x[x] = 0x1000 + x;
        }
        regs->sp = 0x2000;
        regs->spsr = 0x80000040;
        regs->tpidr = 0x3000;
        regs->tpidrro = 0x4000;
        before = *regs;
        before.x[0] = rows[i].request.cap;
        before.x[1] = rows[i].request.label << ABI_INFO_LABEL_POS;
        before.x[6] = rows[i].request.reply;
        before.x[7] = (word_t)(int64_t)rows[i].request.number;
        before.x[8] = 0;
        assert_true(syscall(&rows[i].request).returned);
        assert_memory_equal(regs->x + rows[i].outputs, before.x + rows[i].outputs,
                            (31 - rows[i].outputs) * sizeof(word_t));
        assert_int_equal(regs->sp, before.sp);
        assert_int_equal(regs->spsr, before.spsr);
        assert_int_equal(regs->tpidr, before.tpidr);
        assert_int_equal(regs->tpidrro, before.tpidrro);
    }
}

static struct answer assert_cap_fault(struct faulter *f, word_t pc, word_t cptr, word_t receiving)
{
    struct answer a = fault_message(f);

    assert_int_equal(a.label, seL4_Fault_CapFault);
    assert_int_equal(a.mr[0], pc);
    assert_int_equal(a.mr[1], cptr);
    assert_int_equal(a.mr[2], receiving);
    return a;
}

static void assert_bad_cptr(struct answer a)
{
    assert_int_equal(a.length, 7);
    assert_int_equal(a.mr[3], seL4_GuardMismatch);
    assert_int_equal(a.mr[4], 64);
    assert_int_equal(a.mr[5], 0);
    assert_int_equal(a.mr[6], GUARD_BITS);
}

/* What happens to a capability that cannot be invoked, in calls with only a send phase. */
static void invoked_capability_is_null_or_missing(void **state)
{
    static const int numbers[] = { seL4_SysCall, seL4_SysSend, seL4_SysNBSend };
    word_t empty = new_slot();
    struct faulter f = new_faulter();

    (void)state;
    for (unsigned i = 0; i < ARRAY_COUNT(numbers); i++) {
        struct answer a;
        word_t pc;

        /* An empty slot is not a lookup failure. */
        run_as(f.tcb);
        a = syscall(&(struct request){ .number = numbers[i], .cap = empty, .label = 99 });
        assert_true(a.returned);
        if (numbers[i] == seL4_SysCall) {
            assert_error_1(a, seL4_InvalidCapability, 0);
        } else {
            assert_int_equal(a.label, 99);
        }
        pc = f.tcb->regs.pc;
        a = syscall(&(struct request){ .number = numbers[i], .cap = BAD_CPTR, .label = 99 });
        if (numbers[i] == seL4_SysNBSend) {
            assert_true(a.returned);
            assert_int_equal(a.label, 99);
        } else {
            assert_bad_cptr(assert_cap_fault(&f, pc, BAD_CPTR, 0));
            fault_reply(&f, 1, WORDS()); /* the label does not matter */
            assert_int_equal(f.tcb->state, THREAD_RESTART);
        }
    }
}

/* Without the right to send only a call notices. */
static void sending_without_the_right(void **state)
{
    word_t endpoint = new_endpoint(), notification = new_notification();
    const word_t caps[] = { mint(endpoint, RIGHT_READ | RIGHT_GRANT, 0),
                            mint(notification, RIGHT_READ, 0) };
    struct server server = new_server(endpoint, false);

    (void)state;
    for (unsigned i = 0; i < ARRAY_COUNT(caps); i++) {
        assert_error_1(call(caps[i], 1, WORDS(2), WORDS()), seL4_InvalidCapability, 0);
        assert_true(send(caps[i], 1, WORDS(2), WORDS()).returned);
        assert_true(nbsend(caps[i], 1, WORDS(2), WORDS()).returned);
    }
    assert_int_equal(server.tcb->state, THREAD_BLOCKED_ON_RECEIVE);
    assert_int_equal(notification_of(cap_at(notification))->state, NOTIFICATION_IDLE);
}

/* Extra capabilities that are missing or null, with a notification as the invoked one. */
static void extra_capability_is_missing(void **state)
{
    static const int numbers[] = { seL4_SysCall, seL4_SysSend, seL4_SysNBSend };
    word_t good = new_slot(), notification = new_notification();
    struct notification *n = notification_of(cap_at(notification));
    struct faulter f = new_faulter();

    (void)state;
    for (unsigned i = 0; i < ARRAY_COUNT(numbers); i++) {
        word_t pc;
        struct request request = { .number = numbers[i],
                                   .cap = notification,
                                   .caps = WORDS(good, BAD_CPTR, good) };
        struct answer a;

        run_as(f.tcb);
        pc = f.tcb->regs.pc;
        a = syscall(&request);
        assert_int_equal(n->state, NOTIFICATION_IDLE);
        if (numbers[i] == seL4_SysNBSend) {
            assert_true(a.returned);
        } else {
            assert_bad_cptr(assert_cap_fault(&f, pc, BAD_CPTR, 0));
            fault_reply(&f, 0, WORDS());
            run_as(f.tcb);
        }
        /* An empty slot is a null capability. */
        request.caps = WORDS(good, good, good);
        assert_true(syscall(&request).returned);
        assert_int_equal(n->state, NOTIFICATION_ACTIVE);
        nbwait(notification);
    }
}

struct receive_row {
    word_t source, reply;
    bool needs_reply; /* the row makes sense only where a reply object is asked for */
    word_t address;   /* reported */
    bool unresolved;
};

static void receive_faults(void **state)
{
    word_t endpoint = new_endpoint(), reply = new_reply(), empty = new_slot();
    word_t write_only = mint(endpoint, RIGHT_WRITE | RIGHT_GRANT, 0);
    word_t notification = new_notification(), bound = new_notification();
    word_t signal_only = mint(notification, RIGHT_WRITE, 0);
    const struct receive_row rows[] = {
        { BAD_CPTR, reply, false, BAD_CPTR, true },
        { empty, reply, false, empty, false },
        { seL4_CapInitThreadCNode, reply, false, seL4_CapInitThreadCNode, false },
        { reply, reply, false, reply, false },
        { write_only, reply, false, write_only, false },
        { write_only, BAD_CPTR, false, write_only, false },
        { signal_only, reply, false, signal_only, false },
        { bound, reply, false, bound, false },
        { endpoint, BAD_CPTR, true, BAD_CPTR, true },
        { endpoint, empty, true, empty, false },
        { endpoint, endpoint, true, endpoint, false },
        { empty, BAD_CPTR, true, empty, false },
    };
    static const struct {
        int number;
        bool reply;
    } calls[] = { { seL4_SysRecv, true },       { seL4_SysNBRecv, true },
                  { seL4_SysWait, false },      { seL4_SysNBWait, false },
                  { seL4_SysNBSendRecv, true }, { seL4_SysReplyRecv, true },
                  { seL4_SysNBSendWait, false } };
    struct new_thread other = new_thread(1);
    struct faulter f = new_faulter();

    (void)state;
    assert_success(call(other.cptr, TCBBindNotification, WORDS(), WORDS(bound)));
    for (unsigned c = 0; c < ARRAY_COUNT(calls); c++) {
        for (unsigned i = 0; i < ARRAY_COUNT(rows); i++) {
            struct answer a;
            word_t pc;

            if (rows[i].needs_reply && !calls[c].reply) {
                continue;
            }
            run_as(f.tcb);
            pc = f.tcb->regs.pc;
            syscall(&(struct request){ .number = calls[c].number,
                                       .cap = rows[i].source,
                                       .reply = rows[i].reply,
                                       .nbsend_dest = empty });
            a = assert_cap_fault(&f, pc, rows[i].address, 1);
            if (rows[i].unresolved) {
                assert_bad_cptr(a);
            } else {
                assert_int_equal(a.length, 5);
                assert_int_equal(a.mr[3], seL4_MissingCapability);
                assert_int_equal(a.mr[4], 0);
            }
            fault_reply(&f, 0, WORDS());
        }
    }
}

/* A notification as the source makes the reply object unnecessary, and a bound one's own thread may
 * wait for it. */
static void receive_from_a_notification(void **state)
{
    word_t notification = new_notification();
    word_t badged = mint(notification, RIGHT_ALL, 0x70);
    struct answer a;

    (void)state;
    assert_success(call(seL4_CapInitThreadTCB, TCBBindNotification, WORDS(), WORDS(notification)));
    signal_on(badged);
    a = recv(notification, BAD_CPTR);
    assert_true(a.returned);
    assert_int_equal(a.badge, 0x70);
}

static const int combined[] = { seL4_SysReplyRecv, seL4_SysNBSendRecv, seL4_SysNBSendWait };

/* One combined call with `first` invoked and something to receive at once. */
static void combined_call(int number, word_t first, word_t label, struct words words,
                          struct words caps)
{
    word_t source = new_notification();
    struct answer a;

    signal_on(mint(source, RIGHT_ALL, 0x99));
    a = syscall(&(struct request){ .number = number,
                                   .cap = source,
                                   .reply = first,
                                   .nbsend_dest = first,
                                   .label = label,
                                   .words = words,
                                   .caps = caps });
    assert_true(a.returned);
    assert_int_equal(a.badge, 0x99);
    assert_int_equal(a.label, label); /* nothing is reported */
}

static void first_phase_never_fails(void **state)
{
    word_t endpoint = new_endpoint(), empty = new_slot();
    word_t read_only = mint(endpoint, RIGHT_READ, 0);

    (void)state;
    for (unsigned i = 0; i < ARRAY_COUNT(combined); i++) {
        combined_call(combined[i], BAD_CPTR, 7, WORDS(), WORDS());
        combined_call(combined[i], empty, 7, WORDS(), WORDS());
        combined_call(combined[i], endpoint, 7, WORDS(1), WORDS()); /* nobody receives */
        combined_call(combined[i], read_only, 7, WORDS(1), WORDS());
        combined_call(combined[i], WORLD_UNTYPED, UntypedRetype, WORDS(), WORDS());
        combined_call(combined[i], endpoint, 7, WORDS(1), WORDS(BAD_CPTR));
        combined_call(combined[i], new_reply(), 7, WORDS(), WORDS()); /* holds nobody */
        assert_int_equal(endpoint_state(endpoint_of(cap_at(endpoint))), ENDPOINT_IDLE);
    }
}

/* Which capabilities the first phase invokes. */
static void first_phase_invokes(void **state)
{
    for (unsigned i = 0; i < ARRAY_COUNT(combined); i++) {
        word_t dest = new_slot(), endpoint = new_endpoint(), notification = new_notification();
        word_t frame = new_object(seL4_ARM_SmallPageObject, 0), handler = new_slot();
        word_t vaddr = WORLD_IPC_BUFFER + 4096 * (1 + i);
        struct server server = new_server(endpoint, false);
        unsigned tried = 0;

        (void)state;
        do {
            assert_true(tried < world_untyped_count());
            combined_call(combined[i], WORLD_UNTYPED + tried++, UntypedRetype,
                          WORDS(seL4_EndpointObject, 0, 0, 0, dest, 1),
                          WORDS(seL4_CapInitThreadCNode));
        } while (cap_is_null(cap_at(dest)));
        assert_int_equal(cap_type(cap_at(dest)), CAP_ENDPOINT);
        combined_call(combined[i], endpoint, 7, WORDS(1), WORDS());
        assert_int_equal(server.tcb->state, THREAD_RUNNING);
        combined_call(combined[i], notification, 0, WORDS(), WORDS());
        assert_int_equal(notification_of(cap_at(notification))->state, NOTIFICATION_ACTIVE);
        combined_call(combined[i], frame, ARMPageMap, WORDS(vaddr, 3, 1),
                      WORDS(seL4_CapInitThreadVSpace));
        assert_int_equal(map_address(cap_at(frame)), vaddr);
        combined_call(combined[i], seL4_CapIRQControl, IRQIssueIRQHandler,
                      WORDS(40 + i, handler, 64), WORDS(seL4_CapInitThreadCNode));
        assert_int_equal(cap_type(cap_at(handler)), CAP_IRQ_HANDLER);
    }
}

/* Which it rejects. */
static void first_phase_does_not_invoke(void **state)
{
    struct new_thread victim = new_started();
    word_t endpoint = new_endpoint(), context = new_object(seL4_SchedContextObject, 8);

    (void)state;
    for (unsigned i = 0; i < ARRAY_COUNT(combined); i++) {
        combined_call(combined[i], victim.cptr, TCBSuspend, WORDS(), WORDS());
        assert_int_equal(victim.tcb->state, THREAD_RUNNING + (victim.tcb->state == THREAD_RESTART));
        combined_call(combined[i], seL4_CapInitThreadCNode, CNodeDelete, WORDS(endpoint, 64),
                      WORDS());
        assert_int_equal(cap_type(cap_at(endpoint)), CAP_ENDPOINT);
        combined_call(combined[i], victim.sched_context, SchedContextUnbind, WORDS(), WORDS());
        assert_ptr_equal(context_of(&victim)->tcb, victim.tcb);
        combined_call(combined[i], WORLD_SCHED_CONTROL, SchedControlConfigureFlags,
                      WORDS(1000, 1000, 0, 0, 0), WORDS(context));
        assert_int_equal(context_at(context)->refill_max, 0);
        combined_call(combined[i], seL4_CapDomain, DomainSetSet, WORDS(1), WORDS(victim.cptr));
        assert_int_equal(victim.tcb->domain, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ABI_TEST(numbers_that_do_not_exist_are_faults),
        ABI_TEST(only_output_registers_change),
        ABI_TEST(invoked_capability_is_null_or_missing),
        ABI_TEST(sending_without_the_right),
        ABI_TEST(extra_capability_is_missing),
        ABI_TEST(receive_faults),
        ABI_TEST(receive_from_a_notification),
        ABI_TEST(first_phase_never_fails),
        ABI_TEST(first_phase_invokes),
        ABI_TEST(first_phase_does_not_invoke),
    };

    return cmocka_run_group_tests_name("abi_syscall", tests, NULL, NULL);
}
