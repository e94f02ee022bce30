/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rules about the capabilities in <cspace>: what they are to, and what may be said about them.
 * Where they go is in check_slots.c.
 */
#include "check.h"
#include "spec.h"
#include <string.h>

#define SGI_MAX          15
#define UNTYPED_BITS_MIN 4
#define UNTYPED_BITS_MAX 47
#define CAPS_MAX         65536 /* that one element may stand for */

/* Runs through all capability elements of all protection domains. */
#define FOR_EACH_CAP(check, domain, cap)                                                     \
    for (size_t cap_d = 0; cap_d < (check)->system->domain_count; cap_d++)                   \
        for (struct domain *domain = (check)->system->domains[cap_d]; domain != NULL;        \
             domain = NULL)                                                                  \
            for (size_t cap_i = 0; cap_i < domain->cap_count; cap_i++)                       \
                for (struct cap_element *cap = &domain->caps[cap_i]; cap != NULL; cap = NULL)

void rule_cspace_domain(struct check *check)
{
    FOR_EACH_CAP (check, domain, cap) {
        if (cap->pd.given && cap->target == NULL) {
            check_fail(check, cap->pd.at, NULL, "there is no protection domain '%s'",
                       cap->pd.text);
        }
    }
}

void rule_cap_cnode(struct check *check)
{
    FOR_EACH_CAP (check, domain, cap) {
        if (cap->cnode.given && cap->target_cnode == NULL && cap->target != NULL) {
            check_fail(check, cap->cnode.at, "give the name of a <cnode> or <slots> of its own",
                       "'%s' has no CNode '%s'", domain_text(cap->target), cap->cnode.text);
        }
        bool in_base = cap->container == NULL && !cap->slot.given;
        bool in_leaf = cap->container != NULL && !cap->container->has_cnodes;
        if (cap->kind == CAP_CNODE && !in_base && !in_leaf) {
            check_fail(check, cap->slot.given ? cap->slot.at : cap->at,
                       "leave the slot out, and let a setvar variable have the capability pointer",
                       "a CNode capability cannot be used from here: the bits left of a pointer "
                       "would name a slot in it");
        }
    }
}

/* Takes a name among those of one domain, or reports that it is taken. */
static void name_take(struct check *check, struct map *names, const struct value *name)
{
    if (name->given) {
        const uint64_t *first = map_add(names, name->text, name->at.line);
        if (first != NULL) {
            check_fail(check, name->at, NULL, "the name '%s' is used in line %llu already",
                       name->text, (unsigned long long)*first);
        }
    }
}

void rule_cap_name(struct check *check)
{
    for (size_t i = 0; i < check->system->domain_count; i++) {
        const struct domain *domain = check->system->domains[i];
        struct map names = {.arena = check->arena};
        for (size_t k = 0; k < domain->cnode_count; k++) {
            name_take(check, &names, &domain->cnodes[k]->name);
        }
        for (size_t k = 0; k < domain->cap_count; k++) {
            name_take(check, &names, &domain->caps[k].name);
        }
    }
}

/* What rights an element may name, and without which others they make no sense. */
static const char *rights_problem(const struct cap_element *cap)
{
    uint64_t rights = cap->rights.number;
    bool grants = (rights & (RIGHT_GRANT | RIGHT_GRANT_REPLY)) != 0;
    if (cap->kind == CAP_FRAME && ((rights & RIGHT_READ) == 0 || grants)) {
        return "memory has the rights r or rw";
    }
    if (cap->kind == CAP_NOTIFICATION && grants) {
        return "a notification has the rights r and w";
    }
    if (cap->kind == CAP_FAULT && (rights & RIGHT_READ) != 0) {
        return "a capability for sending faults cannot receive them";
    }
    if (cap->kind == CAP_FAULT && (rights & RIGHT_WRITE) == 0) {
        return "a capability for sending faults needs w";
    }
    if (grants && (rights & RIGHT_WRITE) == 0) {
        return "g and p are of use only together with w";
    }
    return NULL;
}

void rule_cap_rights(struct check *check)
{
    FOR_EACH_CAP (check, domain, cap) {
        const char *problem = cap->rights.given ? rights_problem(cap) : NULL;
        if (problem != NULL) {
            check_fail(check, cap->rights.at, NULL, "%s", problem);
        }
    }
}

void rule_cap_badge(struct check *check)
{
    FOR_EACH_CAP (check, domain, cap) {
        if (cap->badge.given && cap->rights.given && (cap->rights.number & RIGHT_WRITE) == 0) {
            check_fail(check, cap->badge.at, "leave the badge out, or add w to the rights",
                       "a badge marks what is sent, and this capability cannot send");
        }
    }
}

void rule_cap_region(struct check *check)
{
    FOR_EACH_CAP (check, domain, cap) {
        cap->caps = 1;
        if (!cap->mr.given) {
            continue;
        }
        if (cap->region == NULL) {
            check_fail(check, cap->mr.at, NULL, "there is no memory region '%s'", cap->mr.text);
            continue;
        }
        uint64_t pages = cap->region->bytes >> cap->region->page_bits;
        uint64_t first = value_or(&cap->first, 0);
        cap->caps = value_or(&cap->count, first < pages ? pages - first : 0);
        if (first >= pages || cap->caps == 0 || cap->caps > pages - first) {
            check_fail(check, position_of(&cap->count, position_of(&cap->first, cap->at)), NULL,
                       "memory region '%s' has the pages 0 to %llu", cap->mr.text,
                       (unsigned long long)pages - 1);
        } else if (cap->caps > CAPS_MAX) {
            check_fail(check, position_of(&cap->count, cap->at), "use larger pages",
                       "these are %llu capabilities, at most %d are possible",
                       (unsigned long long)cap->caps, CAPS_MAX);
        }
    }
}

