/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages between threads, capabilities in them, and what can be done to slots. */
#include "task.h"

enum { STOP = 0xfffff };

static word endpoint, reply, done;

static word copy_badged(word source, word badge, word rights)
{
    word slot = new_slot();

    set_cap(0, SLOT_CNODE);
    set_word(4, rights);
    set_word(5, badge);
    check_answer(call(SLOT_CNODE, CNODE_MINT, 1, 6, slot, 64, source, 64), NO_ERROR, "minted");
    return slot;
}

static struct answer two_slots(word label, word length, word dest, word source, word data)
{
    set_cap(0, SLOT_CNODE);
    set_word(4, data);
    return call(SLOT_CNODE, label, 1, length, dest, 64, source, 64);
}

static void check_slots(void)
{
    word e = make(ENDPOINT, 0), a = new_slot(), b = new_slot(), badged = copy_badged(e, 7, 15);
    struct answer r;

    r = call(a, 3, 0, 0, 0, 0, 0, 0);
    check(r.label == INVALID_CAPABILITY && r.length == 1 && r.mr[0] == 0, "nothing to invoke");
    r = two_slots(CNODE_COPY, 5, a, b, 15);
    check(r.label == FAILED_LOOKUP && r.length == 3 && r.mr[0] == 1 && r.mr[1] == 2
              && r.mr[2] == 64,
          "nothing to copy");
    check_answer(two_slots(CNODE_COPY, 5, e, b, 15), DELETE_FIRST, "occupied comes first");
    check_answer(two_slots(CNODE_MUTATE, 5, a, badged, 0), ILLEGAL_OPERATION, "badges stay");
    check_answer(two_slots(CNODE_MOVE, 4, a, badged, 0), NO_ERROR, "moved");
    check_answer(two_slots(CNODE_COPY, 5, b, a, 15), NO_ERROR, "copied");
    check_answer(call(SLOT_CNODE, CNODE_REVOKE, 0, 2, b, 64, 0, 0), NO_ERROR, "revoked");
    check_answer(two_slots(CNODE_COPY, 5, badged, a, 15), NO_ERROR, "a copy has no children");
    check_answer(call(SLOT_CNODE, CNODE_REVOKE, 0, 2, e, 64, 0, 0), NO_ERROR, "revoked");
    r = two_slots(CNODE_COPY, 5, new_slot(), a, 15);
    check(r.label == FAILED_LOOKUP && r.mr[2] == 64, "the original has them all");
    r = call(SLOT_CNODE, CNODE_DELETE, 0, 2, 1, 63, 0, 0);
    check(r.label == FAILED_LOOKUP && r.length == 4 && r.mr[0] == 0 && r.mr[1] == 3 && r.mr[2] == 63
              && r.mr[3] == 64,
          "too few bits");
    r = call(SLOT_CNODE, CNODE_DELETE, 0, 2, 1, 65, 0, 0);
    check(r.label == RANGE_ERROR && r.mr[0] == 1 && r.mr[1] == 64, "too many");
    test_end("slots");
}

static void check_rotate(void)
{
    word node = make(CNODE, 4), e = make(REPLY, 0), pivot = new_slot();

    check_answer(two_slots(CNODE_MOVE, 4, pivot, node, 0), NO_ERROR, "moved");
    set_cap(0, SLOT_CNODE);
    set_cap(1, SLOT_CNODE);
    set_word(4, 64); /* depth of the pivot */
    set_word(5, 0);  /* guard for what arrives there */
    set_word(6, e);
    set_word(7, 64);
    check_answer(call(SLOT_CNODE, CNODE_ROTATE, 2, 8, node, 64, 60, pivot), NO_ERROR, "rotated");
    /* The CNode has a guard of 60 bits now: with its four bits of index it takes a whole word. */
    set_cap(0, node);
    set_word(4, 15);
    check_answer(call(SLOT_CNODE, CNODE_COPY, 1, 5, e, 64, 3, 64), FAILED_LOOKUP, "found empty");
    check_answer(two_slots(CNODE_MOVE, 4, e, pivot, 0), NO_ERROR, "the reply was at the pivot");
    test_end("rotation");
}

/* Answers every call with its words plus one, and the badge as label; until a label says enough. */
static void server(word unused)
{
    struct registers r = { .cap = endpoint, .reply = reply };

    (void)unused;
    trap(RECV, &r);
    while (info_label(r.info) != STOP) {
        for (word i = 4; i < info_length(r.info); i++) {
            ipc_buffer[BUFFER_MESSAGE + i]++;
        }
        for (int i = 0; i < 4; i++) {
            r.mr[i]++;
        }
        r.info = info(r.cap, 0, info_length(r.info));
        r.cap = endpoint;
        trap(REPLY_RECV, &r);
    }
    r = (struct registers){ .cap = endpoint, .info = info(1, 0, 0), .reply = done };
    trap(NB_SEND_WAIT, &r);
}

static bool round_trip(word cap, word badge, word length)
{
    struct answer a;

    for (word i = 4; i < length; i++) {
        set_word(i, 100 * i);
    }
    a = call(cap, 1, 0, length, 10, 20, 30, 40);
    for (word i = 0; i < length && i < 4; i++) {
        if (a.mr[i] != 10 * (i + 1) + 1) {
            return false;
        }
    }
    for (word i = 4; i < length; i++) {
        if (ipc_buffer[BUFFER_MESSAGE + i] != 100 * i + 1) {
            return false;
        }
    }
    return a.label == badge && a.length == length;
}

