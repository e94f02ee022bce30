/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * docs/abi.md, transfer of capabilities: what arrives of the extra capabilities of a message,
 * depending on the rights, the receiver's slot and the capabilities themselves.
 */
#include "abi_fixture.h"

enum { BADGE = 0x55, OLD = 0x7777 };

/* A receiver waiting in the root task's CSpace, and what senders use. */
static struct {
    word_t endpoint, sender, plain, other, notification, empty, slot, used_untyped;
    struct server receiver;
    word_t *buffer;
} w;

static void wait_for(word_t cnode, word_t index, word_t depth)
{
    if (w.receiver.tcb->state != THREAD_BLOCKED_ON_RECEIVE) {
        run_as(w.receiver.tcb);
        recv(w.endpoint, w.receiver.reply);
    }
    as_root();
    w.buffer[ABI_BUFFER_RECEIVE_CNODE] = cnode;
    w.buffer[ABI_BUFFER_RECEIVE_INDEX] = index;
    w.buffer[ABI_BUFFER_RECEIVE_DEPTH] = depth;
    for (unsigned i = 0; i < 3; i++) {
        w.buffer[ABI_BUFFER_CAPS_OR_BADGES + i] = OLD + i;
    }
}

static int setup(void **state)
{
    world_setup(state);
    w.endpoint = new_endpoint();
    w.sender = mint(w.endpoint, RIGHT_ALL, BADGE);
    w.plain = mint(w.endpoint, RIGHT_WRITE | RIGHT_GRANT_REPLY, BADGE);
    w.other = new_endpoint();
    w.notification = new_notification();
    w.empty = new_slot();
    w.slot = new_slot();
    w.used_untyped = new_object(seL4_UntypedObject, 6);
    assert_success(call(w.used_untyped, UntypedRetype,
                        WORDS(seL4_EndpointObject, 0, 0, 0, new_slot(), 1),
                        WORDS(seL4_CapInitThreadCNode)));
    w.receiver = new_server(w.endpoint, false);
    w.buffer = tcb_ipc_buffer(w.receiver.tcb, true);
    return 0;
}

static struct answer received(void)
{
    assert_int_equal(w.receiver.tcb->state, THREAD_RUNNING);
    return answer_of(w.receiver.tcb);
}

/* A message with these capabilities: what the receiver gets. */
static void check(struct words caps, unsigned extra, unsigned unwrapped, enum cap_type arrived)
{
    struct answer a;

    wait_for(seL4_CapInitThreadCNode, w.slot, 64);
    nbsend(w.sender, 12, WORDS(1, 2, 3, 4, 5), caps);
    a = received();
    assert_words(a, 12, WORDS(1, 2, 3, 4, 5));
    assert_int_equal(a.badge, BADGE);
    assert_int_equal(a.extra_caps, extra);
    assert_int_equal(a.unwrapped, unwrapped);
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(w.buffer[ABI_BUFFER_CAPS_OR_BADGES + i],
                         unwrapped >> i & 1 ? BADGE : OLD + i);
    }
    assert_int_equal(cap_type(cap_at(w.slot)), arrived);
    if (arrived != CAP_NULL) {
        assert_success(delete(w.slot));
    }
}

static void what_arrives(void **state)
{
    (void)state;
    check(WORDS(w.sender, w.other, w.notification), 2, 1, CAP_ENDPOINT);
    check(WORDS(w.other, w.sender, w.notification), 2, 2, CAP_ENDPOINT);
    check(WORDS(w.notification), 1, 0, CAP_NOTIFICATION);
    check(WORDS(w.notification, w.other), 1, 0, CAP_NOTIFICATION);
    check(WORDS(w.sender, w.plain, w.sender), 3, 7, CAP_NULL);
    check(WORDS(w.empty, w.notification), 0, 0, CAP_NULL);
    check(WORDS(w.sender, w.empty, w.sender), 1, 1, CAP_NULL);
    check(WORDS(seL4_CapIRQControl), 0, 0, CAP_NULL); /* cannot be copied */
    check(WORDS(w.used_untyped), 0, 0, CAP_NULL);
    check(WORDS(w.notification, w.sender, w.sender), 3, 6, CAP_NOTIFICATION);
}