void rule_cap_irq(struct check *check)
{
    FOR_EACH_CAP (check, domain, cap) {
        if (cap->kind == CAP_IRQ && cap->irq.given && cap->target_irq == NULL) {
            check_fail(check, cap->irq.at, "add an <irq> to the protection domain that handles it",
                       "nobody handles interrupt %llu", (unsigned long long)cap->irq.number);
        }
        if (cap->kind == CAP_SGI && value_or(&cap->irq, 0) > SGI_MAX) {
            check_fail(check, cap->irq.at, NULL, "software generated interrupts are from 0 to %d",
                       SGI_MAX);
        }
    }
}

void rule_cap_cpu(struct check *check)
{
    FOR_EACH_CAP (check, domain, cap) {
        if (value_or(&cap->cpu, 0) >= check->board->cores) {
            check_fail(check, cap->cpu.at, NULL,
                       "this configuration of the board has %llu core%s",
                       (unsigned long long)check->board->cores,
                       check->board->cores == 1 ? ", number 0" : "s");
        }
    }
}

void rule_cap_smc(struct check *check)
{
    FOR_EACH_CAP (check, domain, cap) {
        if (cap->kind == CAP_SMC && !check->board->has_smc) {
            check_fail(check, cap->at, NULL,
                       "the kernel of this board and configuration makes no secure monitor calls");
        }
    }
}

void rule_cap_irq_control(struct check *check)
{
    const struct cap_element *first = NULL;
    FOR_EACH_CAP (check, domain, cap) {
        if (cap->kind == CAP_IRQ_CONTROL && first != NULL) {
            check_fail(check, cap->at, "one protection domain can hand out interrupt handlers",
                       "the only capability of this kind is handed out in line %u",
                       first->at.line);
        }
        first = cap->kind == CAP_IRQ_CONTROL && first == NULL ? cap : first;
    }
}

void rule_untyped_size(struct check *check)
{
    FOR_EACH_CAP (check, domain, cap) {
        if (cap->kind != CAP_UNTYPED) {
            continue;
        }
        uint64_t bits = value_or(&cap->size_bits, UNTYPED_BITS_MIN);
        cap->caps = value_or(&cap->count, 1);
        if (bits < UNTYPED_BITS_MIN || bits > UNTYPED_BITS_MAX) {
            check_fail(check, cap->size_bits.at, "21 stands for 2 MiB, 12 for 4 KiB",
                       "untyped memory has from %d to %d bits of size", UNTYPED_BITS_MIN,
                       UNTYPED_BITS_MAX);
        } else if (cap->caps == 0 || cap->caps > CAPS_MAX) {
            check_fail(check, cap->count.at, NULL, "a count is from 1 to %d", CAPS_MAX);
        } else if (cap->caps > (UINT64_C(1) << check->board->paddr_bits) >> bits) {
            check_fail(check, position_of(&cap->count, cap->size_bits.at), NULL,
                       "this is more than there are physical addresses");
        }
    }
}

/* Whether a range lies in RAM as a whole; *touches: whether at least a part does. */
static bool range_in_ram(const struct board *board, uint64_t start, uint64_t end, bool *touches)
{
    *touches = false;
    for (size_t i = 0; i < board->ram_count; i++) {
        const struct memory_range *ram = &board->ram[i];
        *touches = *touches || (start < ram->end && end > ram->start);
        if (start >= ram->start && end <= ram->end) {
            return true;
        }
    }
    return false;
}

/* Checks the address of untyped memory; NULL if it is right. */
static const char *untyped_problem(const struct check *check, const struct cap_element *cap)
{
    uint64_t unit = UINT64_C(1) << cap->size_bits.number;
    uint64_t limit = UINT64_C(1) << check->board->paddr_bits;
    uint64_t start = cap->phys_addr.number;
    uint64_t bytes = cap->caps * unit;
    bool touches;
    if (start % unit != 0) {
        return "the physical address is not a multiple of the size";
    }
    if (start > limit - bytes) {
        return "this untyped memory ends beyond the last physical address";
    }
    bool inside = range_in_ram(check->board, start, start + bytes, &touches);
    if (value_is_true(&cap->device)) {
        return touches ? "there is ordinary memory here, not a device" : NULL;
    }
    return inside ? NULL : "there is no ordinary memory here";
}

/* Keeps the memory of an element free of everything else. */
static void untyped_reserve(struct check *check, const struct cap_element *cap)
{
    struct system *system = check->system;
    struct memory_region *reserved = arena_alloc(check->arena, sizeof *reserved);
    reserved->at = cap->at;
    reserved->name = cap->phys_addr;
    reserved->name.text = arena_format(check->arena, "untyped memory at 0x%llx",
                                       (unsigned long long)cap->phys_addr.number);
    reserved->phys_addr = cap->phys_addr;
    reserved->paddr = cap->phys_addr.number;
    reserved->bytes = cap->caps << cap->size_bits.number;
    *ARENA_APPEND(check->arena, system->reserved, system->reserved_count) = reserved;
}

void rule_untyped_address(struct check *check)
{
    FOR_EACH_CAP (check, domain, cap) {
        if (cap->kind != CAP_UNTYPED) {
            continue;
        }
        if (!cap->phys_addr.given) {
            if (value_is_true(&cap->device)) {
                check_fail(check, cap->device.at, "add a phys_addr",
                           "device memory has to be at a physical address");
            }
            continue;
        }
        const char *problem = untyped_problem(check, cap);
        if (problem != NULL) {
            check_fail(check, cap->phys_addr.at, "see the board's memory with `annona boards`",
                       "%s", problem);
        } else {
            untyped_reserve(check, cap);
        }
    }
}
