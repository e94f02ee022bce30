/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages between threads: endpoints, notifications, replies, and faults as messages. */
#include "model.h"
#include "faults.h"

enum { MAX_LENGTH = 120, CAPS_WORD = 122, RECEIVE_CNODE = 125, RECEIVE_INDEX, RECEIVE_DEPTH };

/* Messages. */

static unsigned message_length(struct m_object *thread)
{
    unsigned length = thread->t.regs.x[1] & 127;
    unsigned room = m_buffer(thread, false) ? MAX_LENGTH : 4;

    return length < room ? length : room;
}

/* The empty slot the receiver has prepared, or NULL. */
static struct m_cap **receive_slot(struct m_object *receiver)
{
    const word_t *buffer = m_buffer(receiver, true);
    struct m_found root, found;

    if (!buffer) {
        return NULL;
    }
    root = m_resolve_cptr(receiver, buffer[RECEIVE_CNODE]);
    if (!root.slot || buffer[RECEIVE_DEPTH] < 1 || buffer[RECEIVE_DEPTH] > 64) {
        return NULL;
    }
    found = m_resolve(*root.slot, buffer[RECEIVE_INDEX], (unsigned)buffer[RECEIVE_DEPTH], true);
    return found.slot && !*found.slot ? found.slot : NULL;
}

/* Hand over one capability; false: this is the end. */
static bool transfer_cap(struct m_object *receiver, struct m_object *endpoint, struct m_cap *cap,
                         unsigned i, struct m_cap ***slot, unsigned *unwrapped)
{
    struct m_cap value;

    if (cap && cap->type == CAP_ENDPOINT && cap->object == endpoint) {
        m_buffer(receiver, true)[CAPS_WORD + i] = cap->badge;
        *unwrapped |= 1u << i;
        return true;
    }
    if (!cap || !*slot) {
        return false;
    }
    value = *cap;
    if (m_cap_derive(cap, &value) != 0) {
        return false;
    }
    m_cap_insert(*slot, cap, &value);
    *slot = NULL;
    return true;
}

static unsigned transfer_caps(struct m_object *sender, struct m_object *receiver,
                              struct m_object *endpoint, unsigned *unwrapped)
{
    unsigned count = sender->t.regs.x[1] >> 7 & 3, i;
    const word_t *buffer = m_buffer(sender, false);
    struct m_cap **cap[3], **slot;

    if (!buffer || !m_buffer(receiver, true)) {
        return 0;
    }
    for (i = 0; i < count; i++) {
        cap[i] = m_resolve_cptr(sender, buffer[CAPS_WORD + i]).slot;
        if (!cap[i]) {
            return 0;
        }
    }
    slot = receive_slot(receiver);
    for (i = 0; i < count; i++) {
        if (!transfer_cap(receiver, endpoint, *cap[i], i, &slot, unwrapped)) {
            break;
        }
    }
    return i;
}

static unsigned fault_words(struct m_object *thread, word_t *w)
{
    const struct m_fault *f = &thread->t.fault;
    const struct m_regs *r = &thread->t.regs;
    unsigned n = 0;

    switch (f->kind) {
    case seL4_Fault_CapFault:
        w[0] = r->fault_ip;
        w[1] = f->a;
        w[2] = f->b;
        return 3 + m_failure_words(&f->lookup, &w[3]);
    case seL4_Fault_VMFault:
        w[0] = r->fault_ip;
        w[1] = f->a;
        w[2] = f->instruction;
        w[3] = f->b;
        return 4;
    case seL4_Fault_Timeout:
        w[0] = f->a;
        if (!thread->t.sc) {
            return 1;
        }
        w[1] = m_take_consumed(thread->t.sc);
        return 2;
    case seL4_Fault_UnknownSyscall:
        while (n < 8) {
            w[n] = r->x[n];
            n++;
        }
        w[n++] = r->fault_ip;
        w[n++] = r->sp;
        w[n++] = r->pc;
        w[n++] = r->spsr;
        w[n++] = f->a;
        return n;
    default: /* user exception */
        w[0] = r->fault_ip;
        w[1] = r->sp;
        w[2] = r->spsr;
        w[3] = f->a;
        w[4] = f->b;
        return 5;
    }
}

