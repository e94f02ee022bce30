/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random system calls that have a chance to do something: the method fits the capability, and each
 * argument is of the kind the method expects, mostly; and now and then anything at all.
 *
 * A method's arguments are a string with one letter each, its capabilities another:
 *
 *     s slot  d depth  t object type  b size bits  n count  p priority  a virtual address
 *     r rights  g badge or guard  u time  f flags  i interrupt  o offset  m domain  0 zero  x any
 *     e slot of an endpoint
 *     C CNode  V VSpace  T thread  E endpoint  N notification  S scheduling context  F frame
 *     U untyped  B thread or notification  ? any
 */
#include "random.h"
#include "harness.h"
#include <stdio.h>
#include <string.h>

struct shape {
    enum cap_type type;
    unsigned label;
    const char *args, *caps;
};

static const struct shape shapes[] = {
    { CAP_UNTYPED, UntypedRetype, "tb0dsn", "C" },
    { CAP_UNTYPED, UntypedRetype, "tb00sn", "C" },
    { CAP_UNTYPED, UntypedRetype, "tb00sn", "C" },
    { CAP_UNTYPED, UntypedRetype, "tbsdsn", "C" },
    { CAP_TCB, TCBReadRegisters, "fn", "" },
    { CAP_TCB, TCBWriteRegisters, "fnxxxxxx", "" },
    { CAP_TCB, TCBCopyRegisters, "f", "T" },
    { CAP_TCB, TCBConfigure, "00a", "CVF" },
    { CAP_TCB, TCBConfigure, "gga", "CVF" },
    { CAP_TCB, TCBSetPriority, "p", "T" },
    { CAP_TCB, TCBSetMCPriority, "p", "T" },
    { CAP_TCB, TCBSetSchedParams, "pp", "TSE" },
    { CAP_TCB, TCBSetTimeoutEndpoint, "", "E" },
    { CAP_TCB, TCBSetIPCBuffer, "a", "F" },
    { CAP_TCB, TCBSetSpace, "00", "ECV" },
    { CAP_TCB, TCBSetSpace, "gg", "ECV" },
    { CAP_TCB, TCBSuspend, "", "" },
    { CAP_TCB, TCBResume, "", "" },
    { CAP_TCB, TCBResume, "", "" },
    { CAP_TCB, TCBResume, "", "" },
    { CAP_TCB, TCBBindNotification, "", "N" },
    { CAP_TCB, TCBUnbindNotification, "", "" },
    { CAP_TCB, TCBSetTLSBase, "x", "" },
    { CAP_TCB, TCBSetFlags, "ff", "" },
    { CAP_CNODE, CNodeRevoke, "sd", "" },
    { CAP_CNODE, CNodeDelete, "sd", "" },
    { CAP_CNODE, CNodeDelete, "sd", "" },
    { CAP_CNODE, CNodeCancelBadgedSends, "ed", "" },
    { CAP_CNODE, CNodeCancelBadgedSends, "ed", "" },
    { CAP_CNODE, CNodeCancelBadgedSends, "ed", "" },
    { CAP_CNODE, CNodeCopy, "sdsdr", "C" },
    { CAP_CNODE, CNodeCopy, "sdsdr", "C" },
    { CAP_CNODE, CNodeMint, "sdsdrg", "C" },
    { CAP_CNODE, CNodeMint, "sdsdrg", "C" },
    { CAP_CNODE, CNodeMove, "sdsd", "C" },
    { CAP_CNODE, CNodeMutate, "sdsdg", "C" },
    { CAP_CNODE, CNodeRotate, "sdgsdgsd", "CC" },
    { CAP_IRQ_CONTROL, IRQIssueIRQHandler, "isd", "C" },
    { CAP_IRQ_CONTROL, ARMIRQIssueIRQHandlerTrigger, "ifsd", "C" },
    { CAP_IRQ_CONTROL, ARMIRQIssueSGISignal, "insd", "C" },
    { CAP_IRQ_HANDLER, IRQAckIRQ, "", "" },
    { CAP_IRQ_HANDLER, IRQSetIRQHandler, "", "N" },
    { CAP_IRQ_HANDLER, IRQClearIRQHandler, "", "" },
    { CAP_DOMAIN, DomainSetSet, "m", "T" },
    { CAP_DOMAIN, DomainScheduleConfigure, "mmx", "" },
    { CAP_DOMAIN, DomainScheduleConfigure, "mmu", "" },
    { CAP_DOMAIN, DomainScheduleSetStart, "m", "" },
    { CAP_SCHED_CONTROL, SchedControlConfigureFlags, "uungf", "S" },
    { CAP_SCHED_CONTROL, SchedControlConfigureFlags, "uungf", "S" },
    { CAP_SCHED_CONTROL, SchedControlConfigureFlags, "uu0gf", "S" },
    { CAP_SCHED_CONTEXT, SchedContextBind, "", "B" },
    { CAP_SCHED_CONTEXT, SchedContextBind, "", "B" },
    { CAP_SCHED_CONTEXT, SchedContextUnbind, "", "" },
    { CAP_SCHED_CONTEXT, SchedContextUnbindObject, "", "B" },
    { CAP_SCHED_CONTEXT, SchedContextConsumed, "", "" },
    { CAP_SCHED_CONTEXT, SchedContextYieldTo, "", "" },
    { CAP_SCHED_CONTEXT, SchedContextYieldTo, "", "" },
    { CAP_FRAME, ARMPageMap, "arf", "V" },
    { CAP_FRAME, ARMPageMap, "arf", "V" },
    { CAP_FRAME, ARMPageUnmap, "", "" },
    { CAP_FRAME, ARMPageClean_Data, "oo", "" },
    { CAP_FRAME, ARMPageInvalidate_Data, "oo", "" },
    { CAP_FRAME, ARMPageCleanInvalidate_Data, "oo", "" },
    { CAP_FRAME, ARMPageUnify_Instruction, "oo", "" },
    { CAP_FRAME, ARMPageGetAddress, "", "" },
    { CAP_PAGE_TABLE, ARMPageTableMap, "af", "V" },
    { CAP_PAGE_TABLE, ARMPageTableMap, "af", "V" },
    { CAP_PAGE_TABLE, ARMPageTableUnmap, "", "" },
    { CAP_VSPACE, ARMVSpaceClean_Data, "aa", "" },
    { CAP_VSPACE, ARMVSpaceInvalidate_Data, "aa", "" },
    { CAP_VSPACE, ARMVSpaceCleanInvalidate_Data, "aa", "" },
    { CAP_VSPACE, ARMVSpaceUnify_Instruction, "aa", "" },
    { CAP_ASID_CONTROL, ARMASIDControlMakePool, "sd", "UC" },
    { CAP_ASID_POOL, ARMASIDPoolAssign, "", "V" },
};

