/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The invariants of docs/invariants.md, executable. The host port runs them after every kernel
 * entry; a target's debug kernel can on request. They need no memory of their own.
 *
 * To reach every capability, check_all() starts from the interrupt slots, the current thread's and
 * the debug list's threads and the given slots, and follows derivation lists, CNodes and threads.
 * While it runs, the lists found are chained through the `prev` member of their first slots (bit 0
 * set), which is null otherwise; the functions below hide that.
 */
#pragma once
#include "slot.h"

struct tcb;

/* All derivation lists found, in the order of discovery. */
struct check_walk {
    struct slot *first, *last;
    unsigned slot_count;
};

/* Check everything: NULL, or the text of the first broken invariant ("I5: ..."). */
const char *check_all(void);
/* The same with `count` more slots to start from, which may be empty. */
const char *check_all_from(struct slot *roots, unsigned count);

enum { CHECK_LIST_LINK = 1 };

/* The slot before one in its list, NULL for the first. */
static inline struct slot *check_prev(const struct slot *s)
{
    return s->prev & CHECK_LIST_LINK ? NULL : slot_prev(s);
}

/* The first slot of the list found after the one that starts with `head`. */
static inline struct slot *check_next_list(const struct slot *head)
{
    return (struct slot *)(head->prev & ~(word_t)CHECK_LIST_LINK);
}

/* The slot after `s`, whatever list it is in; `head` is kept up to date. */
static inline struct slot *check_next(struct slot **head, const struct slot *s)
{
    struct slot *next = slot_next(s);

    if (!next) {
        next = check_next_list(*head);
        *head = next;
    }
    return next;
}

/* For each slot `s` of all lists. */
#define CHECK_FOR_EACH(walk, head, s)                                                              \
    for (struct slot *head = (walk)->first, *s = head; s; s = check_next(&head, s))

/* Do two capabilities of the same type name the same object (not: contain it)? */
bool check_same_object(struct cap a, struct cap b);
/* Is this slot the first of its list that names its object? */
bool check_is_first(const struct slot *s);
/* Is there a capability of this type to this address? */
bool check_exists(const struct check_walk *walk, enum cap_type type, const void *object);
/* The slots inside the object a capability names: CNode, thread, or what is left of one. */
unsigned check_inner_slots(struct cap cap, struct slot **slots);

/* The parts: each returns NULL or the text of what is broken. */
const char *check_derivation(const struct check_walk *walk);   /* I2, I3, I4 */
const char *check_interrupts(const struct check_walk *walk);   /* I13 */
const char *check_held(const struct check_walk *walk);         /* I14 */
const char *check_mappings(const struct check_walk *walk);     /* I11 */
const char *check_ipc(const struct check_walk *walk);          /* I5, I6, I9 */
const char *check_threads(const struct check_walk *walk);      /* I7, I8 */
const char *check_budgets(const struct check_walk *walk);      /* I10 */
const char *check_current(const struct check_walk *walk);      /* I12 */

/* A check is one line: what must hold, and what is said if it does not. */
#define CHECK(condition, text)                                                                     \
    if (!(condition)) {                                                                            \
        return text;                                                                               \
    }
