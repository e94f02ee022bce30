/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a description allows, as a capability distribution of its own.
 *
 * It is made from the elements alone, independently of the passes that lay out memory and make the
 * real distribution, and has no programs and no addresses.  The two serve to check each other: a
 * connection in the real distribution that this one does not have was not declared.  Where programs
 * are missing, policies are checked on this one.
 */
#include "audit.h"
#include <string.h>

#define EXECUTE_NEVER  4u
#define SGI_CORE_SHIFT 8

/* The objects of the description while the distribution is made. */
struct declared {
    struct spec *spec;
    const struct system *system;
    uint32_t *regions;  /* frames, by region */
    uint32_t *programs; /* private frames, by domain */
    uint32_t **cnodes;  /* by domain and <cnode> */
    uint32_t **irqs;    /* by domain and <irq> */
    struct map shared;  /* what is there once, by name → object */
};

static uint32_t string_add(struct spec *spec, const char *text)
{
    uint32_t offset = (uint32_t)spec->string_bytes;
    for (const char *c = text;; c++) {
        *ARENA_APPEND(spec->arena, spec->strings, spec->string_bytes) = *c;
        if (*c == '\0') {
            return offset;
        }
    }
}

static uint32_t object_add(struct declared *declared, uint16_t type, unsigned bits,
                           const char *name, uint32_t domain)
{
    struct spec *spec = declared->spec;
    *ARENA_APPEND(spec->arena, spec->objects, spec->object_count) = (struct spec_object){
        .type = type,
        .size_bits = (uint8_t)bits,
        .count = 1,
        .paddr = SPEC_ANYWHERE,
        .name = string_add(spec, name),
        .domain = domain,
    };
    return (uint32_t)spec->object_count - 1;
}

static uint32_t domain_object(struct declared *declared, uint16_t type, unsigned bits,
                              const char *kind, const struct domain *domain)
{
    const char *name = arena_format(declared->spec->arena, "%s_%s", kind, domain->name.text);
    return object_add(declared, type, bits, name, (uint32_t)domain->index);
}

/* An object that exists once however often it is named. */
static uint32_t shared_object(struct declared *declared, uint16_t type, const char *name)
{
    const uint64_t *known = map_find(&declared->shared, name);
    if (known != NULL) {
        return (uint32_t)*known;
    }
    uint32_t object = object_add(declared, type, 0, name, SPEC_NONE);
    map_add(&declared->shared, name, object);
    return object;
}

static void cap_add(struct declared *declared, uint32_t cnode, uint64_t slot, uint32_t object,
                    uint64_t badge, uint64_t rights)
{
    struct spec *spec = declared->spec;
    if (object != SPEC_NONE) {
        *ARENA_APPEND(spec->arena, spec->caps, spec->cap_count) = (struct spec_cap){
            .cnode = cnode,
            .slot = (uint32_t)slot,
            .object = object,
            .badge = badge,
            .rights = (uint32_t)rights,
        };
    }
}

static struct domain_objects *objects_of(const struct declared *declared,
                                         const struct domain *domain)
{
    return &declared->spec->domain_objects[domain->index];
}

static void map_add_frames(struct declared *declared, const struct domain *domain, uint32_t frames,
                           uint64_t perms)
{
    struct spec *spec = declared->spec;
    *ARENA_APPEND(spec->arena, spec->maps, spec->map_count) = (struct spec_map){
        .vspace = objects_of(declared, domain)->vspace,
        .frames = frames,
        .count = 1,
        .rights = (perms & PERM_WRITE) != 0 ? RIGHT_READ | RIGHT_WRITE : RIGHT_READ,
        .attributes = (perms & PERM_EXECUTE) != 0 ? 0 : EXECUTE_NEVER,
    };
}

/* The objects every domain has. */
static void domain_objects_add(struct declared *declared, const struct domain *domain)
{
    struct domain_objects *objects = objects_of(declared, domain);
    objects->tcb = domain_object(declared, SPEC_TCB, 0, "tcb", domain);
    objects->sched_context =
        domain_object(declared, SPEC_SCHED_CONTEXT, PD_SC_BITS, "sched_context", domain);
    objects->vspace = domain_object(declared, SPEC_VSPACE, 0, "vspace", domain);
    objects->root = domain_object(declared, SPEC_CNODE, ROOT_BITS, "cspace", domain);
    objects->cnode = domain_object(declared, SPEC_CNODE, domain_base_bits(domain), "cnode", domain);
    objects->notification = domain_object(declared, SPEC_NOTIFICATION, 0, "ntfn", domain);
    objects->reply = domain_object(declared, SPEC_REPLY, 0, "reply", domain);
    objects->endpoint = domain_needs_endpoint(domain)
                            ? domain_object(declared, SPEC_ENDPOINT, 0, "ep", domain)
                            : SPEC_NONE;
    uint32_t program = domain_object(declared, SPEC_FRAMES, 0, "program", domain);
    declared->programs[domain->index] = program;
    map_add_frames(declared, domain, program, PERM_READ | PERM_WRITE | PERM_EXECUTE);
    *ARENA_APPEND(declared->spec->arena, declared->spec->domains, declared->spec->domain_count) =
        (struct spec_domain){
            .name = string_add(declared->spec, domain->name.text),
            .tcb = objects->tcb,
            .sched_context = objects->sched_context,
            .notification = objects->notification,
            .parent = SPEC_NONE,
        };
}

