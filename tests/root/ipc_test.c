/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages through endpoints and replies: lengths, labels, badges, rights, queues, the combined
 * system calls, transfer of capabilities, and what happens to callers nobody can answer.
 */
#include "test.h"
#include <string.h>

/* A client: calls `cap` with `length` words made from `seed`. */
struct client {
    seL4_CPtr cap;
    seL4_Word label;
    seL4_Word length;
    seL4_Word seed;
    struct cap_list list;
    seL4_Word receive_slot;
    struct answer answer; /* of the call */
    seL4_Word received_cap[3];
};

static seL4_Word pattern(seL4_Word seed, seL4_Word i)
{
    return seed * 1000003 + i * 7919;
}

static void set_message(seL4_Word seed, seL4_Word length)
{
    for (seL4_Word i = 0; i < length; i++) {
        seL4_SetMR((int)i, pattern(seed, i));
    }
}

static seL4_Word wrong_words(seL4_Word seed, seL4_Word length)
{
    seL4_Word wrong = 0;

    for (seL4_Word i = 0; i < length; i++) {
        wrong += seL4_GetMR((int)i) != pattern(seed, i);
    }
    return wrong;
}

/* A system call with the message of the IPC buffer; everything that came back. */
static struct answer trap(enum seL4_Syscall_ID number, seL4_CPtr cap, seL4_MessageInfo_t info,
                          seL4_CPtr reply, seL4_CPtr dest)
{
    struct sel4_registers r = sel4_load(cap, info);

    r.reply = reply;
    r.dest = dest;
    sel4_trap(number, &r);
    sel4_store(&r, seL4_Null);
    return answer_from(&r);
}

static struct answer receive(seL4_CPtr endpoint, seL4_CPtr reply)
{
    return trap(seL4_SysRecv, endpoint, seL4_MessageInfo_new(0, 0, 0, 0), reply, 0);
}

static seL4_MessageInfo_t prepare(struct client *client)
{
    set_message(client->seed, client->length);
    for (seL4_Word i = 0; i < client->list.count; i++) {
        seL4_SetCap((int)i, client->list.cap[i]);
    }
    if (client->receive_slot != 0) {
        seL4_SetCapReceivePath(ROOT, client->receive_slot, DEPTH);
    }
    return seL4_MessageInfo_new(client->label, 0, client->list.count, client->length);
}

static void call_once(struct thread *self)
{
    struct client *client = self->arg;
    seL4_MessageInfo_t info = prepare(client);

    self->word[0] = 1;
    client->answer = trap(seL4_SysCall, client->cap, info, 0, 0);
    for (int i = 0; i < 3; i++) {
        client->received_cap[i] = seL4_GetBadge(i);
    }
    self->word[1] = wrong_words(client->seed + 1, client->answer.length);
    self->word[0] = 2;
}

static void send_once(struct thread *self)
{
    struct client *client = self->arg;
    seL4_MessageInfo_t info = prepare(client);

    self->word[0] = 1;
    seL4_Send(client->cap, info);
    self->word[0] = 2;
}

static void call_and_reply(void)
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr reply = reply_new();
    struct client client = { .cap = endpoint, .label = 0x123, .length = 3, .seed = 5 };
    struct thread *thread = thread_run(HIGH_PRIORITY, call_once, &client);
    struct answer request;

    check_equal(thread->word[0], 1);
    request = receive(endpoint, reply);
    expect(request, 0x123, pattern(5, 0), pattern(5, 1), pattern(5, 2));
    check_equal(request.badge, 0);
    check_equal(thread->word[0], 1);
    set_message(6, 2);
    seL4_Send(reply, seL4_MessageInfo_new(0x456, 0, 0, 2));
    check_equal(thread->word[0], 2);
    expect(client.answer, 0x456, pattern(6, 0), pattern(6, 1));
    check_equal(client.answer.badge, 0);
    thread_join(thread);
}

static void call_lengths(struct thread *self)
{
    seL4_CPtr endpoint = (seL4_CPtr)self->arg;

    for (seL4_Word length = 0; length <= seL4_MsgMaxLength; length++) {
        struct answer answer;

        set_message(length, length);
        answer = trap(seL4_SysCall, endpoint, seL4_MessageInfo_new(length, 0, 0, length), 0, 0);
        self->word[0] += answer.length != length || answer.label != length + 1;
        self->word[1] += wrong_words(length + 1, length);
    }
}

