/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The tables of the description language, and the functions that put what they read into the typed
 * description.  Names are resolved last, so the order of elements does not matter.  Repeated names
 * are kept (the first one wins in look-ups); a rule reports them.
 */
#include "system.h"
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

#define REQUIRED ATTRIBUTE_REQUIRED

/* Elements that are known but not implemented: their shape is checked all the same. */

static const struct attribute_rule no_attributes[] = {{0}};

static void unsupported_read(struct schema_reader *reader, const struct xml_element *xml,
                             void *parent);

static const struct attribute_rule vcpu_attributes[] = {
    {"id", VALUE_NUMBER, NOT_STORED, REQUIRED},
    {"cpu", VALUE_NUMBER, NOT_STORED, 0},
    {"setvar_id", VALUE_TEXT, NOT_STORED, 0},
    {0},
};

static const struct attribute_rule vm_map_attributes[] = {
    {"mr", VALUE_TEXT, NOT_STORED, REQUIRED},
    {"vaddr", VALUE_NUMBER, NOT_STORED, REQUIRED},
    {"perms", VALUE_PERMS, NOT_STORED, 0},
    {"cached", VALUE_BOOL, NOT_STORED, 0},
    {0},
};

static const struct attribute_rule vm_attributes[] = {
    {"name", VALUE_TEXT, NOT_STORED, REQUIRED},
    {"priority", VALUE_NUMBER, NOT_STORED, 0},
    {"budget", VALUE_NUMBER, NOT_STORED, 0},
    {"period", VALUE_NUMBER, NOT_STORED, 0},
    {0},
};

static const struct attribute_rule iomap_attributes[] = {
    {"mr", VALUE_TEXT, NOT_STORED, REQUIRED},
    {"iovaddr", VALUE_NUMBER, NOT_STORED, REQUIRED},
    {"perms", VALUE_PERMS, NOT_STORED, 0},
    {0},
};

static const struct attribute_rule io_space_attributes[] = {
    {"name", VALUE_TEXT, NOT_STORED, REQUIRED},
    {"peripheral_id", VALUE_TEXT, NOT_STORED, REQUIRED},
    {"domain_id", VALUE_NUMBER, NOT_STORED, REQUIRED},
    {0},
};

static const struct element_rule vcpu_rule = {vcpu_attributes, NULL};
static const struct element_rule vm_map_rule = {vm_map_attributes, NULL};
static const struct element_rule iomap_rule = {iomap_attributes, NULL};

static void shape_only_read(struct schema_reader *reader, const struct xml_element *xml,
                            void *parent)
{
    const struct element_rule *rule = strcmp(xml->name, "vcpu") == 0    ? &vcpu_rule
                                      : strcmp(xml->name, "iomap") == 0 ? &iomap_rule
                                                                        : &vm_map_rule;
    schema_read(reader, xml, rule, parent);
}

static const struct child_rule vm_children[] = {
    {"vcpu", shape_only_read, 1, 0},
    {"map", shape_only_read, 0, 0},
    {0},
};

static const struct child_rule io_space_children[] = {
    {"iomap", shape_only_read, 0, 0},
    {0},
};

static const struct element_rule vm_rule = {vm_attributes, vm_children};
static const struct element_rule io_space_rule = {io_space_attributes, io_space_children};

static const struct {
    const char *name;
    const struct element_rule *rule;
    const char *hint;
} unsupported_elements[] = {
    {"virtual_machine", &vm_rule,
     "virtual machines need a hypervisor kernel, which is still to come"},
    {"io_address_space", &io_space_rule, "an IOMMU needs an x86 kernel, which is still to come"},
};

static void unsupported_read(struct schema_reader *reader, const struct xml_element *xml,
                             void *parent)
{
    for (size_t i = 0; i < COUNT(unsupported_elements); i++) {
        if (strcmp(unsupported_elements[i].name, xml->name) == 0) {
            schema_unsupported(reader, xml, unsupported_elements[i].hint);
            schema_read(reader, xml, unsupported_elements[i].rule, parent);
        }
    }
}

/* The children of a protection domain. */

#define FIELD(type, field) offsetof(struct type, field)

static const struct attribute_rule program_attributes[] = {
    {"path", VALUE_TEXT, FIELD(domain, program_path), REQUIRED},
    {"path_for_symbols", VALUE_TEXT, FIELD(domain, symbols_path), 0},
    {0},
};

