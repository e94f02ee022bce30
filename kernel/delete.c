/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Deleting and revoking capabilities.
 *
 * Most capabilities go in one step: the type's finalise() undoes what the capability stood for and
 * the slot is cleared. What may take longer is done in steps: finalise() is called again, with a
 * preemption point in between, until it says that nothing remains. What remains of the last
 * capability to an endpoint or notification with waiting threads is a *zombie*, through which
 * nobody can queue again while the threads are let go, one in each step.
 *
 * The last capability to a CNode or TCB takes the slots of the object with it,
 * any number of them, and among them may be the last capability to another CNode, and so on without
 * limit, even in circles. This has to be done in constant stack and in short steps, with a
 * consistent state after each, for the operation may be interrupted and taken up again (or not).
 *
 * So finalise() turns such a capability into a zombie too, which stays in the slot and says which
 * slots of the object are still to be emptied: those below its count; the others are empty. Only
 * when all are empty the zombie is cleared and the object's memory is nobody's. Nothing resolves
 * through a zombie or copies it, so the slots below are out of reach for everyone but this file.
 *
 * Let `root` be the slot being deleted, a zombie of object X, and `last` the last slot to be
 * emptied of X. If `last` in turn becomes a zombie, of V, then `last` is where we work at V: its
 * last slot is finalised and V's count lowered. If that slot becomes a zombie too, of W, we do not
 * go deeper but turn the structure round, so that W is on top and V waits inside it:
 *
 *     last: V    V[i]: W    W[0]: any      becomes      last: W    W[0]: V    V[i]: any
 *
 * W[0] is the slot of W that is emptied last. When it is all that is left of W, what it holds (V)
 * replaces the zombie of W in `last`. Whatever the nesting, the work is thus found in two steps
 * from the root, and with every turn an object less remains to be begun. Zombies keep their places
 * in the derivation tree when they change slots, so a revocation meets them where it expects them.
 *
 * The root itself may lie in one of the objects that die with it, which must then not be gone
 * before it is. When that is noticed, it is brought home, into the first slot of X, where it is the
 * last to be emptied. Nobody else can notice: all ways to that slot led through the root itself, so
 * the operation was a revocation, which finds its way by the derivation tree.
 */
#include "object.h"
#include "objects/tcb.h"
#include "objects/zombie.h"
#include "print.h"
#include "sched.h"

bool slot_finalise(struct slot *slot)
{
    struct cap remainder;

    if (slot_is_empty(slot)) {
        return false;
    }
    remainder = cap_finalise(slot->cap, slot_is_final(slot));
    if (cap_is_null(remainder)) {
        slot_clear(slot);
        return false;
    }
    slot->cap = remainder;
    return true;
}

/* Is there a zombie in the slot whose object's slots have to be emptied? */
static bool slot_holds_slots(const struct slot *slot)
{
    return cap_type(slot->cap) == CAP_ZOMBIE && !zombie_is_queue(slot->cap);
}

static struct slot *zombie_last_slot(const struct slot *zombie)
{
    return zombie_slots(zombie->cap) + zombie_count(zombie->cap) - 1;
}

static void zombie_set_count(struct slot *zombie, word_t count)
{
    zombie->cap = zombie_cap(zombie_slots(zombie->cap), zombie_kind(zombie->cap), count);
}

static void zombie_shrink(struct slot *zombie)
{
    zombie_set_count(zombie, zombie_count(zombie->cap) - 1);
}

/* Is the slot one of the zombie's object? */
static bool zombie_contains_slot(struct cap zombie, const struct slot *slot)
{
    return (word_t)slot - cap_address(zombie) < zombie_slot_count(zombie) << SLOT_BITS;
}

/*
 * Exchange the root with the first slot of its own object. If that one holds the only capability
 * left it has to make room: an object has at least two slots. Returns where the root is now.
 */
static struct slot *zombie_bring_home(struct slot *root)
{
    struct slot *first = zombie_slots(root->cap);

    if (zombie_count(root->cap) == 1) {
        slot_move(first + 1, first, first->cap);
        zombie_set_count(root, 2);
    }
    slot_swap(root, root->cap, first, first->cap);
    return first;
}

/*
 * Put the zombie in `inner`, which is a slot of the object of the zombie in `outer`, on top: see
 * the picture above.
 */
static void zombie_turn_round(struct slot *outer, struct slot *inner)
{
    struct slot *first = zombie_slots(inner->cap);

    slot_swap(first, first->cap, inner, inner->cap);
    slot_swap(first, first->cap, outer, outer->cap);
}

/*
 * One step of emptying the object whose zombie is in `last`, the last slot of the root's object.
 * Returns the root, which may have moved.
 */
static struct slot *zombie_empty_nested(struct slot *root, struct slot *last)
{
    struct slot *inner = zombie_last_slot(last);

    if (!slot_finalise(inner)) {
        zombie_shrink(last);
    } else if (!slot_holds_slots(inner)) {
        return root;
    } else if (zombie_contains_slot(inner->cap, root)) {
        return zombie_bring_home(root);
    } else if (inner == zombie_slots(last->cap)) {
        slot_clear(last);
        slot_move(last, inner, inner->cap);
    } else {
        zombie_turn_round(last, inner);
    }
    return root;
}

/*
 * One step of emptying the object whose zombie is in `root`. Returns the root, which may have
 * moved, or been cleared if it was all that was left of its own object.
 */
static struct slot *zombie_empty(struct slot *root)
{
    struct slot *first = zombie_slots(root->cap), *last = zombie_last_slot(root);

    if (last == root && last == first) {
        slot_clear(root);
        return root;
    }
    if (last == root) {
        return zombie_bring_home(root);
    }
    if (!slot_finalise(last)) {
        zombie_shrink(root);
        return root;
    }
    if (!slot_holds_slots(last)) {
        return root;
    }
    if (zombie_contains_slot(last->cap, root)) {
        return zombie_bring_home(root);
    }
    return zombie_empty_nested(root, last);
}

enum status slot_delete(struct slot *slot)
{
    while (slot_finalise(slot)) {
        if (slot_holds_slots(slot)) {
            slot = zombie_empty(slot);
        }
        if (preemption_point()) {
            return PREEMPTED;
        }
    }
    return OK;
}

/* If the slot itself is deleted on the way, it is empty afterwards and has no children. */
enum status slot_revoke(struct slot *slot)
{
    while (!slot_is_empty(slot) && slot_has_children(slot)) {
        if (slot_delete(slot_next(slot)) == PREEMPTED || preemption_point()) {
            return PREEMPTED;
        }
    }
    return OK;
}

void slot_delete_simple(struct slot *slot)
{
    bool remains = slot_finalise(slot);

    ensure(!remains);
}

bool slot_delete_is_long(const struct slot *slot)
{
    switch (cap_type(slot->cap)) {
    case CAP_CNODE:
    case CAP_TCB:
    case CAP_ZOMBIE:
        return slot_is_final(slot);
    default:
        return false;
    }
}
