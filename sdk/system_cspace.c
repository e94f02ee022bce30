/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading <cspace> and <supervise>: their tables, and what their names stand for.
 *
 * All capability elements are read into one struct; each kind has a table with the attributes it
 * may have, and every table begins with where the capability goes.
 */
#include "system_cspace.h"
#include "system.h"
#include <string.h>

#define REQUIRED ATTRIBUTE_REQUIRED

#define FIELD(type, field) offsetof(struct type, field)
#define CAP(field)         FIELD(cap_element, field)

const char *const cap_names[CAP_KINDS] = {
    [CAP_TCB] = "cap_tcb",
    [CAP_SC] = "cap_sc",
    [CAP_VSPACE] = "cap_vspace",
    [CAP_CNODE] = "cap_cnode",
    [CAP_REPLY] = "cap_reply",
    [CAP_ENDPOINT] = "cap_endpoint",
    [CAP_NOTIFICATION] = "cap_notification",
    [CAP_FAULT] = "cap_fault",
    [CAP_FRAME] = "cap_frame",
    [CAP_IRQ] = "cap_irq",
    [CAP_UNTYPED] = "cap_untyped",
    [CAP_SCHED_CONTROL] = "cap_sched_control",
    [CAP_ASID_POOL] = "cap_asid_pool",
    [CAP_ASID_CONTROL] = "cap_asid_control",
    [CAP_IRQ_CONTROL] = "cap_irq_control",
    [CAP_DOMAIN] = "cap_domain",
    [CAP_SMC] = "cap_smc",
    [CAP_SGI] = "cap_sgi",
};

/* Where a capability goes, and the variable that is told. */
#define PLACE_ATTRIBUTES                     \
    {"slot", VALUE_NUMBER, CAP(slot), 0},    \
    {"name", VALUE_TEXT, CAP(name), 0},      \
    {"setvar", VALUE_TEXT, CAP(setvar), 0}

static const struct attribute_rule plain_attributes[] = {PLACE_ATTRIBUTES, {0}};

static const struct attribute_rule domain_cap_attributes[] = {
    PLACE_ATTRIBUTES,
    {"pd", VALUE_TEXT, CAP(pd), REQUIRED},
    {0},
};

static const struct attribute_rule cnode_cap_attributes[] = {
    PLACE_ATTRIBUTES,
    {"pd", VALUE_TEXT, CAP(pd), REQUIRED},
    {"cnode", VALUE_TEXT, CAP(cnode), 0},
    {0},
};

static const struct attribute_rule message_attributes[] = {
    PLACE_ATTRIBUTES,
    {"pd", VALUE_TEXT, CAP(pd), REQUIRED},
    {"badge", VALUE_NUMBER, CAP(badge), 0},
    {"rights", VALUE_RIGHTS, CAP(rights), 0},
    {0},
};

static const struct attribute_rule fault_attributes[] = {
    PLACE_ATTRIBUTES,
    {"pd", VALUE_TEXT, CAP(pd), REQUIRED},
    {"rights", VALUE_RIGHTS, CAP(rights), 0},
    {0},
};

static const struct attribute_rule frame_attributes[] = {
    PLACE_ATTRIBUTES,
    {"mr", VALUE_TEXT, CAP(mr), REQUIRED},
    {"first", VALUE_NUMBER, CAP(first), 0},
    {"count", VALUE_NUMBER, CAP(count), 0},
    {"rights", VALUE_RIGHTS, CAP(rights), 0},
    {0},
};

static const struct attribute_rule irq_cap_attributes[] = {
    PLACE_ATTRIBUTES,
    {"irq", VALUE_NUMBER, CAP(irq), REQUIRED},
    {0},
};

static const struct attribute_rule untyped_attributes[] = {
    PLACE_ATTRIBUTES,
    {"size_bits", VALUE_NUMBER, CAP(size_bits), REQUIRED},
    {"count", VALUE_NUMBER, CAP(count), 0},
    {"device", VALUE_BOOL, CAP(device), 0},
    {"phys_addr", VALUE_NUMBER, CAP(phys_addr), 0},
    {0},
};

static const struct attribute_rule control_attributes[] = {
    PLACE_ATTRIBUTES,
    {"cpu", VALUE_NUMBER, CAP(cpu), 0},
    {0},
};

