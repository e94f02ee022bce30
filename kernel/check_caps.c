/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Invariants of capabilities and the memory they name: I2 to I4, I11, I13 and I14.
 *
 * A new object's capability is put directly behind that of its untyped memory, and objects are
 * placed at rising addresses.  So along a list each capability's memory either lies inside that of
 * the one before it (a copy, or a child of untyped memory) or ends at or below its start.  That
 * single rule over neighbours gives contiguous descendants, contiguous capabilities of one object,
 * and objects that do not overlap.
 */
#include "asid.h"
#include "check.h"
#include "kernel.h"
#include "objects/cnode.h"
#include "objects/endpoint.h"
#include "objects/notification.h"
#include "objects/reply.h"
#include "objects/untyped.h"
#include "objects/vm.h"
#include "objects/zombie.h"
#include "objects.h"
#include "pte.h"
#include "window.h"

struct range {
    word_t start, end;
};

/* log2 of the size of the memory a capability names; 0: none. */
static unsigned size_bits(struct cap c)
{
    switch (cap_type(c)) {
    case CAP_UNTYPED:
        return untyped_size_bits(c);
    case CAP_ENDPOINT:
        return seL4_EndpointBits;
    case CAP_NOTIFICATION:
        return seL4_NotificationBits;
    case CAP_REPLY:
        return seL4_ReplyBits;
    case CAP_CNODE:
        return cnode_radix(c) + seL4_SlotBits;
    case CAP_TCB:
        return seL4_TCBBits;
    case CAP_SCHED_CONTEXT:
        return sched_context_size_bits(c);
    case CAP_ZOMBIE:
        return zombie_object_bits(c);
    case CAP_FRAME:
        return frame_size_bits(c);
    case CAP_PAGE_TABLE:
    case CAP_VSPACE:
    case CAP_ASID_POOL:
        return seL4_PageTableBits;
    default:
        return 0;
    }
}

static struct range range_of(struct cap c)
{
    unsigned bits = size_bits(c);
    word_t start = bits ? cap_address(c) : 0;

    return (struct range){ start, bits ? start + word_bit(bits) : 0 };
}

static bool range_contains(struct range outer, struct range inner)
{
    return outer.start <= inner.start && inner.end <= outer.end;
}

/* I2 and I3 for neighbours in a list. */
static const char *check_neighbours(const struct slot *s, const struct slot *t)
{
    struct range outer = range_of(s->cap), inner = range_of(t->cap);
    bool same = check_same_object(s->cap, t->cap);

    CHECK((outer.end != 0) == (inner.end != 0), "I2: memory and no memory in one list");
    if (outer.end == 0) {
        return NULL;
    }
    if (!range_contains(outer, inner)) {
        CHECK(inner.end <= outer.start, "I2: descendants do not follow contiguously");
        return NULL;
    }
    CHECK(same || cap_type(s->cap) == CAP_UNTYPED, "I2: an object has a child inside its memory");
    if (cap_type(s->cap) == CAP_UNTYPED) {
        CHECK(inner.end <= outer.start + untyped_free_offset(s->cap),
              "I3: a child lies in the free part of its untyped");
    }
    return NULL;
}

/* I2: between capabilities without memory (interrupts) those of one object are together. */
static const char *check_contiguous(const struct slot *first)
{
    bool left = false;

    if (range_of(first->cap).end != 0) {
        return NULL;
    }
    for (const struct slot *s = slot_next(first); s; s = slot_next(s)) {
        bool same = check_same_object(first->cap, s->cap);

        CHECK(!same || !left, "I2: capabilities of one object are not together");
        left |= !same;
    }
    return NULL;
}

static const char *check_flags(const struct slot *s)
{
    const struct slot *before = check_prev(s);
    enum cap_type type = cap_type(s->cap);
    word_t badge = s->cap.w[0];

    if (type == CAP_UNTYPED) {
        CHECK(slot_is_revocable(s), "I2: an untyped capability cannot be a parent");
        CHECK(untyped_free_offset(s->cap) <= word_bit(untyped_size_bits(s->cap)),
              "I3: the free offset lies outside the untyped");
    }
    if ((type == CAP_ENDPOINT || type == CAP_NOTIFICATION) && badge != 0
        && !slot_is_first_badged(s)) {
        CHECK(before && check_same_object(before->cap, s->cap) && before->cap.w[0] == badge,
              "I2: a badged copy is separated from the first of its badge");
    }
    return NULL;
}

