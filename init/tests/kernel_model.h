/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A model of the kernel for init's tests: untyped memory with watermarks, a flat CSpace, frames
 * that remember one mapping.  It refuses what the kernel refuses and keeps every object made, so
 * that a test can look at what came out.
 */
#pragma once
#include <sel4/sel4.h>
#include <stdbool.h>
#include <stdint.h>

#define MODEL_SLOTS 16384u

enum {
    MODEL_VSPACE = 8,
    MODEL_SMALL_PAGE = 9,
    MODEL_LARGE_PAGE = 10,
    MODEL_PAGE_TABLE = 11,
    MODEL_HUGE_PAGE = 7,
    MODEL_IRQ = 100,
    MODEL_INITIAL = 101,
    MODEL_SGI = 102,
};

struct model_cap {
    bool used;
    bool device;
    seL4_Word type;
    uint64_t start; /* physical */
    uint8_t bits;
    uint64_t watermark; /* untyped: bytes used */
    seL4_CPtr vspace;   /* frame: where it is mapped, or 0 */
    uint64_t vaddr;
    uint64_t rights;
    uint64_t badge;
    seL4_CPtr copy_of; /* 0 for an original */
};

/* A capability handed out: into a CNode that is not init's. */
struct model_given {
    seL4_CPtr cnode;
    seL4_Word slot;
    seL4_CPtr source;
    seL4_Word type;
    uint64_t rights;
    uint64_t badge;
    bool moved;
};

#define MODEL_GIVEN 64u

struct model {
    struct model_given given[MODEL_GIVEN];
    unsigned given_count;
    struct model_cap cap[MODEL_SLOTS];
    unsigned retype_calls;
    uint64_t padding_bytes; /* memory lost to alignment */
};

extern struct model model;

/* An empty machine with these untypeds; fills in the boot information. */
void model_boot(seL4_BootInfo *boot, const seL4_UntypedDesc *untyped, unsigned count,
                unsigned image_frames);

/* Bytes of ordinary memory in untypeds that nothing has been made of. */
uint64_t model_free_bytes(void);
