/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The tables of errors_test.c: invocations, and the error each must give, in the order in which
 * each method checks. Where one invocation could give two errors, the one is meant that is checked
 * first.
 *
 * Capabilities are named by the enumeration below; wherever such a name (CAP_AT + ...) occurs as a
 * message word or capability, the slot of that object is meant.
 */
#pragma once
#include "harness.h"
#include "objects/irq.h"

#define CAP_AT (UINT64_C(1) << 60)

enum {
    EMPTY,          /* nothing in the slot */
    FREE,           /* the same, as a destination */
    EP,
    EP_READ,        /* only the right to receive */
    EP_WRITE,       /* only the right to send */
    EP_BADGED,
    NTFN,
    NTFN_READ,
    NTFN_WRITE,
    NTFN_WAITED,    /* somebody waits for it */
    NTFN_BOUND,     /* bound to thread A, and with the scheduling context SC_NTFN */
    REPLY,
    CNODE,          /* 16 slots, the one at 3 occupied */
    TCB_A,          /* suspended, MCP 100, with scheduling context SC_A, bound to NTFN_BOUND */
    TCB_PASSIVE,    /* suspended, without scheduling context */
    TCB_WAITING,    /* without scheduling context, blocked */
    TCB_BUSY,       /* suspended; has the only capability to its CSpace */
    SC_A,
    SC_FREE,        /* configured, not bound */
    SC_NEW,         /* not configured */
    SC_NTFN,
    FRAME,
    FRAME_MAPPED,
    FRAME_RO,       /* mapped read-only */
    DEVICE_FRAME,
    LARGE,
    TABLE,          /* page table, not mapped */
    TABLE_SHARED,   /* mapped, one of two capabilities */
    VSPACE_NEW,     /* without ASID */
    VSPACE_GONE,    /* its ASID pool has been deleted */
    VSPACE_STALE,   /* likewise, and the ASID is that of VSPACE_OTHER now */
    VSPACE_OTHER,
    FRAME_GONE,     /* mapped in VSPACE_GONE while that could be used */
    FRAME_STALE,    /* mapped in VSPACE_STALE, likewise */
    POOL,           /* ASID pool of VSPACE_OTHER */
    UNTYPED,        /* 4 KiB, unused */
    UNTYPED_USED,   /* 4 KiB, with a child that fills it */
    UNTYPED_BIG,    /* 8 KiB, unused */
    DEVICE_MEMORY,  /* 4 KiB of a device */
    HANDLER,        /* of interrupt 40 */
    OBJECT_COUNT,
};

/* Names as message words or capabilities. */
#define N(object) (CAP_AT + (object))
#define ROOT      seL4_CapInitThreadCNode
#define OWN       seL4_CapInitThreadTCB
#define VSPACE    seL4_CapInitThreadVSpace

struct row_words {
    unsigned count;
    word_t w[8];
};
#define W(...) { sizeof((word_t[]){ __VA_ARGS__ }) / sizeof(word_t), { __VA_ARGS__ } }

/* Errors: code and words. */
#define T         { seL4_TruncatedMessage, 0, { 0 } }
#define I         { seL4_IllegalOperation, 0, { 0 } }
#define AL        { seL4_AlignmentError, 0, { 0 } }
#define DF        { seL4_DeleteFirst, 0, { 0 } }
#define RF        { seL4_RevokeFirst, 0, { 0 } }
#define A(i)      { seL4_InvalidArgument, 1, { i } }
#define C(i)      { seL4_InvalidCapability, 1, { i } }
#define R(a, b)   { seL4_RangeError, 2, { a, b } }
#define NM(n)     { seL4_NotEnoughMemory, 1, { n } }
#define BAD_ROOT(source)           { seL4_FailedLookup, 2, { source, seL4_InvalidRoot } }
#define MISSING(source, left)                                                                      \
    { seL4_FailedLookup, 3, { source, seL4_MissingCapability, left } }
#define DEPTH(source, left, found)                                                                 \
    { seL4_FailedLookup, 4, { source, seL4_DepthMismatch, left, found } }
#define GUARD(source, left, guard, bits)                                                           \
    { seL4_FailedLookup, 5, { source, seL4_GuardMismatch, left, guard, bits } }

struct row {
    word_t object, label;
    struct row_words args, caps;
    struct {
        word_t code;
        unsigned count;
        word_t mr[5];
    } error;
};

#define HIGH (UINT64_C(1) << 63)
#define GUARD_BITS (WORD_BITS - ROOT_RADIX)