static const struct attribute_rule smc_attributes[] = {
    PLACE_ATTRIBUTES,
    {"badge", VALUE_NUMBER, CAP(badge), 0},
    {0},
};

static const struct attribute_rule sgi_attributes[] = {
    PLACE_ATTRIBUTES,
    {"irq", VALUE_NUMBER, CAP(irq), REQUIRED},
    {"cpu", VALUE_NUMBER, CAP(cpu), 0},
    {0},
};

static const struct attribute_rule *const kind_attributes[CAP_KINDS] = {
    [CAP_TCB] = domain_cap_attributes,
    [CAP_SC] = domain_cap_attributes,
    [CAP_VSPACE] = domain_cap_attributes,
    [CAP_CNODE] = cnode_cap_attributes,
    [CAP_REPLY] = domain_cap_attributes,
    [CAP_ENDPOINT] = message_attributes,
    [CAP_NOTIFICATION] = message_attributes,
    [CAP_FAULT] = fault_attributes,
    [CAP_FRAME] = frame_attributes,
    [CAP_IRQ] = irq_cap_attributes,
    [CAP_UNTYPED] = untyped_attributes,
    [CAP_SCHED_CONTROL] = control_attributes,
    [CAP_ASID_POOL] = plain_attributes,
    [CAP_ASID_CONTROL] = plain_attributes,
    [CAP_IRQ_CONTROL] = plain_attributes,
    [CAP_DOMAIN] = plain_attributes,
    [CAP_SMC] = smc_attributes,
    [CAP_SGI] = sgi_attributes,
};

/* What the children of <cspace> and of <cnode> are read into: the domain and the CNode. */
struct place {
    struct domain *domain;
    struct cnode_element *container;
};

static void cap_read(struct schema_reader *reader, const struct xml_element *xml, void *parent)
{
    const struct place *place = parent;
    struct domain *domain = place->domain;
    struct cap_element *cap = ARENA_APPEND(reader->arena, domain->caps, domain->cap_count);
    cap->at = xml->at;
    cap->container = place->container;
    while (strcmp(cap_names[cap->kind], xml->name) != 0) {
        cap->kind++;
    }
    schema_read(reader, xml, &(struct element_rule){kind_attributes[cap->kind], NULL}, cap);
}

static struct cnode_element *cnode_add(struct schema_reader *reader, const struct xml_element *xml,
                                       const struct place *place)
{
    struct domain *domain = place->domain;
    struct cnode_element *cnode = arena_alloc(reader->arena, sizeof *cnode);
    *ARENA_APPEND(reader->arena, domain->cnodes, domain->cnode_count) = cnode;
    cnode->at = xml->at;
    cnode->owner = domain;
    cnode->container = place->container;
    if (cnode->container != NULL) {
        cnode->container->has_cnodes = true;
    }
    return cnode;
}

static const struct attribute_rule slots_attributes[] = {
    {"count", VALUE_NUMBER, FIELD(cnode_element, count), REQUIRED},
    {"slot", VALUE_NUMBER, FIELD(cnode_element, slot), 0},
    {"name", VALUE_TEXT, FIELD(cnode_element, name), 0},
    {"setvar_first", VALUE_TEXT, FIELD(cnode_element, setvar_first), 0},
    {"setvar_count", VALUE_TEXT, FIELD(cnode_element, setvar_count), 0},
    {"setvar_cnode", VALUE_TEXT, FIELD(cnode_element, setvar_cnode), 0},
    {0},
};

static void slots_read(struct schema_reader *reader, const struct xml_element *xml, void *parent)
{
    struct cnode_element *cnode = cnode_add(reader, xml, parent);
    cnode->is_slots = true;
    schema_read(reader, xml, &(struct element_rule){slots_attributes, NULL}, cnode);
}

static const struct attribute_rule cnode_attributes[] = {
    {"name", VALUE_TEXT, FIELD(cnode_element, name), REQUIRED},
    {"size_bits", VALUE_NUMBER, FIELD(cnode_element, size_bits), REQUIRED},
    {"slot", VALUE_NUMBER, FIELD(cnode_element, slot), 0},
    {"setvar_first", VALUE_TEXT, FIELD(cnode_element, setvar_first), 0},
    {"setvar_free", VALUE_TEXT, FIELD(cnode_element, setvar_free), 0},
    {"setvar_count", VALUE_TEXT, FIELD(cnode_element, setvar_count), 0},
    {"setvar_cnode", VALUE_TEXT, FIELD(cnode_element, setvar_cnode), 0},
    {0},
};

