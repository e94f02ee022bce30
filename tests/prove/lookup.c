/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Slot lookup: kernel/lookup.c.
 *
 * What is taken for granted is an invariant of the kernel (I4): wherever there is a slot, and its
 * capability is one to a CNode, there are as many slots as its radix says, at least two. The
 * functions on capability words are pure; `type_of`, `radix_of` and `slots_of` name their values.
 */
#include "spec_cap.h"
#include "lookup.h"
#include "objects/cnode.h"
#include "objects/tcb.h"

/*@ axiomatic CNodes {
      logic integer type_of(word_t w1);
      logic integer radix_of(word_t w1);
      logic struct slot *slots_of(word_t w1);
    }
    predicate cap_good{L}(struct cap c) =
      type_of(c.w[1]) == CAP_CNODE ==>
        1 <= radix_of(c.w[1])
        && \forall integer i; 0 <= i <= (1 << radix_of(c.w[1])) - 1
             ==> \valid_read(slots_of(c.w[1]) + i);
    predicate memory_good{L} =
      \forall struct slot *s; \valid_read(s) ==> cap_good(s->cap);
*/

/*@ ensures \result == type_of(c.w[1]); */
static inline enum cap_type cap_type(struct cap c);

/*@ assigns \nothing;
    ensures \result == radix_of(c.w[1]) && \result <= 63; */
static inline unsigned cnode_radix(struct cap c);

/*@ assigns \nothing;
    ensures \result <= 63; */
static inline unsigned cnode_guard_size(struct cap c);

/*@ assigns \nothing; */
static inline word_t cnode_guard(struct cap c);

/*@ assigns \nothing;
    ensures \result == slots_of(c.w[1]); */
static inline struct slot *cnode_slots(struct cap c);

/*@ assigns \nothing;
    ensures \result.slot == \null; */
static struct lookup lookup_failed(unsigned type, word_t bits_left, word_t bits_found,
                                   word_t guard_found);

/*@ requires depth <= 64 && cap_good(root) && memory_good;
    assigns \nothing;
    ensures \result.slot == \null || \valid_read(\result.slot); */
struct lookup lookup_address(struct cap root, word_t address, unsigned depth);

/*@ requires \valid_read(thread) && memory_good;
    requires cap_good(thread->slots[TCB_CSPACE].cap);
    assigns \nothing;
    ensures \result.slot == \null || \valid_read(\result.slot); */
struct lookup lookup_slot(struct tcb *thread, word_t cptr);

/*@ requires \valid(e);
    assigns *e;
    ensures \result == FAILED; */
static inline enum status error_set(struct error *e, unsigned code, word_t a, word_t b);

/*@ requires \valid(inv) && \valid(slot) && \separated(inv, slot);
    requires cap_good(root) && memory_good;
    assigns inv->error, *slot;
    ensures \result == OK ==> \valid_read(*slot); */
enum status lookup_target(struct invocation *inv, bool source, struct cap root, word_t index,
                          word_t depth, struct slot **slot);

/*@ requires \valid(inv) && \valid(slot) && \separated(inv, slot);
    requires cap_good(root) && memory_good;
    assigns inv->error, *slot;
    ensures \result == OK ==> \valid_read(*slot); */
enum status lookup_empty_target(struct invocation *inv, struct cap root, word_t index,
                                word_t depth, struct slot **slot);

/*@ assigns \nothing; */
static inline bool cap_is_null(struct cap c);

/*@ requires \valid_read(s);
    assigns \nothing; */
static inline bool slot_is_empty(const struct slot *s);

/*@ requires \valid(inv); assigns inv->error; ensures \result == FAILED; */
static inline enum status err_range(struct invocation *inv, word_t min, word_t max);

/*@ requires \valid(inv); assigns inv->error; ensures \result == FAILED; */
static inline enum status err_delete_first(struct invocation *inv);

/*@ requires \valid(inv); assigns inv->error; ensures \result == FAILED; */
static inline enum status err_lookup(struct invocation *inv, bool source,
                                     struct lookup_failure failure);

#include "kernel/lookup.c"
