/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Programs: the loadable segments and the symbols of a 64-bit little-endian static executable, read
 * with libelf and checked, so that later passes need not be careful about them.
 */
#pragma once
#include "arena.h"
#include "board.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct elf_segment {
    uint64_t vaddr;
    uint64_t paddr;
    uint64_t memory_bytes;
    uint64_t file_bytes; /* the first part; the rest is zero */
    const uint8_t *data;
    bool readable, writable, executable;
};

struct elf_symbol {
    const char *name;
    uint64_t address;
    uint64_t bytes;
    bool is_function;
    bool is_local;
    bool is_ambiguous; /* several symbols have this name and none of them is to be preferred */
};

struct elf {
    uint64_t entry;
    struct elf_segment *segments; /* by address, not overlapping, none of them empty */
    size_t segment_count;
    bool has_symbols;             /* false: stripped */
    struct elf_symbol *symbols;
    size_t symbol_count;
    struct map by_name;           /* name → index of the symbol to use */
};

/* Why a file was refused. */
struct elf_problem {
    const char *rule;
    const char *text;
    const char *hint;
};

/* Reads an executable for the board's architecture; the bytes must outlive it.  Returns NULL with a
 * reason. */
struct elf *elf_read(struct arena *arena, const struct board *board, const uint8_t *bytes,
                     size_t size, struct elf_problem *problem);

/* The symbol of that name, or NULL. */
const struct elf_symbol *elf_find(const struct elf *elf, const char *name);

/* The index of the segment that contains the whole range, or segment_count. */
size_t elf_segment_of(const struct elf *elf, uint64_t address, uint64_t bytes);
