/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * docs/abi.md, threads: what the methods of TCB capabilities do; the errors are in errors_test.c.
 * Many of them also when a thread does them to itself.
 */
#include "abi_fixture.h"

enum { CONTEXT_WORDS = 36, FRAME_WORDS = 17 };

/* Give every register of a thread a value of its own: `base` + its place in the user context. */
static struct words context_words(word_t base)
{
    struct words w = { .count = 2 + CONTEXT_WORDS, .w = { 0, CONTEXT_WORDS } };

    for (unsigned i = 0; i < CONTEXT_WORDS; i++) {
        w.w[2 + i] = base + i;
    }
    return w;
}

static void write_all(const struct new_thread *t, word_t base)
{
    struct words w = context_words(base);

    assert_success(call(t->cptr, TCBWriteRegisters, w, WORDS()));
}

static struct answer read_all(const struct new_thread *t, word_t suspend)
{
    struct answer a = call(t->cptr, TCBReadRegisters, WORDS(suspend, CONTEXT_WORDS), WORDS());

    assert_success(a);
    assert_int_equal(a.length, CONTEXT_WORDS);
    return a;
}

static void fresh_thread(void **state)
{
    struct new_thread t = new_thread(1);
    struct answer a = read_all(&t, 0);

    (void)state;
    for (unsigned i = 0; i < CONTEXT_WORDS; i++) {
        assert_int_equal(a.mr[i], i == 2 ? 0x40 : 0);
    }
}

/* The order of seL4_UserContext, by the registers' names. */
static void order_of_registers(void **state)
{
    static const unsigned general[] = { 0,  1,  2,  3,  4,  5,  6,  7,  8,  16, 17,
                                        18, 29, 30, 9,  10, 11, 12, 13, 14, 15, 19,
                                        20, 21, 22, 23, 24, 25, 26, 27, 28 };
    struct new_thread t = new_thread(1);
    struct regs *r = &t.tcb->regs;

    (void)state;
    write_all(&t, 0xa0000100);
    assert_int_equal(r->pc, 0xa0000100);
    assert_int_equal(r->sp, 0xa0000101);
    assert_int_equal(r->spsr, 0xa0000040); /* only the condition flags are taken */
    for (unsigned i = 0; i < ARRAY_COUNT(general); i++) {
        assert_int_equal(r->x[general[i]], 0xa0000103 + i);
    }
    assert_int_equal(r->tpidr, 0xa0000100 + 34);
    assert_int_equal(r->tpidrro, 0xa0000100 + 35);
}

static void register_counts(void **state)
{
    struct new_thread t = new_thread(1);
    struct words w = context_words(0x500);
    struct answer a;

    (void)state;
    write_all(&t, 0x100);
    /* Fewer: the rest keeps its values. */
    assert_success(call(t.cptr, TCBWriteRegisters, WORDS(0, 2, 0x200, 0x201), WORDS()));
    a = read_all(&t, 0);
    assert_int_equal(a.mr[0], 0x200);
    assert_int_equal(a.mr[1], 0x201);
    assert_int_equal(a.mr[3], 0x103);
    /* More: ignored. */
    w.count = 2 + CONTEXT_WORDS + 4;
    w.w[1] = CONTEXT_WORDS + 4;
    assert_success(call(t.cptr, TCBWriteRegisters, w, WORDS()));
    assert_int_equal(read_all(&t, 0).mr[35], 0x500 + 35);
    a = call(t.cptr, TCBReadRegisters, WORDS(0, 3), WORDS());
    assert_int_equal(a.length, 3);
    assert_int_equal(a.mr[1], 0x501);
    assert_int_equal(t.tcb->state, THREAD_INACTIVE);
    w = WORDS(1, 1, 0x700);
    assert_success(call(t.cptr, TCBWriteRegisters, w, WORDS()));
    assert_int_equal(t.tcb->state, THREAD_RESTART);
    call(t.cptr, TCBReadRegisters, WORDS(1, 1), WORDS());
    assert_int_equal(t.tcb->state, THREAD_INACTIVE);
}