/* Every length from 0 to 120, in both directions and in registers as well as in buffers. */
static void all_lengths(void)
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr reply = reply_new();
    struct thread *thread = thread_new(HIGH_PRIORITY, call_lengths, (void *)endpoint);
    struct answer request;

    thread_start(thread);
    request = receive(endpoint, reply);
    for (seL4_Word length = 0; length <= seL4_MsgMaxLength; length++) {
        check_equal(request.length, length);
        check_equal(request.label, length);
        check_equal(wrong_words(length, length), 0);
        set_message(length + 1, length);
        if (length < seL4_MsgMaxLength) {
            request = trap(seL4_SysReplyRecv, endpoint,
                           seL4_MessageInfo_new(length + 1, 0, 0, length), reply, 0);
        } else {
            seL4_Send(reply, seL4_MessageInfo_new(length + 1, 0, 0, length));
        }
    }
    thread_join(thread);
    check_equal(thread->word[0], 0);
    check_equal(thread->word[1], 0);
}

static void send_127(struct thread *self)
{
    set_message(3, 120);
    seL4_Send((seL4_CPtr)self->arg, seL4_MessageInfo_new(0, 0, 0, 127));
}

static void length_is_clamped(void)
{
    seL4_CPtr endpoint = endpoint_new();
    struct thread *thread = thread_run(HIGH_PRIORITY, send_127, (void *)endpoint);

    check_equal(receive(endpoint, reply_new()).length, 120);
    check_equal(wrong_words(3, 120), 0);
    thread_join(thread);
}

static void long_label(void)
{
    seL4_CPtr endpoint = endpoint_new();
    struct client client = { .cap = endpoint, .label = 0xfedcba9876543, .length = 1 };
    struct thread *thread = thread_run(HIGH_PRIORITY, send_once, &client);

    check_equal(receive(endpoint, reply_new()).label, 0xfedcba9876543);
    thread_join(thread);
}

static void badges(void)
{
    seL4_CPtr endpoint = endpoint_new();
    struct client client = { .cap = cap_mint(endpoint, seL4_AllRights, ~0ul), .length = 1 };
    struct thread *thread = thread_run(HIGH_PRIORITY, send_once, &client);

    check_equal(receive(endpoint, reply_new()).badge, ~0ul);
    thread_join(thread);
}

/* A message of more words than the sender's registers needs a buffer on both sides. */
static void receiver_without_buffer(struct thread *self)
{
    struct sel4_registers r = { (seL4_CPtr)self->arg, 0, { 0, 0, 0, 0 }, self->word[8], 0 };

    sel4_trap(seL4_SysRecv, &r);
    self->word[0] = r.info;
    self->word[1] = r.mr[3];
}

static void no_buffer(void)
{
    seL4_CPtr endpoint = endpoint_new();
    struct thread *thread = thread_new(HIGH_PRIORITY, receiver_without_buffer, (void *)endpoint);

    succeed(seL4_TCB_SetIPCBuffer(thread->tcb, 0, seL4_CapNull));
    thread->word[8] = reply_new();
    thread_start(thread);
    set_message(9, 10);
    seL4_Send(endpoint, seL4_MessageInfo_new(77, 0, 0, 10));
    check_equal(thread->word[0], seL4_MessageInfo_new(77, 0, 0, 4).words[0]);
    check_equal(thread->word[1], pattern(9, 3));
    thread_join(thread);
}

static void queue_order(void)
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr reply = reply_new();
    static const seL4_Word priorities[] = { 101, 103, 102, 103, 101 };
    static const seL4_Word expected[] = { 2, 4, 3, 1, 5 };
    struct client clients[5];
    struct thread *threads[5];

    for (seL4_Word i = 0; i < 5; i++) {
        clients[i] = (struct client){ .cap = cap_mint(endpoint, seL4_AllRights, i + 1) };
        threads[i] = thread_run(priorities[i], send_once, &clients[i]);
        check_equal(threads[i]->word[0], 1);
    }
    for (seL4_Word i = 0; i < 5; i++) {
        check_equal(receive(endpoint, reply).badge, expected[i]);
    }
}

/* A change of priority moves a thread in the queue it waits in. */
static void queue_follows_priority(void)
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr reply = reply_new();
    struct client clients[2];
    struct thread *threads[2];

    for (seL4_Word i = 0; i < 2; i++) {
        clients[i] = (struct client){ .cap = cap_mint(endpoint, seL4_AllRights, i + 1) };
        threads[i] = thread_run(101, send_once, &clients[i]);
    }
    expect_ok(invoke(threads[1]->tcb, TCBSetPriority, caps(SELF), 105));
    check_equal(receive(endpoint, reply).badge, 2);
    check_equal(receive(endpoint, reply).badge, 1);
}

static void receive_once(struct thread *self)
{
    struct answer request = receive((seL4_CPtr)self->arg, self->word[8]);

    self->word[0] = 1;
    self->word[1] = request.badge;
    self->word[2] = request.label;
    self->word[3] = request.length;
    self->word[4] = request.mr[0];
}

