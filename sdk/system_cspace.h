/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The parts of the description that hand out capabilities: <cspace> with what is in it, and
 * <supervise>.  system_cspace.c reads them, check_cspace.c and check_supervise.c hold their rules
 * and choose slots, spec_cspace.c turns them into capabilities.
 *
 * A domain's CSpace.  The root CNode has 64 slots, named by the top six bits of a capability
 * pointer.  Slot 0 leads to the base CNode, whose slots are the small numbers; it has 512 of them,
 * and more if they are needed:
 *
 *        0 .. 457    libmicrokit's
 *      458 .. 511    capabilities without a slot of their own
 *      512 .. 767    capabilities to supervised domains, by their id
 *      768 ..        more capabilities without a slot of their own
 *
 * The other slots of the root hold capabilities with a `slot`, and the CNodes of <cnode> and
 * <slots>.  A CNode that holds no other CNode has a guard that fills up the pointer, so that its
 * slots are consecutive numbers; in one that does, a slot is named by the topmost bits left.
 */
#pragma once
#include "schema.h"

struct domain;
struct memory_region;
struct irq_element;
struct system;

enum cap_kind {
    CAP_TCB,
    CAP_SC,
    CAP_VSPACE,
    CAP_CNODE,
    CAP_REPLY,
    CAP_ENDPOINT,
    CAP_NOTIFICATION,
    CAP_FAULT,
    CAP_FRAME,
    CAP_IRQ,
    CAP_UNTYPED,
    CAP_SCHED_CONTROL,
    CAP_ASID_POOL,
    CAP_ASID_CONTROL,
    CAP_IRQ_CONTROL,
    CAP_DOMAIN,
    CAP_SMC,
    CAP_SGI,
    CAP_KINDS
};

/* The element's name: "cap_tcb" and so on. */
extern const char *const cap_names[CAP_KINDS];

#define CPTR_BITS       64
#define ROOT_BITS       6
#define BASE_BITS_MIN   9
#define BASE_BITS_MAX   16
#define BASE_AUTO_LOW   458 /* MICROKIT's BASE_USER_CAPS */
#define BASE_AUTO_HIGH  768
#define BASE_CHILD_TCB  202 /* + id */
#define BASE_CHILD_SC   512 /* + id */
#define BASE_CHILD_VSPACE 576 /* + id */
#define BASE_CONTROL    640 /* + core */
#define BASE_CHILD_REPLY 704 /* + id */
#define CNODE_BITS_MAX  20
#define SUPERVISED_MAX  64  /* ids there is room for */

/* A CNode of its own in a domain's CSpace: <cnode>, or <slots>, which is one without contents. */
struct cnode_element {
    struct position at;
    bool is_slots;
    struct value name, slot, size_bits, count;
    struct value setvar_first, setvar_free, setvar_cnode, setvar_count;
    struct domain *owner;
    struct cnode_element *container; /* NULL: the root */
    bool has_cnodes;
    /* Worked out by the rules. */
    unsigned bits;        /* log2 of its slots */
    unsigned depth;       /* bits of a pointer used up before this CNode */
    uint64_t index;       /* its slot in the container */
    uint64_t cptr;        /* of slot 0 */
    uint64_t free;        /* the first slot behind all that are used */
    uint64_t own_slot;    /* base slot of the capability to it, if wanted */
    uint32_t object;      /* worked out by the fifth pass */
};

/* One element of <cspace> that stands for capabilities. */
struct cap_element {
    struct position at;
    enum cap_kind kind;
    struct value slot, name, setvar, rights, badge;
    struct value pd, cnode, mr, first, count, irq, cpu, core, size_bits, device, phys_addr;
    struct cnode_element *container; /* NULL: <cspace> itself */
    struct domain *target;
    struct cnode_element *target_cnode;
    struct memory_region *region;
    struct irq_element *target_irq;
    struct domain *irq_owner;
    /* Worked out by the rules. */
    bool in_base;         /* in the base CNode, not in the root or a CNode of the domain's */
    uint64_t index;       /* slot in its CNode; of the first, if there are several */
    uint64_t cptr;
    uint64_t caps;        /* how many capabilities it stands for */
};

/* What a domain holds of another one: <supervise>, and every child. */
struct supervise_element {
    struct position at;
    struct value pd, id, tcb, sc, vspace, sched_control, faults, timeouts, restartable;
    struct value setvar_id, setvar_tcb, setvar_sc, setvar_vspace, setvar_sched_control;
    struct domain *target;
    bool is_child;        /* inside the supervisor in the description */
};

/* The readers of the elements, for the tables of system.c. */
child_read cspace_read, supervise_read;

/* Finds what the elements name; all names have to be known already. */
void cspace_resolve(struct system *system, struct domain *domain);

/* Adds the supervision that nesting stands for, and finds the supervised domains. */
void supervision_resolve(struct arena *arena, struct system *system, struct domain *domain);

/* The element by which a domain's faults, or its timeouts, go to another one; NULL: there is none,
 * faults go to the monitor. */
const struct supervise_element *fault_receiver(const struct system *system,
                                               const struct domain *domain, bool timeouts,
                                               const struct domain **supervisor);

/* log2 of the slots of a domain's base CNode. */
unsigned domain_base_bits(const struct domain *domain);

/* Capability pointer of a base slot: the number itself. */
static inline uint64_t base_cptr(uint64_t slot)
{
    return slot;
}

static inline bool value_is_true(const struct value *value)
{
    return value->given && value->number != 0;
}