static void copy_registers_by_group(void **state)
{
    struct new_thread from = new_thread(1), to = new_thread(1);

    (void)state;
    for (word_t flags = 0; flags < 16; flags++) {
        struct answer a;

        write_all(&from, 0x100);
        write_all(&to, 0x1000);
        assert_success(call(from.cptr, TCBResume, WORDS(), WORDS()));
        assert_success(call(to.cptr, TCBSuspend, WORDS(), WORDS()));
        assert_success(call(to.cptr, TCBCopyRegisters, WORDS(flags | 0xff00), WORDS(from.cptr)));
        assert_int_equal(from.tcb->state, flags & 1 ? THREAD_INACTIVE : THREAD_RESTART);
        assert_int_equal(to.tcb->state, flags & 2 ? THREAD_RESTART : THREAD_INACTIVE);
        a = read_all(&to, 0);
        for (unsigned i = 0; i < CONTEXT_WORDS; i++) {
            bool copied = i < FRAME_WORDS ? flags & 4 : flags & 8;

            if (i != 2) {
                assert_int_equal(a.mr[i], (copied ? 0x100 : 0x1000) + i);
            }
        }
        assert_int_equal(to.tcb->regs.pc, flags & 4 ? 0x100 : 0x1000);
    }
}

/* Copying to a runnable thread lets it go on at the copied address. */
static void copy_registers_to_oneself(void **state)
{
    struct new_thread from = new_thread(1);
    struct tcb *self = current_thread();

    (void)state;
    write_all(&from, 0x100);
    syscall(&(struct request){ .number = seL4_SysSend,
                               .cap = seL4_CapInitThreadTCB,
                               .label = TCBCopyRegisters,
                               .words = WORDS(4 | 8),
                               .caps = WORDS(from.cptr) });
    assert_ptr_equal(current_thread(), self);
    assert_int_equal(self->regs.pc, 0x100);
    assert_int_equal(self->regs.sp, 0x101);
    assert_int_equal(self->regs.x[28], 0x100 + 33);
}

static void copy_registers_of_oneself(void **state)
{
    struct new_thread to = new_thread(1), other = new_started();
    struct tcb *self = current_thread();
    word_t pc = self->regs.pc;

    (void)state;
    assert_success(call(to.cptr, TCBCopyRegisters, WORDS(4 | 8), WORDS(seL4_CapInitThreadTCB)));
    assert_int_equal(to.tcb->regs.pc, pc); /* the address of the system call */
    /* Suspending oneself as the source: no answer, and later the call again. */
    pc = self->regs.pc;
    call(to.cptr, TCBCopyRegisters, WORDS(1), WORDS(seL4_CapInitThreadTCB));
    assert_int_equal(self->state, THREAD_INACTIVE);
    assert_ptr_equal(current_thread(), other.tcb);
    assert_int_equal(self->regs.fault_ip, pc);
}

/* Suspending. */

static void suspended_thread_goes_on_where_it_was(void **state)
{
    struct new_thread t = new_started();

    (void)state;
    run_as(t.tcb);
    assert_true(nbsend(seL4_CapNull, 0, WORDS(), WORDS()).returned);
    t.tcb->regs.pc = 0x4000;
    as_root();
    assert_success(call(t.cptr, TCBSuspend, WORDS(), WORDS()));
    assert_int_equal(read_all(&t, 0).mr[0], 0x4000);
    start(&t);
    run_as(t.tcb);
    assert_int_equal(t.tcb->regs.pc, 0x4000);
}

/* Blocked threads repeat their system call. */
static void resumed_blocked_thread_calls_again(void **state)
{
    enum { SEND, CALL, RECV, WAIT, REPLY, WAYS };

    (void)state;
    for (unsigned way = 0; way < WAYS; way++) {
        for (unsigned suspended = 0; suspended < 2; suspended++) {
            word_t endpoint = new_endpoint(), notification = new_notification();
            word_t reply = new_reply(), pc;
            struct new_thread t = new_started();

            run_as(t.tcb);
            pc = t.tcb->regs.pc;
            switch (way) {
            case SEND:
                send(endpoint, 0, WORDS(), WORDS());
                break;
            case CALL:
            case REPLY:
                call(endpoint, 0, WORDS(), WORDS());
                break;
            case RECV:
                recv(endpoint, reply);
                break;
            case WAIT:
                wait_on(notification);
                break;
            }
            as_root();
            if (way == REPLY) {
                recv(endpoint, reply);
                assert_waits_under(t.tcb, reply);
            }
            assert_true(tcb_is_blocked(t.tcb));
            if (suspended) {
                assert_success(call(t.cptr, TCBSuspend, WORDS(), WORDS()));
                assert_int_equal(t.tcb->state, THREAD_INACTIVE);
                assert_int_equal(endpoint_state(endpoint_of(cap_at(endpoint))), ENDPOINT_IDLE);
                assert_int_equal(notification_of(cap_at(notification))->state, NOTIFICATION_IDLE);
            }
            start(&t);
            assert_int_equal(t.tcb->state, THREAD_RESTART);
            assert_null(reply_of(cap_at(reply))->tcb);
            run_as(t.tcb);
            assert_int_equal(t.tcb->regs.pc, pc);
            as_root();
            assert_success(delete(t.cptr));
        }
    }
}

