/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the parts of init share: the boot information, the specification, the memory allocator, and
 * where in init's own CSpace each object's capabilities lie.
 *
 * There is one struct init, made by main.  The stages are called in this order: objects, caps,
 * tables, fills, maps, scheds, threads, irqs, start; then the monitor takes over.  A stage that
 * fails says which object it failed on and stops init, for half a system is of no use to anybody.
 */
#pragma once
#include "specification.h"
#include "untyped.h"
#include <sel4/sel4.h>
#include <stdint.h>

#define INIT_MAX_OBJECTS 16384u
#define INIT_MAX_SLOTS   (1u << 17)

struct init {
    const seL4_BootInfo *boot;
    struct specification spec;
    struct untyped_pool pool;
    seL4_CPtr image_frames;                  /* frame capability of the specification's page 0 */
    seL4_CPtr temporary;                     /* a slot that is empty between any two operations */
    seL4_Word cnode_bits;                    /* depth of a slot number in init's CSpace */
    seL4_Word scratch;                       /* free part of init's address space */
    seL4_CPtr object_slot[INIT_MAX_OBJECTS]; /* first slot of each object */
    uint32_t order[INIT_MAX_OBJECTS];        /* objects in order of creation */
    uint64_t mapped[INIT_MAX_SLOTS / 64];    /* bit per slot: this frame capability is mapped */
};

/* If `error` is an error, says what was being done to which object, and stops init for good. */
void init_require(const struct init *init, seL4_Error error, const char *doing, uint32_t object);

/* Says what is wrong and stops init for good. */
_Noreturn void init_stop(const char *what);

/* The capability to one of an object's parts. */
static inline seL4_CPtr init_cap(const struct init *init, uint32_t object, uint32_t index)
{
    return init->object_slot[object] + index;
}

/* The capability to an object, or the null capability for SPEC_NONE. */
static inline seL4_CPtr init_cap_or_null(const struct init *init, uint32_t object)
{
    return object == SPEC_NONE ? seL4_CapNull : init->object_slot[object];
}

/* A capability rights word as the specification has it. */
static inline seL4_CapRights_t init_rights(uint32_t word)
{
    return seL4_CapRights_new(word >> 3 & 1, word >> 2 & 1, word >> 1 & 1, word & 1);
}

/* Puts a badged copy of a capability to one of an object's parts into the temporary slot. */
void init_mint_temporary(const struct init *init, uint32_t object, uint32_t index, uint32_t rights,
                         uint64_t badge);

/* Empties the temporary slot. */
void init_delete_temporary(const struct init *init);