static child_read cnode_read;

#define CAP_CHILDREN                        \
    {"cap_tcb", cap_read, 0, 0},            \
    {"cap_sc", cap_read, 0, 0},             \
    {"cap_vspace", cap_read, 0, 0},         \
    {"cap_cnode", cap_read, 0, 0},          \
    {"cap_reply", cap_read, 0, 0},          \
    {"cap_endpoint", cap_read, 0, 0},       \
    {"cap_notification", cap_read, 0, 0},   \
    {"cap_fault", cap_read, 0, 0},          \
    {"cap_frame", cap_read, 0, 0},          \
    {"cap_irq", cap_read, 0, 0},            \
    {"cap_untyped", cap_read, 0, 0},        \
    {"cap_sched_control", cap_read, 0, 0},  \
    {"cap_asid_pool", cap_read, 0, 0},      \
    {"cap_asid_control", cap_read, 0, 0},   \
    {"cap_irq_control", cap_read, 0, 0},    \
    {"cap_domain", cap_read, 0, 0},         \
    {"cap_smc", cap_read, 0, 0},            \
    {"cap_sgi", cap_read, 0, 0},            \
    {"cnode", cnode_read, 0, 0},            \
    {"slots", slots_read, 0, 0}

static const struct child_rule cspace_children[] = {CAP_CHILDREN, {0}};

/* Reads the attributes into the CNode first, then the children with the CNode as their place. */
static void cnode_read(struct schema_reader *reader, const struct xml_element *xml, void *parent)
{
    struct place inside = {((const struct place *)parent)->domain,
                           cnode_add(reader, xml, parent)};
    struct xml_element head = *xml;
    head.children = NULL;
    schema_read(reader, &head, &(struct element_rule){cnode_attributes, NULL}, inside.container);
    struct xml_element body = *xml;
    body.attributes = NULL;
    body.text.line = 0;
    static const struct attribute_rule none[] = {{0}};
    schema_read(reader, &body, &(struct element_rule){none, cspace_children}, &inside);
}

void cspace_read(struct schema_reader *reader, const struct xml_element *xml, void *parent)
{
    static const struct attribute_rule none[] = {{0}};
    struct place place = {parent, NULL};
    schema_read(reader, xml, &(struct element_rule){none, cspace_children}, &place);
}

static const struct attribute_rule supervise_attributes[] = {
    {"pd", VALUE_TEXT, FIELD(supervise_element, pd), REQUIRED},
    {"id", VALUE_NUMBER, FIELD(supervise_element, id), 0},
    {"tcb", VALUE_BOOL, FIELD(supervise_element, tcb), 0},
    {"sc", VALUE_BOOL, FIELD(supervise_element, sc), 0},
    {"vspace", VALUE_BOOL, FIELD(supervise_element, vspace), 0},
    {"sched_control", VALUE_BOOL, FIELD(supervise_element, sched_control), 0},
    {"faults", VALUE_BOOL, FIELD(supervise_element, faults), 0},
    {"timeouts", VALUE_BOOL, FIELD(supervise_element, timeouts), 0},
    {"restartable", VALUE_BOOL, FIELD(supervise_element, restartable), 0},
    {"setvar_id", VALUE_TEXT, FIELD(supervise_element, setvar_id), 0},
    {"setvar_tcb", VALUE_TEXT, FIELD(supervise_element, setvar_tcb), 0},
    {"setvar_sc", VALUE_TEXT, FIELD(supervise_element, setvar_sc), 0},
    {"setvar_vspace", VALUE_TEXT, FIELD(supervise_element, setvar_vspace), 0},
    {"setvar_sched_control", VALUE_TEXT, FIELD(supervise_element, setvar_sched_control), 0},
    {0},
};

void supervise_read(struct schema_reader *reader, const struct xml_element *xml, void *parent)
{
    struct domain *domain = parent;
    struct supervise_element *supervise =
        ARENA_APPEND(reader->arena, domain->supervised, domain->supervised_count);
    supervise->at = xml->at;
    schema_read(reader, xml, &(struct element_rule){supervise_attributes, NULL}, supervise);
}

