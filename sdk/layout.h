/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fourth pass: description → memory.  Every frame that will exist, which of them come loaded with
 * the image and with what contents, where each is mapped, which page tables that takes, and the
 * physical addresses the tool chooses.
 */
#pragma once
#include "board.h"
#include "system.h"

#define PAGE_BITS    12
#define PAGE_SIZE    (UINT64_C(1) << PAGE_BITS)
#define NO_FILL      SIZE_MAX
#define MONITOR_ROOM (UINT64_C(16) << 20) /* top of RAM left to the kernel's own objects */

/* Highest address of the stack of every protection domain, exclusive. */
static inline uint64_t ipc_buffer_address(const struct board *board)
{
    return board->user_top & ~(PAGE_SIZE - 1);
}

static inline uint64_t stack_top(const struct board *board)
{
    return ipc_buffer_address(board) - PAGE_SIZE;
}

/* A run of frames that is one object. */
struct frames {
    const char *name;
    const struct domain *domain; /* NULL: a region, which may be shared */
    unsigned page_bits;
    uint64_t count;
    uint64_t paddr;              /* SPEC_ANYWHERE: does not matter */
    bool is_program;             /* of a program's segments, not stack or IPC buffer */
    bool is_loaded;
    uint64_t first_page;         /* loaded: its first page in the image */
    uint8_t *contents;           /* loaded: program pages, all of them there */
};

/* A run of pages in the image. */
struct loaded {
    const uint8_t *bytes;
    uint64_t size;       /* the last page is filled up with zeros */
    uint64_t first_page;
};

struct mapping {
    const struct domain *domain;
    size_t frames;       /* index */
    uint64_t first;
    uint64_t count;
    uint64_t vaddr;
    unsigned perms;      /* PERM_* */
    bool is_cached;
};

struct paging {
    const struct domain *domain;
    unsigned level;      /* 1: right below the root */
    uint64_t vaddr;
};

/* Loaded pages, or a chunk of boot information, to be copied into frames. */
struct fill {
    size_t frames;
    const struct bootinfo_chunk *bootinfo; /* NULL: loaded pages */
    uint64_t first_page;
    uint64_t bytes;
};

struct layout {
    struct arena *arena;
    const struct board *board;
    const struct system *system;
    struct frames *frames;
    size_t frames_count;
    struct loaded *loaded;
    size_t loaded_count;
    uint64_t loaded_pages;
    struct mapping *mappings; /* by domain, then by address */
    size_t mapping_count;
    struct paging *paging;    /* by domain; upper levels first */
    size_t paging_count;
    struct fill *fills;
    size_t fill_count;
    size_t *ipc_frames;       /* per domain: index of the frames of its IPC buffer */
    uint64_t lowest_chosen;   /* lowest physical address the tool chose */
};

/* Lays out a checked system; reports what does not fit and returns NULL. */
struct layout *layout_make(struct arena *arena, struct diag *diag, const struct board *board,
                           struct system *system);
