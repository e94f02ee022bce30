/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where the capabilities of <cspace> go.  "cnode-size" settles how large CNodes are, "cspace-slot"
 * gives every capability and CNode its slot and works out capability pointers.
 *
 * Slots that are given come first; then what has none takes the lowest free slots: capabilities
 * directly in <cspace> in the base CNode, CNodes in the root, everything in a <cnode> there.
 */
#include "check.h"
#include <string.h>

#define ROOT_SLOTS (UINT64_C(1) << ROOT_BITS)

/* The slots of one CNode: what took each, or line 0. */
struct slots {
    struct position *taken;
    uint64_t count;
};

static struct slots slots_make(struct check *check, unsigned bits)
{
    uint64_t count = UINT64_C(1) << bits;
    return (struct slots){arena_alloc(check->arena, count * sizeof(struct position)), count};
}

/* Takes slots somebody asked for, or reports why not. */
static bool slots_take(struct check *check, struct slots *slots, uint64_t first, uint64_t count,
                       struct position at)
{
    bool is_root = slots->count == ROOT_SLOTS && slots->taken[0].line == UINT32_MAX;
    if (first >= slots->count || count > slots->count - first || (is_root && first == 0)) {
        check_fail(check, at, is_root ? "slot 0 holds the domain's own capabilities" : NULL,
                   "slots are from %d to %llu", is_root, (unsigned long long)slots->count - 1);
        return false;
    }
    for (uint64_t i = first; i < first + count; i++) {
        if (slots->taken[i].line != 0) {
            check_fail(check, at, NULL, "slot %llu is used in line %u already",
                       (unsigned long long)i, slots->taken[i].line);
            return false;
        }
        slots->taken[i] = at;
    }
    return true;
}

/* Takes the lowest free slots in a row, or reports that there are none. */
static uint64_t slots_find(struct check *check, struct slots *slots, uint64_t count,
                           struct position at)
{
    uint64_t run = 0;
    for (uint64_t i = 0; i < slots->count; i++) {
        run = slots->taken[i].line == 0 ? run + 1 : 0;
        if (run == count) {
            slots_take(check, slots, i + 1 - count, count, at);
            return i + 1 - count;
        }
    }
    check_fail(check, at, "make the CNode larger, or put capabilities into a <cnode>",
               "there are no %llu free slots in a row here", (unsigned long long)count);
    return 0;
}

/* log2 of a power of two, or 0. */
static unsigned power_of_two(uint64_t value)
{
    bool is_power = value != 0 && (value & (value - 1)) == 0;
    return is_power ? (unsigned)__builtin_ctzll(value) : 0;
}

/* Settles the size of one CNode. */
static void cnode_size(struct check *check, struct cnode_element *cnode)
{
    const struct value *value = cnode->is_slots ? &cnode->count : &cnode->size_bits;
    uint64_t bits = cnode->is_slots ? power_of_two(value->number) : value->number;
    if (bits == 0 || bits > CNODE_BITS_MAX) {
        check_fail(check, position_of(value, cnode->at), NULL,
                   cnode->is_slots ? "a number of slots is a power of two, from 2 to 2^%d"
                                   : "a CNode has from 1 to %d bits of size",
                   CNODE_BITS_MAX);
        bits = 1;
    }
    cnode->bits = (unsigned)bits;
    cnode->depth = ROOT_BITS;
    if (cnode->container != NULL) {
        cnode->depth = cnode->container->depth + cnode->container->bits;
    }
    if (cnode->depth + cnode->bits > CPTR_BITS) {
        check_fail(check, cnode->at, "use fewer levels, or smaller CNodes",
                   "a capability pointer has not bits enough for this CNode inside the others");
        cnode->depth = ROOT_BITS;
    }
}

void rule_cnode_size(struct check *check)
{
    for (size_t i = 0; i < check->system->domain_count; i++) {
        const struct domain *domain = check->system->domains[i];
        for (size_t k = 0; k < domain->cnode_count; k++) {
            cnode_size(check, domain->cnodes[k]);
        }
    }
}

/* The slots of a domain's CNodes while they are being given away. */
struct places {
    struct check *check;
    struct domain *domain;
    struct slots root;
    struct slots *cnodes; /* as the domain's */
    uint64_t low, high;   /* next free slots in the base CNode */
};

static struct slots *slots_of(struct places *places, const struct cnode_element *container)
{
    for (size_t i = 0; i < places->domain->cnode_count; i++) {
        if (places->domain->cnodes[i] == container) {
            return &places->cnodes[i];
        }
    }
    return &places->root;
}

