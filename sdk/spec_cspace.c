/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The capabilities of <cspace> and <supervise>.
 *
 * Most are to objects that exist anyway; untyped memory, CNodes and software generated interrupts
 * are made for them.  What the root task was born with is one object for all who hold it.
 */
#include "spec_parts.h"
#include <string.h>

/* Slots of the capabilities every root task is born with. */
enum initial_slot {
    INITIAL_IRQ_CONTROL = 4,
    INITIAL_ASID_CONTROL = 5,
    INITIAL_ASID_POOL = 6,
    INITIAL_DOMAIN = 11,
    INITIAL_SMC = 15,
};

/* Finds an object by type and argument, or adds it. */
static uint32_t shared_object(struct spec *spec, enum spec_object_type type, uint64_t arg,
                              const char *name)
{
    for (size_t i = 0; i < spec->object_count; i++) {
        if (spec->objects[i].type == type && spec->objects[i].arg == arg) {
            return (uint32_t)i;
        }
    }
    uint32_t object = spec_object_add(spec, type, 0, name, NULL);
    spec->objects[object].arg = arg;
    return object;
}

static uint32_t control_object(struct spec *spec, uint64_t core)
{
    return shared_object(
        spec, SPEC_SCHED_CONTROL, core,
        arena_format(spec->arena, "sched_control_%llu", (unsigned long long)core));
}

void spec_cnodes_add(struct spec *spec)
{
    for (size_t d = 0; d < spec->system->domain_count; d++) {
        const struct domain *domain = spec->system->domains[d];
        for (size_t i = 0; i < domain->cnode_count; i++) {
            struct cnode_element *cnode = domain->cnodes[i];
            const char *name =
                cnode->name.given
                    ? arena_format(spec->arena, "cnode_%s_%s", domain->name.text, cnode->name.text)
                    : arena_format(spec->arena, "cnode_%s_%zu", domain->name.text, i);
            cnode->object = spec_object_add(spec, SPEC_CNODE, cnode->bits, name, domain);
        }
    }
}

/* The CNode object and slot where an element's capabilities go. */
static uint32_t cap_cnode_object(const struct spec *spec, const struct domain *domain,
                                 const struct cap_element *cap)
{
    const struct domain_objects *objects = &spec->domain_objects[domain->index];
    if (cap->container != NULL) {
        return cap->container->object;
    }
    return cap->in_base ? objects->cnode : objects->root;
}

/* One capability and what it is to. */
struct grant {
    uint32_t object;
    uint64_t badge;
    uint32_t rights;
};

/* Adds the capabilities of an element to consecutive parts of an object. */
static void grants_add(struct spec *spec, const struct domain *domain,
                       const struct cap_element *cap, struct grant grant, uint64_t skip,
                       uint64_t first, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++) {
        spec_cap_add(spec, cap_cnode_object(spec, domain, cap), (uint32_t)(cap->index + skip + i),
                     grant.object, grant.badge, grant.rights);
        struct spec_cap *added = &spec->caps[spec->cap_count - 1];
        added->index = (uint32_t)(first + i);
        added->name = cap->name.given ? spec_string_add(spec, cap->name.text) : 0;
    }
}

/* A region is one object or two; its pages are numbered through. */
static void frame_caps_add(struct spec *spec, const struct domain *domain,
                           const struct cap_element *cap)
{
    uint64_t first = value_or(&cap->first, 0);
    uint64_t done = 0;
    uint64_t before = 0;
    for (size_t i = 0; i < cap->region->frames_count && done < cap->caps; i++) {
        struct grant grant = {
            .object = spec->first_frames + (uint32_t)(cap->region->first_frames + i),
            .rights = (uint32_t)value_or(&cap->rights, RIGHT_READ | RIGHT_WRITE),
        };
        uint64_t pages = spec->objects[grant.object].count;
        if (first + done < before + pages) {
            uint64_t inside = first + done - before;
            uint64_t count = pages - inside;
            count = count < cap->caps - done ? count : cap->caps - done;
            grants_add(spec, domain, cap, grant, done, inside, count);
            done += count;
        }
        before += pages;
    }
}