static const struct row tcb_rows[] = {
    { N(TCB_A), InvalidInvocation, W(), W(), I },
    { N(TCB_A), CNodeCopy, W(), W(), I },
    { N(TCB_A), nInvocationLabels + 100, W(), W(), I },
    { N(TCB_A), HIGH >> 12, W(), W(), I },
    { N(TCB_A), TCBReadRegisters, W(), W(), T },
    { N(TCB_A), TCBReadRegisters, W(0), W(), T },
    { N(TCB_A), TCBReadRegisters, W(0, 0), W(), R(1, 36) },
    { N(TCB_A), TCBReadRegisters, W(0, 37), W(), R(1, 36) },
    { OWN, TCBReadRegisters, W(0, 37), W(), R(1, 36) },
    { OWN, TCBReadRegisters, W(0, 1), W(), I },
    { N(TCB_A), TCBWriteRegisters, W(0), W(), T },
    { N(TCB_A), TCBWriteRegisters, W(0, 2, 0), W(), T },
    { N(TCB_A), TCBWriteRegisters, W(0, ~UINT64_C(0), 0), W(), T },
    { OWN, TCBWriteRegisters, W(0, 2, 0), W(), T },
    { OWN, TCBWriteRegisters, W(0, 1, 0), W(), I },
    { N(TCB_A), TCBCopyRegisters, W(), W(OWN), T },
    { N(TCB_A), TCBCopyRegisters, W(0), W(), T },
    { N(TCB_A), TCBCopyRegisters, W(0), W(N(EP)), C(1) },
    { N(TCB_A), TCBCopyRegisters, W(0), W(N(EMPTY)), C(1) },

    { N(TCB_A), TCBConfigure, W(0, 0), W(ROOT, VSPACE, N(FRAME)), T },
    { N(TCB_A), TCBConfigure, W(0, 0, 0), W(ROOT, VSPACE), T },
    { N(TCB_A), TCBConfigure, W(0, 0, 1024), W(ROOT, VSPACE, N(TABLE)), I },
    { N(TCB_A), TCBConfigure, W(0, 0, 1024), W(ROOT, VSPACE, N(EP)), I },
    { N(TCB_A), TCBConfigure, W(0, 0, 1024), W(ROOT, VSPACE, N(EMPTY)), I },
    { N(TCB_A), TCBConfigure, W(0, 0, 1024), W(ROOT, VSPACE, N(DEVICE_FRAME)), I },
    { N(TCB_A), TCBConfigure, W(0, 0, 1032), W(ROOT, VSPACE, N(UNTYPED_USED)), RF },
    { N(TCB_A), TCBConfigure, W(0, 0, 1032), W(ROOT, VSPACE, N(DEVICE_FRAME)), I },
    { N(TCB_A), TCBConfigure, W(0, 0, 1032), W(ROOT, VSPACE, N(FRAME)), AL },
    { N(TCB_BUSY), TCBConfigure, W(0, 0, 1032), W(ROOT, VSPACE, N(FRAME)), AL },
    { N(TCB_BUSY), TCBConfigure, W(0, 0, 0), W(ROOT, VSPACE, N(EMPTY)), I },
    { N(TCB_A), TCBConfigure, W(0, 0, 1032), W(N(EP), N(EP), N(FRAME)), AL },
    { N(TCB_A), TCBConfigure, W(63, 0, 0), W(ROOT, VSPACE, N(EMPTY)), I },
    { N(TCB_A), TCBConfigure, W(0, 0, 0), W(N(EP), VSPACE, N(EMPTY)), I },
    { N(TCB_A), TCBConfigure, W(0, 0, 0), W(N(EMPTY), VSPACE, N(EMPTY)), I },
    { N(TCB_A), TCBConfigure, W(0, 0, 0), W(ROOT, N(EP), N(EMPTY)), I },
    { N(TCB_A), TCBConfigure, W(0, 0, 0), W(ROOT, N(EMPTY), N(EMPTY)), I },
    { N(TCB_A), TCBConfigure, W(0, 0, 0), W(ROOT, N(VSPACE_NEW), N(EMPTY)), I },
    { N(TCB_A), TCBConfigure, W(0, 0, 0), W(ROOT, N(VSPACE_GONE), N(EMPTY)), I },
    { N(TCB_A), TCBConfigure, W(0, 0, 0), W(ROOT, N(VSPACE_STALE), N(EMPTY)), I },

    { N(TCB_A), TCBSetPriority, W(), W(OWN), T },
    { N(TCB_A), TCBSetPriority, W(1), W(), T },
    { N(TCB_A), TCBSetPriority, W(1), W(N(EP)), C(1) },
    { N(TCB_A), TCBSetPriority, W(1), W(N(EMPTY)), C(1) },
    { N(TCB_A), TCBSetPriority, W(101), W(N(TCB_A)), R(0, 100) },
    { N(TCB_A), TCBSetPriority, W(256), W(OWN), R(0, 255) },
    { N(TCB_A), TCBSetPriority, W(HIGH), W(OWN), R(0, 255) },
    { N(TCB_A), TCBSetMCPriority, W(), W(OWN), T },
    { N(TCB_A), TCBSetMCPriority, W(1), W(), T },
    { N(TCB_A), TCBSetMCPriority, W(1), W(N(EP)), C(1) },
    { N(TCB_A), TCBSetMCPriority, W(101), W(N(TCB_A)), R(0, 100) },
    { N(TCB_A), TCBSetMCPriority, W(256), W(OWN), R(0, 255) },

    { N(TCB_A), TCBSetSchedParams, W(1), W(OWN, N(SC_A), N(EMPTY)), T },
    { N(TCB_A), TCBSetSchedParams, W(1, 1), W(OWN, N(SC_A)), T },
    { N(TCB_A), TCBSetSchedParams, W(1, 1), W(N(EP), N(EP), N(NTFN)), C(1) },
    { N(TCB_A), TCBSetSchedParams, W(101, 1), W(N(TCB_A), N(EP), N(NTFN)), R(0, 100) },
    { N(TCB_A), TCBSetSchedParams, W(1, 101), W(N(TCB_A), N(EP), N(NTFN)), R(0, 100) },
    { N(TCB_A), TCBSetSchedParams, W(101, 102), W(N(TCB_PASSIVE), N(EP), N(NTFN)), R(0, 100) },
    { N(TCB_A), TCBSetSchedParams, W(1, 1), W(OWN, N(SC_FREE), N(NTFN)), I },
    { N(TCB_PASSIVE), TCBSetSchedParams, W(1, 1), W(OWN, N(SC_A), N(NTFN)), I },
    { N(TCB_PASSIVE), TCBSetSchedParams, W(1, 1), W(OWN, N(SC_NTFN), N(NTFN)), I },
    { N(TCB_WAITING), TCBSetSchedParams, W(1, 1), W(OWN, N(SC_NEW), N(NTFN)), I },
    { OWN, TCBSetSchedParams, W(1, 1), W(OWN, N(EMPTY), N(NTFN)), I },
    { N(TCB_A), TCBSetSchedParams, W(1, 1), W(OWN, N(EP), N(NTFN)), C(2) },
    { N(TCB_A), TCBSetSchedParams, W(1, 1), W(OWN, N(SC_A), N(NTFN)), C(3) },
    { N(TCB_A), TCBSetSchedParams, W(1, 1), W(OWN, N(SC_A), N(EP_READ)), C(3) },
    { N(TCB_A), TCBSetSchedParams, W(1, 1), W(OWN, N(SC_A), N(EP_WRITE)), C(3) },

    { N(TCB_A), TCBSetTimeoutEndpoint, W(), W(), T },
    { N(TCB_A), TCBSetTimeoutEndpoint, W(), W(N(NTFN)), C(1) },
    { N(TCB_A), TCBSetTimeoutEndpoint, W(), W(N(EP_READ)), C(1) },
    { N(TCB_A), TCBSetTimeoutEndpoint, W(), W(N(EP_WRITE)), C(1) },

    { N(TCB_A), TCBSetIPCBuffer, W(), W(N(FRAME)), T },
    { N(TCB_A), TCBSetIPCBuffer, W(1024), W(), T },
    { N(TCB_A), TCBSetIPCBuffer, W(1024), W(N(EP)), I },
    { N(TCB_A), TCBSetIPCBuffer, W(1024), W(N(TABLE)), I },
    { N(TCB_A), TCBSetIPCBuffer, W(1024), W(N(DEVICE_FRAME)), I },
    { N(TCB_A), TCBSetIPCBuffer, W(1), W(N(UNTYPED_USED)), RF },
    { N(TCB_A), TCBSetIPCBuffer, W(1), W(N(DEVICE_FRAME)), I },
    { N(TCB_A), TCBSetIPCBuffer, W(1), W(N(FRAME)), AL },

    { N(TCB_A), TCBSetSpace, W(0), W(N(EMPTY), ROOT, VSPACE), T },
    { N(TCB_A), TCBSetSpace, W(0, 0), W(N(EMPTY), ROOT), T },
    { N(TCB_BUSY), TCBSetSpace, W(0, 0), W(N(NTFN), ROOT, VSPACE), I },
    { N(TCB_A), TCBSetSpace, W(0, 0), W(N(NTFN), N(EP), VSPACE), I },
    { N(TCB_A), TCBSetSpace, W(63, 0), W(N(NTFN), ROOT, VSPACE), I },
    { N(TCB_A), TCBSetSpace, W(0, 0), W(N(NTFN), ROOT, N(EP)), I },
    { N(TCB_A), TCBSetSpace, W(0, 0), W(N(NTFN), ROOT, N(VSPACE_NEW)), I },
    { N(TCB_A), TCBSetSpace, W(0, 0), W(N(NTFN), ROOT, VSPACE), C(1) },
    { N(TCB_A), TCBSetSpace, W(0, 0), W(N(EP_READ), ROOT, VSPACE), C(1) },

    { N(TCB_A), TCBBindNotification, W(), W(), T },
    { N(TCB_A), TCBBindNotification, W(), W(N(EP)), I },
    { N(TCB_A), TCBBindNotification, W(), W(N(NTFN)), I },
    { N(TCB_PASSIVE), TCBBindNotification, W(), W(N(EP)), I },
    { N(TCB_PASSIVE), TCBBindNotification, W(), W(N(EMPTY)), I },
    { N(TCB_PASSIVE), TCBBindNotification, W(), W(N(NTFN_WRITE)), I },
    { N(TCB_PASSIVE), TCBBindNotification, W(), W(N(NTFN_WAITED)), I },
    { N(TCB_PASSIVE), TCBBindNotification, W(), W(N(NTFN_BOUND)), I },
    { N(TCB_PASSIVE), TCBUnbindNotification, W(), W(), I },
    { N(TCB_A), TCBSetTLSBase, W(), W(), T },
    { N(TCB_A), TCBSetFlags, W(0), W(), T },
};

