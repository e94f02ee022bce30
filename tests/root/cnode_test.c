/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * CNodes: lookup of slots, the nine methods with their errors in order, badges, guards, rights and
 * the derivation tree.
 */
#include "test.h"

#define ALL        15ul
#define GUARD_BITS (64ul - CONFIG_ROOT_CNODE_SIZE_BITS)

#define COPY(...)   invoke(ROOT, CNodeCopy, caps(ROOT), __VA_ARGS__)
#define MINT(...)   invoke(ROOT, CNodeMint, caps(ROOT), __VA_ARGS__)
#define MOVE(...)   invoke(ROOT, CNodeMove, caps(ROOT), __VA_ARGS__)
#define MUTATE(...) invoke(ROOT, CNodeMutate, caps(ROOT), __VA_ARGS__)
#define ROTATE(...) invoke(ROOT, CNodeRotate, caps(ROOT, ROOT), __VA_ARGS__)

static seL4_Word guard_data(seL4_Word guard, seL4_Word bits)
{
    return seL4_CNode_CapData_new(guard, bits).words[0];
}

static void labels(void)
{
    expect(invoke(ROOT, UntypedRetype, caps(), 1, 64), seL4_IllegalOperation);
    expect(invoke(ROOT, CNodeRevoke - 1, caps(), 1, 64), seL4_IllegalOperation);
    expect(invoke(ROOT, CNodeRotate + 1, caps(), 1, 64), seL4_IllegalOperation);
    expect(invoke(ROOT, 0, caps(), 1, 64), seL4_IllegalOperation);
    expect(invoke(ROOT, ~0ul >> 12, caps(), 1, 64), seL4_IllegalOperation);
    expect(invoke(ROOT, CNodeDelete, caps(), 1), seL4_TruncatedMessage);
    expect(invoke(ROOT, CNodeRevoke, caps()), seL4_TruncatedMessage);
}

/* The lookup of the destination, which every method does first. */
static void destination_lookup(void)
{
    seL4_CPtr slot = slot_new();

    for (seL4_Word label = CNodeRevoke; label <= CNodeRotate; label++) {
        expect(invoke(ROOT, label, caps(), slot, 0), seL4_RangeError, 1, 64);
        expect(invoke(ROOT, label, caps(), slot, 65), seL4_RangeError, 1, 64);
        expect(invoke(ROOT, label, caps(), slot, ~0ul), seL4_RangeError, 1, 64);
        expect(invoke(ROOT, label, caps(), slot | 1ul << 63, 64), seL4_FailedLookup, 0,
               seL4_GuardMismatch, 64, 0, GUARD_BITS);
        expect(invoke(ROOT, label, caps(), slot, 10), seL4_FailedLookup, 0, seL4_GuardMismatch,
               10, 0, GUARD_BITS);
        expect(invoke(ROOT, label, caps(), 1, 63), seL4_FailedLookup, 0, seL4_DepthMismatch, 63,
               64);
    }
}

/* The fifth word of a guard mismatch is the size of the guard. */
static void guard_mismatch_words(void)
{
    expect(invoke(ROOT, CNodeDelete, caps(), ~0ul, 64), seL4_FailedLookup, 0, seL4_GuardMismatch,
           64, 0, GUARD_BITS);
    check_equal(seL4_GetMR(4), GUARD_BITS);
}

/* A lookup must use up all its bits. */
static void remaining_bits(void)
{
    seL4_CPtr cnode = cnode_new(4);
    seL4_CPtr endpoint = endpoint_new();

    expect_ok(invoke(cnode, CNodeCopy, caps(ROOT), 3, 4, endpoint, 64, ALL));
    expect(invoke(cnode, CNodeDelete, caps(), 0x35, 8), seL4_FailedLookup, 0,
           seL4_DepthMismatch, 4, 0);
    expect(invoke(cnode, CNodeDelete, caps(), 0x45, 8), seL4_FailedLookup, 0,
           seL4_DepthMismatch, 4, 0);
    expect(invoke(cnode, CNodeDelete, caps(), 3, 3), seL4_FailedLookup, 0, seL4_DepthMismatch, 3,
           4);
    expect_ok(invoke(cnode, CNodeDelete, caps(), 0xf3, 4)); /* higher bits are not looked at */
}