static void transfer(struct m_object *sender, struct m_object *receiver, struct m_object *endpoint,
                     word_t badge, bool grant)
{
    bool is_fault = sender->t.fault.kind != 0;
    word_t words[16], label = is_fault ? sender->t.fault.kind : sender->t.regs.x[1] >> 12;
    unsigned length = is_fault ? fault_words(sender, words) : message_length(sender);
    unsigned sent = 0, caps = 0, unwrapped = 0;

    while (sent < length
           && m_set_message(receiver, sent, is_fault ? words[sent] : m_message(sender, sent))) {
        sent++;
    }
    if (!is_fault && grant) {
        caps = transfer_caps(sender, receiver, endpoint, &unwrapped);
    }
    m_set_info(receiver, label, sent, caps, unwrapped);
    receiver->t.regs.x[0] = badge;
}

/* Notifications lend their scheduling context to who has none, and take it back. */

static void lend(struct m_object *n, struct m_object *thread)
{
    if (n->sc && !thread->t.sc && !n->sc->s.thread) {
        m_sc_donate(n->sc, thread);
    }
}

static bool take_back(struct m_object *n, struct m_object *thread)
{
    bool lent = n && n->sc && n->sc == thread->t.sc;

    if (lent) {
        m_sc_unbind(n->sc);
    }
    return lent;
}

static void consume(struct m_object *n, struct m_object *thread)
{
    thread->t.regs.x[0] = n->word;
    n->word = 0;
    n->active = false;
    lend(n, thread);
}

static void block(struct m_object *thread, struct m_object *on, enum m_thread_state state)
{
    thread->t.state = state;
    thread->t.waits_for = on;
    m_queue_add_by_priority(&on->queue, thread);
}

/* The first of a queue leaves it. */
static struct m_object *first_waiting(struct m_object *on)
{
    struct m_object *thread = on->queue.thread[0];

    m_queue_remove(&on->queue, thread);
    thread->t.waits_for = NULL;
    return thread;
}

/* Endpoints. */

static void send_to_receiver(struct m_object *thread, struct m_cap *cap, bool call, bool donate)
{
    struct m_object *receiver = first_waiting(cap->object);
    struct m_object *reply = receiver->t.reply;

    if (reply) {
        m_reply_unwait(reply);
    }
    transfer(thread, receiver, cap->object, cap->badge, cap->rights & RIGHT_GRANT);
    if (call) {
        if (reply && cap->rights & (RIGHT_GRANT | RIGHT_GRANT_REPLY)) {
            reply->r.grant = receiver->t.receive_grant;
            m_reply_push(reply, thread, receiver, donate);
        } else {
            thread->t.state = M_INACTIVE;
            thread->t.fault.kind = 0;
        }
    } else if (donate && !receiver->t.sc && thread->t.sc) {
        m_sc_donate(thread->t.sc, receiver);
    }
    receiver->t.state = M_RUNNING;
    m_wake(receiver);
}

void m_send(struct m_object *thread, struct m_cap *cap, bool may_block, bool call, bool donate)
{
    struct m_object *e = cap->object;

    call |= thread->t.fault.kind != 0;
    if (e->queue.count && !e->sending) {
        send_to_receiver(thread, cap, call, donate);
    } else if (may_block) {
        thread->t.send_call = call;
        thread->t.send_badge = cap->badge;
        thread->t.send_grant = cap->rights & RIGHT_GRANT;
        thread->t.send_grant_reply = cap->rights & RIGHT_GRANT_REPLY;
        e->sending = true;
        block(thread, e, M_SENDING);
    }
}

