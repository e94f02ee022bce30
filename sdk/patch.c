/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Listing the variables of a program.  The masks have one bit per identifier: interrupts, channels
 * this side may notify, channels through which it may call, I/O ports.
 */
#include "patch.h"

/* Adds a variable the description names. */
static void patch_add(struct arena *arena, struct patch **patches, size_t *count,
                      const struct value *symbol, uint64_t value)
{
    if (symbol->given) {
        *ARENA_APPEND(arena, *patches, *count) =
            (struct patch){symbol->text, symbol->at, false, 8, value, NULL};
    }
}

static uint64_t id_bit(const struct value *id)
{
    return id->given && id->number <= ID_MAX ? UINT64_C(1) << id->number : 0;
}

/* The variables every program linked with libmicrokit has. */
static void patch_add_standard(struct arena *arena, struct patch **patches, size_t *count,
                               const struct domain *domain)
{
    uint64_t irqs = 0;
    uint64_t notifications = 0;
    uint64_t calls = 0;
    uint64_t ports = 0;
    for (size_t i = 0; i < domain->irq_count; i++) {
        irqs |= id_bit(&domain->irqs[i].id);
    }
    for (size_t i = 0; i < domain->ioport_count; i++) {
        ports |= id_bit(&domain->ioports[i].id);
    }
    for (size_t i = 0; i < domain->end_count; i++) {
        const struct channel_end *end = domain->ends[i];
        notifications |= end_may_notify(end) ? id_bit(&end->id) : 0;
        calls |= end_may_call(end) ? id_bit(&end->id) : 0;
    }
    struct position at = domain->program_at;
    const struct patch standard[] = {
        {"microkit_name", at, true, PATCH_NAME_BYTES, 0, domain->name.text},
        {"microkit_passive", at, true, 1, value_or(&domain->passive, 0), NULL},
        {"microkit_irqs", at, true, 8, irqs, NULL},
        {"microkit_notifications", at, true, 8, notifications, NULL},
        {"microkit_pps", at, true, 8, calls, NULL},
        {"microkit_ioports", at, true, 8, ports, NULL},
    };
    for (size_t i = 0; i < sizeof standard / sizeof standard[0]; i++) {
        *ARENA_APPEND(arena, *patches, *count) = standard[i];
    }
}

/* Capability pointers. */
static void patch_add_cspace(struct arena *arena, struct patch **patches, size_t *count,
                             const struct domain *domain)
{
    for (size_t i = 0; i < domain->cap_count; i++) {
        patch_add(arena, patches, count, &domain->caps[i].setvar, domain->caps[i].cptr);
    }
    for (size_t i = 0; i < domain->cnode_count; i++) {
        const struct cnode_element *cnode = domain->cnodes[i];
        patch_add(arena, patches, count, &cnode->setvar_first, cnode->cptr);
        patch_add(arena, patches, count, &cnode->setvar_free, cnode->free);
        patch_add(arena, patches, count, &cnode->setvar_count, UINT64_C(1) << cnode->bits);
        patch_add(arena, patches, count, &cnode->setvar_cnode, cnode->own_slot);
    }
}

/* What a supervisor is told; the variable for its restart table is the library's. */
static void patch_add_supervised(struct arena *arena, struct patch **patches, size_t *count,
                                 const struct domain *domain)
{
    bool restarts = false;
    for (size_t i = 0; i < domain->supervised_count; i++) {
        const struct supervise_element *element = &domain->supervised[i];
        uint64_t id = element->id.number;
        uint64_t core = element->target != NULL ? element->target->cpu.number : 0;
        patch_add(arena, patches, count, &element->setvar_id, id);
        patch_add(arena, patches, count, &element->setvar_tcb, BASE_CHILD_TCB + id);
        patch_add(arena, patches, count, &element->setvar_sc, BASE_CHILD_SC + id);
        patch_add(arena, patches, count, &element->setvar_vspace, BASE_CHILD_VSPACE + id);
        patch_add(arena, patches, count, &element->setvar_sched_control, BASE_CONTROL + core);
        if (value_is_true(&element->restartable) && !restarts) {
            struct value table = element->restartable;
            table.text = "annona_restart_table";
            patch_add(arena, patches, count, &table, domain->restart_table);
            restarts = true;
        }
    }
}

struct patch *patch_list(struct arena *arena, const struct domain *domain, size_t *count)
{
    struct patch *patches = NULL;
    *count = 0;
    patch_add_standard(arena, &patches, count, domain);
    for (size_t i = 0; i < domain->map_count; i++) {
        const struct map_element *map = &domain->maps[i];
        uint64_t bytes = map->region != NULL ? map->region->bytes : 0;
        uint64_t prefill = map->region != NULL ? map->region->prefill_bytes : 0;
        patch_add(arena, &patches, count, &map->setvar_vaddr, map->vaddr.number);
        patch_add(arena, &patches, count, &map->setvar_size, bytes);
        patch_add(arena, &patches, count, &map->setvar_prefill_size, prefill);
    }
    for (size_t i = 0; i < domain->irq_count; i++) {
        patch_add(arena, &patches, count, &domain->irqs[i].setvar_id, domain->irqs[i].id.number);
    }
    for (size_t i = 0; i < domain->ioport_count; i++) {
        const struct ioport_element *element = &domain->ioports[i];
        patch_add(arena, &patches, count, &element->setvar_id, element->id.number);
        patch_add(arena, &patches, count, &element->setvar_addr, element->addr.number);
    }
    for (size_t i = 0; i < domain->setvar_count; i++) {
        const struct setvar_element *setvar = &domain->setvars[i];
        uint64_t paddr = setvar->region != NULL ? setvar->region->paddr : 0;
        patch_add(arena, &patches, count, &setvar->symbol, paddr);
    }
    for (size_t i = 0; i < domain->end_count; i++) {
        const struct channel_end *end = domain->ends[i];
        patch_add(arena, &patches, count, &end->setvar_id, end->id.number);
    }
    for (size_t i = 0; i < domain->child_count; i++) {
        const struct domain *child = domain->children[i];
        patch_add(arena, &patches, count, &child->setvar_id, child->id.number);
    }
    patch_add_cspace(arena, &patches, count, domain);
    patch_add_supervised(arena, &patches, count, domain);
    return patches;
}