/* Two levels, the second with a guard of 0b101. */
static void guarded_levels(void)
{
    seL4_CPtr outer = cnode_new(4);
    seL4_CPtr inner = cnode_new(3);
    seL4_CPtr endpoint = endpoint_new();
    seL4_Word index = 2 << 6 | 5 << 3 | 6; /* slot 2, guard 5, slot 6 */

    expect_ok(invoke(outer, CNodeMint, caps(ROOT), 2, 4, inner, 64, ALL, guard_data(5, 3)));
    expect_ok(invoke(outer, CNodeCopy, caps(ROOT), index, 10, endpoint, 64, ALL));
    expect(invoke(inner, CNodeCopy, caps(ROOT), 6, 3, endpoint, 64, ALL), seL4_DeleteFirst);
    expect(invoke(outer, CNodeDelete, caps(), 2 << 6 | 4 << 3 | 6, 10), seL4_FailedLookup, 0,
           seL4_GuardMismatch, 6, 5, 3);
    check_equal(seL4_GetMR(4), 3);
    expect(invoke(outer, CNodeDelete, caps(), 2 << 2 | 2, 6), seL4_FailedLookup, 0,
           seL4_GuardMismatch, 2, 5, 3);
    expect(invoke(outer, CNodeDelete, caps(), 2 << 3 | 5, 7), seL4_FailedLookup, 0,
           seL4_DepthMismatch, 3, 6);
    expect(invoke(outer, CNodeDelete, caps(), index << 5, 15), seL4_FailedLookup, 0,
           seL4_DepthMismatch, 5, 0);
    /* four bits end at the inner CNode's own slot */
    expect(invoke(outer, CNodeCopy, caps(ROOT), 2, 4, endpoint, 64, ALL), seL4_DeleteFirst);
}

static void copy_errors(void)
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr slot = slots_new(2);

    expect(invoke(ROOT, CNodeCopy, caps(ROOT), endpoint, 64, slot), seL4_TruncatedMessage);
    expect(invoke(ROOT, CNodeCopy, caps(), endpoint, 64, slot, 64, ALL), seL4_TruncatedMessage);
    expect(COPY(endpoint, 64, slot, 0, ALL), seL4_DeleteFirst);
    expect(invoke(ROOT, CNodeCopy, caps(endpoint), slot, 64, endpoint, 64, ALL),
           seL4_FailedLookup, 1, seL4_InvalidRoot);
    expect(COPY(slot, 64, endpoint, 0, ALL), seL4_RangeError, 1, 64);
    expect(COPY(slot, 64, ~0ul, 64, ALL), seL4_FailedLookup, 1, seL4_GuardMismatch, 64, 0,
           GUARD_BITS);
    expect(COPY(slot, 64, slot + 1, 64, ALL), seL4_FailedLookup, 1, seL4_MissingCapability, 64);
    expect(COPY(slot, 64, slot + 1, 64), seL4_FailedLookup, 1, seL4_MissingCapability, 64);
    expect(COPY(slot, 64, endpoint, 64), seL4_TruncatedMessage);
    expect(COPY(slot, 64, seL4_CapIRQControl, 64, ALL), seL4_IllegalOperation);
    check(slot_is_empty(slot));
    expect_ok(COPY(slot, 64, endpoint, 64, ALL));
}

static void mint_errors(void)
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr cnode = cnode_new(4);
    seL4_CPtr slot = slots_new(2);

    expect(MINT(slot, 64, slot + 1, 64), seL4_FailedLookup, 1, seL4_MissingCapability, 64);
    expect(MINT(slot, 64, endpoint, 64, ALL), seL4_TruncatedMessage);
    expect(MINT(slot, 64, cnode, 64, ALL, guard_data(0, 61)), seL4_IllegalOperation);
    expect_ok(MINT(slot, 64, cnode, 64, ALL, guard_data(0, 60)));
    expect_ok(MINT(slot + 1, 64, endpoint, 64, ALL, 5));
    slot_delete(slot);
    expect(MINT(slot, 64, slot + 1, 64, ALL, 6), seL4_IllegalOperation);
    expect(MINT(slot, 64, slot + 1, 64, ALL, 5), seL4_IllegalOperation);
    expect(MINT(slot, 64, slot + 1, 64, ALL, 0), seL4_IllegalOperation);
    expect_ok(COPY(slot, 64, slot + 1, 64, ALL));
}