static void receive_from_sender(struct m_object *thread, struct m_cap *cap, struct m_object *reply)
{
    struct m_object *sender = first_waiting(cap->object);
    bool is_timeout = sender->t.fault.kind == seL4_Fault_Timeout;

    transfer(sender, thread, cap->object, sender->t.send_badge, sender->t.send_grant);
    if (!sender->t.send_call) {
        sender->t.state = M_RUNNING;
        m_wake(sender);
    } else if (reply && (sender->t.send_grant || sender->t.send_grant_reply)) {
        reply->r.grant = cap->rights & RIGHT_GRANT;
        m_reply_push(reply, sender, thread, !is_timeout);
    } else {
        sender->t.state = M_INACTIVE;
        sender->t.fault.kind = 0;
    }
}

void m_receive(struct m_object *thread, struct m_cap *cap, bool may_block, struct m_object *reply)
{
    struct m_object *e = cap->object, *bound = thread->t.notification;
    bool lent;

    if (reply && reply->r.thread && reply->r.thread != thread) {
        m_cancel(reply->r.thread);
    }
    if (bound && bound->active) {
        consume(bound, thread);
        return;
    }
    lent = may_block && take_back(bound, thread); /* so that a caller's can be had instead */
    if (e->queue.count && e->sending) {
        receive_from_sender(thread, cap, reply);
        if (lent) {
            lend(bound, thread);
        }
    } else if (may_block) {
        e->sending = false;
        thread->t.receive_grant = cap->rights & RIGHT_GRANT;
        if (reply) {
            m_reply_wait(reply, thread, thread->t.receive_grant);
        }
        block(thread, e, M_RECEIVING);
    } else {
        thread->t.regs.x[0] = 0;
    }
}

/* Everyone in the queue runs again, to find out; who sent a fault stops. */
static void cancel_one(struct m_object *endpoint, struct m_object *thread)
{
    m_queue_remove(&endpoint->queue, thread);
    thread->t.waits_for = NULL;
    if (thread->t.state == M_RECEIVING && thread->t.reply) {
        m_reply_unwait(thread->t.reply);
    }
    if (thread->t.fault.kind) {
        thread->t.fault.kind = 0;
        thread->t.state = M_INACTIVE;
    } else {
        thread->t.state = M_RESTART;
        m_wake(thread);
    }
}

void m_endpoint_cancel_all(struct m_object *endpoint)
{
    while (endpoint->queue.count) {
        cancel_one(endpoint, endpoint->queue.thread[0]);
    }
    m.reschedule = true;
}

void m_endpoint_cancel_badged(struct m_object *endpoint, word_t badge)
{
    unsigned i = 0;

    while (endpoint->sending && i < endpoint->queue.count) {
        struct m_object *thread = endpoint->queue.thread[i];

        if (thread->t.send_badge == badge) {
            cancel_one(endpoint, thread);
        } else {
            i++;
        }
    }
    m.reschedule |= endpoint->sending;
}

/* Notifications. */

static void notify(struct m_object *n, struct m_object *thread, word_t badge)
{
    thread->t.regs.x[0] = badge;
    thread->t.state = M_RUNNING;
    lend(n, thread);
    m_wake(thread);
}

void m_signal(struct m_object *n, word_t badge)
{
    if (n->queue.count) {
        notify(n, first_waiting(n), badge);
    } else if (!n->active && n->bound && n->bound->t.state == M_RECEIVING) {
        m_cancel(n->bound);
        notify(n, n->bound, badge);
    } else {
        n->active = true;
        n->word |= badge;
    }
}

void m_wait(struct m_object *thread, struct m_object *n, bool may_block)
{
    if (n->active) {
        consume(n, thread);
    } else if (may_block) {
        take_back(n, thread);
        block(thread, n, M_WAITING);
    } else {
        thread->t.regs.x[0] = 0;
    }
}

void m_notification_destroy(struct m_object *n)
{
    if (n->bound) {
        n->bound->t.notification = NULL;
    }
    if (n->sc) {
        n->sc->s.notification = NULL;
    }
    m_endpoint_cancel_all(n);
}

/* Faults. */