static void receivers_by_priority(void)
{
    seL4_CPtr endpoint = endpoint_new();
    struct thread *low = thread_new(101, receive_once, (void *)endpoint);
    struct thread *high = thread_new(102, receive_once, (void *)endpoint);

    low->word[8] = reply_new();
    high->word[8] = reply_new();
    thread_start(low);
    thread_start(high);
    seL4_SetMR(0, 11);
    seL4_Send(endpoint, seL4_MessageInfo_new(1, 0, 0, 1));
    check_equal(high->word[4], 11);
    check_equal(low->word[0], 0);
    seL4_SetMR(0, 12);
    seL4_NBSend(endpoint, seL4_MessageInfo_new(1, 0, 0, 1));
    check_equal(low->word[4], 12);
}

static void nbsend(void)
{
    seL4_CPtr endpoint = endpoint_new();
    struct thread *thread = thread_new(HIGH_PRIORITY, receive_once, (void *)endpoint);

    seL4_SetMR(0, 1);
    seL4_NBSend(endpoint, seL4_MessageInfo_new(1, 0, 0, 1));
    thread->word[8] = reply_new();
    thread_start(thread);
    check_equal(thread->word[0], 0);
    seL4_SetMR(0, 2);
    seL4_NBSend(endpoint, seL4_MessageInfo_new(1, 0, 0, 1));
    check_equal(thread->word[0], 1);
    check_equal(thread->word[4], 2);
}

/* Nothing there: the badge becomes 0, everything else stays as it was. */
static void nbrecv_nothing(void)
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr notification = notification_new();
    seL4_Word cap[] = { endpoint, endpoint, notification, notification };
    enum seL4_Syscall_ID call[] = { seL4_SysNBRecv, seL4_SysNBWait, seL4_SysNBRecv,
                                    seL4_SysNBWait };

    for (int i = 0; i < 4; i++) {
        struct sel4_registers r = { cap[i], 0x5000, { 11, 12, 13, 14 }, reply_new(), 0 };

        sel4_trap(call[i], &r);
        check_equal(r.cap, 0);
        check_equal(r.info, 0x5000);
        check_equal(r.mr[0], 11);
        check_equal(r.mr[3], 14);
    }
}

static void rights(void)
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr no_write = cap_mint(endpoint, seL4_NoWrite, 0);
    seL4_CPtr empty = slot_new();

    expect(invoke(no_write, 5, caps(), 1, 2), seL4_InvalidCapability, 0);
    expect(invoke(empty, 5, caps(), 1, 2), seL4_InvalidCapability, 0);
    expect(invoke(seL4_CapNull, 5, caps(), 1, 2), seL4_InvalidCapability, 0);
    /* these do nothing, and return */
    seL4_Send(no_write, seL4_MessageInfo_new(0, 0, 0, 1));
    seL4_NBSend(no_write, seL4_MessageInfo_new(0, 0, 0, 1));
    seL4_Send(empty, seL4_MessageInfo_new(0, 0, 0, 1));
    seL4_NBSend(empty, seL4_MessageInfo_new(0, 0, 0, 1));
    seL4_NBSend(~0ul, seL4_MessageInfo_new(0, 0, 0, 1));
}

/* A call whose capability may not grant a reply is delivered, and the caller stops for good. */
static void call_without_grant(void)
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr reply = reply_new();
    struct client client = { .cap = cap_mint(endpoint, seL4_ReadWrite, 3), .length = 1 };
    struct thread *thread = thread_run(HIGH_PRIORITY, call_once, &client);

    check_equal(receive(endpoint, reply).badge, 3);
    seL4_Send(reply, seL4_MessageInfo_new(0, 0, 0, 0));
    check_equal(thread->word[0], 1);
    /* it is inactive: resumed, it calls again */
    expect_ok(invoke(thread->tcb, TCBResume, caps()));
    check_equal(receive(endpoint, reply).badge, 3);
}

static void call_with_grant_reply_only(void)
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr reply = reply_new();
    seL4_CapRights_t rights_given = seL4_CapRights_new(1, 0, 0, 1);
    struct client client = { .cap = cap_mint(endpoint, rights_given, 3), .length = 1 };
    struct thread *thread = thread_run(HIGH_PRIORITY, call_once, &client);

    check_equal(receive(endpoint, reply).badge, 3);
    seL4_Send(reply, seL4_MessageInfo_new(0, 0, 0, 0));
    check_equal(thread->word[0], 2);
}

/* Wait takes a call but has no reply object: the caller stops. */
static void wait_for_a_call(void)
{
    seL4_CPtr endpoint = endpoint_new();
    struct client client = { .cap = endpoint, .length = 1, .seed = 4 };
    struct thread *thread = thread_run(HIGH_PRIORITY, call_once, &client);
    struct answer request =
        trap(seL4_SysWait, endpoint, seL4_MessageInfo_new(0, 0, 0, 0), 0, 0);

    expect(request, 0, pattern(4, 0));
    check_equal(thread->word[0], 1);
    expect_ok(invoke(thread->tcb, TCBResume, caps()));
    expect(receive(endpoint, reply_new()), 0, pattern(4, 0));
}