static const struct row cnode_rows[] = {
    { ROOT, TCBSuspend, W(), W(), I },
    { ROOT, InvalidInvocation, W(N(EP), 64), W(), I },
    { ROOT, CNodeDelete, W(N(EP)), W(), T },
    { ROOT, CNodeRevoke, W(), W(), T },
    { ROOT, CNodeDelete, W(N(EP), 0), W(), R(1, 64) },
    { ROOT, CNodeDelete, W(N(EP), 65), W(), R(1, 64) },
    { ROOT, CNodeRevoke, W(HIGH, 0), W(), R(1, 64) },
    { ROOT, CNodeRevoke, W(HIGH, 64), W(), GUARD(0, 64, 0, GUARD_BITS) },
    { ROOT, CNodeDelete, W(1, 63), W(), DEPTH(0, 63, 64) },
    { ROOT, CNodeDelete, W(1, 10), W(), GUARD(0, 10, 0, GUARD_BITS) },
    { N(CNODE), CNodeDelete, W(1, 64), W(), DEPTH(0, 60, 0) },
    { N(CNODE), CNodeDelete, W(1, 3), W(), DEPTH(0, 3, 4) },
    { N(CNODE), CNodeDelete, W(3, 5), W(), DEPTH(0, 1, 0) },
    { ROOT, CNodeCancelBadgedSends, W(N(NTFN)), W(), T },
    { ROOT, CNodeCancelBadgedSends, W(N(NTFN), 65), W(), R(1, 64) },
    { ROOT, CNodeCancelBadgedSends, W(HIGH, 64), W(), GUARD(0, 64, 0, GUARD_BITS) },
    { ROOT, CNodeCancelBadgedSends, W(N(NTFN), 64), W(), I },
    { ROOT, CNodeCancelBadgedSends, W(N(EMPTY), 64), W(), I },
    { ROOT, CNodeCancelBadgedSends, W(N(EP_READ), 64), W(), I },
    { ROOT, CNodeCancelBadgedSends, W(N(EP_WRITE), 64), W(), I },

    { ROOT, CNodeCopy, W(N(FREE)), W(ROOT), T },
    { ROOT, CNodeCopy, W(N(FREE), 65), W(ROOT), R(1, 64) },
    { ROOT, CNodeCopy, W(N(FREE), 64, N(EP)), W(ROOT), T },
    { ROOT, CNodeCopy, W(N(FREE), 64, N(EP), 64, 15), W(), T },
    { ROOT, CNodeCopy, W(N(NTFN), 64, HIGH), W(ROOT), T },
    { ROOT, CNodeCopy, W(N(NTFN), 64, HIGH, 64, 15), W(ROOT), DF },
    { ROOT, CNodeCopy, W(N(FREE), 64, N(EP), 64, 15), W(N(EP)), BAD_ROOT(1) },
    { ROOT, CNodeCopy, W(N(FREE), 64, N(EP), 64, 15), W(N(EMPTY)), BAD_ROOT(1) },
    { ROOT, CNodeCopy, W(N(FREE), 64, N(EP), 0, 15), W(ROOT), R(1, 64) },
    { ROOT, CNodeCopy, W(N(FREE), 64, HIGH, 64, 15), W(ROOT), GUARD(1, 64, 0, GUARD_BITS) },
    { ROOT, CNodeCopy, W(N(FREE), 64, 3, 5, 15), W(N(CNODE)), DEPTH(1, 1, 0) },
    { ROOT, CNodeCopy, W(N(FREE), 64, N(EMPTY), 64), W(ROOT), MISSING(1, 64) },
    { ROOT, CNodeCopy, W(N(FREE), 64, 5, 4, 15), W(N(CNODE)), MISSING(1, 4) },
    { ROOT, CNodeCopy, W(N(FREE), 64, N(EP), 64), W(ROOT), T },
    { ROOT, CNodeCopy, W(N(FREE), 64, N(UNTYPED_USED), 64, 15), W(ROOT), RF },
    { ROOT, CNodeCopy, W(N(FREE), 64, N(TABLE), 64, 15), W(ROOT), I },
    { ROOT, CNodeCopy, W(N(FREE), 64, N(VSPACE_NEW), 64, 15), W(ROOT), I },
    { ROOT, CNodeCopy, W(N(FREE), 64, seL4_CapIRQControl, 64, 15), W(ROOT), I },
    { ROOT, CNodeMint, W(N(FREE)), W(ROOT), T },
    { ROOT, CNodeMint, W(N(FREE), 65), W(ROOT), R(1, 64) },
    { ROOT, CNodeMint, W(N(FREE), 64, N(EP), 64, 15, 5), W(), T },
    { ROOT, CNodeMint, W(N(NTFN), 64, HIGH, 64), W(ROOT), DF },
    { ROOT, CNodeMint, W(N(FREE), 64, HIGH, 0), W(N(EP)), BAD_ROOT(1) },
    { ROOT, CNodeMint, W(N(FREE), 64, HIGH, 0), W(ROOT), R(1, 64) },
    { ROOT, CNodeMint, W(N(FREE), 64, HIGH, 64), W(ROOT), GUARD(1, 64, 0, GUARD_BITS) },
    { ROOT, CNodeMint, W(N(FREE), 64, N(EMPTY), 64), W(ROOT), MISSING(1, 64) },
    { ROOT, CNodeMint, W(N(FREE), 64, N(EP), 64, 15), W(ROOT), T },
    { ROOT, CNodeMint, W(N(FREE), 64, N(EMPTY), 64, 15), W(ROOT), MISSING(1, 64) },
    { ROOT, CNodeMint, W(N(FREE), 64, N(EP_BADGED), 64, 15, 0), W(ROOT), I },
    { ROOT, CNodeMint, W(N(FREE), 64, N(EP_BADGED), 64, 15, 9), W(ROOT), I },
    { ROOT, CNodeMint, W(N(FREE), 64, N(CNODE), 64, 15, 61), W(ROOT), I },
    { ROOT, CNodeMint, W(N(FREE), 64, N(UNTYPED_USED), 64, 15, 0), W(ROOT), RF },

    { ROOT, CNodeMove, W(N(FREE), 64, N(EP)), W(ROOT), T },
    { ROOT, CNodeMove, W(N(FREE), 64, N(EP), 64), W(), T },
    { ROOT, CNodeMove, W(N(FREE)), W(ROOT), T },
    { ROOT, CNodeMove, W(HIGH, 64, HIGH), W(ROOT), GUARD(0, 64, 0, GUARD_BITS) },
    { ROOT, CNodeMove, W(N(NTFN), 64, N(EP), 64), W(ROOT), DF },
    { ROOT, CNodeMove, W(N(NTFN), 64, HIGH, 64), W(ROOT), DF },
    { ROOT, CNodeMove, W(N(FREE), 64, HIGH, 0), W(N(EP)), BAD_ROOT(1) },
    { ROOT, CNodeMove, W(N(FREE), 64, HIGH, 0), W(ROOT), R(1, 64) },
    { ROOT, CNodeMove, W(N(FREE), 64, 3, 5), W(N(CNODE)), DEPTH(1, 1, 0) },
    { ROOT, CNodeMove, W(N(FREE), 64, N(EMPTY), 64), W(ROOT), MISSING(1, 64) },
    { ROOT, CNodeMutate, W(N(FREE), 65, N(EP)), W(ROOT), R(1, 64) },
    { ROOT, CNodeMutate, W(N(FREE), 64, N(EP), 64, 0), W(), T },
    { ROOT, CNodeMutate, W(N(NTFN), 64, HIGH, 64), W(ROOT), DF },
    { ROOT, CNodeMutate, W(N(FREE), 64, HIGH, 0), W(N(EP)), BAD_ROOT(1) },
    { ROOT, CNodeMutate, W(N(FREE), 64, HIGH, 64), W(ROOT), GUARD(1, 64, 0, GUARD_BITS) },
    { ROOT, CNodeMutate, W(N(FREE), 64, N(EP), 64), W(ROOT), T },
    { ROOT, CNodeMutate, W(N(FREE), 64, N(EMPTY), 64), W(ROOT), MISSING(1, 64) },
    { ROOT, CNodeMutate, W(N(FREE), 64, N(EP), 64, 0), W(ROOT), I },
    { ROOT, CNodeMutate, W(N(FREE), 64, N(NTFN), 64, 0), W(ROOT), I },
    { ROOT, CNodeMutate, W(N(FREE), 64, N(CNODE), 64, 61), W(ROOT), I },

    { ROOT, CNodeRotate, W(N(FREE), 64, 0, N(CNODE), 64, 0, N(REPLY)), W(ROOT, ROOT), T },
    { ROOT, CNodeRotate, W(N(FREE), 64, 0, N(CNODE), 64, 0, N(REPLY), 64), W(ROOT), T },
    { ROOT, CNodeRotate, W(N(FREE), 0, 0, N(CNODE), 64, 0, N(REPLY), 64), W(ROOT, ROOT), R(1, 64) },
    { ROOT, CNodeRotate, W(N(FREE), 64, 0, HIGH, 64, 0, HIGH, 64), W(ROOT, ROOT),
      GUARD(1, 64, 0, GUARD_BITS) },
    { ROOT, CNodeRotate, W(N(FREE), 64, 0, N(CNODE), 64, 0, N(REPLY), 64), W(N(EP), N(EP)),
      BAD_ROOT(1) },
    { ROOT, CNodeRotate, W(N(FREE), 64, 0, N(CNODE), 64, 0, N(REPLY), 64), W(N(EP), ROOT),
      BAD_ROOT(0) },
    { ROOT, CNodeRotate, W(N(FREE), 64, 0, HIGH, 64, 0, N(REPLY), 64), W(ROOT, ROOT),
      GUARD(0, 64, 0, GUARD_BITS) },
    { ROOT, CNodeRotate, W(N(FREE), 64, 0, N(REPLY), 64, 0, N(REPLY), 64), W(ROOT, ROOT), I },
    { ROOT, CNodeRotate, W(N(CNODE), 64, 0, N(CNODE), 64, 0, N(REPLY), 64), W(ROOT, ROOT), I },
    { ROOT, CNodeRotate, W(N(NTFN), 64, 0, N(CNODE), 64, 0, N(REPLY), 64), W(ROOT, ROOT), DF },
    { ROOT, CNodeRotate, W(N(FREE), 64, 0, N(CNODE), 64, 0, N(EMPTY), 64), W(ROOT, ROOT),
      MISSING(1, 64) },
    { ROOT, CNodeRotate, W(N(FREE), 64, 0, N(EMPTY), 64, 0, N(REPLY), 64), W(ROOT, ROOT),
      MISSING(0, 64) },
    { ROOT, CNodeRotate, W(N(FREE), 64, 0, N(CNODE), 64, 0, N(EP), 64), W(ROOT, ROOT), I },
    { ROOT, CNodeRotate, W(N(FREE), 64, 0, N(NTFN), 64, 0, N(REPLY), 64), W(ROOT, ROOT), I },
    { ROOT, CNodeRotate, W(N(FREE), 64, 61, N(CNODE), 64, 0, N(REPLY), 64), W(ROOT, ROOT), I },
};

