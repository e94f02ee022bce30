/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finding all capabilities, invariant I1, and running all other checks; see check.h.
 *
 * A slot whose list has been walked has bit 2 of `next` set; slots are aligned, so the bit is free.
 * Only lists in good order are marked and chained, so that both can be undone: all is as it was
 * when check_all() returns.
 */
#include "check.h"
#include "kernel.h"
#include "objects/cnode.h"
#include "objects/zombie.h"

enum { MARK = 4, POINTER_MASK = 7 };

static struct slot *marked_next(const struct slot *s)
{
    return (struct slot *)(s->next & ~(word_t)POINTER_MASK);
}

bool check_same_object(struct cap a, struct cap b)
{
    if (cap_type(a) != cap_type(b) || cap_address(a) != cap_address(b)) {
        return false;
    }
    switch (cap_type(a)) {
    case CAP_UNTYPED:
    case CAP_CNODE:
    case CAP_FRAME:
        return bits_get(a.w[1], (struct bits){ 48, 2 }) == bits_get(b.w[1], (struct bits){ 48, 2 });
    case CAP_IRQ_HANDLER:
    case CAP_SGI:
        return a.w[0] == b.w[0];
    default:
        return true;
    }
}

bool check_is_first(const struct slot *s)
{
    const struct slot *before = check_prev(s);

    return !before || !check_same_object(before->cap, s->cap);
}

bool check_exists(const struct check_walk *walk, enum cap_type type, const void *object)
{
    CHECK_FOR_EACH(walk, head, s) {
        if (cap_type(s->cap) == type && cap_object(s->cap) == object) {
            return true;
        }
    }
    return false;
}

unsigned check_inner_slots(struct cap cap, struct slot **slots)
{
    *slots = cap_object(cap);
    switch (cap_type(cap)) {
    case CAP_CNODE:
        return 1u << cnode_radix(cap);
    case CAP_TCB:
        return TCB_SLOT_COUNT;
    case CAP_ZOMBIE:
        return (unsigned)zombie_slot_count(cap);
    default:
        return 0;
    }
}

/* The first slot of the list `s` is in, or NULL if the way there is broken. */
static struct slot *find_head(struct slot *s)
{
    struct slot *head = s;

    while (head->prev != 0) {
        struct slot *before = slot_prev(head);

        if (!is_aligned(head->prev, 3) || marked_next(before) != head || before == s) {
            return NULL;
        }
        head = before;
    }
    return head;
}

/* Is everything in the list that starts with `head` in order? Nothing in it is marked yet. */
static const char *inspect_list(const struct slot *head)
{
    for (const struct slot *s = head; s; s = marked_next(s)) {
        const struct slot *next = marked_next(s);

        CHECK(!(s->next & MARK), "I1: a slot is in two lists");
        CHECK(!slot_is_empty(s), "I1: an empty slot is in a list");
        CHECK(!next || slot_prev(next) == s, "I1: the next slot's prev is not this slot");
        CHECK(cap_type(s->cap) < CAP_TYPE_COUNT, "I1: a capability of no known type");
    }
    return NULL;
}

/* Mark the whole list of an occupied slot, and chain it to the others. */
static const char *add_list(struct check_walk *walk, struct slot *slot)
{
    struct slot *head = find_head(slot);
    const char *broken =
        head ? inspect_list(head) : "I1: the previous slot's next is not this slot";

    CHECK(!broken, broken);
    for (struct slot *s = head; s; s = marked_next(s)) {
        s->next |= MARK;
        walk->slot_count++;
    }
    head->prev = CHECK_LIST_LINK;
    if (walk->last) {
        walk->last->prev = (word_t)head | CHECK_LIST_LINK;
    } else {
        walk->first = head;
    }
    walk->last = head;
    return NULL;
}

static const char *add_slots(struct check_walk *walk, struct slot *slots, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        struct slot *s = &slots[i];

        if (slot_is_empty(s)) {
            CHECK(s->cap.w[0] == 0 && s->cap.w[1] == 0, "I1: an empty slot has capability bits");
            CHECK(s->prev == 0 && s->next == 0, "I1: an empty slot has a node");
        } else if (!(s->next & MARK)) {
            const char *broken = add_list(walk, s);

            CHECK(!broken, broken);
        }
    }
    return NULL;
}

static const char *add_roots(struct check_walk *walk, struct slot *roots, unsigned count)
{
    const char *broken = add_slots(walk, roots, count);

    if (!broken) {
        broken = add_slots(walk, kernel.irq_slot, IRQ_COUNT);
    }
    for (struct tcb *t = kernel.debug_threads; t && !broken; t = t->debug_next) {
        broken = add_slots(walk, t->slots, TCB_SLOT_COUNT);
    }
    if (!broken && kernel.cpu.current) {
        broken = add_slots(walk, kernel.cpu.current->slots, TCB_SLOT_COUNT);
    }
    return broken;
}

/* I1, and find everything: lists are appended to the chain while it is walked. */
static const char *discover(struct check_walk *walk, struct slot *roots, unsigned count)
{
    const char *broken = add_roots(walk, roots, count);

    CHECK(!broken, broken);
    for (struct slot *head = walk->first; head; head = check_next_list(head)) {
        for (struct slot *s = head; s; s = marked_next(s)) {
            struct slot *inner;
            unsigned inner_count = check_inner_slots(s->cap, &inner);

            if (inner_count != 0 && check_is_first(s)) {
                broken = add_slots(walk, inner, inner_count);
                CHECK(!broken, broken);
            }
        }
    }
    return NULL;
}

static void unmark(const struct check_walk *walk)
{
    for (struct slot *head = walk->first; head; head = check_next_list(head)) {
        for (struct slot *s = head; s; s = slot_next(s)) {
            s->next &= ~(word_t)MARK;
        }
    }
}

static void unchain(const struct check_walk *walk)
{
    struct slot *next;

    for (struct slot *head = walk->first; head; head = next) {
        next = check_next_list(head);
        head->prev = 0;
    }
}

const char *check_all_from(struct slot *roots, unsigned count)
{
    static const char *(*const checks[])(const struct check_walk *walk) = {
        check_derivation, check_interrupts, check_held,    check_mappings,
        check_ipc,        check_threads,    check_budgets, check_current,
    };
    struct check_walk walk = { NULL, NULL, 0 };
    const char *broken = discover(&walk, roots, count);

    unmark(&walk);
    for (unsigned i = 0; i < ARRAY_COUNT(checks) && !broken; i++) {
        broken = checks[i](&walk);
    }
    unchain(&walk);
    return broken;
}

const char *check_all(void)
{
    return check_all_from(NULL, 0);
}