enum { USED_SLOTS = 128, WEIRD = 40 };

static char text[512];
static bool prefer_ipc;

void random_prefer_ipc(bool on)
{
    prefer_ipc = on;
}

/* Words that are at the edge of something. */
static word_t odd_word(void)
{
    static const word_t words[] = {
        0, 1, 2, 3, 7, 8, 63, 64, 65, 255, 256, 4095, 4096, 0xffff, 0xffffffff, UINT64_C(1) << 47,
        (UINT64_C(1) << 47) - 4096, UINT64_C(1) << 63, ~UINT64_C(0), ~UINT64_C(0) - 4095,
    };

    return one_in(4) ? random_word() : words[random_below(ARRAY_COUNT(words))];
}

static word_t some_address(void)
{
    static const word_t bases[] = { 0, WORLD_IPC_BUFFER, 0x200000, 0x40000000, 0x8000000000 };

    return bases[random_below(ARRAY_COUNT(bases))] + 4096 * random_below(4)
           + (one_in(10) ? random_below(4096) : 0);
}

static word_t some_time(void)
{
    static const word_t times[] = { 20, 50, 100, 500, 1000, 5000, 10000, 100000 };

    return times[random_below(ARRAY_COUNT(times))] + random_below(3);
}

static word_t some_type(void)
{
    static const uint8_t types[] = {
        seL4_TCBObject, seL4_EndpointObject, seL4_NotificationObject, seL4_CapTableObject,
        seL4_SchedContextObject, seL4_ReplyObject, seL4_UntypedObject, seL4_ARM_SmallPageObject,
        seL4_ARM_PageTableObject, seL4_ARM_VSpaceObject, seL4_ARM_LargePageObject,
        seL4_ARM_HugePageObject, 12,
    };

    return types[random_below(ARRAY_COUNT(types))];
}