static void program_read(struct schema_reader *reader, const struct xml_element *xml, void *parent)
{
    struct domain *domain = parent;
    domain->program_at = xml->at;
    schema_read(reader, xml, &(struct element_rule){program_attributes, NULL}, domain);
}

static const struct attribute_rule map_attributes[] = {
    {"mr", VALUE_TEXT, FIELD(map_element, mr), REQUIRED},
    {"vaddr", VALUE_NUMBER, FIELD(map_element, vaddr), REQUIRED},
    {"perms", VALUE_PERMS, FIELD(map_element, perms), 0},
    {"cached", VALUE_BOOL, FIELD(map_element, cached), 0},
    {"setvar_vaddr", VALUE_TEXT, FIELD(map_element, setvar_vaddr), 0},
    {"setvar_size", VALUE_TEXT, FIELD(map_element, setvar_size), 0},
    {"setvar_prefill_size", VALUE_TEXT, FIELD(map_element, setvar_prefill_size), 0},
    {0},
};

static void map_read(struct schema_reader *reader, const struct xml_element *xml, void *parent)
{
    struct domain *domain = parent;
    struct map_element *map = ARENA_APPEND(reader->arena, domain->maps, domain->map_count);
    map->at = xml->at;
    schema_read(reader, xml, &(struct element_rule){map_attributes, NULL}, map);
}

static const struct attribute_rule irq_attributes[] = {
    {"irq", VALUE_NUMBER, FIELD(irq_element, irq), 0},
    {"id", VALUE_NUMBER, FIELD(irq_element, id), REQUIRED},
    {"trigger", VALUE_TRIGGER, FIELD(irq_element, trigger), 0},
    {"setvar_id", VALUE_TEXT, FIELD(irq_element, setvar_id), 0},
    {"pin", VALUE_NUMBER, FIELD(irq_element, pin), 0},
    {"vector", VALUE_NUMBER, FIELD(irq_element, vector), 0},
    {"ioapic", VALUE_NUMBER, FIELD(irq_element, ioapic), 0},
    {"polarity", VALUE_POLARITY, FIELD(irq_element, polarity), 0},
    {"pcidev", VALUE_PCI, FIELD(irq_element, pcidev), 0},
    {"handle", VALUE_NUMBER, FIELD(irq_element, handle), 0},
    {0},
};

static void irq_read(struct schema_reader *reader, const struct xml_element *xml, void *parent)
{
    struct domain *domain = parent;
    struct irq_element *irq = ARENA_APPEND(reader->arena, domain->irqs, domain->irq_count);
    irq->at = xml->at;
    schema_read(reader, xml, &(struct element_rule){irq_attributes, NULL}, irq);
    if (irq->pcidev.given || irq->handle.given) {
        irq->kind = IRQ_MSI;
    } else if (irq->pin.given || irq->ioapic.given || irq->polarity.given || irq->vector.given) {
        irq->kind = IRQ_IOAPIC;
    }
}

static const struct attribute_rule ioport_attributes[] = {
    {"id", VALUE_NUMBER, FIELD(ioport_element, id), REQUIRED},
    {"addr", VALUE_NUMBER, FIELD(ioport_element, addr), REQUIRED},
    {"size", VALUE_NUMBER, FIELD(ioport_element, size), REQUIRED},
    {"setvar_id", VALUE_TEXT, FIELD(ioport_element, setvar_id), 0},
    {"setvar_addr", VALUE_TEXT, FIELD(ioport_element, setvar_addr), 0},
    {0},
};

static void ioport_read(struct schema_reader *reader, const struct xml_element *xml, void *parent)
{
    struct domain *domain = parent;
    struct ioport_element *ports =
        ARENA_APPEND(reader->arena, domain->ioports, domain->ioport_count);
    ports->at = xml->at;
    schema_read(reader, xml, &(struct element_rule){ioport_attributes, NULL}, ports);
}

static const struct attribute_rule setvar_attributes[] = {
    {"symbol", VALUE_TEXT, FIELD(setvar_element, symbol), REQUIRED},
    {"region_paddr", VALUE_TEXT, FIELD(setvar_element, region_paddr), REQUIRED},
    {0},
};

static void setvar_read(struct schema_reader *reader, const struct xml_element *xml, void *parent)
{
    struct domain *domain = parent;
    struct setvar_element *setvar =
        ARENA_APPEND(reader->arena, domain->setvars, domain->setvar_count);
    setvar->at = xml->at;
    schema_read(reader, xml, &(struct element_rule){setvar_attributes, NULL}, setvar);
}