/* With time of its own, then with the caller's. */
static void check_calls(bool passive)
{
    struct registers r;
    struct thread t;
    word badged;

    endpoint = make(ENDPOINT, 0);
    reply = make(REPLY, 0);
    done = make(NOTIFICATION, 0);
    badged = copy_badged(endpoint, 0xfedcba987654, 15);
    thread_make(&t, 254, 10000, 10000, 0);
    thread_start(&t, server, 0);
    call(endpoint, 1, 0, 0, 0, 0, 0, 0); /* it waits now */
    if (passive) {
        check_answer(call(t.context, SCHED_CONTEXT_UNBIND, 0, 0, 0, 0, 0, 0), NO_ERROR, "unbound");
    }
    check(round_trip(endpoint, 0, 0) && round_trip(badged, 0xfedcba987654, 4), "short messages");
    check(round_trip(badged, 0xfedcba987654, 5) && round_trip(endpoint, 0, 120), "long messages");
    r = (struct registers){ .cap = endpoint, .info = info(1, 0, 127) };
    trap(CALL, &r);
    check(r.cap == 0 && info_length(r.info) == 120, "127 words are 120");
    if (passive) {
        set_cap(0, t.tcb);
        check_answer(call(t.context, SCHED_CONTEXT_BIND, 1, 0, 0, 0, 0, 0), NO_ERROR, "bound");
    }
    r = (struct registers){ .cap = endpoint, .info = info(STOP, 0, 0) };
    trap(SEND, &r);
    r = (struct registers){ .cap = done };
    trap(WAIT, &r);
    r = (struct registers){ .cap = done, .info = info(5, 0, 1), .mr = { 9 } };
    trap(NB_WAIT, &r);
    check(r.cap == 0 && r.info == info(5, 0, 1) && r.mr[0] == 9, "polling writes the badge only");
    thread_end(&t);
    test_end(passive ? "calls to a passive server" : "calls");
}

/* What arrived, for the main thread to look at. */
static struct registers seen;
static word seen_caps[3], landing;

static void catcher(word unused)
{
    (void)unused;
    ipc_buffer[BUFFER_RECEIVE] = SLOT_CNODE;
    ipc_buffer[BUFFER_RECEIVE + 1] = landing;
    ipc_buffer[BUFFER_RECEIVE + 2] = 64;
    seen = (struct registers){ .cap = endpoint, .reply = reply };
    trap(RECV, &seen);
    for (int i = 0; i < 3; i++) {
        seen_caps[i] = ipc_buffer[BUFFER_CAPS + i];
    }
    seen.reply = done;
    struct registers r = { .cap = endpoint, .info = info(0, 0, 0), .reply = reply, .dest = done };
    trap(NB_SEND_RECV, &r);
}

/* A badge is unwrapped, one capability goes over, the third does not. */
static void check_transfer(void)
{
    struct registers r;
    struct thread t;
    word badged;

    endpoint = make(ENDPOINT, 0);
    reply = make(REPLY, 0);
    badged = copy_badged(endpoint, 0x77, 15);
    landing = new_slot();
    thread_make(&t, 254, 10000, 10000, 0);
    thread_start(&t, catcher, 0);
    set_cap(0, badged);
    set_cap(1, done);
    set_cap(2, done);
    r = (struct registers){ .cap = endpoint, .info = info(3, 3, 2), .mr = { 1, 2 } };
    trap(SEND, &r);
    r = (struct registers){ .cap = done };
    trap(WAIT, &r);
    check_word(seen.info, info(3, 2, 2) | 1 << 9, "two capabilities, the first unwrapped");
    check(seen.cap == 0 && seen.mr[0] == 1 && seen.mr[1] == 2, "the message");
    check_word(seen_caps[0], 0x77, "the badge");
    check_answer(two_slots(CNODE_COPY, 5, new_slot(), landing, 15), NO_ERROR, "the capability");
    thread_end(&t);
    test_end("capabilities in messages");
}

static void check_signals(void)
{
    word n = make(NOTIFICATION, 0), a = copy_badged(n, 5, 15), b = copy_badged(n, 10, 1);
    struct registers r = { .cap = a };

    trap(SEND, &r);
    r = (struct registers){ .cap = b };
    trap(NB_SEND, &r);
    r = (struct registers){ .cap = n };
    trap(WAIT, &r);
    check_word(r.cap, 15, "badges add up");
    set_cap(0, n);
    check_answer(call(SLOT_TCB, TCB_BIND_NOTIFICATION, 1, 0, 0, 0, 0, 0), NO_ERROR, "bound");
    r = (struct registers){ .cap = a };
    trap(SEND, &r);
    r = (struct registers){ .cap = endpoint, .reply = reply };
    trap(RECV, &r);
    check_word(r.cap, 5, "a bound one is heard when receiving");
    check_answer(call(SLOT_TCB, TCB_UNBIND_NOTIFICATION, 0, 0, 0, 0, 0, 0), NO_ERROR, "unbound");
    check_answer(call(a, 1, 0, 0, 0, 0, 0, 0), NO_ERROR, "a call is answered");
    r = (struct registers){ .cap = n };
    trap(NB_WAIT, &r);
    check_word(r.cap, 5, "and counts as a signal");
    test_end("notifications");
}

void check_capabilities(void)
{
    check_slots();
    check_rotate();
}

void check_messages(void)
{
    check_calls(false);
    check_calls(true);
    check_transfer();
    check_signals();
}