/* Names. */

static struct domain *domain_named(const struct system *system, const struct value *name)
{
    uint64_t *index = name->given ? map_find(&system->domain_names, name->text) : NULL;
    return index != NULL ? system->domains[*index] : NULL;
}

static struct cnode_element *cnode_named(const struct domain *domain, const struct value *name)
{
    for (size_t i = 0; name->given && i < domain->cnode_count; i++) {
        struct cnode_element *cnode = domain->cnodes[i];
        if (cnode->name.given && strcmp(cnode->name.text, name->text) == 0) {
            return cnode;
        }
    }
    return NULL;
}

/* The protection domain that handles an interrupt. */
static void irq_find(const struct system *system, struct cap_element *cap)
{
    for (size_t i = 0; i < system->domain_count; i++) {
        struct domain *domain = system->domains[i];
        for (size_t k = 0; k < domain->irq_count; k++) {
            const struct value *number = irq_number(&domain->irqs[k]);
            if (number->given && number->number == cap->irq.number) {
                cap->target_irq = &domain->irqs[k];
                cap->irq_owner = domain;
            }
        }
    }
}

void cspace_resolve(struct system *system, struct domain *domain)
{
    for (size_t i = 0; i < domain->cap_count; i++) {
        struct cap_element *cap = &domain->caps[i];
        cap->target = domain_named(system, &cap->pd);
        if (cap->target != NULL) {
            cap->target_cnode = cnode_named(cap->target, &cap->cnode);
            cap->target->wants_endpoint |= cap->kind == CAP_ENDPOINT;
        }
        if (cap->mr.given) {
            cap->region = region_find(system, &cap->mr);
        }
        if (cap->kind == CAP_IRQ && cap->irq.given) {
            irq_find(system, cap);
        }
    }
}

/* The element that is about one of the domain's own children; added if there is none. */
static struct supervise_element *child_element(struct arena *arena, struct domain *domain,
                                               struct domain *child)
{
    for (size_t i = 0; i < domain->supervised_count; i++) {
        if (domain->supervised[i].target == child && !domain->supervised[i].is_child) {
            return &domain->supervised[i];
        }
    }
    struct supervise_element *element =
        ARENA_APPEND(arena, domain->supervised, domain->supervised_count);
    element->at = child->at;
    element->pd = child->name;
    element->id = child->id;
    element->target = child;
    return element;
}

void supervision_resolve(struct arena *arena, struct system *system, struct domain *domain)
{
    const struct value yes = {.given = true, .number = 1, .text = "true"};
    for (size_t i = 0; i < domain->supervised_count; i++) {
        domain->supervised[i].target = domain_named(system, &domain->supervised[i].pd);
    }
    for (size_t i = 0; i < domain->child_count; i++) {
        struct domain *child = domain->children[i];
        struct supervise_element *element = child_element(arena, domain, child);
        element->is_child = true;
        if (!element->id.given) {
            element->id = child->id;
        }
        element->tcb = yes;
        element->faults = yes;
        element->tcb.at = element->faults.at = element->at;
    }
}

const struct supervise_element *fault_receiver(const struct system *system,
                                               const struct domain *domain, bool timeouts,
                                               const struct domain **supervisor)
{
    for (size_t i = 0; i < system->domain_count; i++) {
        const struct domain *other = system->domains[i];
        for (size_t k = 0; k < other->supervised_count; k++) {
            const struct supervise_element *element = &other->supervised[k];
            const struct value *chosen = timeouts ? &element->timeouts : &element->faults;
            if (element->target == domain && value_is_true(chosen)) {
                *supervisor = other;
                return element;
            }
        }
    }
    return NULL;
}

unsigned domain_base_bits(const struct domain *domain)
{
    uint64_t end = domain->base_end;
    for (size_t i = 0; i < domain->supervised_count; i++) {
        const struct supervise_element *element = &domain->supervised[i];
        if (value_is_true(&element->sc) || value_is_true(&element->vspace) ||
            value_is_true(&element->sched_control) || value_is_true(&element->restartable)) {
            end = end < BASE_AUTO_HIGH ? BASE_AUTO_HIGH : end;
        }
    }
    unsigned bits = BASE_BITS_MIN;
    while ((UINT64_C(1) << bits) < end) {
        bits++;
    }
    return bits;
}