/* A reply object that holds a caller and is used again lets go of that caller. */
static void reply_object_used_again(void)
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr reply = reply_new();
    struct client first = { .cap = cap_mint(endpoint, seL4_AllRights, 1) };
    struct client second = { .cap = cap_mint(endpoint, seL4_AllRights, 2) };
    struct thread *one = thread_run(HIGH_PRIORITY, call_once, &first);
    struct thread *two = thread_run(HIGH_PRIORITY, call_once, &second);

    check_equal(receive(endpoint, reply).badge, 1);
    check_equal(receive(endpoint, reply).badge, 2);
    seL4_Send(reply, seL4_MessageInfo_new(0, 0, 0, 0));
    check_equal(one->word[0], 1);
    check_equal(two->word[0], 2);
    /* the first is inactive and calls again when resumed */
    expect_ok(invoke(one->tcb, TCBResume, caps()));
    check_equal(receive(endpoint, reply).badge, 1);
    seL4_Send(reply, seL4_MessageInfo_new(0, 0, 0, 0));
    check_equal(one->word[0], 2);
}

/* A call on a reply capability sends and does not wait. */
static void call_on_reply(void)
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr reply = reply_new();
    struct client client = { .cap = endpoint, .seed = 8 };
    struct thread *thread = thread_run(HIGH_PRIORITY, call_once, &client);

    receive(endpoint, reply);
    set_message(9, 1);
    trap(seL4_SysCall, reply, seL4_MessageInfo_new(0, 0, 0, 1), 0, 0);
    check_equal(thread->word[0], 2);
    check_equal(client.answer.mr[0], pattern(9, 0));
    /* unused, it does nothing */
    seL4_Send(reply, seL4_MessageInfo_new(0, 0, 0, 1));
    seL4_NBSend(reply, seL4_MessageInfo_new(0, 0, 0, 1));
}

/* Phase one of the combined calls reaches endpoints; phase two receives as usual. */
static void nbsend_recv(void)
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr notification = notification_new();
    struct thread *thread = thread_new(HIGH_PRIORITY, receive_once, (void *)endpoint);
    struct answer answer;

    seL4_Signal(cap_mint(notification, seL4_AllRights, 5));
    thread->word[8] = reply_new();
    thread_start(thread);
    set_message(2, 2);
    answer = trap(seL4_SysNBSendRecv, notification, seL4_MessageInfo_new(1, 0, 0, 2),
                  seL4_CapNull, endpoint);
    check_equal(answer.badge, 5);
    check_equal(thread->word[0], 1);
    check_equal(thread->word[3], 2);
    check_equal(thread->word[4], pattern(2, 0));
}

static void nbsend_wait(void)
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr notification = notification_new();
    struct thread *thread = thread_new(HIGH_PRIORITY, receive_once, (void *)endpoint);

    seL4_Signal(cap_mint(notification, seL4_AllRights, 6));
    thread->word[8] = reply_new();
    thread_start(thread);
    set_message(3, 1);
    check_equal(trap(seL4_SysNBSendWait, notification, seL4_MessageInfo_new(1, 0, 0, 1),
                     endpoint, 0).badge,
                6);
    check_equal(thread->word[4], pattern(3, 0));
}

/* Phase one invokes kernel objects silently, but not those of scheduling and capability spaces. */
static void phase_one_on_objects(void)
{
    seL4_CPtr notification = notification_new();
    seL4_CPtr signal = cap_mint(notification, seL4_AllRights, 1);
    seL4_CPtr memory = untyped_new(12);
    seL4_CPtr t = tcb_new();
    seL4_CPtr slot = slots_new(2);

    seL4_Signal(signal);
    seL4_SetCap(0, ROOT);
    for (int i = 0; i < 6; i++) {
        seL4_SetMR(i, WORDS(seL4_EndpointObject, 0, 0, 0, slot, 1)[i]);
    }
    check_equal(trap(seL4_SysNBSendWait, notification,
                     seL4_MessageInfo_new(UntypedRetype, 0, 1, 6), memory, 0).badge, 1);
    check(!slot_is_empty(slot));

    seL4_Signal(signal);
    seL4_SetCap(0, ROOT);
    for (int i = 0; i < 5; i++) {
        seL4_SetMR(i, WORDS(slot + 1, 64, slot, 64, 15)[i]);
    }
    trap(seL4_SysNBSendWait, notification, seL4_MessageInfo_new(CNodeCopy, 0, 1, 5), ROOT, 0);
    check(slot_is_empty(slot + 1));

    seL4_Signal(signal);
    seL4_SetMR(0, 0x1234);
    trap(seL4_SysNBSendWait, notification, seL4_MessageInfo_new(TCBSetTLSBase, 0, 0, 1), t, 0);
    check_equal(invoke(t, TCBReadRegisters, caps(), 0, 36).length, 36);
    check_equal(seL4_GetMR(34), 0);
}