/* What can and what cannot be derived. */
static void derivation(void)
{
    seL4_CPtr slot = slot_new();
    seL4_CPtr can[] = { tcb_new(), reply_new(), frame_new(), cnode_new(1), notification_new(),
                        sched_context_new(1000, 1000), untyped_new(5), sched_control(),
                        seL4_CapDomain, seL4_CapASIDControl, seL4_CapInitThreadASIDPool,
                        seL4_CapInitThreadVSpace, seL4_CapInitThreadTCB,
                        bootinfo()->userImagePaging.start };
    seL4_CPtr cannot[] = { seL4_CapIRQControl, object_new(seL4_ARM_PageTableObject, 0),
                           object_new(seL4_ARM_VSpaceObject, 0) };

    for (seL4_Word i = 0; i < sizeof(can) / sizeof(can)[0]; i++) {
        expect_ok(COPY(slot, 64, can[i], 64, ALL));
        slot_delete(slot);
        expect_ok(MINT(slot, 64, can[i], 64, ALL, 0));
        slot_delete(slot);
    }
    for (seL4_Word i = 0; i < sizeof(cannot) / sizeof(cannot)[0]; i++) {
        expect(COPY(slot, 64, cannot[i], 64, ALL), seL4_IllegalOperation);
        expect(MINT(slot, 64, cannot[i], 64, ALL, 0), seL4_IllegalOperation);
        expect_ok(MOVE(slot, 64, cannot[i], 64));
        expect_ok(MOVE(cannot[i], 64, slot, 64));
    }
}

static void move(void)
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr copy = cap_copy(endpoint);
    seL4_CPtr slot = slots_new(2);

    expect(MOVE(slot, 64, endpoint), seL4_TruncatedMessage);
    expect(invoke(ROOT, CNodeMove, caps(), slot, 64, endpoint, 64), seL4_TruncatedMessage);
    expect(MOVE(copy, 64, endpoint, 64), seL4_DeleteFirst);
    expect(MOVE(endpoint, 64, endpoint, 64), seL4_DeleteFirst);
    expect(MOVE(slot, 64, slot + 1, 64), seL4_FailedLookup, 1, seL4_MissingCapability, 64);
    expect(MOVE(slot, 64, slot, 64), seL4_FailedLookup, 1, seL4_MissingCapability, 64);
    expect_ok(MOVE(slot, 64, endpoint, 64));
    check(slot_is_empty(endpoint));
    /* it is still the original */
    expect_ok(invoke(ROOT, CNodeRevoke, caps(), slot, 64));
    check(slot_is_empty(copy));
}

static void mutate(void)
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr notification = notification_new();
    seL4_CPtr cnode = cnode_new(4);
    seL4_CPtr slot = slots_new(2);

    expect(MUTATE(slot, 64, cnode, 64), seL4_TruncatedMessage);
    expect(MUTATE(endpoint, 64, cnode, 64, 0), seL4_DeleteFirst);
    expect(MUTATE(slot, 64, slot + 1, 64, 0), seL4_FailedLookup, 1, seL4_MissingCapability, 64);
    expect(MUTATE(slot, 64, endpoint, 64, 0), seL4_IllegalOperation);
    expect(MUTATE(slot, 64, endpoint, 64, 1), seL4_IllegalOperation);
    expect(MUTATE(slot, 64, notification, 64, 0), seL4_IllegalOperation);
    expect(MUTATE(slot, 64, cnode, 64, guard_data(0, 61)), seL4_IllegalOperation);
    check(!slot_is_empty(cnode));
    expect_ok(MUTATE(slot, 64, cnode, 64, guard_data(3, 2)));
    check(slot_is_empty(cnode));
    expect_ok(invoke(slot, CNodeCopy, caps(ROOT), 3 << 4 | 9, 6, endpoint, 64, ALL));
    expect(MUTATE(slot + 1, 64, cnode, 64, 0), seL4_FailedLookup, 1, seL4_MissingCapability, 64);
}

static void rotate_errors(void)
{
    seL4_CPtr a = tcb_new();
    seL4_CPtr b = tcb_new();
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr slot = slots_new(3);

    expect(invoke(ROOT, CNodeRotate, caps(ROOT, ROOT), slot, 64, 0, b, 64, 0, a),
           seL4_TruncatedMessage);
    expect(invoke(ROOT, CNodeRotate, caps(ROOT), slot, 64, 0, b, 64, 0, a, 64),
           seL4_TruncatedMessage);
    expect(ROTATE(slot, 64, 0, b, 65, 0, a, 65), seL4_RangeError, 1, 64);
    expect(ROTATE(slot, 64, 0, ~0ul, 64, 0, ~0ul, 64), seL4_FailedLookup, 1, seL4_GuardMismatch,
           64, 0, GUARD_BITS);
    expect(ROTATE(slot, 64, 0, ~0ul, 64, 0, a, 64), seL4_FailedLookup, 0, seL4_GuardMismatch, 64,
           0, GUARD_BITS);
    expect(ROTATE(slot, 64, 0, a, 64, 0, a, 64), seL4_IllegalOperation);
    expect(ROTATE(slot, 64, 0, slot, 64, 0, a, 64), seL4_IllegalOperation);
    expect(ROTATE(endpoint, 64, 0, b, 64, 0, a, 64), seL4_DeleteFirst);
    expect(ROTATE(slot, 64, 0, slot + 2, 64, 0, slot + 1, 64), seL4_FailedLookup, 1,
           seL4_MissingCapability, 64);
    expect(ROTATE(slot, 64, 0, slot + 1, 64, 0, a, 64), seL4_FailedLookup, 0,
           seL4_MissingCapability, 64);
    expect(ROTATE(slot, 64, 0, b, 64, 0, endpoint, 64), seL4_IllegalOperation);
    expect(ROTATE(slot, 64, 0, endpoint, 64, 0, a, 64), seL4_IllegalOperation);
    check(slot_is_empty(slot));
}