#define RETYPE(...) N(UNTYPED), UntypedRetype, W(__VA_ARGS__)

static const struct row untyped_rows[] = {
    { N(UNTYPED), TCBSuspend, W(), W(), I },
    { RETYPE(seL4_EndpointObject, 0, 0, 0, N(FREE)), W(ROOT), T },
    { RETYPE(seL4_EndpointObject, 0, 0, 0, N(FREE), 1), W(), T },
    { RETYPE(seL4_ObjectTypeCount, 64, 0, 0, N(FREE), 1), W(ROOT), A(0) },
    { RETYPE(HIGH, 64, 0, 0, N(FREE), 1), W(ROOT), A(0) },
    { RETYPE(seL4_EndpointObject, 64, 0, 0, N(FREE), 1), W(ROOT), R(0, 47) },
    { RETYPE(seL4_UntypedObject, 48, 0, 0, N(FREE), 1), W(ROOT), R(0, 47) },
    { RETYPE(seL4_CapTableObject, 43, 0, 0, N(FREE), 1), W(ROOT), R(0, 47) },
    { RETYPE(seL4_CapTableObject, 0, 0, 0, HIGH, 0), W(N(EP)), A(1) },
    { RETYPE(seL4_UntypedObject, 3, 0, 0, HIGH, 0), W(N(EP)), A(1) },
    { RETYPE(seL4_SchedContextObject, 6, 0, 0, HIGH, 0), W(N(EP)), A(1) },
    { RETYPE(seL4_EndpointObject, 0, 0, 0, N(FREE), 1), W(N(EP)), MISSING(0, 0) },
    { RETYPE(seL4_EndpointObject, 0, 0, 0, N(FREE), 1), W(N(EMPTY)), MISSING(0, 0) },
    { RETYPE(seL4_EndpointObject, 0, ROOT, 64, N(FREE), 1), W(N(EP)), BAD_ROOT(0) },
    { RETYPE(seL4_EndpointObject, 0, ROOT, 65, N(FREE), 1), W(ROOT), R(1, 64) },
    { RETYPE(seL4_EndpointObject, 0, HIGH, 64, N(FREE), 1), W(ROOT), GUARD(0, 64, 0, GUARD_BITS) },
    { RETYPE(seL4_EndpointObject, 0, N(EP), 64, N(FREE), 1), W(ROOT), MISSING(0, 64) },
    { RETYPE(seL4_EndpointObject, 0, N(EMPTY), 64, N(FREE), 1), W(ROOT), MISSING(0, 64) },
    { RETYPE(seL4_EndpointObject, 0, 0, 0, 1024, 0), W(ROOT), R(0, 1023) },
    { RETYPE(seL4_EndpointObject, 0, N(CNODE), 64, 16, 0), W(ROOT), R(0, 15) },
    { RETYPE(seL4_EndpointObject, 0, 0, 0, N(FREE), 0), W(ROOT), R(1, 256) },
    { RETYPE(seL4_EndpointObject, 0, 0, 0, N(FREE), 257), W(ROOT), R(1, 256) },
    { RETYPE(seL4_EndpointObject, 0, 0, 0, 1020, 5), W(ROOT), R(1, 4) },
    { RETYPE(seL4_EndpointObject, 0, N(CNODE), 64, 3, 14), W(ROOT), R(1, 13) },
    { RETYPE(seL4_ARM_LargePageObject, 0, 0, 0, N(EP), 1), W(ROOT), DF },
    { RETYPE(seL4_EndpointObject, 0, N(CNODE), 64, 1, 5), W(ROOT), DF },
    { RETYPE(seL4_ARM_LargePageObject, 0, 0, 0, N(FREE), 1), W(ROOT), NM(4096) },
    { RETYPE(seL4_UntypedObject, 13, 0, 0, N(FREE), 1), W(ROOT), NM(4096) },
    { N(UNTYPED_USED), UntypedRetype, W(seL4_EndpointObject, 0, 0, 0, N(FREE), 1), W(ROOT), NM(0) },
    { WORLD_DEVICE, UntypedRetype, W(seL4_CapTableObject, 24, 0, 0, N(FREE), 1), W(ROOT),
      NM((1 << 27) - 8192) },
    { WORLD_DEVICE, UntypedRetype, W(seL4_EndpointObject, 0, 0, 0, N(FREE), 1), W(ROOT), A(1) },
    { WORLD_DEVICE, UntypedRetype, W(seL4_ARM_PageTableObject, 0, 0, 0, N(FREE), 1), W(ROOT),
      A(1) },
    { WORLD_DEVICE, UntypedRetype, W(seL4_CapTableObject, 4, 0, 0, N(FREE), 1), W(ROOT), A(1) },
    { N(DEVICE_MEMORY), UntypedRetype, W(seL4_CapTableObject, 8, 0, 0, N(FREE), 1), W(ROOT),
      NM(4096) },
};