/* A thread that suspends itself is at its Suspend again when resumed. */
static void suspending_oneself(void **state)
{
    struct new_thread t = new_started();
    word_t pc;

    (void)state;
    run_as(t.tcb);
    pc = t.tcb->regs.pc;
    call(t.cptr, TCBSuspend, WORDS(), WORDS());
    assert_int_equal(t.tcb->state, THREAD_INACTIVE);
    assert_ptr_equal(current_thread(), root_thread());
    assert_int_equal(t.tcb->regs.fault_ip, pc);
    assert_success(call(t.cptr, TCBResume, WORDS(), WORDS()));
    run_as(t.tcb);
    assert_int_equal(t.tcb->regs.pc, pc);
}

static void resuming_what_runs_does_nothing(void **state)
{
    struct new_thread t = new_started();

    (void)state;
    assert_success(call(seL4_CapInitThreadTCB, TCBResume, WORDS(), WORDS()));
    run_as(t.tcb);
    as_root();
    assert_success(call(t.cptr, TCBResume, WORDS(), WORDS()));
    assert_int_equal(t.tcb->state, THREAD_RUNNING);
}

/* Spaces. */

static void installed_capabilities_are_children(void **state)
{
    struct new_thread t = new_thread(1);
    word_t endpoint = new_endpoint();
    word_t handler = mint(endpoint, RIGHT_ALL, 5), timeout = mint(endpoint, RIGHT_ALL, 6);

    (void)state;
    set_fault_handler(t.cptr, handler);
    assert_success(call(t.cptr, TCBSetTimeoutEndpoint, WORDS(), WORDS(timeout)));
    assert_true(slot_is_parent_of(slot_at(t.buffer), &t.tcb->slots[TCB_IPC_BUFFER]));
    assert_true(slot_is_parent_of(slot_at(handler), &t.tcb->slots[TCB_FAULT_HANDLER]));
    assert_true(slot_is_parent_of(slot_at(timeout), &t.tcb->slots[TCB_TIMEOUT_HANDLER]));
    assert_int_equal(endpoint_badge(t.tcb->slots[TCB_FAULT_HANDLER].cap), 5);
    assert_success(revoke(handler));
    assert_true(slot_is_empty(&t.tcb->slots[TCB_FAULT_HANDLER]));
    assert_success(revoke(endpoint));
    assert_true(slot_is_empty(&t.tcb->slots[TCB_TIMEOUT_HANDLER]));
    assert_success(revoke(t.buffer));
    assert_true(slot_is_empty(&t.tcb->slots[TCB_IPC_BUFFER]));
    assert_null(tcb_ipc_buffer(t.tcb, false));
}

static void handlers_can_be_taken_away(void **state)
{
    struct new_thread t = new_thread(1);
    word_t endpoint = new_endpoint(), empty = new_slot();

    (void)state;
    set_fault_handler(t.cptr, endpoint);
    assert_success(call(t.cptr, TCBSetTimeoutEndpoint, WORDS(), WORDS(endpoint)));
    set_fault_handler(t.cptr, empty);
    assert_success(call(t.cptr, TCBSetTimeoutEndpoint, WORDS(), WORDS(empty)));
    assert_true(slot_is_empty(&t.tcb->slots[TCB_FAULT_HANDLER]));
    assert_true(slot_is_empty(&t.tcb->slots[TCB_TIMEOUT_HANDLER]));
}

