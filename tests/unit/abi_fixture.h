/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the tests of docs/abi.md (abi_*_test.c) have in common: a root task, and threads of its
 * priority that are made to act one after the other. The clock stands still unless a test moves it,
 * so nothing is preempted by itself.
 */
#pragma once
#include "harness.h"

enum { TOP = seL4_MaxPrio, HANDLER_BADGE = 0x42 };

/* An address that no lookup in the root CNode resolves, and the failure it gives. */
#define BAD_CPTR   (UINT64_C(1) << 63)
#define GUARD_BITS (WORD_BITS - ROOT_RADIX)

static inline struct tcb *root_thread(void)
{
    return thread_at(seL4_CapInitThreadTCB);
}

static inline void as_root(void)
{
    run_as(root_thread());
}

static inline word_t new_endpoint(void)
{
    return new_object(seL4_EndpointObject, 0);
}

static inline word_t new_notification(void)
{
    return new_object(seL4_NotificationObject, 0);
}

static inline word_t new_reply(void)
{
    return new_object(seL4_ReplyObject, 0);
}

/* A started thread of the root task's priority. */
static inline struct new_thread new_started(void)
{
    struct new_thread t = new_thread(TOP);

    start(&t);
    return t;
}

static inline struct sched_context *context_of(const struct new_thread *t)
{
    return context_at(t->sched_context);
}

static inline void unbind_context(const struct new_thread *t)
{
    assert_success(call(t->sched_context, SchedContextUnbindObject, WORDS(), WORDS(t->cptr)));
}

/* A thread that waits for messages, with or without a scheduling context of its own. */
struct server {
    struct new_thread thread;
    struct tcb *tcb;
    word_t reply;
};

static inline struct server new_server(word_t endpoint, bool passive)
{
    struct server s = { .thread = new_started(), .reply = new_reply() };

    s.tcb = s.thread.tcb;
    run_as(s.tcb);
    recv(endpoint, s.reply);
    assert_int_equal(s.tcb->state, THREAD_BLOCKED_ON_RECEIVE);
    as_root();
    if (passive) {
        unbind_context(&s.thread);
    }
    return s;
}

/* A thread whose faults are told to the root task. */
struct faulter {
    struct new_thread thread;
    struct tcb *tcb;
    word_t endpoint, handler, reply;
};

static inline void set_fault_handler(word_t tcb, word_t handler)
{
    assert_success(call(tcb, TCBSetSpace, WORDS(0, 0),
                        WORDS(handler, seL4_CapInitThreadCNode, seL4_CapInitThreadVSpace)));
}

static inline struct faulter new_faulter(void)
{
    struct faulter f = { .thread = new_started(),
                         .endpoint = new_endpoint(),
                         .reply = new_reply() };

    f.tcb = f.thread.tcb;
    f.handler = mint(f.endpoint, RIGHT_ALL, HANDLER_BADGE);
    set_fault_handler(f.thread.cptr, f.handler);
    return f;
}

/* The root task fetches the fault message. */
static inline struct answer fault_message(const struct faulter *f)
{
    struct answer a;

    as_root();
    assert_int_equal(f->tcb->state, THREAD_BLOCKED_ON_SEND);
    a = recv(f->endpoint, f->reply);
    assert_int_equal(a.badge, HANDLER_BADGE);
    assert_int_equal(a.extra_caps, 0);
    assert_int_equal(a.unwrapped, 0);
    assert_int_equal(f->tcb->state, THREAD_BLOCKED_ON_REPLY);
    return a;
}

/* The root task's answer to a fault. */
static inline void fault_reply(const struct faulter *f, word_t label, struct words words)
{
    as_root();
    send(f->reply, label, words, WORDS());
}

static inline void assert_words(struct answer a, word_t label, struct words words)
{
    assert_int_equal(a.label, label);
    assert_int_equal(a.length, words.count);
    for (unsigned i = 0; i < words.count; i++) {
        assert_int_equal(a.mr[i], words.w[i]);
    }
}

/* The thread waits under this reply object. */
static inline void assert_waits_under(const struct tcb *thread, word_t reply)
{
    assert_int_equal(thread->state, THREAD_BLOCKED_ON_REPLY);
    assert_ptr_equal(thread->reply, reply_of(cap_at(reply)));
}

#define ABI_TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