/* Takes slots in the base CNode: those libmicrokit leaves first, then those behind. */
static uint64_t base_find(struct places *places, uint64_t count, struct position at)
{
    uint64_t *next = places->low + count <= BASE_CHILD_SC ? &places->low : &places->high;
    uint64_t first = *next;
    if (count > (UINT64_C(1) << BASE_BITS_MAX) - first) {
        check_fail(places->check, at, "put them into a <cnode>",
                   "'%s' has too many capabilities without a slot", domain_text(places->domain));
        return first;
    }
    *next += count;
    places->domain->base_end = places->domain->base_end < *next ? *next : places->domain->base_end;
    return first;
}

/* Gives slots to what asks for certain ones. */
static void given_slots(struct places *places)
{
    struct domain *domain = places->domain;
    for (size_t i = 0; i < domain->cnode_count; i++) {
        struct cnode_element *cnode = domain->cnodes[i];
        if (cnode->slot.given) {
            cnode->index = cnode->slot.number;
            slots_take(places->check, slots_of(places, cnode->container), cnode->index, 1,
                       cnode->slot.at);
        }
    }
    for (size_t i = 0; i < domain->cap_count; i++) {
        struct cap_element *cap = &domain->caps[i];
        if (cap->slot.given) {
            cap->index = cap->slot.number;
            slots_take(places->check, slots_of(places, cap->container), cap->index, cap->caps,
                       cap->slot.at);
        }
    }
}

/* Gives slots to what asks for none. */
static void open_slots(struct places *places)
{
    struct domain *domain = places->domain;
    for (size_t i = 0; i < domain->cnode_count; i++) {
        struct cnode_element *cnode = domain->cnodes[i];
        if (!cnode->slot.given) {
            cnode->index =
                slots_find(places->check, slots_of(places, cnode->container), 1, cnode->at);
        }
    }
    for (size_t i = 0; i < domain->cap_count; i++) {
        struct cap_element *cap = &domain->caps[i];
        cap->in_base = !cap->slot.given && cap->container == NULL;
        if (cap->in_base) {
            cap->index = base_find(places, cap->caps, cap->at);
        } else if (!cap->slot.given) {
            cap->index = slots_find(places->check, slots_of(places, cap->container), cap->caps,
                                    cap->at);
        }
    }
    for (size_t i = 0; i < domain->cnode_count; i++) {
        struct cnode_element *cnode = domain->cnodes[i];
        cnode->own_slot = cnode->setvar_cnode.given ? base_find(places, 1, cnode->at) : 0;
    }
}

/* The pointer to a slot of a CNode; container NULL: of the root. */
static uint64_t slot_cptr(const struct cnode_element *container, uint64_t index)
{
    if (container == NULL) {
        return index << (CPTR_BITS - ROOT_BITS);
    }
    unsigned left = CPTR_BITS - container->depth - container->bits;
    return container->cptr | (container->has_cnodes ? index << left : index);
}

/* Works out capability pointers; CNodes come after those they are in. */
static void cptrs_make(struct places *places)
{
    struct domain *domain = places->domain;
    for (size_t i = 0; i < domain->cnode_count; i++) {
        struct cnode_element *cnode = domain->cnodes[i];
        const struct slots *slots = &places->cnodes[i];
        cnode->cptr = slot_cptr(cnode->container, cnode->index);
        cnode->free = slots->count;
        while (cnode->free != 0 && slots->taken[cnode->free - 1].line == 0) {
            cnode->free--;
        }
    }
    for (size_t i = 0; i < domain->cap_count; i++) {
        struct cap_element *cap = &domain->caps[i];
        cap->cptr = cap->in_base ? cap->index : slot_cptr(cap->container, cap->index);
    }
}

void rule_cspace_slot(struct check *check)
{
    for (size_t i = 0; i < check->system->domain_count; i++) {
        struct domain *domain = check->system->domains[i];
        struct places places = {check, domain, slots_make(check, ROOT_BITS), NULL, BASE_AUTO_LOW,
                                BASE_AUTO_HIGH};
        places.root.taken[0].line = UINT32_MAX;
        places.cnodes =
            arena_alloc(check->arena, (domain->cnode_count + 1) * sizeof places.cnodes[0]);
        for (size_t k = 0; k < domain->cnode_count; k++) {
            places.cnodes[k] = slots_make(check, domain->cnodes[k]->bits);
        }
        given_slots(&places);
        open_slots(&places);
        cptrs_make(&places);
    }
}