/* Address 0 takes the buffer away, whatever the capability. */
static void buffer_at_zero(void **state)
{
    struct new_thread t = new_thread(1);

    (void)state;
    assert_success(call(t.cptr, TCBSetIPCBuffer, WORDS(0), WORDS(WORLD_SCHED_CONTROL)));
    assert_null(tcb_ipc_buffer(t.tcb, false));
    assert_true(slot_is_empty(&t.tcb->slots[TCB_IPC_BUFFER]));
    assert_success(call(t.cptr, TCBSetIPCBuffer, WORDS(0x1400), WORDS(t.buffer)));
    assert_int_equal((word_t)tcb_ipc_buffer(t.tcb, true), cap_address(cap_at(t.buffer)) + 0x400);
}

static void buffer_of_oneself(void **state)
{
    struct answer a;

    (void)state;
    assert_success(call(seL4_CapInitThreadTCB, TCBSetIPCBuffer, WORDS(0), WORDS(seL4_CapNull)));
    /* Results that do not fit into registers are cut off, arguments are missing. */
    a = call(new_slot(), TCBReadRegisters, WORDS(), WORDS());
    assert_error_1(a, seL4_InvalidCapability, 0);
    a = call(WORLD_UNTYPED, UntypedRetype, WORDS(seL4_EndpointObject, 0, 0, 0, 900, 1),
             WORDS(seL4_CapInitThreadCNode));
    assert_error(a, seL4_TruncatedMessage);
}

static void guard_of_the_cspace(void **state)
{
    struct new_thread t = new_started();
    word_t data = 5u << 6 | GUARD_BITS; /* guard 5 */

    (void)state;
    assert_success(call(t.cptr, TCBConfigure, WORDS(data, 0, 0),
                        WORDS(seL4_CapInitThreadCNode, seL4_CapInitThreadVSpace, t.buffer)));
    run_as(t.tcb);
    /* Its capability addresses begin with the guard now. */
    assert_true(syscall(&(struct request){ .number = seL4_SysNBSend,
                                           .cap = 5u << ROOT_RADIX | t.cptr,
                                           .label = TCBSuspend })
                    .returned
                == false);
    assert_int_equal(t.tcb->state, THREAD_INACTIVE);
}

/* A CNode that would have to be emptied is not replaced by the way. */
static void busy_root_is_not_replaced(void **state)
{
    struct new_thread t = new_thread(1);
    word_t cnode = new_object(seL4_CapTableObject, 2);

    (void)state;
    assert_success(call(t.cptr, TCBConfigure, WORDS(0, 0, 0),
                        WORDS(cnode, seL4_CapInitThreadVSpace, t.buffer)));
    assert_success(call(t.cptr, TCBConfigure, WORDS(0, 0, 0),
                        WORDS(cnode, seL4_CapInitThreadVSpace, t.buffer)));
    assert_success(delete(cnode));
    assert_error(call(t.cptr, TCBConfigure, WORDS(0, 0, 0),
                      WORDS(seL4_CapInitThreadCNode, seL4_CapInitThreadVSpace, t.buffer)),
                 seL4_IllegalOperation);
    assert_error(call(t.cptr, TCBSetSpace, WORDS(0, 0),
                      WORDS(seL4_CapNull, seL4_CapInitThreadCNode, seL4_CapInitThreadVSpace)),
                 seL4_IllegalOperation);
    /* A buffer that is wrong is seen before, in Configure. */
    assert_error(call(t.cptr, TCBConfigure, WORDS(0, 0, 8),
                      WORDS(seL4_CapInitThreadCNode, seL4_CapInitThreadVSpace, t.buffer)),
                 seL4_AlignmentError);
}