static void untyped_caps_add(struct spec *spec, const struct domain *domain,
                             const struct cap_element *cap)
{
    const char *name =
        cap->name.given
            ? arena_format(spec->arena, "untyped_%s_%s", domain->name.text, cap->name.text)
            : arena_format(spec->arena, "untyped_%s_%zu", domain->name.text,
                           (size_t)(cap - domain->caps));
    struct grant grant = {
        .object = spec_object_add(spec, SPEC_UNTYPED, (unsigned)cap->size_bits.number, name,
                                  domain),
        .rights = RIGHT_ALL,
    };
    struct spec_object *object = &spec->objects[grant.object];
    object->count = (uint32_t)cap->caps;
    object->paddr = cap->phys_addr.given ? cap->phys_addr.number : SPEC_ANYWHERE;
    grants_add(spec, domain, cap, grant, 0, 0, cap->caps);
}

/* Where a domain's faults arrive, and their badge. */
static struct grant fault_grant(const struct spec *spec, const struct domain *domain,
                                bool timeouts)
{
    const struct domain *supervisor = NULL;
    const struct supervise_element *element =
        fault_receiver(spec->system, domain, timeouts, &supervisor);
    if (element != NULL) {
        return (struct grant){spec->domain_objects[supervisor->index].endpoint,
                              BADGE_FAULT | element->id.number, RIGHT_WRITE | RIGHT_GRANT_REPLY};
    }
    if (timeouts) {
        return (struct grant){.object = SPEC_NONE};
    }
    return (struct grant){spec->monitor_endpoint, domain->index + 1,
                          RIGHT_WRITE | RIGHT_GRANT_REPLY};
}

/* The software generated interrupt, one object per number and core. */
static uint32_t sgi_object(struct spec *spec, const struct cap_element *cap)
{
    uint64_t core = value_or(&cap->cpu, 0);
    return shared_object(spec, SPEC_SGI, cap->irq.number | core << 8,
                         arena_format(spec->arena, "sgi_%llu_core_%llu",
                                      (unsigned long long)cap->irq.number,
                                      (unsigned long long)core));
}

uint32_t spec_initial_object(struct spec *spec, enum cap_kind kind)
{
    static const struct {
        enum initial_slot slot;
        const char *name;
    } initial[CAP_KINDS] = {
        [CAP_ASID_POOL] = {INITIAL_ASID_POOL, "asid_pool"},
        [CAP_ASID_CONTROL] = {INITIAL_ASID_CONTROL, "asid_control"},
        [CAP_IRQ_CONTROL] = {INITIAL_IRQ_CONTROL, "irq_control"},
        [CAP_DOMAIN] = {INITIAL_DOMAIN, "domain_set"},
        [CAP_SMC] = {INITIAL_SMC, "smc"},
    };
    return shared_object(spec, SPEC_INITIAL, initial[kind].slot, initial[kind].name);
}

/* What an element that stands for one capability is to. */
static struct grant single_grant(struct spec *spec, const struct cap_element *cap)
{
    const struct domain_objects *target =
        cap->target != NULL ? &spec->domain_objects[cap->target->index] : NULL;
    uint64_t badge = value_or(&cap->badge, 0);
    switch (cap->kind) {
    case CAP_TCB:
        return (struct grant){target->tcb, 0, RIGHT_ALL};
    case CAP_SC:
        return (struct grant){target->sched_context, 0, RIGHT_ALL};
    case CAP_VSPACE:
        return (struct grant){target->vspace, 0, RIGHT_ALL};
    case CAP_CNODE:
        return (struct grant){cap->target_cnode != NULL ? cap->target_cnode->object : target->root,
                              0, RIGHT_ALL};
    case CAP_REPLY:
        return (struct grant){target->reply, 0, RIGHT_ALL};
    case CAP_ENDPOINT:
        return (struct grant){target->endpoint, badge,
                              (uint32_t)value_or(&cap->rights, RIGHT_WRITE | RIGHT_GRANT_REPLY)};
    case CAP_NOTIFICATION:
        return (struct grant){target->notification, badge,
                              (uint32_t)value_or(&cap->rights, RIGHT_WRITE)};
    case CAP_FAULT: {
        struct grant grant = fault_grant(spec, cap->target, false);
        grant.rights = (uint32_t)value_or(&cap->rights, grant.rights);
        return grant;
    }
    case CAP_IRQ:
        return (struct grant){cap->target_irq->handler, 0, RIGHT_ALL};
    case CAP_SCHED_CONTROL:
        return (struct grant){control_object(spec, value_or(&cap->cpu, 0)), 0, RIGHT_ALL};
    case CAP_SGI:
        return (struct grant){sgi_object(spec, cap), 0, RIGHT_ALL};
    default:
        return (struct grant){spec_initial_object(spec, cap->kind), badge, RIGHT_ALL};
    }
}