#define MAX_US (UINT64_MAX / TIMER_KHZ / 8)
#define CONFIGURE WORLD_SCHED_CONTROL, SchedControlConfigureFlags

static const struct row time_rows[] = {
    { WORLD_SCHED_CONTROL, SchedContextBind, W(), W(), I },
    { CONFIGURE, W(), W(), T },
    { CONFIGURE, W(1000, 1000, 0, 0), W(N(SC_FREE)), T },
    { CONFIGURE, W(1000, 1000, 0, 0, 0), W(), T },
    { CONFIGURE, W(MAX_US + 1, 10, 0, 0, 0), W(N(EP)), R(20, MAX_US) },
    { CONFIGURE, W(10, MAX_US + 1, 0, 0, 0), W(N(EP)), R(20, MAX_US) },
    { CONFIGURE, W(19, 19, 0, 0, 0), W(N(EP)), R(20, MAX_US) },
    { CONFIGURE, W(20, 19, 0, 0, 0), W(N(EP)), R(20, MAX_US) },
    { CONFIGURE, W(1001, 1000, 0, 0, 0), W(N(EP)), R(20, 1000) },
    { CONFIGURE, W(1000, 1000, 100, 0, 0), W(N(EP)), C(1) },
    { CONFIGURE, W(1000, 1000, 100, 0, 0), W(N(EMPTY)), C(1) },
    { CONFIGURE, W(1000, 1000, 9, 0, 0), W(N(SC_FREE)), R(0, 8) },
    { CONFIGURE, W(1000, 2000, HIGH, 0, 0), W(N(SC_FREE)), R(0, 8) },

    { N(SC_A), TCBSuspend, W(), W(), I },
    { N(SC_FREE), SchedContextBind, W(), W(), T },
    { N(SC_FREE), SchedContextBind, W(), W(N(EP)), C(1) },
    { N(SC_FREE), SchedContextBind, W(), W(N(EMPTY)), C(1) },
    { N(SC_A), SchedContextBind, W(), W(N(TCB_PASSIVE)), I },
    { N(SC_FREE), SchedContextBind, W(), W(N(TCB_A)), I },
    { N(SC_NEW), SchedContextBind, W(), W(N(TCB_WAITING)), I },
    { N(SC_NTFN), SchedContextBind, W(), W(N(NTFN)), I },
    { N(SC_FREE), SchedContextBind, W(), W(N(NTFN_BOUND)), I },
    { seL4_CapInitThreadSC, SchedContextUnbind, W(), W(), I },
    { N(SC_A), SchedContextUnbindObject, W(), W(), T },
    { N(SC_A), SchedContextUnbindObject, W(), W(N(TCB_PASSIVE)), I },
    { seL4_CapInitThreadSC, SchedContextUnbindObject, W(), W(OWN), I },
    { N(SC_A), SchedContextUnbindObject, W(), W(N(NTFN)), I },
    { N(SC_A), SchedContextUnbindObject, W(), W(N(EP)), C(1) },
    { N(SC_FREE), SchedContextYieldTo, W(), W(), I },
    { seL4_CapInitThreadSC, SchedContextYieldTo, W(), W(), I },

    { seL4_CapDomain, TCBSuspend, W(), W(), I },
    { seL4_CapDomain, DomainSetSet, W(), W(N(TCB_A)), T },
    { seL4_CapDomain, DomainSetSet, W(16), W(), A(0) },
    { seL4_CapDomain, DomainSetSet, W(HIGH), W(N(TCB_A)), A(0) },
    { seL4_CapDomain, DomainSetSet, W(1), W(), T },
    { seL4_CapDomain, DomainSetSet, W(1), W(N(EP)), A(1) },
    { seL4_CapDomain, DomainScheduleConfigure, W(1, 1), W(), T },
    { seL4_CapDomain, DomainScheduleConfigure, W(99, 99, HIGH), W(), R(0, 98) },
    { seL4_CapDomain, DomainScheduleConfigure, W(1, 16, HIGH), W(), R(0, 15) },
    { seL4_CapDomain, DomainScheduleConfigure, W(1, 1, UINT64_C(1) << 56), W(), A(2) },
    { seL4_CapDomain, DomainScheduleConfigure, W(0, 1, 0), W(), A(1) },
    { seL4_CapDomain, DomainScheduleConfigure, W(0, 0, 0), W(), A(2) },
    { seL4_CapDomain, DomainScheduleSetStart, W(), W(), T },
    { seL4_CapDomain, DomainScheduleSetStart, W(100), W(), R(0, 99) },
    { seL4_CapDomain, DomainScheduleSetStart, W(99), W(), A(0) },
    { seL4_CapDomain, DomainScheduleSetStart, W(1), W(), A(0) },
};