/* Phase one never fails: without a capability, with an empty slot, with an error. */
static void phase_one_ignores_errors(void)
{
    seL4_CPtr notification = notification_new();
    seL4_CPtr signal = cap_mint(notification, seL4_AllRights, 9);
    seL4_CPtr bad[] = { ~0ul, slot_new(), seL4_CapNull, arena(), SELF, ROOT };

    for (int i = 0; i < 6; i++) {
        seL4_Signal(signal);
        check_equal(trap(seL4_SysNBSendWait, notification, seL4_MessageInfo_new(0, 0, 0, 0),
                         bad[i], 0).badge, 9);
        seL4_Signal(signal);
        check_equal(trap(seL4_SysNBSendRecv, notification, seL4_MessageInfo_new(0, 0, 0, 0), 0,
                         bad[i]).badge, 9);
        seL4_Signal(signal);
        check_equal(trap(seL4_SysReplyRecv, notification, seL4_MessageInfo_new(0, 0, 0, 0),
                         bad[i], 0).badge, 9);
    }
}

static void notification_call(void)
{
    seL4_CPtr notification = notification_new();
    seL4_Word badge;

    expect_ok(invoke(cap_mint(notification, seL4_AllRights, 4), 99, caps(), 1, 2, 3));
    seL4_NBWait(notification, &badge);
    check_equal(badge, 4);
}

/* One transfer of capabilities: what is sent, and what the receiver must find. */
struct transfer {
    struct cap_list list;
    seL4_Word extra_caps;
    seL4_Word unwrapped;
    bool is_slot_filled;
};

/* Sends once with these capabilities and checks what arrived; entry 0 has the badge `first`. */
static void check_transfer(seL4_CPtr endpoint, seL4_CPtr sender, const struct transfer *transfer,
                           seL4_Word first)
{
    struct client client = { .cap = sender, .length = 1, .list = transfer->list };
    struct thread *thread = thread_run(HIGH_PRIORITY, send_once, &client);
    seL4_CPtr slot = slot_new();
    seL4_CPtr reply = reply_new();
    struct answer request;
    seL4_Word received[3];

    for (int i = 0; i < 3; i++) {
        seL4_SetCap(i, 0x7000ul + (seL4_Word)i);
    }
    seL4_SetCapReceivePath(ROOT, slot, DEPTH);
    request = receive(endpoint, reply);
    for (int i = 0; i < 3; i++) {
        received[i] = seL4_GetBadge(i);
    }
    check_equal(request.extra_caps, transfer->extra_caps);
    check_equal(request.unwrapped, transfer->unwrapped);
    check_equal(request.length, 1);
    check(slot_is_empty(slot) != transfer->is_slot_filled);
    for (seL4_Word i = 0; i < 3; i++) {
        bool is_unwrapped = (transfer->unwrapped >> i & 1) != 0;

        if (i >= transfer->extra_caps || !is_unwrapped) {
            check_equal(received[i], 0x7000 + i);
        } else {
            check_equal(received[i], first);
        }
    }
    slot_delete(slot);
    thread_join(thread);
}

static void capability_transfer(void)
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr sender = cap_mint(endpoint, seL4_AllRights, 1);
    seL4_CPtr same = cap_mint(endpoint, seL4_AllRights, 77);
    seL4_CPtr other = endpoint_new();
    seL4_CPtr notification = notification_new();
    seL4_CPtr empty = slot_new();
    const struct transfer transfers[] = {
        { caps(), 0, 0, false },
        { caps(other), 1, 0, true },
        { caps(same), 1, 1, false },
        { caps(same, other, notification), 2, 1, true },
        { caps(other, same, notification), 2, 2, true },
        { caps(same, same, same), 3, 7, false },
        { caps(empty, other), 0, 0, false },
        { caps(same, empty, other), 1, 1, false },
        { caps(seL4_CapIRQControl, other), 0, 0, false },
    };

    for (seL4_Word i = 0; i < sizeof(transfers) / sizeof(transfers)[0]; i++) {
        check_transfer(endpoint, sender, &transfers[i], 77);
    }
}

static void transfer_needs_grant(void)
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr sender = cap_mint(endpoint, seL4_CapRights_new(1, 0, 1, 1), 1);
    const struct transfer transfer = { caps(notification_new(), endpoint), 0, 0, false };

    check_transfer(endpoint, sender, &transfer, 0);
}

