/* SPDX-License-Identifier: BSD-2-Clause */
/* Endpoints: sending, receiving, calling, message contents and capabilities that travel. */
#include "harness.h"
#include <string.h>

static struct {
    word_t ep, badged, reply;
    struct new_thread a, b, c;
    struct tcb *root;
} w;

/* Three threads of the root task's priority, runnable. */
static int setup(void **state)
{
    world_setup(state);
    w.ep = new_object(seL4_EndpointObject, 0);
    w.badged = mint(w.ep, RIGHT_ALL, 77);
    w.reply = new_object(seL4_ReplyObject, 0);
    w.a = new_thread(255);
    w.b = new_thread(255);
    w.c = new_thread(255);
    w.root = current_thread();
    start(&w.a);
    start(&w.b);
    start(&w.c);
    return 0;
}

static struct words count_up(unsigned count)
{
    struct words words = { .count = count };

    for (unsigned i = 0; i < count && i < WORLD_MAX_WORDS; i++) {
        words.w[i] = 0x100 + i;
    }
    return words;
}

static void assert_counts_up(struct answer a, unsigned count)
{
    assert_int_equal(a.length, count);
    for (unsigned i = 0; i < count; i++) {
        assert_int_equal(a.mr[i], 0x100 + i);
    }
}

static void sender_waits_for_receiver(void **state)
{
    struct answer got;

    (void)state;
    run_as(w.a.tcb);
    assert_false(send(w.badged, 7, count_up(9), WORDS()).returned);
    assert_int_equal(w.a.tcb->state, THREAD_BLOCKED_ON_SEND);
    run_as(w.b.tcb);
    got = recv(w.ep, w.reply);
    assert_true(got.returned);
    assert_int_equal(got.label, 7);
    assert_int_equal(got.badge, 77);
    assert_counts_up(got, 9);
    assert_true(w.a.tcb->in_ready_queue);
    assert_null(reply_of(cap_at(w.reply))->tcb);
}

static void receiver_waits_for_sender(void **state)
{
    struct answer got;

    (void)state;
    run_as(w.b.tcb);
    assert_false(recv(w.ep, w.reply).returned);
    assert_int_equal(w.b.tcb->state, THREAD_BLOCKED_ON_RECEIVE);
    assert_ptr_equal(reply_of(cap_at(w.reply))->tcb, w.b.tcb);
    run_as(w.a.tcb);
    assert_true(send(w.badged, 8, count_up(120), WORDS()).returned);
    got = answer_of(w.b.tcb);
    assert_true(w.b.tcb->in_ready_queue);
    assert_int_equal(got.label, 8);
    assert_int_equal(got.badge, 77);
    assert_counts_up(got, 120);
    assert_null(reply_of(cap_at(w.reply))->tcb);
    assert_null(w.b.tcb->reply);
}

static void nothing_blocks_in_nonblocking_calls(void **state)
{
    struct answer got;

    (void)state;
    assert_true(nbsend(w.ep, 1, WORDS(1), WORDS()).returned);
    assert_int_equal(endpoint_state(endpoint_of(cap_at(w.ep))), ENDPOINT_IDLE);
    w.root->regs.x[2] = 4711;
    got = nbrecv(w.ep, w.reply);
    assert_true(got.returned);
    assert_int_equal(got.badge, 0);
    assert_int_equal(w.root->regs.x[2], 4711);
    assert_true(nbwait(w.ep).returned);
}

static void all_bits_of_a_label_arrive(void **state)
{
    word_t label = word_mask(52);

    (void)state;
    run_as(w.b.tcb);
    recv(w.ep, w.reply);
    run_as(w.a.tcb);
    send(w.ep, label, WORDS(), WORDS());
    assert_int_equal(answer_of(w.b.tcb).label, label);
}

static void too_long_messages_are_clamped(void **state)
{
    (void)state;
    run_as(w.b.tcb);
    recv(w.ep, w.reply);
    run_as(w.a.tcb);
    send(w.ep, 0, (struct words){ .count = 127 }, WORDS());
    assert_int_equal(answer_of(w.b.tcb).length, 120);
}