/* SetSchedParams: all four at once, and back. */
static void scheduling_parameters(void **state)
{
    struct new_thread t = new_passive_thread(1);
    word_t context = new_object(seL4_SchedContextObject, 7), endpoint = new_endpoint();
    word_t empty = new_slot();

    (void)state;
    configure_context(context, 1000, 1000, 0, 0);
    start(&t);
    assert_success(call(t.cptr, TCBSetSchedParams, WORDS(7, 9),
                        WORDS(seL4_CapInitThreadTCB, context, endpoint)));
    assert_int_equal(t.tcb->mcp, 7);
    assert_int_equal(t.tcb->priority, 9);
    assert_ptr_equal(t.tcb->sched_context, context_at(context));
    assert_int_equal(cap_type(t.tcb->slots[TCB_FAULT_HANDLER].cap), CAP_ENDPOINT);
    assert_true(t.tcb->in_ready_queue);
    assert_success(call(t.cptr, TCBSetSchedParams, WORDS(8, 10), /* its own again */
                        WORDS(seL4_CapInitThreadTCB, context, endpoint)));
    assert_ptr_equal(t.tcb->sched_context, context_at(context));
    assert_success(
        call(t.cptr, TCBSetSchedParams, WORDS(8, 10), WORDS(seL4_CapInitThreadTCB, empty, empty)));
    assert_null(t.tcb->sched_context);
    assert_false(t.tcb->in_ready_queue);
    assert_true(slot_is_empty(&t.tcb->slots[TCB_FAULT_HANDLER]));
    assert_success(call(seL4_CapInitThreadTCB, TCBSetSchedParams, WORDS(TOP, TOP),
                        WORDS(seL4_CapInitThreadTCB, seL4_CapInitThreadSC, empty)));
}

/* A blocked thread only gets a context it could run on. */
static void context_for_a_blocked_thread(void **state)
{
    word_t fresh = new_object(seL4_SchedContextObject, 7), spent, notification = new_notification();
    struct new_thread t = new_started(), other = new_thread(TOP);

    (void)state;
    configure_context(other.sched_context, 1000, 100000, 0, 0);
    start(&other);
    run_as(other.tcb);
    run_for(ticks_from_us(1000));
    as_root();
    spent = other.sched_context;
    unbind_context(&other);
    run_as(t.tcb);
    wait_on(notification);
    as_root();
    unbind_context(&t);
    assert_error(call(fresh, SchedContextBind, WORDS(), WORDS(t.cptr)), seL4_IllegalOperation);
    assert_error(call(spent, SchedContextBind, WORDS(), WORDS(t.cptr)), seL4_IllegalOperation);
    assert_error(call(t.cptr, TCBSetSchedParams, WORDS(TOP, TOP),
                      WORDS(seL4_CapInitThreadTCB, spent, seL4_CapNull)),
                 seL4_IllegalOperation);
    assert_success(call(t.cptr, TCBSuspend, WORDS(), WORDS()));
    assert_success(call(spent, SchedContextBind, WORDS(), WORDS(t.cptr)));
    start(&t);
    assert_true(t.tcb->in_release_queue);
}

static void flags(void **state)
{
    static const word_t rows[][3] = {
        /* clear, set, result */
        { 0, 0, 0 }, { 0, ~UINT64_C(0), 1 }, { 0, 0, 1 }, { 2, 0, 1 }, { 1, 0, 0 },
        { 1, 1, 1 }, { ~UINT64_C(0), 0, 0 }
    };
    struct new_thread t = new_thread(1);

    (void)state;
    for (unsigned i = 0; i < ARRAY_COUNT(rows); i++) {
        struct answer a = call(t.cptr, TCBSetFlags, WORDS(rows[i][0], rows[i][1]), WORDS());

        assert_words(a, 0, WORDS(rows[i][2]));
        a = call(seL4_CapInitThreadTCB, TCBSetFlags, WORDS(rows[i][0], rows[i][1]), WORDS());
        assert_words(a, 0, WORDS(rows[i][2]));
        assert_int_equal(host_machine.fpu_enabled, !rows[i][2]);
    }
}

static void tls_base(void **state)
{
    struct new_thread t = new_thread(1);

    (void)state;
    assert_success(call(t.cptr, TCBSetTLSBase, WORDS(0x1234), WORDS()));
    assert_int_equal(read_all(&t, 0).mr[34], 0x1234);
    assert_success(call(seL4_CapInitThreadTCB, TCBSetTLSBase, WORDS(0x5678), WORDS()));
    assert_int_equal(current_thread()->regs.tpidr, 0x5678);
}