/* Anything wrong with the receiver's slot means that there is none. */
static void transfer_needs_a_slot(void)
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr occupied = endpoint_new();
    seL4_CPtr reply = reply_new();
    struct client client = { .cap = endpoint, .list = caps(notification_new()) };
    seL4_CPtr slot = slot_new();
    const seL4_Word paths[][3] = {
        { ROOT, occupied, 64 }, { occupied, slot, 64 }, { ROOT, slot, 0 },
        { ROOT, slot, 65 },     { ROOT, ~0ul, 64 },     { ~0ul, slot, 64 },
        { slot, slot, 64 },
    };

    for (seL4_Word i = 0; i < sizeof(paths) / sizeof(paths)[0]; i++) {
        struct thread *thread = thread_run(HIGH_PRIORITY, send_once, &client);

        seL4_SetCapReceivePath(paths[i][0], paths[i][1], paths[i][2]);
        check_equal(receive(endpoint, reply).extra_caps, 0);
        check(slot_is_empty(slot));
        thread_join(thread);
    }
}

/* What arrived is a child of the sender's capability. */
static void transferred_is_a_child(void)
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr gift = notification_new();
    struct client client = { .cap = endpoint, .list = caps(gift) };
    struct thread *thread = thread_run(HIGH_PRIORITY, send_once, &client);
    seL4_CPtr slot = slot_new();

    seL4_SetCapReceivePath(ROOT, slot, DEPTH);
    check_equal(receive(endpoint, reply_new()).extra_caps, 1);
    check(!slot_is_empty(slot));
    expect_ok(invoke(ROOT, CNodeRevoke, caps(), gift, 64));
    check(slot_is_empty(slot));
    thread_join(thread);
}

/* RFC 0130: the reply grants if the capability that received the call grants. */
static void reply_transfer(seL4_CapRights_t receiver_rights, bool minted_reply, bool is_granted)
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr receiver = cap_mint(endpoint, receiver_rights, 0);
    seL4_CPtr reply = reply_new();
    seL4_CPtr slot = slot_new();
    struct client client = { .cap = endpoint, .receive_slot = slot };
    struct thread *thread = thread_run(HIGH_PRIORITY, call_once, &client);

    if (minted_reply) {
        reply = cap_mint(reply, seL4_NoRights, 0);
    }
    receive(receiver, reply);
    seL4_SetCap(0, notification_new());
    seL4_Send(reply, seL4_MessageInfo_new(0, 0, 1, 0));
    check_equal(thread->word[0], 2);
    check_equal(client.answer.extra_caps, is_granted);
    check(slot_is_empty(slot) != is_granted);
}

static void reply_grants_as_received(void)
{
    reply_transfer(seL4_AllRights, false, true);
    reply_transfer(seL4_AllRights, true, true);
    reply_transfer(seL4_CapRights_new(0, 1, 1, 0), false, true);
    reply_transfer(seL4_CapRights_new(1, 0, 1, 1), false, false);
    reply_transfer(seL4_CanRead, false, false);
}

/* The same when the receiver waits before the call comes. */
static void answer_with_cap(struct thread *self)
{
    receive((seL4_CPtr)self->arg, self->word[8]);
    seL4_SetCap(0, self->word[9]);
    seL4_Send(self->word[8], seL4_MessageInfo_new(0, 0, 1, 0));
}

static void waiting_receiver_grants(void)
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr receivers[] = { cap_mint(endpoint, seL4_CapRights_new(0, 1, 1, 0), 0),
                              cap_mint(endpoint, seL4_CapRights_new(1, 0, 1, 1), 0) };

    for (seL4_Word i = 0; i < 2; i++) {
        struct thread *server = thread_new(HIGH_PRIORITY, answer_with_cap, (void *)receivers[i]);
        seL4_CPtr slot = slot_new();

        server->word[8] = reply_new();
        server->word[9] = notification_new();
        thread_start(server);
        seL4_SetCapReceivePath(ROOT, slot, DEPTH);
        check_equal(invoke(endpoint, 0, caps()).extra_caps, 1 - i);
        check_equal(slot_is_empty(slot), i);
        thread_join(server);
    }
}

/* Receives with one capability, answers and receives with another, and answers with a gift. */
static void answer_with_second_cap(struct thread *self)
{
    receive((seL4_CPtr)self->arg, self->word[8]);
    trap(seL4_SysReplyRecv, self->word[10], seL4_MessageInfo_new(0, 0, 0, 0), self->word[8], 0);
    seL4_SetCap(0, self->word[9]);
    seL4_Send(self->word[8], seL4_MessageInfo_new(0, 0, 1, 0));
}