/* Interrupt handlers and CNodes of a domain's own. */
static void element_objects_add(struct declared *declared, const struct domain *domain)
{
    struct arena *arena = declared->spec->arena;
    uint32_t *irqs = arena_alloc(arena, (domain->irq_count + 1) * sizeof irqs[0]);
    uint32_t *cnodes = arena_alloc(arena, (domain->cnode_count + 1) * sizeof cnodes[0]);
    static const uint16_t types[] = {
        [IRQ_LINE] = SPEC_IRQ_HANDLER, [IRQ_IOAPIC] = SPEC_IRQ_IOAPIC, [IRQ_MSI] = SPEC_IRQ_MSI };
    for (size_t i = 0; i < domain->irq_count; i++) {
        const struct irq_element *irq = &domain->irqs[i];
        const char *kind =
            arena_format(arena, "irq_%llu", (unsigned long long)irq_number(irq)->number);
        irqs[i] = domain_object(declared, types[irq->kind], 0, kind, domain);
        declared->spec->objects[irqs[i]].arg = irq_number(irq)->number;
        *ARENA_APPEND(arena, declared->spec->irqs, declared->spec->irq_count) =
            (struct spec_irq){ .handler = irqs[i],
                               .notification = objects_of(declared, domain)->notification };
    }
    for (size_t i = 0; i < domain->cnode_count; i++) {
        const struct cnode_element *cnode = domain->cnodes[i];
        cnodes[i] = domain_object(declared, SPEC_CNODE, cnode->bits,
                                  cnode->name.given ? cnode->name.text : "slots", domain);
    }
    declared->irqs[domain->index] = irqs;
    declared->cnodes[domain->index] = cnodes;
}

static uint32_t cnode_object(const struct declared *declared, const struct cnode_element *cnode)
{
    const struct domain *owner = cnode->owner;
    for (size_t i = 0; i < owner->cnode_count; i++) {
        if (owner->cnodes[i] == cnode) {
            return declared->cnodes[owner->index][i];
        }
    }
    return SPEC_NONE;
}

/* The capability space itself. */
static void cspace_add(struct declared *declared, const struct domain *domain)
{
    const struct domain_objects *own = objects_of(declared, domain);
    cap_add(declared, own->root, 0, own->cnode, CPTR_BITS - ROOT_BITS - domain_base_bits(domain),
            RIGHT_ALL);
    for (size_t i = 0; i < domain->cnode_count; i++) {
        const struct cnode_element *cnode = domain->cnodes[i];
        uint32_t object = declared->cnodes[domain->index][i];
        uint32_t in =
            cnode->container != NULL ? cnode_object(declared, cnode->container) : own->root;
        uint64_t guard = cnode->has_cnodes ? 0 : CPTR_BITS - cnode->depth - cnode->bits;
        cap_add(declared, in, cnode->index, object, guard, RIGHT_ALL);
        if (cnode->setvar_cnode.given) {
            cap_add(declared, own->cnode, cnode->own_slot, object, 0, RIGHT_ALL);
        }
    }
}

/* What a domain has of its own, and its interrupts. */
static void own_caps_add(struct declared *declared, const struct domain *domain)
{
    const struct domain_objects *own = objects_of(declared, domain);
    uint32_t input = own->endpoint != SPEC_NONE ? own->endpoint : own->notification;
    cap_add(declared, own->cnode, PD_SLOT_INPUT, input, 0, RIGHT_READ);
    cap_add(declared, own->cnode, PD_SLOT_VSPACE, own->vspace, 0, RIGHT_ALL);
    cap_add(declared, own->cnode, PD_SLOT_REPLY, own->reply, 0, RIGHT_ALL);
    cap_add(declared, own->cnode, PD_SLOT_TCB, own->tcb, 0, RIGHT_ALL);
    for (size_t i = 0; i < domain->irq_count; i++) {
        cap_add(declared, own->cnode, PD_SLOT_IRQ + domain->irqs[i].id.number,
                declared->irqs[domain->index][i], 0, RIGHT_ALL);
    }
    for (size_t i = 0; i < domain->ioport_count; i++) {
        uint32_t ports = domain_object(declared, SPEC_IO_PORTS, 0, "io_ports", domain);
        cap_add(declared, own->cnode, PD_SLOT_IO_PORTS + domain->ioports[i].id.number, ports, 0,
                RIGHT_ALL);
    }
    if (value_is_true(&domain->smc)) {
        cap_add(declared, own->cnode, PD_SLOT_SMC,
                shared_object(declared, SPEC_INITIAL, cap_names[CAP_SMC]), 0, RIGHT_ALL);
    }
}

