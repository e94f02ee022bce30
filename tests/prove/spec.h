/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Contracts of the functions on words (types.h) and of capability accessors, for Frama-C. Each
 * repeats a prototype; the definitions are the kernel's own.
 *
 * `requires` is what callers have to see to: the prover checks it at every call. The widths that
 * have an upper bound for the result are those of fields that are used to shift or to index.
 */
#pragma once
#include "types.h"

/*@ axiomatic Words {
      axiom and_is_less: \forall integer a, integer m; 0 <= a && 0 <= m ==> 0 <= (a & m) <= m;
      axiom right_shift_is_positive:
        \forall integer a, integer n; 0 <= a && 0 <= n ==> 0 <= (a >> n);
      axiom power_is_positive: \forall integer n; 0 <= n ==> 1 <= (1 << n);
    }
*/

/*@ requires f.len <= 64;
    assigns \nothing;
    ensures f.len == 6 ==> \result == 63;
*/
static inline word_t bits_mask(struct bits f);

/*@ requires f.len <= 64 && f.pos < 64;
    assigns \nothing;
    ensures f.len == 6 ==> \result <= 63;
*/
static inline word_t bits_get(word_t w, struct bits f);

/*@ requires f.len <= 64 && f.pos < 64;
    assigns \nothing; */
static inline word_t bits_put(struct bits f, word_t v);

/*@ requires f.len <= 64 && f.pos < 64;
    assigns \nothing; */
static inline word_t bits_set(word_t w, struct bits f, word_t v);

/*@ requires 1 <= f.len && f.pos + f.len <= 64;
    assigns \nothing; */
static inline int64_t bits_get_signed(word_t w, struct bits f);

/*@ requires n < 64;
    assigns \nothing;
    ensures \result == 1 << n && \result >= 1; */
static inline word_t word_bit(unsigned n);

/*@ requires n < 64;
    assigns \nothing;
    ensures \result == (1 << n) - 1; */
static inline word_t word_mask(unsigned n);

/*@ requires align_bits < 64;
    assigns \nothing; */
static inline word_t round_up(word_t v, unsigned align_bits);

/*@ requires align_bits < 64;
    assigns \nothing; */
static inline word_t round_down(word_t v, unsigned align_bits);

/*@ requires align_bits < 64;
    assigns \nothing; */
static inline bool is_aligned(word_t v, unsigned align_bits);
