/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel's scalar types and the one way it describes fields of a word. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint64_t word_t;
#define WORD_BITS 64

/* Time in ticks of the kernel timer. */
typedef uint64_t ticks_t;

/* A physical address. A structure, so that it cannot be mistaken for a virtual one. */
typedef struct {
    word_t raw;
} paddr_t;

/* A field of a word: position and width in bits. */
struct bits {
    uint8_t pos, len;
};

static inline word_t bits_mask(struct bits f)
{
    return f.len == WORD_BITS ? ~(word_t)0 : ((word_t)1 << f.len) - 1;
}

static inline word_t bits_get(word_t w, struct bits f)
{
    return w >> f.pos & bits_mask(f);
}

static inline word_t bits_put(struct bits f, word_t v)
{
    return (v & bits_mask(f)) << f.pos;
}

static inline word_t bits_set(word_t w, struct bits f, word_t v)
{
    return (w & ~(bits_mask(f) << f.pos)) | bits_put(f, v);
}

static inline int64_t bits_get_signed(word_t w, struct bits f)
{
    return (int64_t)(w << (WORD_BITS - f.pos - f.len)) >> (WORD_BITS - f.len);
}

static inline word_t word_bit(unsigned n)
{
    return (word_t)1 << n;
}

/* The lowest n bits set; n below WORD_BITS. */
static inline word_t word_mask(unsigned n)
{
    return word_bit(n) - 1;
}

static inline word_t round_up(word_t v, unsigned align_bits)
{
    return (v + word_mask(align_bits)) & ~word_mask(align_bits);
}

static inline word_t round_down(word_t v, unsigned align_bits)
{
    return v & ~word_mask(align_bits);
}

static inline bool is_aligned(word_t v, unsigned align_bits)
{
    return (v & word_mask(align_bits)) == 0;
}

#define ARRAY_COUNT(a) (sizeof(a) / sizeof((a)[0]))