/* The source goes to the pivot's slot, the pivot to the destination. */
static void rotate(void)
{
    seL4_CPtr memory = untyped_new(12);
    seL4_CPtr cnode = cnode_new(4);
    seL4_CPtr empty = slot_new();
    seL4_CPtr made = slot_new();

    expect_ok(ROTATE(empty, 64, guard_data(1, 4), cnode, 64, 0, memory, 64));
    check(slot_is_empty(memory));
    expect_ok(invoke(cnode, UntypedRetype, caps(ROOT), seL4_TCBObject, 0, 0, 0, made, 1));
    expect_ok(invoke(empty, CNodeCopy, caps(ROOT), 1 << 4 | 2, 8, made, 64, ALL));
    /* exchanging the two */
    expect_ok(ROTATE(cnode, 64, guard_data(2, 4), empty, 64, 0, cnode, 64));
    expect_ok(invoke(cnode, CNodeDelete, caps(), 2 << 4 | 2, 8));
    expect(invoke(empty, UntypedRetype, caps(ROOT), 0, 13, 0, 0, memory, 1),
           seL4_NotEnoughMemory, 4096 - (1ul << seL4_TCBBits));
}

static void delete_empty(void)
{
    seL4_CPtr slot = slot_new();

    expect_ok(invoke(ROOT, CNodeDelete, caps(), slot, 64));
    expect_ok(invoke(ROOT, CNodeRevoke, caps(), slot, 64));
    expect(invoke(ROOT, CNodeCancelBadgedSends, caps(), slot, 64), seL4_IllegalOperation);
}

/* The original is the parent of all; a plain copy of nothing; a badged one of its own copies. */
static void revoke(void)
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr copy = cap_copy(endpoint);
    seL4_CPtr badged = cap_mint(endpoint, seL4_AllRights, 7);
    seL4_CPtr other = cap_mint(copy, seL4_AllRights, 8);
    seL4_CPtr badged_copy = cap_copy(badged);

    expect_ok(invoke(ROOT, CNodeRevoke, caps(), badged_copy, 64));
    check(!slot_is_empty(badged));
    expect_ok(invoke(ROOT, CNodeRevoke, caps(), copy, 64));
    check(!slot_is_empty(other));
    check(!slot_is_empty(badged));
    expect_ok(invoke(ROOT, CNodeRevoke, caps(), badged, 64));
    check(slot_is_empty(badged_copy));
    check(!slot_is_empty(badged));
    check(!slot_is_empty(other));
    expect_ok(invoke(ROOT, CNodeRevoke, caps(), endpoint, 64));
    check(slot_is_empty(copy));
    check(slot_is_empty(badged));
    check(slot_is_empty(other));
    check(!slot_is_empty(endpoint));
}

/* Two capabilities minted with one badge are no relatives of each other. */
static void revoke_same_badge(void)
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr first = cap_mint(endpoint, seL4_AllRights, 7);
    seL4_CPtr second = cap_mint(endpoint, seL4_AllRights, 7);
    seL4_CPtr copy = cap_copy(second);

    expect_ok(invoke(ROOT, CNodeRevoke, caps(), second, 64));
    check(slot_is_empty(copy));
    check(!slot_is_empty(first));
    expect_ok(invoke(ROOT, CNodeRevoke, caps(), first, 64));
    check(!slot_is_empty(second));
}

/* Deleting the original leaves the copies; they are then all equal. */
static void delete_original(void)
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr one = cap_copy(endpoint);
    seL4_CPtr two = cap_copy(endpoint);

    slot_delete(endpoint);
    check(!slot_is_empty(one));
    expect_ok(invoke(ROOT, CNodeRevoke, caps(), one, 64));
    check(!slot_is_empty(two));
}