/* With no buffer on one side only the words in registers go. */
static void without_buffer_four_words_go(void **state)
{
    struct request blank = { .number = seL4_SysSend };

    (void)state;
    assert_success(call(w.b.cptr, TCBSetIPCBuffer, WORDS(0), WORDS(w.b.buffer)));
    run_as(w.b.tcb);
    recv(w.ep, w.reply);
    run_as(w.a.tcb);
    send(w.ep, 0, count_up(9), WORDS());
    assert_counts_up(answer_of(w.b.tcb), 4);
    blank.cap = w.ep;
    blank.words = count_up(9);
    run_as(w.c.tcb);
    recv(w.ep, w.reply);
    run_as(w.b.tcb);
    syscall(&blank);
    assert_counts_up(answer_of(w.c.tcb), 4);
}

/* A read-only buffer cannot be received into, but sent from. */
static void buffer_rights_count(void **state)
{
    word_t read_only = mint(w.b.buffer, RIGHT_READ, 0);
    word_t *buffer = tcb_ipc_buffer(w.b.tcb, true);

    (void)state;
    buffer[ABI_BUFFER_MESSAGE + 4] = 0x104;
    assert_success(call(w.b.cptr, TCBSetIPCBuffer, WORDS(WORLD_IPC_BUFFER), WORDS(read_only)));
    run_as(w.b.tcb);
    recv(w.ep, w.reply);
    run_as(w.a.tcb);
    send(w.ep, 0, count_up(9), WORDS());
    assert_counts_up(answer_of(w.b.tcb), 4);
    recv(w.ep, w.reply);
    run_as(w.b.tcb);
    send(w.ep, 0, count_up(5), WORDS());
    assert_counts_up(answer_of(w.a.tcb), 5);
}

static void senders_queue_by_priority(void **state)
{
    (void)state;
    run_as(w.a.tcb);
    send(w.ep, 1, WORDS(), WORDS());
    run_as(w.b.tcb);
    send(w.ep, 2, WORDS(), WORDS());
    run_as(w.c.tcb);
    send(w.ep, 3, WORDS(), WORDS());
    run_as(w.root);
    assert_success(call(w.a.cptr, TCBSetPriority, WORDS(100), WORDS(seL4_CapInitThreadTCB)));
    assert_int_equal(recv(w.ep, w.reply).label, 2);
    assert_success(call(w.a.cptr, TCBSetPriority, WORDS(255), WORDS(seL4_CapInitThreadTCB)));
    assert_success(call(w.c.cptr, TCBSetPriority, WORDS(254), WORDS(seL4_CapInitThreadTCB)));
    assert_int_equal(recv(w.ep, w.reply).label, 1);
    assert_int_equal(recv(w.ep, w.reply).label, 3);
}

static void receivers_queue_by_priority(void **state)
{
    word_t second = new_object(seL4_ReplyObject, 0);

    (void)state;
    run_as(w.a.tcb);
    recv(w.ep, w.reply);
    run_as(w.b.tcb);
    recv(w.ep, second);
    run_as(w.root);
    assert_success(call(w.a.cptr, TCBSetPriority, WORDS(254), WORDS(seL4_CapInitThreadTCB)));
    nbsend(w.ep, 9, WORDS(), WORDS());
    assert_int_equal(w.b.tcb->state, THREAD_RUNNING);
    assert_int_equal(w.a.tcb->state, THREAD_BLOCKED_ON_RECEIVE);
}

static void call_is_answered(void **state)
{
    struct answer got;

    (void)state;
    run_as(w.b.tcb);
    recv(w.ep, w.reply);
    run_as(w.a.tcb);
    assert_false(call(w.badged, 5, count_up(6), WORDS()).returned);
    assert_int_equal(w.a.tcb->state, THREAD_BLOCKED_ON_REPLY);
    assert_ptr_equal(reply_of(cap_at(w.reply))->tcb, w.a.tcb);
    run_as(w.b.tcb);
    assert_counts_up(answer_of(w.b.tcb), 6);
    assert_true(send(w.reply, 6, count_up(7), WORDS()).returned);
    got = answer_of(w.a.tcb);
    assert_true(w.a.tcb->in_ready_queue);
    assert_int_equal(got.label, 6);
    assert_int_equal(got.badge, 0);
    assert_counts_up(got, 7);
    /* Nobody is there to answer any more. */
    assert_true(send(w.reply, 6, WORDS(), WORDS()).returned);
}