static void child_domain_read(struct schema_reader *reader, const struct xml_element *xml,
                              void *parent);

static const struct attribute_rule domain_attributes[] = {
    {"name", VALUE_TEXT, FIELD(domain, name), REQUIRED},
    {"priority", VALUE_NUMBER, FIELD(domain, priority), 0},
    {"budget", VALUE_NUMBER, FIELD(domain, budget), 0},
    {"period", VALUE_NUMBER, FIELD(domain, period), 0},
    {"passive", VALUE_BOOL, FIELD(domain, passive), 0},
    {"stack_size", VALUE_NUMBER, FIELD(domain, stack_size), 0},
    {"cpu", VALUE_NUMBER, FIELD(domain, cpu), 0},
    {"smc", VALUE_BOOL, FIELD(domain, smc), 0},
    {"fpu", VALUE_BOOL, FIELD(domain, fpu), 0},
    {"domain", VALUE_TEXT, FIELD(domain, sched_domain), 0},
    {"id", VALUE_NUMBER, FIELD(domain, id), 0},
    {"setvar_id", VALUE_TEXT, FIELD(domain, setvar_id), 0},
    {0},
};

static const struct child_rule domain_children[] = {
    {"program_image", program_read, 1, 1},
    {"map", map_read, 0, 0},
    {"irq", irq_read, 0, 0},
    {"setvar", setvar_read, 0, 0},
    {"protection_domain", child_domain_read, 0, 0},
    {"cspace", cspace_read, 0, 1},
    {"supervise", supervise_read, 0, 0},
    {"virtual_machine", unsupported_read, 0, 1},
    {"ioport", ioport_read, 0, 0},
    {0},
};

/* Adds a protection domain, and through its children all that are nested in it. */
static struct domain *domain_read(struct schema_reader *reader, const struct xml_element *xml,
                                  struct domain *parent)
{
    struct system *system = reader->context;
    struct domain *domain = arena_alloc(reader->arena, sizeof *domain);
    domain->at = xml->at;
    domain->parent = parent;
    domain->index = system->domain_count;
    *ARENA_APPEND(reader->arena, system->domains, system->domain_count) = domain;
    schema_read(reader, xml, &(struct element_rule){domain_attributes, domain_children}, domain);
    return domain;
}

static void child_domain_read(struct schema_reader *reader, const struct xml_element *xml,
                              void *parent)
{
    struct domain *domain = parent;
    struct domain *child = domain_read(reader, xml, domain);
    *ARENA_APPEND(reader->arena, domain->children, domain->child_count) = child;
}

/* The other children of the system. */

static void top_domain_read(struct schema_reader *reader, const struct xml_element *xml,
                            void *parent)
{
    (void)parent;
    domain_read(reader, xml, NULL);
}

static const struct attribute_rule region_attributes[] = {
    {"name", VALUE_TEXT, FIELD(memory_region, name), REQUIRED},
    {"size", VALUE_NUMBER, FIELD(memory_region, size), 0},
    {"page_size", VALUE_NUMBER, FIELD(memory_region, page_size), 0},
    {"phys_addr", VALUE_NUMBER, FIELD(memory_region, phys_addr), 0},
    {"prefill_path", VALUE_TEXT, FIELD(memory_region, prefill_path), 0},
    {"prefill_bootinfo", VALUE_TEXT, FIELD(memory_region, prefill_bootinfo), 0},
    {0},
};

static const struct bootinfo_chunk bootinfo_chunks[] = {
    {"x86_vbe", 1, true},         {"x86_mbmmap", 2, true},   {"x86_acpi_rsdp", 3, true},
    {"x86_framebuffer", 4, true}, {"x86_tsc_freq", 5, true}, {"fdt", 6, false},
};

/* The chunk of boot information of that name, or NULL. */
static const struct bootinfo_chunk *bootinfo_find(const char *name)
{
    for (size_t i = 0; i < COUNT(bootinfo_chunks); i++) {
        if (strcmp(bootinfo_chunks[i].name, name) == 0) {
            return &bootinfo_chunks[i];
        }
    }
    return NULL;
}

static void region_read(struct schema_reader *reader, const struct xml_element *xml, void *parent)
{
    struct system *system = parent;
    struct memory_region *region = arena_alloc(reader->arena, sizeof *region);
    region->at = xml->at;
    region->index = system->region_count;
    *ARENA_APPEND(reader->arena, system->regions, system->region_count) = region;
    schema_read(reader, xml, &(struct element_rule){region_attributes, NULL}, region);
    if (region->prefill_bootinfo.given) {
        region->bootinfo = bootinfo_find(region->prefill_bootinfo.text);
    }
}