/* The CNodes themselves: where they are in the CSpace, and capabilities for using them. */
static void cnode_caps_add(struct spec *spec, const struct domain *domain)
{
    const struct domain_objects *objects = &spec->domain_objects[domain->index];
    for (size_t i = 0; i < domain->cnode_count; i++) {
        const struct cnode_element *cnode = domain->cnodes[i];
        unsigned guard = cnode->has_cnodes ? 0 : CPTR_BITS - cnode->depth - cnode->bits;
        spec_cap_add(spec, cnode->container != NULL ? cnode->container->object : objects->root,
                     (uint32_t)cnode->index, cnode->object, guard_word(guard), RIGHT_ALL);
        if (cnode->setvar_cnode.given) {
            spec_cap_add(spec, objects->cnode, (uint32_t)cnode->own_slot, cnode->object, 0,
                         RIGHT_ALL);
        }
    }
}

void spec_cspace_add(struct spec *spec, const struct domain *domain)
{
    cnode_caps_add(spec, domain);
    for (size_t i = 0; i < domain->cap_count; i++) {
        const struct cap_element *cap = &domain->caps[i];
        if (cap->kind == CAP_FRAME) {
            frame_caps_add(spec, domain, cap);
        } else if (cap->kind == CAP_UNTYPED) {
            untyped_caps_add(spec, domain, cap);
        } else {
            grants_add(spec, domain, cap, single_grant(spec, cap), 0, 0, 1);
        }
    }
}

/* Supervision. */

void spec_supervision_add(struct spec *spec, const struct domain *domain)
{
    uint32_t cnode = spec->domain_objects[domain->index].cnode;
    bool controls[SUPERVISED_MAX] = {false};
    for (size_t i = 0; i < domain->supervised_count; i++) {
        const struct supervise_element *element = &domain->supervised[i];
        const struct domain_objects *target = &spec->domain_objects[element->target->index];
        uint32_t id = (uint32_t)element->id.number;
        uint64_t core = value_or(&element->target->cpu, 0);
        if (value_is_true(&element->tcb)) {
            spec_cap_add(spec, cnode, BASE_CHILD_TCB + id, target->tcb, 0, RIGHT_ALL);
        }
        if (value_is_true(&element->sc)) {
            spec_cap_add(spec, cnode, BASE_CHILD_SC + id, target->sched_context, 0, RIGHT_ALL);
        }
        if (value_is_true(&element->vspace)) {
            spec_cap_add(spec, cnode, BASE_CHILD_VSPACE + id, target->vspace, 0, RIGHT_ALL);
        }
        if (value_is_true(&element->restartable)) {
            spec_cap_add(spec, cnode, BASE_CHILD_REPLY + id, target->reply, 0, RIGHT_ALL);
        }
        if (value_is_true(&element->sched_control) && !controls[core % SUPERVISED_MAX]) {
            controls[core % SUPERVISED_MAX] = true;
            spec_cap_add(spec, cnode, BASE_CONTROL + (uint32_t)core, control_object(spec, core), 0,
                         RIGHT_ALL);
        }
    }
}

void spec_handlers_set(const struct spec *spec, const struct domain *domain,
                       struct spec_thread *thread)
{
    struct grant faults = fault_grant(spec, domain, false);
    struct grant timeouts = fault_grant(spec, domain, true);
    thread->fault_endpoint = faults.object;
    thread->fault_badge = faults.badge;
    thread->fault_rights = faults.rights;
    thread->timeout_endpoint = timeouts.object;
    thread->timeout_badge = timeouts.badge;
    thread->timeout_rights = timeouts.rights;
}