static void channels_add(struct declared *declared, const struct domain *domain)
{
    uint32_t cnode = objects_of(declared, domain)->cnode;
    for (size_t i = 0; i < domain->end_count; i++) {
        const struct channel_end *end = domain->ends[i];
        const struct domain_objects *peer = objects_of(declared, end->peer->domain);
        if (end_may_notify(end)) {
            cap_add(declared, cnode, PD_SLOT_NOTIFY + end->id.number, peer->notification, 0,
                    RIGHT_WRITE);
        }
        if (end_may_call(end)) {
            cap_add(declared, cnode, PD_SLOT_CALL + end->id.number, peer->endpoint, 0,
                    RIGHT_WRITE | RIGHT_GRANT_REPLY);
        }
    }
}

static void supervision_add(struct declared *declared, const struct domain *domain)
{
    uint32_t cnode = objects_of(declared, domain)->cnode;
    for (size_t i = 0; i < domain->supervised_count; i++) {
        const struct supervise_element *element = &domain->supervised[i];
        const struct domain_objects *target = objects_of(declared, element->target);
        const struct {
            const struct value *wanted;
            uint64_t slot;
            uint32_t object;
        } rows[] = {
            { &element->tcb, BASE_CHILD_TCB, target->tcb },
            { &element->sc, BASE_CHILD_SC, target->sched_context },
            { &element->vspace, BASE_CHILD_VSPACE, target->vspace },
            { &element->restartable, BASE_CHILD_REPLY, target->reply },
        };
        for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
            if (value_is_true(rows[row].wanted)) {
                cap_add(declared, cnode, rows[row].slot + element->id.number, rows[row].object, 0,
                        RIGHT_ALL);
            }
        }
        if (value_is_true(&element->restartable)) {
            /* The supervisor puts the program's data back, so it maps it. */
            map_add_frames(declared, domain, declared->programs[element->target->index],
                           PERM_READ | PERM_WRITE);
        }
        if (value_is_true(&element->sched_control)) {
            cap_add(declared, cnode, BASE_CONTROL,
                    shared_object(declared, SPEC_SCHED_CONTROL, "sched_control"), 0, RIGHT_ALL);
        }
    }
}

/* The endpoint a domain's faults or timeouts go to; SPEC_NONE: none of a domain. */
static uint32_t handler_of(const struct declared *declared, const struct domain *domain,
                           bool timeouts)
{
    const struct domain *supervisor = NULL;
    const struct supervise_element *element =
        fault_receiver(declared->system, domain, timeouts, &supervisor);
    return element != NULL ? objects_of(declared, supervisor)->endpoint : SPEC_NONE;
}

static uint32_t sgi_object(struct declared *declared, const struct cap_element *cap)
{
    const char *name =
        arena_format(declared->spec->arena, "sgi_%llu", (unsigned long long)cap->irq.number);
    uint32_t object = shared_object(declared, SPEC_SGI, name);
    declared->spec->objects[object].arg =
        cap->irq.number | value_or(&cap->cpu, 0) << SGI_CORE_SHIFT;
    return object;
}

/* The object an element of <cspace> is about. */
static uint32_t cap_object(struct declared *declared, const struct cap_element *cap)
{
    static const struct domain_objects none = { .tcb = SPEC_NONE };
    const struct domain_objects *target =
        cap->target != NULL ? objects_of(declared, cap->target) : &none;
    switch (cap->kind) {
    case CAP_TCB:
        return target->tcb;
    case CAP_SC:
        return target->sched_context;
    case CAP_VSPACE:
        return target->vspace;
    case CAP_CNODE:
        return cap->target_cnode != NULL ? cnode_object(declared, cap->target_cnode) : target->root;
    case CAP_REPLY:
        return target->reply;
    case CAP_ENDPOINT:
        return target->endpoint;
    case CAP_NOTIFICATION:
        return target->notification;
    case CAP_FAULT:
        return handler_of(declared, cap->target, false);
    case CAP_FRAME:
        return declared->regions[cap->region->index];
    case CAP_IRQ:
        return declared->irqs[cap->irq_owner->index][cap->target_irq - cap->irq_owner->irqs];
    case CAP_UNTYPED:
        return object_add(declared, SPEC_UNTYPED, 0, "untyped", SPEC_NONE);
    case CAP_SCHED_CONTROL:
        return shared_object(declared, SPEC_SCHED_CONTROL, "sched_control");
    case CAP_SGI:
        return sgi_object(declared, cap);
    default:
        return shared_object(declared, SPEC_INITIAL, cap_names[cap->kind]);
    }
}