static const struct attribute_rule end_attributes[] = {
    {"pd", VALUE_TEXT, FIELD(channel_end, pd), REQUIRED},
    {"id", VALUE_NUMBER, FIELD(channel_end, id), REQUIRED},
    {"pp", VALUE_BOOL, FIELD(channel_end, pp), 0},
    {"notify", VALUE_BOOL, FIELD(channel_end, notify), 0},
    {"setvar_id", VALUE_TEXT, FIELD(channel_end, setvar_id), 0},
    {0},
};

static void end_read(struct schema_reader *reader, const struct xml_element *xml, void *parent)
{
    struct channel *channel = parent;
    struct channel_end *end = &channel->ends[channel->end_count++];
    end->at = xml->at;
    schema_read(reader, xml, &(struct element_rule){end_attributes, NULL}, end);
}

static const struct child_rule channel_children[] = {
    {"end", end_read, 2, 2},
    {0},
};

static void channel_read(struct schema_reader *reader, const struct xml_element *xml, void *parent)
{
    struct system *system = parent;
    struct channel *channel = arena_alloc(reader->arena, sizeof *channel);
    channel->at = xml->at;
    *ARENA_APPEND(reader->arena, system->channels, system->channel_count) = channel;
    schema_read(reader, xml, &(struct element_rule){no_attributes, channel_children}, channel);
}

static const struct attribute_rule sched_domain_attributes[] = {
    {"name", VALUE_TEXT, FIELD(sched_domain, name), REQUIRED},
    {"id", VALUE_NUMBER, FIELD(sched_domain, id), 0},
    {0},
};

static void sched_domain_read(struct schema_reader *reader, const struct xml_element *xml,
                              void *parent)
{
    struct sched_domains *schedule = parent;
    struct sched_domain *domain =
        ARENA_APPEND(reader->arena, schedule->domains, schedule->domain_count);
    domain->at = xml->at;
    schema_read(reader, xml, &(struct element_rule){sched_domain_attributes, NULL}, domain);
}

static const struct attribute_rule entry_attributes[] = {
    {"domain", VALUE_TEXT, FIELD(schedule_entry, domain), REQUIRED},
    {"duration", VALUE_DURATION, FIELD(schedule_entry, duration), REQUIRED},
    {0},
};

static void entry_read(struct schema_reader *reader, const struct xml_element *xml, void *parent)
{
    struct sched_domains *schedule = parent;
    struct schedule_entry *entry =
        ARENA_APPEND(reader->arena, schedule->entries, schedule->entry_count);
    entry->at = xml->at;
    entry->is_end = strcmp(xml->name, "schedule_end_marker") == 0;
    schema_read(reader, xml,
                &(struct element_rule){entry->is_end ? no_attributes : entry_attributes, NULL},
                entry);
}

static const struct attribute_rule schedule_attributes[] = {
    {"start_index", VALUE_NUMBER, FIELD(sched_domains, start_index), 0},
    {"index_shift", VALUE_NUMBER, FIELD(sched_domains, index_shift), 0},
    {0},
};

static const struct child_rule schedule_children[] = {
    {"schedule_entry", entry_read, 1, 0},
    {"schedule_end_marker", entry_read, 0, 0},
    {0},
};

static void schedule_read(struct schema_reader *reader, const struct xml_element *xml,
                          void *parent)
{
    struct sched_domains *schedule = parent;
    schedule->schedule_at = xml->at;
    schema_read(reader, xml, &(struct element_rule){schedule_attributes, schedule_children},
                parent);
}

static const struct child_rule sched_domains_children[] = {
    {"domain", sched_domain_read, 1, 0},
    {"domain_schedule", schedule_read, 1, 1},
    {0},
};

static void sched_domains_read(struct schema_reader *reader, const struct xml_element *xml,
                               void *parent)
{
    struct system *system = parent;
    system->schedule.at = xml->at;
    system->schedule.given = true;
    schema_read(reader, xml, &(struct element_rule){no_attributes, sched_domains_children},
                &system->schedule);
}

