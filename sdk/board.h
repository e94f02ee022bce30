/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is known about a board and configuration: board.json in the SDK folder, written when the
 * SDK is built, and the paths of the parts that go into an image.  Boards there is no kernel for
 * yet are a table of the tool itself (planned.c): descriptions for them can be checked and reported
 * on.
 */
#pragma once
#include "arena.h"
#include "diag.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define BOARD_RAM_MAX 16

struct memory_range {
    uint64_t start;
    uint64_t end; /* exclusive */
};

/* Zero is AArch64. */
enum board_arch { ARCH_AARCH64, ARCH_RISCV64, ARCH_X86_64 };

struct board {
    const char *folder; /* <sdk>/board/<name>/<config>; NULL: no kernel yet */
    const char *name;
    const char *config;
    enum board_arch arch;
    const char *about;
    uint64_t load_address;
    uint64_t user_top;      /* highest address of a user address space, inclusive */
    uint64_t timer_khz;
    uint64_t cores;
    uint64_t min_irq, max_irq;
    uint64_t timer_irq;     /* the kernel's own */
    uint64_t paddr_bits;    /* width of physical addresses */
    uint64_t tcb_bits;      /* log2 bytes of a TCB object */
    bool has_smc;           /* the kernel makes secure monitor calls */
    uint64_t root_slot_bits; /* log2 slots of the root task's CNode */
    uint64_t bootinfo_pages; /* of the boot information, behind the first: the device tree */
    struct memory_range ram[BOARD_RAM_MAX];
    size_t ram_count;
    struct memory_range reserved[BOARD_RAM_MAX]; /* the kernel's own devices */
    size_t reserved_count;
    const char **qemu;      /* command and arguments, NULL-terminated; NULL: no QEMU machine */
    size_t qemu_count;
};

/* The name of an architecture: aarch64, riscv64, x86_64; and as people write it. */
const char *board_arch_name(const struct board *board);
const char *board_arch_text(const struct board *board);

/* log2 of the size of a user address space that page tables cover. */
static inline unsigned board_address_bits(const struct board *board)
{
    return board->arch == ARCH_RISCV64 ? 39 : 48;
}

/* The boards there is no kernel for yet, for any configuration; `name` NULL ends the list. */
extern const struct board planned_boards[];

/* The SDK folder: MICROKIT_SDK, or the grandparent of the running program. NULL: not found. */
const char *sdk_find(struct arena *arena);

/* Reads a board; reports what is wrong and returns false if there is no such one. */
bool board_read(struct arena *arena, struct diag *diag, const char *sdk, const char *name,
                const char *config, struct board *board);

/* A configuration of a board, preferably debug; NULL if there is none. */
const char *board_any_config(struct arena *arena, const char *sdk, const char *name);

/* The path of a part, such as "elf/sel4.elf". */
const char *board_path(struct arena *arena, const struct board *board, const char *part);

/* Prints all boards and configurations; false if the SDK folder cannot be read. */
bool boards_print(struct arena *arena, const char *sdk, bool as_json, FILE *stream);