/* Badge and rights for handlers (RFC 0110). */
static void handler_parameters(void **state)
{
    static const struct {
        word_t badge, rights; /* given */
        bool badged_source;
        word_t error, result_badge, result_rights;
    } rows[] = {
        { 0, 0, false, seL4_NoError, 0, RIGHT_ALL },
        { 0, 0, true, seL4_NoError, 3, RIGHT_ALL },
        { 9, RIGHT_ALL, false, seL4_NoError, 9, RIGHT_ALL },
        { 9, RIGHT_WRITE | RIGHT_GRANT, false, seL4_NoError, 9, RIGHT_WRITE | RIGHT_GRANT },
        { 0, RIGHT_WRITE | RIGHT_GRANT_REPLY, true, seL4_NoError, 3,
          RIGHT_WRITE | RIGHT_GRANT_REPLY },
        { 9, RIGHT_ALL, true, seL4_IllegalOperation, 0, 0 },
        { 0, RIGHT_WRITE, false, seL4_InvalidCapability, 0, 0 },
        { 9, 0, false, seL4_InvalidCapability, 0, 0 },
    };
    enum { SCHED_PARAMS, TIMEOUT, SPACE, METHODS };
    word_t endpoint = new_endpoint(), badged = mint(endpoint, RIGHT_ALL, 3);
    struct new_thread t = new_thread(1);

    (void)state;
    for (unsigned i = 0; i < ARRAY_COUNT(rows); i++) {
        for (unsigned m = 0; m < METHODS; m++) {
            word_t b = rows[i].badge, r = rows[i].rights;
            word_t source = rows[i].badged_source ? badged : endpoint;
            struct slot *slot =
                &t.tcb->slots[m == TIMEOUT ? TCB_TIMEOUT_HANDLER : TCB_FAULT_HANDLER];
            struct answer a;

            switch (m) {
            case SCHED_PARAMS:
                a = call(t.cptr, TCBSetSchedParams, WORDS(1, 1, b, r),
                         WORDS(seL4_CapInitThreadTCB, t.sched_context, source));
                break;
            case TIMEOUT:
                a = call(t.cptr, TCBSetTimeoutEndpoint, WORDS(b, r), WORDS(source));
                break;
            default:
                a = call(t.cptr, TCBSetSpace, WORDS(0, 0, b, r),
                         WORDS(source, seL4_CapInitThreadCNode, seL4_CapInitThreadVSpace));
            }
            assert_int_equal(a.label, rows[i].error);
            if (a.label == seL4_InvalidCapability) {
                assert_words(a, a.label, WORDS(m == SCHED_PARAMS ? 3 : 1));
            } else if (a.label == seL4_NoError) {
                assert_int_equal(endpoint_badge(slot->cap), rows[i].result_badge);
                assert_int_equal(cap_rights(slot->cap), rows[i].result_rights);
                assert_true(slot_is_parent_of(slot_at(endpoint), slot));
            }
        }
    }
    /* One word too few: as without. */
    assert_success(call(t.cptr, TCBSetTimeoutEndpoint, WORDS(9), WORDS(badged)));
    assert_int_equal(endpoint_badge(t.tcb->slots[TCB_TIMEOUT_HANDLER].cap), 3);
    /* The words do not make a bad handler good. */
    assert_error_1(call(t.cptr, TCBSetTimeoutEndpoint, WORDS(9, 15), WORDS(t.cptr)),
                   seL4_InvalidCapability, 1);
    assert_success(call(t.cptr, TCBSetTimeoutEndpoint, WORDS(9, 15), WORDS(seL4_CapNull)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ABI_TEST(fresh_thread),
        ABI_TEST(order_of_registers),
        ABI_TEST(register_counts),
        ABI_TEST(copy_registers_by_group),
        ABI_TEST(copy_registers_to_oneself),
        ABI_TEST(copy_registers_of_oneself),
        ABI_TEST(suspended_thread_goes_on_where_it_was),
        ABI_TEST(resumed_blocked_thread_calls_again),
        ABI_TEST(suspending_oneself),
        ABI_TEST(resuming_what_runs_does_nothing),
        ABI_TEST(installed_capabilities_are_children),
        ABI_TEST(handlers_can_be_taken_away),
        ABI_TEST(buffer_at_zero),
        ABI_TEST(buffer_of_oneself),
        ABI_TEST(guard_of_the_cspace),
        ABI_TEST(busy_root_is_not_replaced),
        ABI_TEST(scheduling_parameters),
        ABI_TEST(context_for_a_blocked_thread),
        ABI_TEST(flags),
        ABI_TEST(tls_base),
        ABI_TEST(handler_parameters),
    };

    return cmocka_run_group_tests_name("abi_tcb", tests, NULL, NULL);
}