/* Some slot of the root CNode that holds one of the types; any slot if there is none. */
static word_t slot_of_type(enum cap_type type, enum cap_type other)
{
    word_t fitting[USED_SLOTS];
    unsigned count = 0;

    if (one_in(WEIRD)) {
        return one_in(3) ? random_word() : random_below(USED_SLOTS);
    }
    for (word_t i = 0; i < USED_SLOTS; i++) {
        enum cap_type t = cap_type(cap_at(i));

        if (t == type || t == other) {
            fitting[count++] = i;
        }
    }
    return count != 0 ? fitting[random_below(count)] : random_below(USED_SLOTS);
}

static word_t argument(char kind)
{
    if (one_in(WEIRD)) {
        return odd_word();
    }
    switch (kind) {
    case 's':
        return one_in(6) ? random_below(8) : random_below(USED_SLOTS);
    case 'e':
        return slot_of_type(CAP_ENDPOINT, CAP_ENDPOINT);
    case 'd':
        return one_in(12) ? random_below(66) : WORD_BITS;
    case 't':
        return some_type();
    case 'b':
        return one_in(3) ? random_below(14) : 4 + random_below(6);
    case 'n':
        return random_below(5);
    case 'p':
        return one_in(3) ? 255 : 200 + random_below(56);
    case 'a':
        return some_address();
    case 'r':
        return random_below(16);
    case 'g':
        return one_in(3) ? 0 : one_in(2) ? random_below(4) : random_word() & 0xfff;
    case 'u':
        return some_time();
    case 'f':
        return random_below(32);
    case 'i':
        return 30 + random_below(8);
    case 'o':
        return random_below(4098);
    case 'm':
        return one_in(2) ? 0 : random_below(3);
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
        { 'C', CAP_CNODE, CAP_CNODE }, { 'V', CAP_VSPACE, CAP_VSPACE },
        { 'T', CAP_TCB, CAP_TCB }, { 'E', CAP_ENDPOINT, CAP_ENDPOINT },
        { 'N', CAP_NOTIFICATION, CAP_NOTIFICATION },
        { 'S', CAP_SCHED_CONTEXT, CAP_SCHED_CONTEXT }, { 'F', CAP_FRAME, CAP_FRAME },
        { 'U', CAP_UNTYPED, CAP_UNTYPED }, { 'B', CAP_TCB, CAP_NOTIFICATION },
    };

    if (kind == 'C' && !one_in(5)) {
        return seL4_CapInitThreadCNode;
    }
    for (unsigned i = 0; i < ARRAY_COUNT(kinds); i++) {
        if (kinds[i].kind == kind) {
            return slot_of_type(kinds[i].type, kinds[i].other);
        }
    }
    return random_below(USED_SLOTS);
}

static void set_message(struct tcb *thread, unsigned i, word_t value)
{
    word_t *buffer = tcb_ipc_buffer(thread, true);

    if (i < REGS_MESSAGE_WORDS) {
        regs_set_message(&thread->regs, i, value);
    } else if (buffer) {
        buffer[ABI_BUFFER_MESSAGE + i] = value;
    }
}

static void set_extra_cap(struct tcb *thread, unsigned i, word_t cptr)
{
    word_t *buffer = tcb_ipc_buffer(thread, true);

    if (buffer) {
        buffer[ABI_BUFFER_CAPS_OR_BADGES + i] = cptr;
    }
}

/* Revoking or deleting what everything hangs on ends the story too soon. */
static bool ends_the_story(const struct shape *shape, const struct tcb *thread)
{
    return (shape->label == CNodeRevoke || shape->label == CNodeDelete)
           && regs_message(&thread->regs, 0) < WORLD_UNTYPED + world_untyped_count()
           && !one_in(50);
}

/* An invocation of an object; returns the message information. */
static word_t random_invocation(struct tcb *thread)
{
    const struct shape *shape = &shapes[random_below(ARRAY_COUNT(shapes))];
    unsigned args = (unsigned)strlen(shape->args), caps = (unsigned)strlen(shape->caps);
    word_t label = one_in(WEIRD) ? odd_word() : shape->label;

    for (unsigned i = 0; i < args; i++) {
        set_message(thread, i, argument(shape->args[i]));
    }
    for (unsigned i = 0; i < caps; i++) {
        set_extra_cap(thread, i, extra_cap(shape->caps[i]));
    }
    thread->regs.x[0] = shape->type == CAP_CNODE && !one_in(4)
                            ? seL4_CapInitThreadCNode
                            : slot_of_type(shape->type, shape->type);
    if (ends_the_story(shape, thread)) {
        regs_set_message(&thread->regs, 0, WORLD_UNTYPED + world_untyped_count());
    }
    args = one_in(WEIRD) ? random_below(128) : args;
    caps = one_in(WEIRD) ? random_below(4) : caps;
    return label << ABI_INFO_LABEL_POS | caps << ABI_INFO_EXTRA_CAPS_POS | args;
}