static const struct row irq_rows[] = {
    { seL4_CapIRQControl, IRQAckIRQ, W(), W(), I },
    { seL4_CapIRQControl, IRQIssueIRQHandler, W(41, N(FREE)), W(ROOT), T },
    { seL4_CapIRQControl, IRQIssueIRQHandler, W(41, N(FREE), 64), W(), T },
    { seL4_CapIRQControl, IRQIssueIRQHandler, W(160, HIGH, 64), W(ROOT), R(0, 159) },
    { seL4_CapIRQControl, IRQIssueIRQHandler, W(40, HIGH, 64), W(ROOT), RF },
    { seL4_CapIRQControl, IRQIssueIRQHandler, W(IRQ_KERNEL_TIMER, N(FREE), 64), W(ROOT), RF },
    { seL4_CapIRQControl, IRQIssueIRQHandler, W(41, HIGH, 64), W(ROOT),
      GUARD(0, 64, 0, GUARD_BITS) },
    { seL4_CapIRQControl, IRQIssueIRQHandler, W(41, N(FREE), 64), W(N(EP)), BAD_ROOT(0) },
    { seL4_CapIRQControl, IRQIssueIRQHandler, W(41, N(EP), 64), W(ROOT), DF },
    { seL4_CapIRQControl, ARMIRQIssueIRQHandlerTrigger, W(41, 0, N(FREE)), W(ROOT), T },
    { seL4_CapIRQControl, ARMIRQIssueIRQHandlerTrigger, W(41, 0, N(FREE), 64), W(), T },
    { seL4_CapIRQControl, ARMIRQIssueIRQHandlerTrigger, W(160, 0, HIGH, 64), W(ROOT),
      R(0, 159) },
    { seL4_CapIRQControl, ARMIRQIssueIRQHandlerTrigger, W(40, 0, HIGH, 64), W(ROOT), RF },
    { seL4_CapIRQControl, ARMIRQIssueIRQHandlerTrigger, W(41, 0, HIGH, 64), W(ROOT),
      GUARD(0, 64, 0, GUARD_BITS) },
    { seL4_CapIRQControl, ARMIRQIssueIRQHandlerTrigger, W(41, 0, N(FREE), 64), W(N(EP)),
      BAD_ROOT(0) },
    { seL4_CapIRQControl, ARMIRQIssueIRQHandlerTrigger, W(41, 0, N(EP), 64), W(ROOT), DF },
    { seL4_CapIRQControl, ARMIRQIssueSGISignal, W(1, 0, N(FREE)), W(ROOT), T },
    { seL4_CapIRQControl, ARMIRQIssueSGISignal, W(1, 0, N(FREE), 64), W(), T },
    { seL4_CapIRQControl, ARMIRQIssueSGISignal, W(16, 99, N(FREE), 64), W(ROOT), R(0, 15) },
    { seL4_CapIRQControl, ARMIRQIssueSGISignal, W(1, 8, HIGH, 64), W(ROOT), A(1) },
    { seL4_CapIRQControl, ARMIRQIssueSGISignal, W(1, 0, N(FREE), 64), W(N(EP)), BAD_ROOT(0) },
    { seL4_CapIRQControl, ARMIRQIssueSGISignal, W(1, 0, HIGH, 64), W(ROOT),
      GUARD(0, 64, 0, GUARD_BITS) },
    { seL4_CapIRQControl, ARMIRQIssueSGISignal, W(1, 0, N(EP), 64), W(ROOT), DF },
    { N(HANDLER), IRQIssueIRQHandler, W(), W(), I },
    { N(HANDLER), IRQSetIRQHandler, W(), W(), T },
    { N(HANDLER), IRQSetIRQHandler, W(), W(N(EP)), C(0) },
    { N(HANDLER), IRQSetIRQHandler, W(), W(N(EMPTY)), C(0) },
    { N(HANDLER), IRQSetIRQHandler, W(), W(N(NTFN_READ)), C(0) },
};

