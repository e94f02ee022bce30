/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages: sending and receiving through endpoints, waiting for notifications, replying, and
 * moving words and capabilities from one thread to another.
 *
 * A thread that wakes from blocking always has usable budget, because it had some when it blocked
 * (checked at kernel entry) and none of it was used since.
 */
#include "ipc.h"
#include "faults.h"
#include "kernel.h"
#include "lookup.h"
#include "message_info.h"
#include "objects/cnode.h"
#include "objects/endpoint.h"
#include "objects/notification.h"
#include "objects/reply.h"
#include "refill.h"
#include "sched.h"

/* Copy the message words that are in registers: quickly if these are full. */
static inline void transfer_registers(const struct regs *from, struct regs *to, unsigned length)
{
    if (length >= REGS_MESSAGE_WORDS) {
#pragma GCC unroll 4
        for (unsigned i = 0; i < REGS_MESSAGE_WORDS; i++) {
            regs_set_message(to, i, regs_message(from, i));
        }
        return;
    }
    for (unsigned i = 0; i < length; i++) {
        regs_set_message(to, i, regs_message(from, i));
    }
}

/* Copy the other words of a longer message, two at a time as long as there are two. */
static inline void transfer_buffer(const word_t *from, word_t *to, unsigned length)
{
    unsigned i = REGS_MESSAGE_WORDS;

    from += ABI_BUFFER_MESSAGE;
    to += ABI_BUFFER_MESSAGE;
    for (; i + 1 < length; i += 2) {
        word_t first = from[i], second = from[i + 1];

        to[i] = first;
        to[i + 1] = second;
    }
    if (i < length) {
        to[i] = from[i];
    }
}

/* The empty slot the receiver wants a capability in; NULL if it named none. */
static struct slot *receive_slot(struct tcb *receiver, const word_t *buffer)
{
    struct lookup root = lookup_slot(receiver, buffer[ABI_BUFFER_RECEIVE_CNODE]);
    word_t depth = buffer[ABI_BUFFER_RECEIVE_DEPTH];
    struct lookup target;

    if (!root.slot || cap_type(root.slot->cap) != CAP_CNODE || depth < 1 || depth > WORD_BITS) {
        return NULL;
    }
    target = lookup_address(root.slot->cap, buffer[ABI_BUFFER_RECEIVE_INDEX], (unsigned)depth);
    return target.slot && !target.bits_left && slot_is_empty(target.slot) ? target.slot : NULL;
}

/* Is this the endpoint the message goes through? Then only the badge is handed over. */
static bool transfer_unwraps(const struct transfer *t, struct cap cap)
{
    return t->endpoint && cap_type(cap) == CAP_ENDPOINT && endpoint_of(cap) == t->endpoint;
}

/* Transfer the extra capabilities, which are in `slots`; returns the message information's two
 * fields for them. */
static word_t transfer_caps(const struct transfer *t, struct slot *const *slots, word_t *to,
                            unsigned count)
{
    struct slot *dest = NULL;
    bool dest_known = false, dest_used = false;
    unsigned done = 0, unwrapped = 0;

    for (; done < count; done++) {
        struct slot *slot = slots[done];
        struct cap cap = slot->cap;
        struct error error;

        if (transfer_unwraps(t, cap)) {
            to[ABI_BUFFER_CAPS_OR_BADGES + done] = endpoint_badge(cap);
            unwrapped |= 1u << done;
            continue;
        }
        if (!dest_known) {
            dest = receive_slot(t->receiver, to);
            dest_known = true;
        }
        if (!dest || dest_used || cap_derive(slot, &cap, &error) != OK || cap_is_null(cap)) {
            break;
        }
        slot_insert(dest, slot, cap);
        dest_used = true;
    }
    return info_make(0, unwrapped, done, 0);
}

/* All extra capability addresses must resolve, or none is transferred. */
static bool extra_caps_resolve(struct tcb *sender, const word_t *buffer, unsigned count,
                               struct slot **slots)
{
    for (unsigned i = 0; i < count; i++) {
        slots[i] = lookup_find(sender, buffer[ABI_BUFFER_CAPS_OR_BADGES + i]);
        if (!slots[i]) {
            return false;
        }
    }
    return true;
}