/* What a reply object may grant is decided anew by each receive. */
static void grants_as_received(bool is_passive)
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr grants[] = { cap_mint(endpoint, seL4_CapRights_new(0, 1, 1, 0), 0),
                           cap_mint(endpoint, seL4_CapRights_new(1, 0, 1, 1), 0) };

    for (seL4_Word i = 0; i < 2; i++) {
        struct thread *server =
            thread_new(HIGH_PRIORITY, answer_with_second_cap, (void *)grants[1 - i]);
        seL4_CPtr slot = slot_new();

        server->word[8] = reply_new();
        server->word[9] = notification_new();
        server->word[10] = grants[i];
        thread_start(server);
        if (is_passive) {
            succeed(seL4_SchedContext_Unbind(server->sc));
        }
        seL4_SetCapReceivePath(ROOT, slot, DEPTH);
        check_equal(invoke(endpoint, 0, caps()).extra_caps, 0);
        check_equal(invoke(endpoint, 0, caps()).extra_caps, 1 - i);
        check_equal(slot_is_empty(slot), i);
    }
}

static void reply_recv_grants_as_received(void)
{
    grants_as_received(false);
}

static void passive_reply_recv_grants_as_received(void)
{
    grants_as_received(true);
}

/* The kernel changes no register but those of the answer. */
static seL4_Word changed_registers(seL4_CPtr notification)
{
    seL4_Word changed;

    __asm__ volatile("mov x0, %1\n\tmov x1, #0\n\tmov x7, #-10\n\tmov x6, #6\n\tmov x8, #8\n\t"
                     "mov x9, #9\n\tmov x10, #10\n\tmov x15, #15\n\tmov x16, #16\n\t"
                     "mov x17, #17\n\tmov x19, #19\n\tmov x28, #28\n\tmov x30, #30\n\t"
                     "cmp xzr, xzr\n\tsvc #0x1234\n\tcset x11, ne\n\t"
                     "eor x6, x6, #6\n\torr x11, x11, x6\n\t"
                     "eor x8, x8, #8\n\torr x11, x11, x8\n\t"
                     "sub x9, x9, #9\n\torr x11, x11, x9\n\t"
                     "sub x10, x10, #10\n\torr x11, x11, x10\n\t"
                     "eor x15, x15, #15\n\torr x11, x11, x15\n\t"
                     "eor x16, x16, #16\n\torr x11, x11, x16\n\t"
                     "sub x17, x17, #17\n\torr x11, x11, x17\n\t"
                     "sub x19, x19, #19\n\torr x11, x11, x19\n\t"
                     "eor x28, x28, #28\n\torr x11, x11, x28\n\t"
                     "eor x30, x30, #30\n\torr x11, x11, x30\n\t"
                     "add x7, x7, #10\n\torr x11, x11, x7\n\tmov %0, x11"
                     : "=r"(changed)
                     : "r"(notification)
                     : "x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11",
                       "x15", "x16", "x17", "x19", "x28", "x30", "cc", "memory");
    return changed;
}

static void registers_survive(void)
{
    check_equal(changed_registers(notification_new()), 0);
}

/* Calls with x0 ... x7 as they are, stores x2 and x3 of the answer at x19 on, and calls again. */
static const seL4_Uint32 client_code[] = {
    0xd4000001, /* svc #0 */
    0xa8810e62, /* stp x2, x3, [x19], #16 */
    0xaa1403e0, /* mov x0, x20 */
    0x17fffffd, /* b back to the call */
};

/* A server that answers with both words increased. */
static void increase(struct thread *self)
{
    struct answer request = receive((seL4_CPtr)self->arg, self->word[8]);

    for (;;) {
        self->word[0]++;
        seL4_SetMR(0, request.mr[0] + 1);
        seL4_SetMR(1, request.mr[1] + 1);
        request = trap(seL4_SysReplyRecv, (seL4_CPtr)self->arg, seL4_MessageInfo_new(0, 0, 0, 2),
                       self->word[8], 0);
    }
}

/*
 * Calls from one address space to another and back, many times; the server runs on a budget of its
 * own or on its caller's.
 */