static const struct child_rule system_children[] = {
    {"protection_domain", top_domain_read, 0, 0},
    {"memory_region", region_read, 0, 0},
    {"channel", channel_read, 0, 0},
    {"policy", policy_read, 0, 0},
    {"domains", sched_domains_read, 0, 1},
    {"io_address_space", unsupported_read, 0, 0},
    {0},
};

/* Looking up names. */

static struct domain *domain_find(const struct system *system, const struct value *name)
{
    uint64_t *index = name->given ? map_find(&system->domain_names, name->text) : NULL;
    return index != NULL ? system->domains[*index] : NULL;
}

struct memory_region *region_find(const struct system *system, const struct value *name)
{
    uint64_t *index = name->given ? map_find(&system->region_names, name->text) : NULL;
    if (index == NULL) {
        return NULL;
    }
    system->regions[*index]->map_count++;
    return system->regions[*index];
}

static void names_collect(struct system *system)
{
    for (size_t i = 0; i < system->domain_count; i++) {
        if (system->domains[i]->name.given) {
            map_add(&system->domain_names, system->domains[i]->name.text, i);
        }
    }
    for (size_t i = 0; i < system->region_count; i++) {
        if (system->regions[i]->name.given) {
            map_add(&system->region_names, system->regions[i]->name.text, i);
        }
    }
    for (size_t i = 0; i < system->schedule.domain_count; i++) {
        if (system->schedule.domains[i].name.given) {
            map_add(&system->sched_names, system->schedule.domains[i].name.text, i);
        }
    }
}

static void domain_resolve(const struct system *system, struct domain *domain)
{
    for (size_t i = 0; i < domain->map_count; i++) {
        domain->maps[i].region = region_find(system, &domain->maps[i].mr);
    }
    for (size_t i = 0; i < domain->setvar_count; i++) {
        struct setvar_element *setvar = &domain->setvars[i];
        setvar->region = region_find(system, &setvar->region_paddr);
        if (setvar->region != NULL) {
            setvar->region->wants_paddr = true;
        }
    }
}

static void channel_resolve(struct schema_reader *reader, struct channel *channel)
{
    struct system *system = reader->context;
    for (unsigned i = 0; i < channel->end_count; i++) {
        struct channel_end *end = &channel->ends[i];
        end->peer = channel->end_count == 2 ? &channel->ends[1 - i] : NULL;
        end->domain = domain_find(system, &end->pd);
        if (end->domain != NULL) {
            *ARENA_APPEND(reader->arena, end->domain->ends, end->domain->end_count) = end;
        }
    }
}

static void schedule_resolve(struct system *system)
{
    struct sched_domains *schedule = &system->schedule;
    for (size_t i = 0; i < schedule->entry_count; i++) {
        struct schedule_entry *entry = &schedule->entries[i];
        uint64_t *index =
            entry->domain.given ? map_find(&system->sched_names, entry->domain.text) : NULL;
        entry->target = index != NULL ? &schedule->domains[*index] : NULL;
    }
}

struct system *system_read(struct arena *arena, struct diag *diag, const struct xml_element *root)
{
    if (strcmp(root->name, "system") != 0) {
        diag_error(diag, root->at, "root-element", "a description is one <system> element",
                   "the root element is <%s>, not <system>", root->name);
        return NULL;
    }
    struct system *system = arena_alloc(arena, sizeof *system);
    system->arena = arena;
    system->at = root->at;
    system->domain_names.arena = system->region_names.arena = system->sched_names.arena = arena;
    struct schema_reader reader = {arena, diag, system};
    schema_read(&reader, root, &(struct element_rule){no_attributes, system_children}, system);
    names_collect(system);
    for (size_t i = 0; i < system->domain_count; i++) {
        domain_resolve(system, system->domains[i]);
        cspace_resolve(system, system->domains[i]);
        supervision_resolve(arena, system, system->domains[i]);
    }
    for (size_t i = 0; i < system->channel_count; i++) {
        channel_resolve(&reader, system->channels[i]);
    }
    schedule_resolve(system);
    return system;
}

bool domain_needs_endpoint(const struct domain *domain)
{
    for (size_t i = 0; i < domain->end_count; i++) {
        if (domain->ends[i]->peer != NULL && end_may_call(domain->ends[i]->peer)) {
            return true;
        }
    }
    for (size_t i = 0; i < domain->supervised_count; i++) {
        const struct supervise_element *element = &domain->supervised[i];
        if (value_is_true(&element->faults) || value_is_true(&element->timeouts)) {
            return true;
        }
    }
    return domain->wants_endpoint;
}