static void call_to_someone_who_comes_later(void **state)
{
    (void)state;
    run_as(w.a.tcb);
    call(w.badged, 5, WORDS(1), WORDS());
    assert_int_equal(w.a.tcb->state, THREAD_BLOCKED_ON_SEND);
    run_as(w.b.tcb);
    assert_int_equal(recv(w.ep, w.reply).label, 5);
    assert_int_equal(w.a.tcb->state, THREAD_BLOCKED_ON_REPLY);
    nbsend(w.reply, 3, WORDS(4), WORDS());
    assert_int_equal(answer_of(w.a.tcb).label, 3);
    assert_int_equal(w.a.tcb->state, THREAD_RUNNING);
}

/* Without grant and grant reply, or received without reply object, nobody can answer. */
static void call_without_way_back_stops_the_caller(void **state)
{
    word_t plain = mint(w.ep, RIGHT_WRITE, 0);

    (void)state;
    run_as(w.b.tcb);
    recv(w.ep, w.reply);
    run_as(w.a.tcb);
    call(plain, 1, WORDS(9), WORDS());
    assert_int_equal(w.a.tcb->state, THREAD_INACTIVE);
    assert_int_equal(answer_of(w.b.tcb).mr[0], 9);
    run_as(w.b.tcb);
    wait_on(w.ep);
    run_as(w.c.tcb);
    call(w.ep, 2, WORDS(9), WORDS());
    assert_int_equal(w.c.tcb->state, THREAD_INACTIVE);
    assert_int_equal(answer_of(w.b.tcb).label, 2);
}

/* A receives with room for a capability in the slot returned; B sends. */
static word_t transfer(word_t through, struct words caps)
{
    word_t slot = new_slot();
    word_t *buffer = tcb_ipc_buffer(w.a.tcb, true);

    buffer[ABI_BUFFER_RECEIVE_CNODE] = seL4_CapInitThreadCNode;
    buffer[ABI_BUFFER_RECEIVE_INDEX] = slot;
    buffer[ABI_BUFFER_RECEIVE_DEPTH] = 64;
    for (unsigned i = 0; i < 3; i++) {
        buffer[ABI_BUFFER_CAPS_OR_BADGES + i] = 0xdead;
    }
    run_as(w.a.tcb);
    recv(w.ep, w.reply);
    run_as(w.b.tcb);
    assert_true(send(through, 1, WORDS(5), caps).returned);
    assert_int_equal(answer_of(w.a.tcb).label, 1);
    assert_int_equal(answer_of(w.a.tcb).mr[0], 5);
    return slot;
}

static word_t cap_or_badge(unsigned i)
{
    return tcb_ipc_buffer(w.a.tcb, true)[ABI_BUFFER_CAPS_OR_BADGES + i];
}

static void capabilities_travel(void **state)
{
    word_t other = new_object(seL4_EndpointObject, 0);
    word_t notification = new_object(seL4_NotificationObject, 0);
    word_t slot = transfer(w.ep, WORDS(w.badged, other, notification));
    struct answer got = answer_of(w.a.tcb);

    (void)state;
    assert_int_equal(got.extra_caps, 2);
    assert_int_equal(got.unwrapped, 1);
    assert_int_equal(cap_or_badge(0), 77);
    assert_int_equal(cap_or_badge(1), 0xdead);
    assert_int_equal(cap_or_badge(2), 0xdead);
    assert_true(cap_equal(cap_at(slot), cap_at(other)));
    assert_true(slot_is_parent_of(slot_at(other), slot_at(slot)));

    transfer(w.ep, WORDS(other, w.badged, notification));
    got = answer_of(w.a.tcb);
    assert_int_equal(got.extra_caps, 2);
    assert_int_equal(got.unwrapped, 2);
    assert_int_equal(cap_or_badge(1), 77);

    transfer(w.ep, WORDS(w.badged, w.ep, w.badged));
    got = answer_of(w.a.tcb);
    assert_int_equal(got.extra_caps, 3);
    assert_int_equal(got.unwrapped, 7);
    assert_int_equal(cap_or_badge(1), 0);
}