bool m_valid_handler(const struct m_cap *cap)
{
    return !cap
           || (cap->type == CAP_ENDPOINT && cap->rights & RIGHT_WRITE
               && cap->rights & (RIGHT_GRANT | RIGHT_GRANT_REPLY));
}

static bool fault_send(struct m_object *thread, struct m_cap *handler, struct m_fault fault)
{
    if (!handler || !m_valid_handler(handler)) {
        return false;
    }
    thread->t.fault = fault;
    m_send(thread, handler, true, true, fault.kind != seL4_Fault_Timeout);
    return true;
}

void m_fault(struct m_object *thread, struct m_fault fault)
{
    if (!fault_send(thread, thread->t.slot[M_FAULT], fault)) {
        thread->t.state = M_INACTIVE;
    }
}

bool m_timeout_fault(struct m_object *thread)
{
    return fault_send(thread, thread->t.slot[M_TIMEOUT],
                      (struct m_fault){ .kind = seL4_Fault_Timeout, .a = thread->t.sc->s.badge });
}

/* Registers in the order of fault messages. */
static void write_registers(struct m_object *thread, struct m_object *from, word_t *const *place,
                            unsigned count)
{
    unsigned n = message_length(from);

    for (unsigned i = 0; i < n && i < count; i++) {
        word_t value = m_message(from, i);

        *place[i] = place[i] == &thread->t.regs.spsr ? (value & 0xf0000000) | 0x40 : value;
    }
}

static bool reply_to_fault(struct m_object *thread, struct m_object *from)
{
    struct m_regs *r = &thread->t.regs;
    word_t *x = r->x;

    switch (thread->t.fault.kind) {
    case seL4_Fault_UnknownSyscall:
        write_registers(thread, from,
                        (word_t *[]){ x, x + 1, x + 2, x + 3, x + 4, x + 5, x + 6, x + 7,
                                      &r->fault_ip, &r->sp, &r->pc, &r->spsr },
                        12);
        break;
    case seL4_Fault_UserException:
        write_registers(thread, from, (word_t *[]){ &r->fault_ip, &r->sp, &r->spsr }, 3);
        break;
    case seL4_Fault_Timeout:
        write_registers(thread, from,
                        (word_t *[]){ &r->fault_ip, &r->sp, &r->spsr, x,      x + 1,  x + 2,
                                      x + 3,        x + 4,  x + 5,    x + 6,  x + 7,  x + 8,
                                      x + 16,       x + 17, x + 18,   x + 29, x + 30, x + 9,
                                      x + 10,       x + 11, x + 12,   x + 13, x + 14, x + 15,
                                      x + 19,       x + 20, x + 21,   x + 22, x + 23, x + 24,
                                      x + 25,       x + 26, x + 27,   x + 28 },
                        34);
        break;
    default:
        return true;
    }
    return from->t.regs.x[1] >> 12 == 0;
}

/* Replies. */

void m_reply_send(struct m_object *replier, struct m_object *reply)
{
    struct m_object *thread = reply->r.thread;
    unsigned kind;

    if (!thread || thread->t.state != M_REPLYING) {
        return;
    }
    kind = thread->t.fault.kind;
    m_reply_remove(reply);
    if (kind == 0) {
        transfer(replier, thread, NULL, 0, reply->r.grant);
        thread->t.state = M_RUNNING;
    } else {
        thread->t.state = reply_to_fault(thread, replier) ? M_RESTART : M_INACTIVE;
        thread->t.fault.kind = 0;
    }
    if (!m_runnable(thread) || !thread->t.sc || !thread->t.sc->s.max) {
        return;
    }
    if (thread->t.sc->s.sporadic && thread->t.sc != m.charged) {
        m_budget_rebase(thread->t.sc);
    }
    if (!m_budget_usable(thread->t.sc) && kind != seL4_Fault_Timeout) {
        if (thread->t.state == M_RUNNING) {
            thread->t.regs.fault_ip = thread->t.regs.pc; /* its call is done */
        }
        if (m_timeout_fault(thread)) {
            return;
        }
    }
    m_consider(thread);
}