/* A message to an endpoint, a notification or through a reply. */
static word_t random_message(struct tcb *thread)
{
    unsigned length = one_in(10) ? random_below(128) : random_below(8), caps = random_below(4);
    word_t *buffer = tcb_ipc_buffer(thread, true);

    for (unsigned i = 0; i < length && i < WORLD_MAX_WORDS; i++) {
        set_message(thread, i, odd_word());
    }
    for (unsigned i = 0; i < caps && i < 3; i++) {
        set_extra_cap(thread, i, random_below(USED_SLOTS));
    }
    if (buffer) {
        buffer[ABI_BUFFER_RECEIVE_CNODE] = extra_cap('C');
        buffer[ABI_BUFFER_RECEIVE_INDEX] = argument('s');
        buffer[ABI_BUFFER_RECEIVE_DEPTH] = argument('d');
    }
    thread->regs.x[0] = slot_of_type(one_in(4) ? CAP_NOTIFICATION : CAP_ENDPOINT, CAP_ENDPOINT);
    if (one_in(8)) {
        thread->regs.x[0] = slot_of_type(CAP_REPLY, CAP_SGI);
    }
    return (one_in(4) ? odd_word() : random_below(12)) << ABI_INFO_LABEL_POS
           | caps << ABI_INFO_EXTRA_CAPS_POS | length;
}

/* What the fast path is for: a short call to an endpoint, or its answer. */
static void short_ipc(struct tcb *thread)
{
    struct regs *r = &thread->regs;

    r->x[7] = (word_t)(one_in(2) ? seL4_SysCall : seL4_SysReplyRecv);
    r->x[1] = random_below(4) << ABI_INFO_LABEL_POS | random_below(6);
    r->x[0] = slot_of_type(CAP_ENDPOINT, CAP_ENDPOINT);
}

const char *random_system_call(void)
{
    static const int8_t numbers[] = {
        -1, -1, -1, -2, -2, -3, -4, -5, -6, -7, -7, -8, -9, -10, -11
    };
    struct tcb *thread = current_thread();
    struct regs *r = &thread->regs;

    r->x[6] = slot_of_type(CAP_REPLY, one_in(4) ? CAP_NOTIFICATION : CAP_REPLY);
    r->x[8] = slot_of_type(CAP_ENDPOINT, CAP_NOTIFICATION);
    if (prefer_ipc ? !one_in(4) : one_in(8)) {
        short_ipc(thread);
    } else if (one_in(2)) {
        r->x[7] = (word_t)(one_in(10) ? seL4_SysSend : seL4_SysCall);
        r->x[1] = random_invocation(thread);
    } else {
        r->x[7] = (word_t)(int64_t)numbers[random_below(ARRAY_COUNT(numbers))];
        r->x[1] = random_message(thread);
    }
    if (one_in(200)) {
        r->x[7] = odd_word();
    }
    /* Halting the machine is not interesting, and naming what is no thread halts it too. */
    if (r->x[7] == (word_t)seL4_SysDebugHalt || r->x[7] == (word_t)seL4_SysDebugNameThread) {
        r->x[7] = (word_t)seL4_SysYield;
    }
    snprintf(text, sizeof(text),
             "%s: syscall %ld cap %lx (%u) label %lu length %lu caps %lu mr %lx %lx %lx %lx "
             "reply %lx nbsend %lx",
             thread->name, (long)r->x[7], r->x[0],
             r->x[0] < 1u << ROOT_RADIX ? (unsigned)cap_type(cap_at(r->x[0])) : 99,
             r->x[1] >> ABI_INFO_LABEL_POS, r->x[1] & 127, r->x[1] >> 7 & 3, r->x[2], r->x[3],
             r->x[4], r->x[5], r->x[6], r->x[8]);
    return text;
}