static void capabilities_stay_where_they_must(void **state)
{
    word_t plain = mint(w.ep, RIGHT_WRITE | RIGHT_GRANT_REPLY, 0);
    word_t other = new_object(seL4_EndpointObject, 0), empty = new_slot();
    word_t slot = transfer(plain, WORDS(other));

    (void)state;
    assert_int_equal(answer_of(w.a.tcb).extra_caps, 0);
    assert_true(slot_is_empty(slot_at(slot)));
    transfer(w.ep, WORDS(empty, other));
    assert_int_equal(answer_of(w.a.tcb).extra_caps, 0);
    /* The second one would need a second slot. */
    transfer(w.ep, WORDS(other, other));
    assert_int_equal(answer_of(w.a.tcb).extra_caps, 1);
    /* What cannot be derived is not sent. */
    slot = transfer(w.ep, WORDS(seL4_CapIRQControl));
    assert_int_equal(answer_of(w.a.tcb).extra_caps, 0);
    assert_true(slot_is_empty(slot_at(slot)));
}

static void no_slot_no_capability(void **state)
{
    word_t other = new_object(seL4_EndpointObject, 0);
    word_t *buffer = tcb_ipc_buffer(w.a.tcb, true);

    (void)state;
    run_as(w.a.tcb);
    recv(w.ep, w.reply);
    buffer[ABI_BUFFER_RECEIVE_CNODE] = seL4_CapInitThreadCNode;
    buffer[ABI_BUFFER_RECEIVE_INDEX] = w.ep;
    buffer[ABI_BUFFER_RECEIVE_DEPTH] = 64;
    run_as(w.b.tcb);
    send(w.ep, 1, WORDS(), WORDS(other));
    assert_int_equal(answer_of(w.a.tcb).extra_caps, 0);
    run_as(w.a.tcb);
    recv(w.ep, w.reply);
    buffer[ABI_BUFFER_RECEIVE_INDEX] = new_slot();
    buffer[ABI_BUFFER_RECEIVE_DEPTH] = 12;
    run_as(w.b.tcb);
    send(w.ep, 1, WORDS(), WORDS(other));
    assert_int_equal(answer_of(w.a.tcb).extra_caps, 0);
}

/* RFC 0130: the right to grant in replies is that of the capability used to receive. */
static void grant_via_reply(void **state)
{
    word_t no_grant = mint(w.ep, RIGHT_READ, 0), other = new_object(seL4_EndpointObject, 0);
    word_t slot = new_slot(), *buffer = tcb_ipc_buffer(w.a.tcb, true);

    (void)state;
    buffer[ABI_BUFFER_RECEIVE_CNODE] = seL4_CapInitThreadCNode;
    buffer[ABI_BUFFER_RECEIVE_INDEX] = slot;
    buffer[ABI_BUFFER_RECEIVE_DEPTH] = 64;
    run_as(w.b.tcb);
    recv(no_grant, w.reply);
    run_as(w.a.tcb);
    call(w.ep, 0, WORDS(), WORDS());
    run_as(w.b.tcb);
    send(w.reply, 0, WORDS(), WORDS(other));
    assert_true(slot_is_empty(slot_at(slot)));
    recv(w.ep, w.reply);
    run_as(w.a.tcb);
    call(w.ep, 0, WORDS(), WORDS());
    run_as(w.b.tcb);
    send(w.reply, 0, WORDS(), WORDS(other));
    assert_true(cap_equal(cap_at(slot), cap_at(other)));
    assert_int_equal(answer_of(w.a.tcb).extra_caps, 1);
}