static void transfer_fault(const struct transfer *t)
{
    struct regs *receiver = &t->receiver->regs;
    word_t *to = tcb_ipc_buffer(t->receiver, true);
    unsigned length = fault_write_message(t->sender, t->receiver, to);

    regs_set_badge(receiver, t->badge);
    regs_set_info(receiver, info_make(t->sender->fault.kind, 0, 0, length));
}

/* What does not fit into registers: more words, and capabilities. Returns the length of what went
 * through, with the message information's fields for the capabilities. */
static word_t transfer_long(const struct transfer *t, unsigned length, unsigned caps)
{
    const word_t *from = t->buffer ? t->buffer : tcb_ipc_buffer(t->sender, false);
    word_t *to = tcb_ipc_buffer(t->receiver, true);
    struct slot *slots[INVOCATION_MAX_CAPS];

    if (!from || !to) {
        return length < REGS_MESSAGE_WORDS ? length : REGS_MESSAGE_WORDS;
    }
    transfer_buffer(from, to, length);
    if (caps && extra_caps_resolve(t->sender, from, caps, slots)) {
        return length | transfer_caps(t, slots, to, caps);
    }
    return length;
}

void ipc_transfer(const struct transfer *t)
{
    struct regs *receiver = &t->receiver->regs;
    word_t info = regs_info(&t->sender->regs);
    unsigned length = info_length(info), caps = t->can_grant ? info_extra_caps(info) : 0;
    word_t sizes = length;

    if (t->sender->fault.kind) {
        transfer_fault(t);
        return;
    }
    transfer_registers(&t->sender->regs, receiver, length);
    if (length > REGS_MESSAGE_WORDS || caps) {
        sizes = transfer_long(t, length, caps);
    }
    regs_set_badge(receiver, t->badge);
    regs_set_info(receiver, info_make(info_label(info), 0, 0, 0) | sizes);
}

/* A call or fault has been delivered: the sender waits under the receiver's reply object, if that
 * is possible at all. */
static void send_await_reply(const struct send *s, struct tcb *receiver, struct reply *reply)
{
    if (reply && (s->can_grant || s->can_grant_reply)) {
        reply_push(reply, s->sender, receiver, s->can_donate);
    } else {
        tcb_set_state(s->sender, THREAD_INACTIVE);
    }
}

static void send_block(const struct send *s)
{
    struct tcb *thread = s->sender;

    tcb_set_state(thread, THREAD_BLOCKED_ON_SEND);
    thread->send_badge = s->badge;
    thread->send_number = kernel.cancel.number;
    thread->send_is_call = s->call;
    thread->send_can_grant = s->can_grant;
    thread->send_can_grant_reply = s->can_grant_reply;
    endpoint_insert(s->endpoint, thread, ENDPOINT_SEND);
}

void ipc_send(const struct send *s)
{
    struct tcb *receiver = (struct tcb *)s->endpoint->head;
    struct reply *reply;

    if (endpoint_state(s->endpoint) != ENDPOINT_RECEIVE) {
        if (s->block) {
            send_block(s);
        }
        return;
    }
    endpoint_take(s->endpoint);
    reply = receiver->reply;
    if (reply) {
        reply_detach_receiver(reply);
    }
    ipc_transfer(
        &(struct transfer){ s->sender, receiver, s->buffer, s->endpoint, s->badge, s->can_grant });
    if (s->call || s->sender->fault.kind) {
        send_await_reply(s, receiver, reply);
    } else if (s->can_donate && !receiver->sched_context && s->sender->sched_context) {
        sched_context_donate(s->sender->sched_context, receiver);
    }
    tcb_set_state(receiver, THREAD_RUNNING);
    sched_wake(receiver);
}

/* Nothing was there, and the thread does not wait: the badge tells. */
static void receive_nothing(struct tcb *thread)
{
    regs_set_badge(&thread->regs, 0);
}

static void receive_block(struct tcb *thread, struct cap cap, struct reply *reply)
{
    tcb_set_state(thread, THREAD_BLOCKED_ON_RECEIVE);
    if (reply) {
        reply_attach_receiver(reply, thread, cap_has(cap, RIGHT_GRANT));
    }
    endpoint_insert(endpoint_of(cap), thread, ENDPOINT_RECEIVE);
}

