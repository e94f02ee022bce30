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

void arch_cache_clean(word_t address, word_t bytes)
{
    unsigned bits = line_bits(CTR_DATA_LINE);

    isb();
    for (word_t at = round_down(address, bits); at < address + bytes; at += word_bit(bits)) {
        asm volatile("dc cvac, %0" : : "r"(at) : "memory");
    }
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
    unsigned bits = line_bits(CTR_DATA_LINE);

    isb();
    for (word_t at = round_down(address, bits); at < address + bytes; at += word_bit(bits)) {
        asm volatile("dc civac, %0" : : "r"(at) : "memory");
    }
    dsb();
}

void arch_cache_unify(word_t address, word_t bytes)
{
    unsigned data = line_bits(CTR_DATA_LINE), code = line_bits(CTR_INSTRUCTION_LINE);
    word_t end = address + bytes;

    isb();
    for (word_t at = round_down(address, data); at < end; at += word_bit(data)) {
        asm volatile("dc cvau, %0" : : "r"(at) : "memory");
    }
    dsb();
    for (word_t at = round_down(address, code); at < end; at += word_bit(code)) {
        asm volatile("ic ivau, %0" : : "r"(at) : "memory");
    }
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