static void extra_capability_that_does_not_resolve(void **state)
{
    (void)state;
    run_as(w.a.tcb);
    recv(w.ep, w.reply);
    run_as(w.b.tcb);
    assert_true(nbsend(w.ep, 1, WORDS(), WORDS(UINT64_C(1) << 60)).returned);
    assert_int_equal(w.a.tcb->state, THREAD_BLOCKED_ON_RECEIVE);
    assert_false(send(w.ep, 1, WORDS(), WORDS(UINT64_C(1) << 60)).returned);
    assert_int_equal(w.b.tcb->state, THREAD_INACTIVE);
    assert_int_equal(w.a.tcb->state, THREAD_BLOCKED_ON_RECEIVE);
}

static void deleting_lets_everyone_go(void **state)
{
    (void)state;
    run_as(w.a.tcb);
    send(w.ep, 1, WORDS(), WORDS());
    run_as(w.b.tcb);
    send(w.ep, 1, WORDS(), WORDS());
    run_as(w.root);
    assert_success(revoke(w.ep));
    assert_int_equal(w.a.tcb->state, THREAD_BLOCKED_ON_SEND);
    assert_success(delete(w.ep));
    assert_int_equal(w.a.tcb->state, THREAD_RESTART);
    assert_int_equal(w.b.tcb->state, THREAD_RESTART);
    run_as(w.a.tcb);
    assert_int_equal(w.a.tcb->regs.pc, w.a.tcb->regs.fault_ip);
}

static void sends_with_a_badge_are_cancelled(void **state)
{
    (void)state;
    run_as(w.a.tcb);
    send(w.badged, 1, WORDS(), WORDS());
    run_as(w.b.tcb);
    send(w.ep, 1, WORDS(), WORDS());
    run_as(w.c.tcb);
    call(w.badged, 1, WORDS(), WORDS());
    run_as(w.root);
    assert_success(call(seL4_CapInitThreadCNode, CNodeCancelBadgedSends, WORDS(w.ep, 64), WORDS()));
    assert_int_equal(w.b.tcb->state, THREAD_BLOCKED_ON_SEND);
    assert_success(call(seL4_CapInitThreadCNode, CNodeCancelBadgedSends, WORDS(w.badged, 64),
                        WORDS()));
    assert_int_equal(w.a.tcb->state, THREAD_RESTART);
    assert_int_equal(w.b.tcb->state, THREAD_BLOCKED_ON_SEND);
    assert_int_equal(w.c.tcb->state, THREAD_RESTART);
}

/* Words and capabilities of a blocked sender are those in its buffer when the message goes. */
static void blocked_message_is_read_late(void **state)
{
    (void)state;
    run_as(w.a.tcb);
    send(w.ep, 1, count_up(6), WORDS());
    tcb_ipc_buffer(w.a.tcb, true)[ABI_BUFFER_MESSAGE + 5] = 99;
    run_as(w.b.tcb);
    assert_int_equal(recv(w.ep, w.reply).mr[5], 99);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(sender_waits_for_receiver),
        TEST(receiver_waits_for_sender),
        TEST(nothing_blocks_in_nonblocking_calls),
        TEST(all_bits_of_a_label_arrive),
        TEST(too_long_messages_are_clamped),
        TEST(without_buffer_four_words_go),
        TEST(buffer_rights_count),
        TEST(senders_queue_by_priority),
        TEST(receivers_queue_by_priority),
        TEST(call_is_answered),
        TEST(call_to_someone_who_comes_later),
        TEST(call_without_way_back_stops_the_caller),
        TEST(capabilities_travel),
        TEST(capabilities_stay_where_they_must),
        TEST(no_slot_no_capability),
        TEST(grant_via_reply),
        TEST(extra_capability_that_does_not_resolve),
        TEST(deleting_lets_everyone_go),
        TEST(sends_with_a_badge_are_cancelled),
        TEST(blocked_message_is_read_late),
    };

    return cmocka_run_group_tests_name("endpoint", tests, NULL, NULL);
}