/* Take the first message of the queue. */
static void receive_from_queue(struct tcb *thread, struct cap cap, struct reply *reply)
{
    struct endpoint *e = endpoint_of(cap);
    struct tcb *sender = (struct tcb *)e->head;
    struct send s = { .sender = sender,
                      .can_grant = sender->send_can_grant,
                      .can_grant_reply = sender->send_can_grant_reply,
                      .can_donate = sender->fault.kind != seL4_Fault_Timeout };

    cancel_skip(sender);
    endpoint_take(e);
    ipc_transfer(&(struct transfer){ sender, thread, NULL, e, sender->send_badge, s.can_grant });
    if (sender->send_is_call || sender->fault.kind) {
        if (reply) {
            reply->can_grant = cap_has(cap, RIGHT_GRANT);
        }
        send_await_reply(&s, thread, reply);
    } else {
        tcb_set_state(sender, THREAD_RUNNING);
        sched_wake(sender);
    }
}

void ipc_take_notification(struct tcb *thread)
{
    struct notification *n = thread->bound_notification;

    regs_set_badge(&thread->regs, n->word);
    n->state = NOTIFICATION_IDLE;
    notification_lend(n, thread);
}

void ipc_receive(struct tcb *thread, struct cap cap, bool block, struct reply *reply)
{
    struct notification *n = thread->bound_notification;
    bool on_loan = n && n->sched_context && n->sched_context == thread->sched_context;

    if (reply) {
        reply_free_for(reply, thread);
    }
    if (n && n->state == NOTIFICATION_ACTIVE) {
        ipc_take_notification(thread);
        return;
    }
    if (on_loan && block) {
        notification_take_back(n, thread);
    }
    if (endpoint_state(endpoint_of(cap)) == ENDPOINT_SEND) {
        receive_from_queue(thread, cap, reply);
        if (on_loan) {
            notification_lend(n, thread); /* it does not wait, and may have been lent nothing */
        }
    } else if (block) {
        receive_block(thread, cap, reply);
    } else {
        receive_nothing(thread);
    }
}

void ipc_wait(struct tcb *thread, struct cap cap, bool block)
{
    struct notification *n = notification_of(cap);

    if (n->state == NOTIFICATION_ACTIVE) {
        regs_set_badge(&thread->regs, n->word);
        n->state = NOTIFICATION_IDLE;
        notification_lend(n, thread);
    } else if (block) {
        tcb_set_state(thread, THREAD_BLOCKED_ON_NOTIFICATION);
        notification_take_back(n, thread);
        notification_insert(n, thread);
    } else {
        receive_nothing(thread);
    }
}

/* The answered thread has its scheduling context back: it runs, or its lack of budget is a matter
 * for its timeout handler, or it waits for the next refill. */
static void reply_resume(struct tcb *thread, bool was_timeout)
{
    struct sched_context *sc = thread->sched_context;

    if (!sc || !sc->refill_max || !tcb_is_runnable(thread)) {
        return;
    }
    if (!was_timeout && !refill_usable(sc, this_cpu()->now)) {
        if (thread->state == THREAD_RUNNING) {
            regs_set_fault_ip(&thread->regs, regs_next_ip(&thread->regs)); /* its call is done */
        }
        if (fault_send_timeout(thread)) {
            return;
        }
    }
    sched_wake(thread);
}

void ipc_reply(struct tcb *sender, const word_t *buffer, struct reply *reply)
{
    struct tcb *caller = reply->tcb;
    unsigned fault;
    bool can_grant = reply->can_grant, restart;

    if (!caller || caller->state != THREAD_BLOCKED_ON_REPLY) {
        return;
    }
    fault = caller->fault.kind;
    reply_pop(reply);
    if (!fault) {
        ipc_transfer(&(struct transfer){ sender, caller, buffer, NULL, 0, can_grant });
        tcb_set_state(caller, THREAD_RUNNING);
    } else {
        restart = fault_apply_reply(caller, sender);
        caller->fault.kind = 0;
        tcb_set_state(caller, restart ? THREAD_RESTART : THREAD_INACTIVE);
    }
    reply_resume(caller, fault == seL4_Fault_Timeout);
}
