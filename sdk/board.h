/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the SDK folder says about a board and configuration: board.json, written when the SDK is
 * built, and the paths of the parts that go into an image.
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

struct board {
    const char *folder; /* <sdk>/board/<name>/<config> */
    const char *name;
    const char *config;
    const char *arch;
    const char *about;
    uint64_t load_address;
    uint64_t user_top;      /* highest address of a user address space, inclusive */
    uint64_t timer_khz;
    uint64_t cores;
    uint64_t max_irq;
    uint64_t timer_irq;     /* the kernel's own */
    uint64_t paddr_bits;    /* width of physical addresses */
    uint64_t tcb_bits;      /* log2 bytes of a TCB object */
    bool has_smc;           /* the kernel makes secure monitor calls */
    uint64_t root_slot_bits; /* log2 slots of the root task's CNode */
    struct memory_range ram[BOARD_RAM_MAX];
    size_t ram_count;
    const char **qemu;      /* command and arguments, NULL-terminated; NULL: no QEMU machine */
    size_t qemu_count;
};

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