/* A deleted CNode takes its contents with it, even its own capability. */
static void delete_cnode(void)
{
    seL4_CPtr cnode = cnode_new(3);
    seL4_CPtr memory = untyped_new(12);
    seL4_CPtr slot = slot_new();

    expect_ok(invoke(memory, UntypedRetype, caps(cnode), seL4_EndpointObject, 0, 0, 0, 0, 5));
    expect_ok(invoke(cnode, CNodeCopy, caps(ROOT), 6, 3, cnode, 64, ALL));
    slot_delete(cnode);
    check(slot_is_empty(cnode));
    /* its own copy keeps it alive: a second look through the memory's children shows it */
    expect(invoke(memory, UntypedRetype, caps(ROOT), seL4_UntypedObject, 12, 0, 0, slot, 1),
           seL4_NotEnoughMemory, 4096 - 5 * 16);
}

static void delete_final_cnode(void)
{
    seL4_CPtr cnode = cnode_new(3);
    seL4_CPtr memory = untyped_new(12);
    seL4_CPtr slot = slot_new();

    expect_ok(invoke(memory, UntypedRetype, caps(cnode), seL4_EndpointObject, 0, 0, 0, 0, 8));
    slot_delete(cnode);
    expect_ok(invoke(memory, UntypedRetype, caps(ROOT), seL4_UntypedObject, 12, 0, 0, slot, 1));
}

static void block_in_send(struct thread *self)
{
    self->word[0] = 1;
    seL4_Send((seL4_CPtr)self->arg, seL4_MessageInfo_new(0, 0, 0, 0));
    self->word[0] = 2;
}

static void cancel_badged_sends_errors(void)
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_CapRights_t no_grant = seL4_CapRights_new(1, 0, 1, 1);
    seL4_CPtr weak = cap_mint(endpoint, no_grant, 0);
    seL4_CPtr notification = notification_new();

    expect(invoke(ROOT, CNodeCancelBadgedSends, caps(), weak, 64), seL4_IllegalOperation);
    expect(invoke(ROOT, CNodeCancelBadgedSends, caps(), notification, 64), seL4_IllegalOperation);
    expect_ok(invoke(ROOT, CNodeCancelBadgedSends, caps(), endpoint, 64));
}

/*
 * Senders with the badge go on: they send again, or find nothing where their capability was.  The
 * others stay.
 */
static void cancel_badged_sends(void)
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr one = cap_mint(endpoint, seL4_AllRights, 1);
    seL4_CPtr two = cap_mint(endpoint, seL4_AllRights, 2);
    seL4_CPtr sender_one = cap_copy(one);
    struct thread *first = thread_run(HIGH_PRIORITY, block_in_send, (void *)sender_one);
    struct thread *second = thread_run(HIGH_PRIORITY, block_in_send, (void *)two);
    seL4_Word badge = 0;

    slot_delete(sender_one);
    check_equal(first->word[0], 1);
    expect_ok(invoke(ROOT, CNodeCancelBadgedSends, caps(), endpoint, 64));
    check_equal(first->word[0], 1);
    expect_ok(invoke(ROOT, CNodeCancelBadgedSends, caps(), one, 64));
    check_equal(first->word[0], 2);
    check_equal(second->word[0], 1);
    expect_ok(invoke(ROOT, CNodeCancelBadgedSends, caps(), two, 64));
    check_equal(second->word[0], 1);
    seL4_Wait(endpoint, &badge);
    check_equal(badge, 2);
    check_equal(second->word[0], 2);
}

static const struct test tests[] = {
    { "labels", labels },
    { "destination_lookup", destination_lookup },
    { "guard_mismatch_words", guard_mismatch_words },
    { "remaining_bits", remaining_bits },
    { "guarded_levels", guarded_levels },
    { "copy_errors", copy_errors },
    { "mint_errors", mint_errors },
    { "derivation", derivation },
    { "move", move },
    { "mutate", mutate },
    { "rotate_errors", rotate_errors },
    { "rotate", rotate },
    { "delete_empty", delete_empty },
    { "revoke", revoke },
    { "revoke_same_badge", revoke_same_badge },
    { "delete_original", delete_original },
    { "delete_cnode", delete_cnode },
    { "delete_final_cnode", delete_final_cnode },
    { "cancel_badged_sends_errors", cancel_badged_sends_errors },
    { "cancel_badged_sends", cancel_badged_sends },
};
SUITE(cnode, tests);