/* I4: the memory of lists does not overlap. The rule for neighbours makes the memory of a list's
 * elements descend, so that its bounds are easy to find. */
static struct range list_range(const struct slot *head)
{
    struct range all = range_of(head->cap);

    for (const struct slot *s = head; s; s = slot_next(s)) {
        struct range r = range_of(s->cap);

        all.start = r.start < all.start ? r.start : all.start;
        all.end = r.end > all.end ? r.end : all.end;
    }
    return all;
}

static const char *check_overlap(const struct slot *head)
{
    struct range mine = list_range(head);

    for (const struct slot *h = check_next_list(head); h && mine.end != 0; h = check_next_list(h)) {
        struct range r = range_of(h->cap);

        CHECK(r.end <= mine.start || mine.end <= r.start, "I4: objects overlap");
    }
    return NULL;
}

const char *check_derivation(const struct check_walk *walk)
{
    const char *broken = NULL;

    CHECK_FOR_EACH(walk, head, s) {
        CHECK(is_aligned(cap_address(s->cap), size_bits(s->cap)), "I4: an object is not aligned");
        broken = check_flags(s);
        if (!broken && slot_next(s)) {
            broken = check_neighbours(s, slot_next(s));
        }
        if (!broken && check_is_first(s)) {
            broken = check_contiguous(s);
        }
        CHECK(!broken, broken);
    }
    for (struct slot *head = walk->first; head; head = check_next_list(head)) {
        broken = check_overlap(head);
        CHECK(!broken, broken);
    }
    return NULL;
}

static bool has_irq_handler(const struct check_walk *walk, unsigned irq)
{
    CHECK_FOR_EACH(walk, head, s) {
        if (cap_type(s->cap) == CAP_IRQ_HANDLER && irq_handler_number(s->cap) == irq) {
            return true;
        }
    }
    return false;
}

const char *check_interrupts(const struct check_walk *walk)
{
    CHECK_FOR_EACH(walk, head, s) {
        if (cap_type(s->cap) == CAP_IRQ_HANDLER) {
            CHECK(irq_handler_number(s->cap) < IRQ_COUNT, "I13: a handler of no interrupt");
            CHECK(kernel.irq_state[irq_handler_number(s->cap)] == IRQ_SIGNAL,
                  "I13: a handler of an interrupt that is not issued");
        }
    }
    for (unsigned i = 0; i < IRQ_COUNT; i++) {
        const struct slot *s = &kernel.irq_slot[i];

        if (kernel.irq_state[i] == IRQ_SIGNAL) {
            CHECK(has_irq_handler(walk, i), "I13: an issued interrupt without a handler");
        }
        if (!slot_is_empty(s)) {
            CHECK(kernel.irq_state[i] == IRQ_SIGNAL, "I13: a notification of an unused interrupt");
            CHECK((cap_type(s->cap) == CAP_NOTIFICATION && cap_has(s->cap, RIGHT_WRITE))
                      || cap_type(s->cap) == CAP_ZOMBIE,
                  "I13: an interrupt's slot holds something else than a notification to signal");
        }
    }
    return NULL;
}

static bool may_hold(const struct slot *s, enum cap_type type)
{
    return slot_is_empty(s) || cap_type(s->cap) == type || cap_type(s->cap) == CAP_ZOMBIE;
}