/* The arrived capability is a child of the sender's slot, a copy as by CNode.Copy. */
static void what_arrives_is_a_child(void **state)
{
    word_t frame = new_object(seL4_ARM_SmallPageObject, 0);

    (void)state;
    assert_success(call(frame, ARMPageMap, WORDS(WORLD_IPC_BUFFER + 4096, 3, 1),
                        WORDS(seL4_CapInitThreadVSpace)));
    wait_for(seL4_CapInitThreadCNode, w.slot, 64);
    nbsend(w.sender, 0, WORDS(), WORDS(frame));
    assert_int_equal(cap_type(cap_at(w.slot)), CAP_FRAME);
    assert_int_equal(map_asid(cap_at(w.slot)), 0); /* not mapped */
    assert_true(slot_is_parent_of(slot_at(frame), slot_at(w.slot)));
    assert_success(revoke(frame));
    assert_true(cap_is_null(cap_at(w.slot)));
}

/* Whatever is wrong with the slot: only badges arrive. */
static void wrong_slots(void **state)
{
    word_t small = new_object(seL4_CapTableObject, 2);
    const word_t rows[][3] = {
        { BAD_CPTR, w.slot, 64 },
        { w.empty, w.slot, 64 },
        { w.notification, w.slot, 64 },
        { seL4_CapInitThreadCNode, w.slot, 0 },
        { seL4_CapInitThreadCNode, w.slot, 65 },
        { seL4_CapInitThreadCNode, w.slot, 63 },
        { seL4_CapInitThreadCNode, BAD_CPTR, 64 },
        { seL4_CapInitThreadCNode, w.notification, 64 }, /* occupied */
        { small, 1, 3 },
        { small, 1, 1 },
    };

    (void)state;
    for (unsigned i = 0; i < ARRAY_COUNT(rows); i++) {
        struct answer a;

        wait_for(rows[i][0], rows[i][1], rows[i][2]);
        nbsend(w.sender, 3, WORDS(8), WORDS(w.sender, w.other, w.sender));
        a = received();
        assert_words(a, 3, WORDS(8));
        assert_int_equal(a.extra_caps, 1);
        assert_int_equal(a.unwrapped, 1);
        assert_int_equal(w.buffer[ABI_BUFFER_CAPS_OR_BADGES], BADGE);
    }
    wait_for(small, 1, 2);
    nbsend(w.sender, 3, WORDS(8), WORDS(w.other));
    assert_int_equal(received().extra_caps, 1);
}

static void without_grant_or_buffer(void **state)
{
    (void)state;
    wait_for(seL4_CapInitThreadCNode, w.slot, 64);
    nbsend(w.plain, 3, WORDS(1, 2, 3, 4, 5), WORDS(w.plain, w.other));
    assert_words(received(), 3, WORDS(1, 2, 3, 4, 5));
    assert_int_equal(received().extra_caps, 0);
    assert_int_equal(received().unwrapped, 0);

    wait_for(seL4_CapInitThreadCNode, w.slot, 64);
    assert_success(call(w.receiver.thread.cptr, TCBSetIPCBuffer, WORDS(0), WORDS(seL4_CapNull)));
    nbsend(w.sender, 3, WORDS(1, 2, 3, 4, 5), WORDS(w.sender, w.other));
    assert_words(received(), 3, WORDS(1, 2, 3, 4));
    assert_int_equal(received().extra_caps, 0);
    assert_true(cap_is_null(cap_at(w.slot)));
}