#define USER_TOP UINT64_C(0x7fffffffffff)
#define ELSEWHERE UINT64_C(0x8000000000) /* no tables there */
#define MAPPED (WORLD_IPC_BUFFER + 0x1000) /* FRAME_MAPPED; FRAME_RO in the page behind it */

/* What the four cache operations, of pages and of address spaces, check alike. */
#define CACHE_ROWS(op)                                                                             \
    { N(FRAME), ARMPage##op, W(0), W(), T },                                                       \
    { N(FRAME), ARMPage##op, W(1, 0), W(), I },                                                    \
    { N(FRAME_GONE), ARMPage##op, W(1, 0), W(), BAD_ROOT(0) },                                     \
    { N(FRAME_MAPPED), ARMPage##op, W(1, 1), W(), A(1) },                                          \
    { N(FRAME_MAPPED), ARMPage##op, W(4097, 4096), W(), A(1) },                                    \
    { N(FRAME_MAPPED), ARMPage##op, W(4096, 4097), W(), A(0) },                                    \
    { N(FRAME_MAPPED), ARMPage##op, W(0, 4097), W(), A(0) },                                       \
    { N(FRAME_STALE), ARMPage##op, W(0, 4097), W(), A(0) },                                        \
    { N(FRAME_STALE), ARMPage##op, W(0, 64), W(), C(0) },                                          \
    { VSPACE, ARMVSpace##op, W(0), W(), T },                                                       \
    { N(VSPACE_NEW), ARMVSpace##op, W(HIGH, HIGH), W(), A(1) },                                    \
    { VSPACE, ARMVSpace##op, W(5, USER_TOP + 1), W(), I },                                         \
    { N(VSPACE_NEW), ARMVSpace##op, W(5, USER_TOP + 1), W(), I },                                  \
    { N(VSPACE_NEW), ARMVSpace##op, W(5, 6), W(), C(0) },                                          \
    { N(VSPACE_GONE), ARMVSpace##op, W(5, 6), W(), BAD_ROOT(0) },                                  \
    { N(VSPACE_STALE), ARMVSpace##op, W(5, 6), W(), C(0) },                                        \
    { VSPACE, ARMVSpace##op, W(MAPPED, MAPPED + 4097), W(), R(MAPPED, MAPPED + 4095) }

static const struct row vm_rows[] = {
    { N(TABLE), TCBSuspend, W(), W(), I },
    { N(TABLE), ARMPageTableMap, W(ELSEWHERE), W(VSPACE), T },
    { N(TABLE), ARMPageTableMap, W(ELSEWHERE, 0), W(), T },
    { WORLD_PAGE_TABLES, ARMPageTableMap, W(HIGH, 0), W(N(EP)), C(0) },
    { N(TABLE), ARMPageTableMap, W(HIGH, 0), W(N(EP)), C(1) },
    { N(TABLE), ARMPageTableMap, W(HIGH, 0), W(N(VSPACE_NEW)), C(1) },
    { N(TABLE), ARMPageTableMap, W(USER_TOP + 1, 0), W(VSPACE), A(0) },
    { N(TABLE), ARMPageTableMap, W(USER_TOP + 1, 0), W(N(VSPACE_GONE)), A(0) },
    { N(TABLE), ARMPageTableMap, W(ELSEWHERE, 0), W(N(VSPACE_GONE)), BAD_ROOT(0) },
    { N(TABLE), ARMPageTableMap, W(ELSEWHERE, 0), W(N(VSPACE_STALE)), C(1) },
    { N(TABLE), ARMPageTableMap, W(WORLD_IPC_BUFFER, 0), W(VSPACE), DF },
    { N(TABLE_SHARED), ARMPageTableUnmap, W(), W(), RF },

    { N(FRAME), TCBSuspend, W(), W(), I },
    { N(FRAME), ARMPageMap, W(MAPPED, 3), W(VSPACE), T },
    { N(FRAME), ARMPageMap, W(MAPPED, 3, 0), W(), T },
    { N(FRAME), ARMPageMap, W(1, 3, 0), W(N(EP)), C(1) },
    { N(FRAME), ARMPageMap, W(1, 3, 0), W(N(VSPACE_NEW)), C(1) },
    { N(FRAME), ARMPageMap, W(1, 3, 0), W(N(VSPACE_GONE)), BAD_ROOT(0) },
    { N(FRAME), ARMPageMap, W(1, 3, 0), W(N(VSPACE_STALE)), C(1) },
    { N(FRAME), ARMPageMap, W(HIGH + 1, 3, 0), W(VSPACE), AL },
    { N(FRAME_MAPPED), ARMPageMap, W(HIGH + 1, 3, 0), W(N(VSPACE_OTHER)), AL },
    { N(FRAME_MAPPED), ARMPageMap, W(HIGH, 3, 0), W(N(VSPACE_OTHER)), C(1) },
    { N(FRAME_MAPPED), ARMPageMap, W(HIGH, 3, 0), W(VSPACE), A(0) },
    { N(FRAME_MAPPED), ARMPageMap, W(ELSEWHERE, 3, 0), W(VSPACE), A(0) },
    { N(FRAME), ARMPageMap, W(USER_TOP + 1, 3, 0), W(VSPACE), A(0) },
    { N(FRAME), ARMPageMap, W(~UINT64_C(4095), 3, 0), W(VSPACE), A(0) },
    { N(FRAME), ARMPageMap, W(ELSEWHERE, 3, 0), W(VSPACE), MISSING(0, 39) },
    { N(FRAME), ARMPageMap, W(WORLD_IPC_BUFFER + (1 << 30), 3, 0), W(VSPACE), MISSING(0, 30) },
    { N(FRAME), ARMPageMap, W(WORLD_IPC_BUFFER + (1 << 21), 3, 0), W(VSPACE), MISSING(0, 21) },
    { N(LARGE), ARMPageMap, W(4096, 3, 0), W(VSPACE), AL },
    { N(LARGE), ARMPageMap, W(1 << 30, 3, 0), W(VSPACE), MISSING(0, 30) },
    CACHE_ROWS(Clean_Data),
    CACHE_ROWS(Invalidate_Data),
    CACHE_ROWS(CleanInvalidate_Data),
    CACHE_ROWS(Unify_Instruction),
    { N(FRAME_RO), ARMPageInvalidate_Data, W(0, 64), W(), I },
    { N(FRAME_RO), ARMPageInvalidate_Data, W(0, 4097), W(), A(0) },
    { VSPACE, TCBSuspend, W(), W(), I },
    { VSPACE, ARMVSpaceInvalidate_Data, W(MAPPED + 4096, MAPPED + 8193), W(),
      R(MAPPED + 4096, MAPPED + 8191) },
    { VSPACE, ARMVSpaceInvalidate_Data, W(MAPPED + 4096, MAPPED + 4100), W(), I },

    { seL4_CapASIDControl, TCBSuspend, W(), W(), I },
    { seL4_CapASIDControl, ARMASIDControlMakePool, W(N(FREE)), W(N(UNTYPED), ROOT), T },
    { seL4_CapASIDControl, ARMASIDControlMakePool, W(N(FREE), 64), W(N(UNTYPED)), T },
    { seL4_CapASIDControl, ARMASIDControlMakePool, W(N(FREE), 64), W(N(EP), ROOT), C(1) },
    { seL4_CapASIDControl, ARMASIDControlMakePool, W(N(FREE), 64), W(N(UNTYPED_BIG), ROOT), C(1) },
    { seL4_CapASIDControl, ARMASIDControlMakePool, W(N(FREE), 64), W(WORLD_DEVICE, ROOT), C(1) },
    { seL4_CapASIDControl, ARMASIDControlMakePool, W(HIGH, 64), W(N(UNTYPED_USED), ROOT), RF },
    { seL4_CapASIDControl, ARMASIDControlMakePool, W(HIGH, 64), W(N(UNTYPED), ROOT),
      GUARD(0, 64, 0, GUARD_BITS) },
    { seL4_CapASIDControl, ARMASIDControlMakePool, W(N(FREE), 64), W(N(UNTYPED), N(EP)),
      BAD_ROOT(0) },
    { seL4_CapASIDControl, ARMASIDControlMakePool, W(N(EP), 64), W(N(UNTYPED), ROOT), DF },
    { seL4_CapInitThreadASIDPool, TCBSuspend, W(), W(), I },
    { seL4_CapInitThreadASIDPool, ARMASIDPoolAssign, W(), W(), T },
    { seL4_CapInitThreadASIDPool, ARMASIDPoolAssign, W(), W(N(EP)), C(1) },
    { seL4_CapInitThreadASIDPool, ARMASIDPoolAssign, W(), W(VSPACE), C(1) },
    { seL4_CapInitThreadASIDPool, ARMASIDPoolAssign, W(), W(N(VSPACE_GONE)), C(1) },
};

static const struct row other_rows[] = {
    { N(EMPTY), UntypedRetype, W(), W(), C(0) },
    { N(EP_READ), 0, W(), W(), C(0) },
    { N(NTFN_READ), 0, W(), W(), C(0) },
};
