/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random requests that have a chance to do something: the method fits the capability and each
 * argument is of the kind the method expects, mostly.
 *
 * A method's arguments are a string with one letter each, its capabilities another:
 *
 *     s slot, z one that is empty, o occupied, e with an endpoint, E with a late one,
 *     c with a CNode
 *     d depth  t object type  b size bits  n count  p priority  a buffer address  r rights
 *     g badge or guard  h guard, mostly none  u time  f flags  m domain  D ticks  0 zero
 *     x any word
 *     C CNode  V VSpace  T thread  E endpoint  N notification  S scheduling context  F frame
 *     B thread or notification  ? any
 */
#include "steps.h"
#include "harness.h"
#include <stdio.h>
#include <string.h>

struct shape {
    enum cap_type type;
    unsigned label, weight;
    const char *args, *caps, *name;
};

#define SHAPE(type, label, weight, args, caps)                                                     \
    {                                                                                              \
        type, label, weight, args, caps, #label                                                    \
    }

static const struct shape shapes[] = {
    SHAPE(CAP_UNTYPED, UntypedRetype, 6, "tb00zn", "C"),
    SHAPE(CAP_UNTYPED, UntypedRetype, 2, "tbsdzn", "C"),
    SHAPE(CAP_TCB, TCBConfigure, 1, "00a", "CVF"),
    SHAPE(CAP_TCB, TCBConfigure, 1, "h0a", "CVF"),
    SHAPE(CAP_TCB, TCBSetPriority, 5, "p", "T"),
    SHAPE(CAP_TCB, TCBSetMCPriority, 1, "p", "T"),
    SHAPE(CAP_TCB, TCBSetSchedParams, 3, "pp", "TSE"),
    SHAPE(CAP_TCB, TCBSetTimeoutEndpoint, 2, "", "E"),
    SHAPE(CAP_TCB, TCBSetIPCBuffer, 1, "a", "F"),
    SHAPE(CAP_TCB, TCBSetSpace, 2, "00", "ECV"),
    SHAPE(CAP_TCB, TCBSetSpace, 1, "h0", "ECV"),
    SHAPE(CAP_TCB, TCBSuspend, 2, "", ""),
    SHAPE(CAP_TCB, TCBResume, 12, "", ""),
    SHAPE(CAP_TCB, TCBBindNotification, 2, "", "N"),
    SHAPE(CAP_TCB, TCBUnbindNotification, 1, "", ""),
    SHAPE(CAP_TCB, TCBSetTLSBase, 1, "x", ""),
    SHAPE(CAP_TCB, TCBSetFlags, 1, "ff", ""),
    SHAPE(CAP_CNODE, CNodeRevoke, 1, "od", ""),
    SHAPE(CAP_CNODE, CNodeDelete, 3, "od", ""),
    SHAPE(CAP_CNODE, CNodeCancelBadgedSends, 2, "ed", ""),
    SHAPE(CAP_CNODE, CNodeCopy, 3, "zdodr", "C"),
    SHAPE(CAP_CNODE, CNodeMint, 2, "zdodrg", "C"),
    SHAPE(CAP_CNODE, CNodeMint, 3, "zdedrg", "C"),
    SHAPE(CAP_CNODE, CNodeMint, 1, "zdcdrh", "C"),
    SHAPE(CAP_CNODE, CNodeCopy, 2, "zdedr", "C"),
    SHAPE(CAP_CNODE, CNodeDelete, 2, "Ed", ""),
    SHAPE(CAP_CNODE, CNodeMove, 2, "zdod", "C"),
    SHAPE(CAP_CNODE, CNodeMutate, 2, "zdodg", "C"),
    SHAPE(CAP_CNODE, CNodeRotate, 2, "zdgodgod", "CC"),
    SHAPE(CAP_DOMAIN, DomainSetSet, 1, "m", "T"),
    SHAPE(CAP_DOMAIN, DomainScheduleConfigure, 2, "mmD", ""),
    SHAPE(CAP_DOMAIN, DomainScheduleSetStart, 1, "m", ""),
    SHAPE(CAP_SCHED_CONTROL, SchedControlConfigureFlags, 3, "uungf", "S"),
    SHAPE(CAP_SCHED_CONTROL, SchedControlConfigureFlags, 2, "uu0gf", "S"),
    SHAPE(CAP_SCHED_CONTEXT, SchedContextBind, 6, "", "B"),
    SHAPE(CAP_SCHED_CONTEXT, SchedContextUnbind, 4, "", ""),
    SHAPE(CAP_SCHED_CONTEXT, SchedContextUnbindObject, 4, "", "B"),
    SHAPE(CAP_SCHED_CONTEXT, SchedContextConsumed, 1, "", ""),
    SHAPE(CAP_SCHED_CONTEXT, SchedContextYieldTo, 4, "", ""),
};