static void call_across_address_spaces(bool is_passive)
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr vspace = vspace_new();
    seL4_CPtr code = frame_new();
    seL4_CPtr data = frame_new();
    seL4_CPtr t = tcb_new();
    struct thread *server = thread_new(HIGH_PRIORITY, increase, (void *)endpoint);
    seL4_UserContext context = { .pc = 0x10000, .x0 = endpoint, .x1 = 2, .x2 = 100, .x3 = 200,
                                 .x7 = ~0ul, .x19 = 0x11000, .x20 = endpoint };
    volatile seL4_Word *words = (volatile seL4_Word *)(TEST_WINDOW + PAGE_BYTES);

    server->word[8] = reply_new();
    thread_start(server);
    if (is_passive) {
        succeed(seL4_SchedContext_Unbind(server->sc));
    }
    succeed(frame_map(code, VSPACE, TEST_WINDOW, seL4_ReadWrite, seL4_ARM_Default_VMAttributes));
    succeed(frame_map(data, VSPACE, TEST_WINDOW + PAGE_BYTES, seL4_ReadWrite,
                      seL4_ARM_Default_VMAttributes));
    memcpy((void *)TEST_WINDOW, client_code, sizeof(client_code));
    succeed(seL4_ARM_Page_Unify_Instruction(code, 0, PAGE_BYTES));
    succeed(frame_map(cap_copy(code), vspace, 0x10000, seL4_CanRead,
                      seL4_ARM_Default_VMAttributes));
    succeed(frame_map(cap_copy(data), vspace, 0x11000, seL4_ReadWrite,
                      seL4_ARM_Default_VMAttributes));
    succeed(seL4_TCB_Configure(t, ROOT, 0, vspace, 0, 0, seL4_CapNull));
    succeed(seL4_TCB_SetSchedParams(t, SELF, 0, LOW_PRIORITY, sched_context_new(5000, 5000),
                                    seL4_CapNull));
    succeed(seL4_TCB_WriteRegisters(t, true, 0, ABI_CONTEXT_WORDS, &context));
    main_set_priority(LOW_PRIORITY);
    seL4_Yield();
    main_set_priority(MAIN_PRIORITY);
    check(server->word[0] > 100);
    for (seL4_Word i = 0; i < 50; i++) {
        check_equal(words[2 * i], 101 + i);
        check_equal(words[2 * i + 1], 201 + i);
    }
}

static void across_address_spaces(void)
{
    call_across_address_spaces(false);
}

static void across_to_a_passive_server(void)
{
    call_across_address_spaces(true);
}

/* Deleting the endpoint ends all waiting on it: a send on nothing does nothing. */
static void deleted_endpoint(void)
{
    seL4_CPtr endpoint = endpoint_new();
    struct client client = { .cap = endpoint };
    struct thread *sender = thread_run(HIGH_PRIORITY, send_once, &client);
    struct thread *caller = thread_run(HIGH_PRIORITY, call_once, &client);

    check_equal(sender->word[0], 1);
    check_equal(caller->word[0], 1);
    slot_delete(endpoint);
    check_equal(sender->word[0], 2);
    check_equal(caller->word[0], 2);
    expect(client.answer, seL4_InvalidCapability, 0);
}

/* A caller that is suspended after its call was received is not answered. */
static void suspended_caller(void)
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr reply = reply_new();
    struct client client = { .cap = endpoint };
    struct thread *thread = thread_run(HIGH_PRIORITY, call_once, &client);

    receive(endpoint, reply);
    expect_ok(invoke(thread->tcb, TCBSuspend, caps()));
    seL4_Send(reply, seL4_MessageInfo_new(0, 0, 0, 0));
    check_equal(thread->word[0], 1);
    expect_ok(invoke(thread->tcb, TCBResume, caps()));
    receive(endpoint, reply);
    seL4_Send(reply, seL4_MessageInfo_new(0, 0, 0, 0));
    check_equal(thread->word[0], 2);
}

static const struct test tests[] = {
    { "call_and_reply", call_and_reply },
    { "all_lengths", all_lengths },
    { "length_is_clamped", length_is_clamped },
    { "long_label", long_label },
    { "badges", badges },
    { "no_buffer", no_buffer },
    { "queue_order", queue_order },
    { "queue_follows_priority", queue_follows_priority },
    { "receivers_by_priority", receivers_by_priority },
    { "nbsend", nbsend },
    { "nbrecv_nothing", nbrecv_nothing },
    { "rights", rights },
    { "call_without_grant", call_without_grant },
    { "call_with_grant_reply_only", call_with_grant_reply_only },
    { "wait_for_a_call", wait_for_a_call },
    { "reply_object_used_again", reply_object_used_again },
    { "call_on_reply", call_on_reply },
    { "nbsend_recv", nbsend_recv },
    { "nbsend_wait", nbsend_wait },
    { "phase_one_on_objects", phase_one_on_objects },
    { "phase_one_ignores_errors", phase_one_ignores_errors },
    { "notification_call", notification_call },
    { "capability_transfer", capability_transfer },
    { "transfer_needs_grant", transfer_needs_grant },
    { "transfer_needs_a_slot", transfer_needs_a_slot },
    { "transferred_is_a_child", transferred_is_a_child },
    { "reply_grants_as_received", reply_grants_as_received },
    { "waiting_receiver_grants", waiting_receiver_grants },
    { "reply_recv_grants_as_received", reply_recv_grants_as_received },
    { "passive_reply_recv_grants_as_received", passive_reply_recv_grants_as_received },
    { "registers_survive", registers_survive },
    { "across_address_spaces", across_address_spaces },
    { "across_to_a_passive_server", across_to_a_passive_server },
    { "deleted_endpoint", deleted_endpoint },
    { "suspended_caller", suspended_caller },
};
SUITE(ipc, tests);