const char *check_held(const struct check_walk *walk)
{
    CHECK_FOR_EACH(walk, head, s) {
        struct slot *inner;
        unsigned count = check_inner_slots(s->cap, &inner);

        if (cap_type(s->cap) == CAP_TCB) {
            CHECK(may_hold(&inner[TCB_CSPACE], CAP_CNODE), "I14: a thread's CSpace is no CNode");
            CHECK(may_hold(&inner[TCB_VSPACE], CAP_VSPACE), "I14: a thread's VSpace is none");
            CHECK(may_hold(&inner[TCB_IPC_BUFFER], CAP_FRAME), "I14: an IPC buffer is no frame");
            CHECK(may_hold(&inner[TCB_FAULT_HANDLER], CAP_ENDPOINT),
                  "I14: a fault handler is no endpoint");
            CHECK(may_hold(&inner[TCB_TIMEOUT_HANDLER], CAP_ENDPOINT),
                  "I14: a timeout handler is no endpoint");
        }
        if (cap_type(s->cap) == CAP_ZOMBIE) {
            CHECK(zombie_count(s->cap) <= count, "I14: a zombie has more slots than its object");
            for (word_t i = zombie_count(s->cap); i < count; i++) {
                CHECK(slot_is_empty(&inner[i]), "I14: a zombie's emptied slot is occupied");
            }
        }
    }
    return NULL;
}

/* The address space a walk over page tables is in. */
struct space {
    const struct check_walk *walk;
    unsigned asid;
};

/* Is there a capability of this type to this address, that says it is mapped so? */
static bool mapped_by(const struct space *space, enum cap_type type, word_t address, unsigned bits,
                      word_t vaddr)
{
    CHECK_FOR_EACH(space->walk, head, s) {
        if (cap_type(s->cap) == type && cap_address(s->cap) == address
            && size_bits(s->cap) == bits && s->cap.w[0] == map_word(space->asid, vaddr)) {
            return true;
        }
    }
    return false;
}

/* I11 for a table at `level` that translates from `vaddr` on. */
static const char *check_table(const struct space *space, word_t table, unsigned level,
                               word_t vaddr)
{
    const struct pte *entries = (const struct pte *)table;

    for (unsigned i = 0; i < 1u << levels[level].bits; i++) {
        word_t at = vaddr + ((word_t)i << levels[level].shift);
        word_t address = window_address(pte_paddr(entries[i]));

        if (pte_kind(entries[i], level) == PTE_LEAF) {
            CHECK(mapped_by(space, CAP_FRAME, address, levels[level].shift, at),
                  "I11: a page is mapped that no frame capability knows of");
        } else if (pte_kind(entries[i], level) == PTE_TABLE) {
            const char *broken;

            CHECK(mapped_by(space, CAP_PAGE_TABLE, address, seL4_PageTableBits, at),
                  "I11: a page table is mapped that no capability knows of");
            broken = check_table(space, address, level + 1, at);
            CHECK(!broken, broken);
        }
    }
    return NULL;
}

static bool has_space(const struct check_walk *walk, word_t root, unsigned asid)
{
    struct space space = { walk, asid };

    return mapped_by(&space, CAP_VSPACE, root, seL4_VSpaceBits, 0);
}

static const char *check_pool(const struct check_walk *walk, unsigned index)
{
    const struct asid_pool *pool = kernel.asid_pool[index];
    struct space space = { walk, index << ASID_POOL_BITS };

    CHECK(mapped_by(&space, CAP_ASID_POOL, (word_t)pool, seL4_ASIDPoolBits, 0),
          "I11: an ASID pool without capability");
    for (unsigned i = 0; i < 1u << ASID_POOL_BITS; i++) {
        word_t root = pool->root[i];

        CHECK(root == 0 || has_space(walk, root, (index << ASID_POOL_BITS) + i),
              "I11: an ASID's address space has no capability");
    }
    return NULL;
}

const char *check_mappings(const struct check_walk *walk)
{
    for (unsigned i = 0; i < ASID_POOLS; i++) {
        if (kernel.asid_pool[i]) {
            const char *broken = check_pool(walk, i);

            CHECK(!broken, broken);
        }
    }
    CHECK_FOR_EACH(walk, head, s) {
        unsigned asid = map_asid(s->cap);

        if (cap_type(s->cap) == CAP_VSPACE && asid != 0 && check_is_first(s)
            && asid_lookup(asid) == cap_address(s->cap)) {
            struct space space = { walk, asid };
            const char *broken = check_table(&space, cap_address(s->cap), 0, 0);

            CHECK(!broken, broken);
        }
    }
    return NULL;
}