enum { SLOTS = 100, WEIRD = 120, KEEP = 8 };

static word_t state;
static char text[200];

void random_seed(word_t seed)
{
    state = seed * UINT64_C(0xd1342543de82ef95);
}

word_t random_word(void)
{
    word_t z = state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

unsigned random_below(unsigned n)
{
    return (unsigned)((random_word() >> 32) * n >> 32);
}

word_t world_first_free(void)
{
    return WORLD_UNTYPED + world_untyped_count();
}

static word_t any_slot(void)
{
    return one_in(30) ? random_below(SLOTS)
                      : world_first_free() + random_below(SLOTS - (unsigned)world_first_free());
}

/* A slot that is empty, or one that is not. */
static word_t slot_with(bool something)
{
    word_t slot = any_slot();

    for (unsigned i = 0; i < 50 && slot_is_empty(slot_at(slot)) == something; i++) {
        slot = any_slot();
    }
    return slot;
}

/* The slots with a capability of one of two types; returns their number. */
static unsigned slots_of_type(enum cap_type type, enum cap_type other, word_t fitting[SLOTS])
{
    unsigned count = 0;

    for (word_t i = 0; i < SLOTS; i++) {
        enum cap_type t = cap_type(cap_at(i));

        if (t == type || t == other) {
            fitting[count++] = i;
        }
    }
    return count;
}

/* A slot with a capability of one of two types, rather an old one; any if there is none. */
static word_t slot_of_type(enum cap_type type, enum cap_type other)
{
    word_t fitting[SLOTS];
    unsigned count = slots_of_type(type, other, fitting), a, b;

    if (one_in(WEIRD)) {
        return one_in(3) ? random_word() : random_below(SLOTS);
    }
    if (count == 0) {
        return random_below(SLOTS);
    }
    a = random_below(count);
    b = random_below(count);
    return fitting[a < b ? a : b];
}

static word_t late_slot_of_type(enum cap_type type)
{
    word_t fitting[SLOTS];
    unsigned count = slots_of_type(type, type, fitting);

    return count > 2 ? fitting[2 + random_below(count - 2)] : slot_with(true);
}

static word_t odd_word(void)
{
    static const word_t words[] = {
        0, 1, 3, 8, 63, 64, 65, 255, 256, 1024, 0xffff, 0xffffffff, UINT64_C(1) << 63, ~UINT64_C(0)
    };

    return one_in(4) ? random_word() : words[random_below(ARRAY_COUNT(words))];
}

static word_t some_type(void)
{
    static const uint8_t types[] = {
        seL4_TCBObject,           seL4_EndpointObject,     seL4_NotificationObject,
        seL4_CapTableObject,      seL4_SchedContextObject, seL4_ReplyObject,
        seL4_ReplyObject,         seL4_UntypedObject,      seL4_ARM_SmallPageObject,
        seL4_ARM_PageTableObject, seL4_ARM_VSpaceObject,   12,
    };

    return types[random_below(ARRAY_COUNT(types))];
}

static word_t some_time(void)
{
    static const word_t times[] = { 20, 50, 100, 500, 1000, 5000, 10000 };

    return times[random_below(ARRAY_COUNT(times))] + random_below(2);
}

static word_t argument(char kind)
{
    if (one_in(WEIRD)) {
        return odd_word();
    }
    switch (kind) {
    case 's':
        return any_slot();
    case 'z':
        return one_in(8) ? any_slot() : slot_with(false);
    case 'o':
        return slot_with(true);
    case 'c':
        return slot_of_type(CAP_CNODE, CAP_CNODE);
    case 'E':
        return late_slot_of_type(CAP_ENDPOINT);
    case 'e':
        return slot_of_type(CAP_ENDPOINT, one_in(3) ? CAP_NOTIFICATION : CAP_ENDPOINT);
    case 'd':
        return one_in(20) ? random_below(66) : WORD_BITS;
    case 't':
        return some_type();
    case 'b':
        return one_in(3) ? 7 + random_below(3) : 4 + random_below(6);
    case 'n':
        return random_below(5);
    case 'p':
        return one_in(3) ? 255 : one_in(8) ? 240 + random_below(16) : 253 + random_below(3);
    case 'a':
        return one_in(4) ? 0 : WORLD_IPC_BUFFER;
    case 'r':
        return one_in(2) ? RIGHT_ALL : random_below(16);
    case 'h':
        return !one_in(4)  ? 0
               : one_in(3) ? WORD_BITS - ROOT_RADIX
                           : random_below(4) << 6 | random_below(4);
    case 'g':
        return one_in(3) ? 0 : !one_in(3) ? 1 + random_below(2) : random_word() & 0xfff;
    case 'u':
        return some_time();
    case 'f':
        return random_below(4);
    case 'm':
        return one_in(4) ? random_below(3) : 0;
    case 'D':
        return one_in(5) ? 0 : 1000 + random_below(1000000);
    case '0':
        return 0;
    default:
        return odd_word();
    }
}

static word_t extra_cap(char kind)
{
    static const struct {
        char kind;
        enum cap_type type, other;
    } kinds[] = {
        { 'C', CAP_CNODE, CAP_CNODE },
        { 'V', CAP_VSPACE, CAP_VSPACE },
        { 'T', CAP_TCB, CAP_TCB },
        { 'E', CAP_ENDPOINT, CAP_ENDPOINT },
        { 'N', CAP_NOTIFICATION, CAP_NOTIFICATION },
        { 'S', CAP_SCHED_CONTEXT, CAP_SCHED_CONTEXT },
        { 'F', CAP_FRAME, CAP_FRAME },
        { 'B', CAP_TCB, CAP_NOTIFICATION },
    };

    if (kind == 'C' && !one_in(8)) {
        return seL4_CapInitThreadCNode;
    }
    if (kind == 'V' && !one_in(3)) {
        return seL4_CapInitThreadVSpace;
    }
    for (unsigned i = 0; i < ARRAY_COUNT(kinds); i++) {
        if (kinds[i].kind == kind) {
            return slot_of_type(kinds[i].type, kinds[i].other);
        }
    }
    return random_below(SLOTS);
}

static void set_buffer(struct step_request *r, unsigned i, word_t value)
{
    r->buffer[i] = value;
    r->set[i] = true;
}

static void set_message(struct step_request *r, unsigned i, word_t value)
{
    if (i < REGS_MESSAGE_WORDS) {
        r->x[2 + i] = value;
    } else {
        set_buffer(r, ABI_BUFFER_MESSAGE + i, value);
    }
}

static void set_info(struct step_request *r, word_t label, unsigned caps, unsigned length)
{
    r->x[1] = label << ABI_INFO_LABEL_POS | (word_t)caps << ABI_INFO_EXTRA_CAPS_POS | length;
}

/* Deleting what everything hangs on ends the story too soon; leave that to one in many. */
static bool ends_the_story(const struct shape *shape, const struct step_request *r)
{
    word_t first = world_first_free();
    bool changes = shape->label >= CNodeRevoke && shape->label <= CNodeRotate;
    bool moves = changes && shape->label >= CNodeMove;

    return (changes && r->x[2] < first) || (moves && r->x[4] < first)
           || (shape->label == CNodeRotate && (r->x[5] < first || r->buffer[7] < first));
}

bool step_label_is_known(word_t label)
{
    for (unsigned i = 0; i < ARRAY_COUNT(shapes); i++) {
        if (shapes[i].label == label) {
            return true;
        }
    }
    return label == 0 || label >= nArchInvocationLabels + 100;
}

static const struct shape *some_shape(void)
{
    unsigned total = 0, chosen;

    for (unsigned i = 0; i < ARRAY_COUNT(shapes); i++) {
        total += shapes[i].weight;
    }
    chosen = random_below(total);
    for (unsigned i = 0;; i++) {
        if (chosen < shapes[i].weight) {
            return &shapes[i];
        }
        chosen -= shapes[i].weight;
    }
}

static void make_invocation(struct step_request *r)
{
    const struct shape *shape = some_shape();
    unsigned argc = (unsigned)strlen(shape->args), capc = (unsigned)strlen(shape->caps);

    r->x[7] = (word_t)(one_in(10) ? seL4_SysSend : seL4_SysCall);
    r->x[0] = shape->type == CAP_CNODE && !one_in(6) ? (word_t)seL4_CapInitThreadCNode
                                                     : slot_of_type(shape->type, shape->type);
    for (unsigned i = 0; i < argc; i++) {
        set_message(r, i, argument(shape->args[i]));
    }
    for (unsigned i = 0; i < capc; i++) {
        set_buffer(r, ABI_BUFFER_CAPS_OR_BADGES + i, extra_cap(shape->caps[i]));
    }
    argc -= argc && one_in(WEIRD) ? random_below(argc + 1) : 0;
    capc -= capc && one_in(WEIRD) ? 1 : 0;
    set_info(r, one_in(2 * WEIRD) ? some_shape()->label : shape->label, capc, argc);
    if (ends_the_story(shape, r) && !one_in(KEEP * 5)) {
        set_info(r, 0, 0, 0);
    }
    snprintf(text, sizeof(text), "%s of %lx: %lx %lx %lx %lx; caps %lx %lx %lx, info %lx",
             shape->name, r->x[0], r->x[2], r->x[3], r->x[4], r->x[5], r->buffer[122],
             r->buffer[123], r->buffer[124], r->x[1]);
}

/* The first thread mostly does what does not block: it keeps the others going. */
static const struct tcb *tcb_of_root(void)
{
    struct cap cap = cap_at(seL4_CapInitThreadTCB);

    return cap_type(cap) == CAP_TCB ? tcb_of(cap) : NULL;
}

static void make_signal(struct step_request *r)
{
    r->x[0] = slot_of_type(CAP_NOTIFICATION, CAP_NOTIFICATION);
    r->x[7] = (word_t)seL4_SysSend;
    snprintf(text, sizeof(text), "signal to %lx", r->x[0]);
}

/* Which of the threads of the setup is the current one? WORLD_THREAD_COUNT: none. */
static unsigned current_number(void)
{
    for (unsigned i = 0; i < WORLD_THREAD_COUNT; i++) {
        struct cap cap = cap_at(world_first_free() + WORLD_THREADS + 3 * i);

        if (cap_type(cap) == CAP_TCB && tcb_of(cap) == current_thread()) {
            return i;
        }
    }
    return WORLD_THREAD_COUNT;
}

/*
 * A thread does its job: 0 is a server of endpoint B, also waiting for a notification; 1 is a
 * server of A that calls B in turn; 2 and 3 are servers of A; 4 calls A.
 */
static const uint8_t replies[WORLD_THREAD_COUNT] = { WORLD_REPLY_A, WORLD_REPLY_B, WORLD_REPLY_C,
                                                     WORLD_REPLY_D, WORLD_REPLY_E };

void step_request_first_receive(struct step_request *r, unsigned number)
{
    memset(r, 0, sizeof(*r));
    r->what = "first receive";
    r->x[0] = world_first_free() + (number == 0 ? WORLD_ENDPOINT_B : WORLD_ENDPOINT_A);
    r->x[6] = world_first_free() + replies[number];
    r->x[7] = (word_t)seL4_SysRecv;
}

static void make_job(struct step_request *r, unsigned number)
{
    bool calls = number == 4 || (number == 1 && one_in(2));
    word_t base = world_first_free();

    r->x[0] = base + (number == 0 || (number == 1 && calls) ? WORLD_ENDPOINT_B : WORLD_ENDPOINT_A);
    r->x[6] = base + replies[number];
    r->x[7] = (word_t)(calls ? seL4_SysCall : one_in(3) ? seL4_SysRecv : seL4_SysReplyRecv);
    if (number == 0 && one_in(4)) {
        r->x[0] = base + WORLD_NOTIFICATION_A;
    }
    if (number > 0 && !calls && one_in(4)) {
        r->x[7] = (word_t)seL4_SysNBSendRecv; /* which lends the context to a passive server of B */
        r->x[8] = base + WORLD_ENDPOINT_B;
    }
    r->x[2] = random_below(100);
    set_info(r, 0, 0, random_below(4));
    snprintf(text, sizeof(text), "job %u: %ld on %lx, reply %lx", number, (long)r->x[7], r->x[0],
             r->x[6]);
}

/* The first thread makes a server passive, or gives its notification the scheduling context. */
static void make_passive(struct step_request *r)
{
    word_t thread = world_first_free() + WORLD_THREADS + 3 * random_below(WORLD_THREAD_COUNT);
    bool binds = one_in(3);

    r->x[0] = thread + 2;
    r->x[7] = (word_t)seL4_SysCall;
    set_info(r, binds ? SchedContextBind : SchedContextUnbind, binds, 0);
    set_buffer(r, ABI_BUFFER_CAPS_OR_BADGES,
               one_in(2) ? slot_of_type(CAP_NOTIFICATION, CAP_TCB) : thread);
    snprintf(text, sizeof(text), "%s of %lx", binds ? "bind" : "unbind", r->x[0]);
}

/* Sends, receives and their combinations. */
static void make_message(struct step_request *r)
{
    static const int numbers[] = {
        seL4_SysCall,       seL4_SysCall,       seL4_SysReplyRecv, seL4_SysReplyRecv,
        seL4_SysNBSendRecv, seL4_SysNBSendWait, seL4_SysSend,      seL4_SysSend,
        seL4_SysNBSend,     seL4_SysRecv,       seL4_SysRecv,      seL4_SysNBRecv,
        seL4_SysWait,       seL4_SysNBWait,     seL4_SysYield,     -40,
    };
    static const int patient[] = { seL4_SysNBSend, seL4_SysNBRecv, seL4_SysNBWait, seL4_SysYield };
    int number = current_thread() == tcb_of_root() && !one_in(8)
                     ? patient[random_below(ARRAY_COUNT(patient))]
                     : numbers[random_below(ARRAY_COUNT(numbers))];
    unsigned caps = one_in(3) ? random_below(4) : 0, length = random_below(8);

    r->x[7] = (word_t)(int64_t)number;
    r->x[0] =
        slot_of_type(one_in(3) ? CAP_NOTIFICATION : CAP_ENDPOINT,
                     number == seL4_SysNBSend || number == seL4_SysSend ? CAP_REPLY : CAP_ENDPOINT);
    r->x[6] = number == seL4_SysNBSendWait ? slot_of_type(CAP_NOTIFICATION, CAP_ENDPOINT)
                                           : slot_of_type(CAP_REPLY, CAP_REPLY);
    r->x[8] = slot_of_type(CAP_NOTIFICATION, CAP_ENDPOINT);
    for (unsigned i = 0; i < length; i++) {
        set_message(r, i, random_below(1000));
    }
    for (unsigned i = 0; i < caps; i++) {
        set_buffer(r, ABI_BUFFER_CAPS_OR_BADGES + i,
                   one_in(2) ? slot_of_type(CAP_ENDPOINT, CAP_ENDPOINT) : random_below(SLOTS));
    }
    set_buffer(r, ABI_BUFFER_RECEIVE_CNODE, extra_cap('C'));
    set_buffer(r, ABI_BUFFER_RECEIVE_INDEX, argument('s'));
    set_buffer(r, ABI_BUFFER_RECEIVE_DEPTH, argument('d'));
    set_info(r, one_in(3) ? 500 * random_below(3) : 0, caps, length);
    snprintf(text, sizeof(text), "system call %d: cap %lx, reply %lx, dest %lx, info %lx", number,
             r->x[0], r->x[6], r->x[8], r->x[1]);
}

void step_request_make(struct step_request *r)
{
    unsigned number = current_number();

    memset(r, 0, sizeof(*r));
    r->what = text;
    if (number < WORLD_THREAD_COUNT && !one_in(3)) {
        make_job(r, number);
    } else if (current_thread() == tcb_of_root() && one_in(6)) {
        make_passive(r);
    } else if (one_in(12)) {
        make_signal(r);
    } else if (!one_in(3)) {
        make_invocation(r);
    } else {
        make_message(r);
    }
}
