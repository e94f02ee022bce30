/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cache maintenance by address, a line at a time.  The line sizes are read from the cache type
 * register, so that one kernel suits processors with different caches.
 *
 * The addresses may belong to a user address space that was made current just before; each
 * operation begins with a barrier that makes it so.
 */
#include "arch/arch.h"
#include "sysreg.h"

/* log2 of the words (of four bytes) in the smallest line of the caches. */
static const struct bits CTR_INSTRUCTION_LINE = { 0, 4 }, CTR_DATA_LINE = { 16, 4 };

static unsigned line_bits(struct bits field)
{
    return (unsigned)bits_get(SYSREG_READ(ctr_el0), field) + 2;
}

/* What is done to each line. */
typedef void line_operation(word_t at);

static inline void line_clean(word_t at)
{
    asm volatile("dc cvac, %0" : : "r"(at) : "memory");
}

static inline void line_clean_invalidate(word_t at)
{
    asm volatile("dc civac, %0" : : "r"(at) : "memory");
}

static inline void line_clean_to_unification(word_t at)
{
    asm volatile("dc cvau, %0" : : "r"(at) : "memory");
}

static inline void line_invalidate_code(word_t at)
{
    asm volatile("ic ivau, %0" : : "r"(at) : "memory");
}

/* For each line that is touched by the range; four at a time, for this is most of the work. */
static inline __attribute__((always_inline)) void
for_lines(line_operation *operation, word_t address, word_t bytes, unsigned bits)
{
    word_t line = word_bit(bits), at = round_down(address, bits);
    word_t count = (round_up(address + bytes, bits) - at) >> bits;

    for (; count >= 4; count -= 4) {
        operation(at);
        operation(at + line);
        operation(at + 2 * line);
        operation(at + 3 * line);
        at += 4 * line;
    }
    for (; count > 0; count--) {
        operation(at);
        at += line;
    }
}

void arch_cache_clean(word_t address, word_t bytes)
{
    isb();
    for_lines(line_clean, address, bytes, line_bits(CTR_DATA_LINE));
    dsb();
}

/* Lines that are only partly in the range also hold somebody else's data, so they are cleaned. */
void arch_cache_invalidate(word_t address, word_t bytes)
{
    unsigned bits = line_bits(CTR_DATA_LINE);
    word_t end = address + bytes;

    isb();
    for (word_t at = round_down(address, bits); at < end; at += word_bit(bits)) {
        if (at < address || end - at < word_bit(bits)) {
            asm volatile("dc civac, %0" : : "r"(at) : "memory");
        } else {
            asm volatile("dc ivac, %0" : : "r"(at) : "memory");
        }
    }
    dsb();
}

void arch_cache_clean_invalidate(word_t address, word_t bytes)
{
    isb();
    for_lines(line_clean_invalidate, address, bytes, line_bits(CTR_DATA_LINE));
    dsb();
}

void arch_cache_unify(word_t address, word_t bytes)
{
    isb();
    for_lines(line_clean_to_unification, address, bytes, line_bits(CTR_DATA_LINE));
    dsb();
    for_lines(line_invalidate_code, address, bytes, line_bits(CTR_INSTRUCTION_LINE));
    dsb();
    isb();
}

/* Clean and invalidate one data or unified cache by set and way; level 0 is the first. */
static void flush_level(unsigned level)
{
    static const struct bits LINE = { 0, 3 }, WAYS = { 3, 10 }, SETS = { 13, 15 };
    word_t size;

    SYSREG_WRITE(csselr_el1, (word_t)level << 1);
    isb();
    size = SYSREG_READ(ccsidr_el1);

    unsigned line = (unsigned)bits_get(size, LINE) + 4;
    word_t last_way = bits_get(size, WAYS), last_set = bits_get(size, SETS);
    unsigned way_pos = last_way != 0 ? (unsigned)__builtin_clz((unsigned)last_way) : 0;

    for (word_t way = 0; way <= last_way; way++) {
        for (word_t set = 0; set <= last_set; set++) {
            word_t operand = way << way_pos | set << line | (word_t)level << 1;

            asm volatile("dc cisw, %0" : : "r"(operand) : "memory");
        }
    }
}

void arch_cache_flush_all(void)
{
    enum { CACHE_DATA = 2, LEVELS = 7 };
    word_t levels = SYSREG_READ(clidr_el1);

    for (unsigned level = 0; level < LEVELS; level++) {
        if ((levels >> 3 * level & 7) >= CACHE_DATA) {
            flush_level(level);
        }
    }
    asm volatile("ic iallu" : : : "memory");
    dsb();
    isb();
}