/* Of somebody in the queue, buffer and CSpace count as they are when the message is fetched. */
static void queued_sender(void **state)
{
    struct new_thread sender = new_started();
    word_t *buffer = tcb_ipc_buffer(sender.tcb, true);

    (void)state;
    wait_for(seL4_CapInitThreadCNode, w.slot, 64);
    nbsend(w.plain, 0, WORDS(), WORDS()); /* the receiver no longer waits */
    run_as(sender.tcb);
    send(w.sender, 3, WORDS(1, 2, 3, 4, 5), WORDS(w.other, w.other));
    assert_int_equal(sender.tcb->state, THREAD_BLOCKED_ON_SEND);
    buffer[ABI_BUFFER_CAPS_OR_BADGES] = w.notification;
    buffer[ABI_BUFFER_MESSAGE + 4] = 55;
    run_as(w.receiver.tcb);
    w.buffer[ABI_BUFFER_RECEIVE_INDEX] = w.slot;
    recv(w.endpoint, w.receiver.reply);
    assert_words(received(), 3, WORDS(1, 2, 3, 4, 55));
    assert_int_equal(received().extra_caps, 1);
    assert_int_equal(cap_type(cap_at(w.slot)), CAP_NOTIFICATION);
}

/* If one of the addresses does not resolve then, none is transferred, but the message arrives. */
static void queued_sender_with_a_bad_address(void **state)
{
    struct new_thread sender = new_started();
    word_t *buffer = tcb_ipc_buffer(sender.tcb, true);

    (void)state;
    wait_for(seL4_CapInitThreadCNode, w.slot, 64);
    nbsend(w.plain, 0, WORDS(), WORDS());
    run_as(sender.tcb);
    send(w.sender, 3, WORDS(7), WORDS(w.other, w.other));
    buffer[ABI_BUFFER_CAPS_OR_BADGES + 1] = BAD_CPTR;
    run_as(w.receiver.tcb);
    recv(w.endpoint, w.receiver.reply);
    assert_words(received(), 3, WORDS(7));
    assert_int_equal(received().extra_caps, 0);
    assert_true(cap_is_null(cap_at(w.slot)));
}

/* In answers it is the endpoint capability used to receive that allows it (RFC 0130), not the reply
 * capability, and no badge is unwrapped. */
static void answers(void **state)
{
    struct new_thread client = new_started();
    word_t *buffer = tcb_ipc_buffer(client.tcb, true);
    word_t no_grant = mint(w.endpoint, RIGHT_READ, 0);

    (void)state;
    for (unsigned queued = 0; queued < 2; queued++) {
        for (unsigned grant = 0; grant < 2; grant++) {
            word_t source = grant ? w.endpoint : no_grant, reply = w.receiver.reply;
            word_t masked = mint(reply, RIGHT_WRITE, 0);

            wait_for(seL4_CapInitThreadCNode, w.slot, 64);
            nbsend(w.plain, 0, WORDS(), WORDS());
            run_as(w.receiver.tcb);
            if (!queued) {
                recv(source, reply);
            }
            run_as(client.tcb);
            buffer[ABI_BUFFER_RECEIVE_CNODE] = seL4_CapInitThreadCNode;
            buffer[ABI_BUFFER_RECEIVE_INDEX] = w.slot;
            buffer[ABI_BUFFER_RECEIVE_DEPTH] = 64;
            call(w.plain, 1, WORDS(), WORDS());
            run_as(w.receiver.tcb);
            if (queued) {
                recv(source, reply);
            }
            assert_waits_under(client.tcb, reply);
            nbsend(masked, 9, WORDS(4), WORDS(w.endpoint));
            assert_words(answer_of(client.tcb), 9, WORDS(4));
            assert_int_equal(answer_of(client.tcb).extra_caps, grant);
            assert_int_equal(answer_of(client.tcb).unwrapped, 0);
            assert_int_equal(cap_type(cap_at(w.slot)), grant ? CAP_ENDPOINT : CAP_NULL);
            recv(w.endpoint, reply);
            as_root();
            assert_success(delete(w.slot));
        }
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_arrives),  TEST(what_arrives_is_a_child),
        TEST(wrong_slots),   TEST(without_grant_or_buffer),
        TEST(queued_sender), TEST(queued_sender_with_a_bad_address),
        TEST(answers),
    };

    return cmocka_run_group_tests_name("abi_transfer", tests, NULL, NULL);
}