/* The rights a capability has if its element says nothing. */
static uint64_t cap_default_rights(enum cap_kind kind)
{
    switch (kind) {
    case CAP_ENDPOINT:
    case CAP_FAULT:
        return RIGHT_WRITE | RIGHT_GRANT_REPLY;
    case CAP_NOTIFICATION:
        return RIGHT_WRITE;
    case CAP_FRAME:
        return RIGHT_READ | RIGHT_WRITE;
    default:
        return RIGHT_ALL;
    }
}

static void user_caps_add(struct declared *declared, const struct domain *domain)
{
    const struct domain_objects *own = objects_of(declared, domain);
    for (size_t i = 0; i < domain->cap_count; i++) {
        const struct cap_element *cap = &domain->caps[i];
        uint32_t cnode = cap->container != NULL ? cnode_object(declared, cap->container)
                         : cap->in_base         ? own->cnode
                                                : own->root;
        cap_add(declared, cnode, cap->index, cap_object(declared, cap), 0,
                value_or(&cap->rights, cap_default_rights(cap->kind)));
    }
}

static void thread_add(struct declared *declared, const struct domain *domain)
{
    struct spec *spec = declared->spec;
    const struct domain_objects *own = objects_of(declared, domain);
    *ARENA_APPEND(spec->arena, spec->threads, spec->thread_count) = (struct spec_thread){
        .tcb = own->tcb,
        .cspace = own->root,
        .vspace = own->vspace,
        .sched_context = own->sched_context,
        .notification = own->endpoint != SPEC_NONE ? own->notification : SPEC_NONE,
        .fault_endpoint = handler_of(declared, domain, false),
        .timeout_endpoint = handler_of(declared, domain, true),
    };
}

static void regions_add(struct declared *declared)
{
    const struct system *system = declared->system;
    for (size_t i = 0; i < system->region_count; i++) {
        const struct memory_region *region = system->regions[i];
        declared->regions[i] = object_add(declared, SPEC_FRAMES, 0, region->name.text, SPEC_NONE);
        declared->spec->objects[declared->regions[i]].paddr =
            region->phys_addr.given ? region->phys_addr.number : SPEC_ANYWHERE;
    }
}

static void maps_add(struct declared *declared, const struct domain *domain)
{
    for (size_t i = 0; i < domain->map_count; i++) {
        const struct map_element *map = &domain->maps[i];
        map_add_frames(declared, domain, declared->regions[map->region->index],
                       value_or(&map->perms, PERM_READ | PERM_WRITE));
    }
}

struct spec *declared_make(struct arena *arena, const struct system *system)
{
    struct spec *spec = arena_alloc(arena, sizeof *spec);
    spec->arena = arena;
    spec->system = system;
    spec->domain_objects =
        arena_alloc(arena, (system->domain_count + 1) * sizeof spec->domain_objects[0]);
    struct declared declared = { .spec = spec, .system = system, .shared = { .arena = arena } };
    declared.regions = arena_alloc(arena, (system->region_count + 1) * sizeof(uint32_t));
    declared.programs = arena_alloc(arena, (system->domain_count + 1) * sizeof(uint32_t));
    declared.cnodes = arena_alloc(arena, (system->domain_count + 1) * sizeof(uint32_t *));
    declared.irqs = arena_alloc(arena, (system->domain_count + 1) * sizeof(uint32_t *));
    regions_add(&declared);
    for (size_t i = 0; i < system->domain_count; i++) {
        domain_objects_add(&declared, system->domains[i]);
        element_objects_add(&declared, system->domains[i]);
    }
    for (size_t i = 0; i < system->domain_count; i++) {
        const struct domain *domain = system->domains[i];
        cspace_add(&declared, domain);
        own_caps_add(&declared, domain);
        channels_add(&declared, domain);
        supervision_add(&declared, domain);
        user_caps_add(&declared, domain);
        thread_add(&declared, domain);
        maps_add(&declared, domain);
    }
    return spec;
}
