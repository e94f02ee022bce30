/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Kernel objects and capabilities of a system.
 *
 * A domain's CSpace has two levels: a root CNode of 64 slots, whose slot 0 leads to the base CNode
 * at addresses from 0 on (libmicrokit's capabilities, and more), the others being the user's; see
 * system_cspace.h.
 *
 * Rights are the least that work.  A domain receives with read only, signals with write, calls with
 * write and grant-reply.  No domain holds a capability to its own fault handler: the kernel's copy
 * in the TCB is enough.
 */
#include "spec_parts.h"
#include "elf.h"
#include <stdlib.h>
#include <string.h>

#define TIMER_SCALE 1000 /* microseconds per millisecond: ticks = us * kHz / 1000 */

uint32_t spec_string_add(struct spec *spec, const char *text)
{
    const uint64_t *known = map_add(&spec->string_offsets, text, spec->string_bytes);
    if (known != NULL) {
        return (uint32_t)*known;
    }
    uint32_t offset = (uint32_t)spec->string_bytes;
    for (const char *c = text;; c++) {
        *ARENA_APPEND(spec->arena, spec->strings, spec->string_bytes) = *c;
        if (*c == '\0') {
            return offset;
        }
    }
}

uint32_t spec_object_add(struct spec *spec, enum spec_object_type type, unsigned size_bits,
                         const char *name, const struct domain *domain)
{
    *ARENA_APPEND(spec->arena, spec->objects, spec->object_count) = (struct spec_object){
        .type = (uint16_t)type,
        .size_bits = (uint8_t)size_bits,
        .count = 1,
        .paddr = SPEC_ANYWHERE,
        .name = spec_string_add(spec, name),
        .domain = domain != NULL ? (uint32_t)domain->index : SPEC_NONE,
    };
    return (uint32_t)spec->object_count - 1;
}

/* Adds an object named after what it is and whose. */
static uint32_t domain_object_add(struct spec *spec, enum spec_object_type type,
                                  unsigned size_bits, const char *kind,
                                  const struct domain *domain)
{
    const char *name = arena_format(spec->arena, "%s_%s", kind, domain->name.text);
    return spec_object_add(spec, type, size_bits, name, domain);
}

void spec_cap_add(struct spec *spec, uint32_t cnode, uint32_t slot, uint32_t object, uint64_t badge,
                  uint32_t rights)
{
    *ARENA_APPEND(spec->arena, spec->caps, spec->cap_count) = (struct spec_cap){
        .cnode = cnode,
        .slot = slot,
        .object = object,
        .badge = badge,
        .rights = rights,
    };
}

static void domain_objects_add(struct spec *spec, const struct domain *domain)
{
    struct domain_objects *objects = &spec->domain_objects[domain->index];
    objects->tcb = domain_object_add(spec, SPEC_TCB, 0, "tcb", domain);
    objects->sched_context =
        domain_object_add(spec, SPEC_SCHED_CONTEXT, PD_SC_BITS, "sched_context", domain);
    objects->vspace = domain_object_add(spec, SPEC_VSPACE, 0, "vspace", domain);
    objects->root = domain_object_add(spec, SPEC_CNODE, PD_ROOT_BITS, "cspace", domain);
    objects->cnode = domain_object_add(spec, SPEC_CNODE, domain_base_bits(domain), "cnode", domain);
    objects->notification = domain_object_add(spec, SPEC_NOTIFICATION, 0, "ntfn", domain);
    objects->reply = domain_object_add(spec, SPEC_REPLY, 0, "reply", domain);
    objects->endpoint = domain_needs_endpoint(domain)
                            ? domain_object_add(spec, SPEC_ENDPOINT, 0, "ep", domain)
                            : SPEC_NONE;
}

/* Capabilities. */

/* What every domain gets, and what its attributes and configuration add. */
static void base_caps_add(struct spec *spec, const struct domain *domain)
{
    const struct domain_objects *objects = &spec->domain_objects[domain->index];
    unsigned guard = CPTR_BITS - PD_ROOT_BITS - domain_base_bits(domain);
    spec_cap_add(spec, objects->root, 0, objects->cnode, guard_word(guard), RIGHT_ALL);
    uint32_t input =
        objects->endpoint != SPEC_NONE ? objects->endpoint : objects->notification;
    spec_cap_add(spec, objects->cnode, PD_SLOT_INPUT, input, 0, RIGHT_READ);
    spec_cap_add(spec, objects->cnode, PD_SLOT_VSPACE, objects->vspace, 0, RIGHT_ALL);
    spec_cap_add(spec, objects->cnode, PD_SLOT_REPLY, objects->reply, 0, RIGHT_ALL);
    if (value_or(&domain->passive, 0) != 0) {
        spec_cap_add(spec, objects->cnode, PD_SLOT_MONITOR, spec->monitor_endpoint,
                     SPEC_BADGE_PASSIVE | (domain->index + 1), RIGHT_WRITE);
    }
    if (value_is_true(&domain->smc)) {
        spec_cap_add(spec, objects->cnode, PD_SLOT_SMC, spec_initial_object(spec, CAP_SMC), 0,
                     RIGHT_ALL);
    }
    if (strstr(spec->layout->board->config, "benchmark") != NULL) {
        spec_cap_add(spec, objects->cnode, PD_SLOT_TCB, objects->tcb, 0, RIGHT_ALL);
    }
}

static void channel_caps_add(struct spec *spec, const struct domain *domain)
{
    uint32_t cnode = spec->domain_objects[domain->index].cnode;
    for (size_t i = 0; i < domain->end_count; i++) {
        const struct channel_end *end = domain->ends[i];
        const struct channel_end *peer = end->peer;
        const struct domain_objects *objects = &spec->domain_objects[peer->domain->index];
        uint32_t id = (uint32_t)end->id.number;
        if (end_may_notify(end)) {
            spec_cap_add(spec, cnode, PD_SLOT_NOTIFY + id, objects->notification,
                    UINT64_C(1) << peer->id.number, RIGHT_WRITE);
        }
        if (end_may_call(end)) {
            spec_cap_add(spec, cnode, PD_SLOT_CALL + id, objects->endpoint,
                    BADGE_CALL | peer->id.number, RIGHT_WRITE | RIGHT_GRANT_REPLY);
        }
    }
}

/* The object of an interrupt: type, argument and flags. */
static struct spec_object irq_object(const struct irq_element *irq)
{
    struct spec_object object = {.type = SPEC_IRQ_HANDLER, .arg = irq->irq.number};
    if (irq->kind == IRQ_IOAPIC) {
        object.type = SPEC_IRQ_IOAPIC;
        object.arg =
            spec_ioapic_arg(value_or(&irq->ioapic, 0), irq->pin.number, irq->vector.number);
        object.flags = value_or(&irq->polarity, 0) != 0 ? SPEC_IRQ_LOW : 0;
    } else if (irq->kind == IRQ_MSI) {
        object.type = SPEC_IRQ_MSI;
        object.arg = spec_msi_arg(irq->pcidev.number, irq->handle.number, irq->vector.number);
        object.flags = SPEC_IRQ_EDGE;
    }
    object.flags |= value_or(&irq->trigger, 0) != 0 ? SPEC_IRQ_EDGE : 0;
    return object;
}

static void irqs_add(struct spec *spec, const struct domain *domain)
{
    const struct domain_objects *objects = &spec->domain_objects[domain->index];
    for (size_t i = 0; i < domain->irq_count; i++) {
        const struct irq_element *irq = &domain->irqs[i];
        const struct spec_object like = irq_object(irq);
        const char *name =
            arena_format(spec->arena, "irq_%llu_%s", (unsigned long long)irq_number(irq)->number,
                         domain->name.text);
        uint32_t handler =
            spec_object_add(spec, (enum spec_object_type)like.type, 0, name, domain);
        domain->irqs[i].handler = handler;
        spec->objects[handler].arg = like.arg;
        spec->objects[handler].flags = like.flags;
        spec_cap_add(spec, objects->cnode, PD_SLOT_IRQ + (uint32_t)irq->id.number, handler, 0,
                RIGHT_ALL);
        *ARENA_APPEND(spec->arena, spec->irqs, spec->irq_count) = (struct spec_irq){
            handler, objects->notification, UINT64_C(1) << irq->id.number};
    }
}

static void io_ports_add(struct spec *spec, const struct domain *domain)
{
    uint32_t cnode = spec->domain_objects[domain->index].cnode;
    for (size_t i = 0; i < domain->ioport_count; i++) {
        const struct ioport_element *ports = &domain->ioports[i];
        uint64_t first = ports->addr.number;
        const char *name = arena_format(spec->arena, "io_ports_0x%llx_%s",
                                        (unsigned long long)first, domain->name.text);
        uint32_t object = spec_object_add(spec, SPEC_IO_PORTS, 0, name, domain);
        spec->objects[object].arg = spec_io_ports_arg(first, first + ports->size.number - 1);
        spec_cap_add(spec, cnode, PD_SLOT_IO_PORTS + (uint32_t)ports->id.number, object, 0,
                     RIGHT_ALL);
    }
}

static int cap_compare(const void *left, const void *right)
{
    const struct spec_cap *a = left;
    const struct spec_cap *b = right;
    if (a->cnode != b->cnode) {
        return a->cnode < b->cnode ? -1 : 1;
    }
    return a->slot < b->slot ? -1 : a->slot > b->slot;
}

/* Memory. */

static void frames_add(struct spec *spec)
{
    const struct layout *layout = spec->layout;
    spec->first_frames = (uint32_t)spec->object_count;
    for (size_t i = 0; i < layout->frames_count; i++) {
        const struct frames *frames = &layout->frames[i];
        uint32_t index =
            spec_object_add(spec, SPEC_FRAMES, frames->page_bits, frames->name, frames->domain);
        struct spec_object *object = &spec->objects[index];
        object->count = (uint32_t)frames->count;
        object->paddr = frames->paddr;
        if (frames->is_loaded) {
            object->flags = SPEC_FRAMES_LOADED;
            object->arg = frames->first_page; /* the pages of the specification are added later */
        }
    }
}

static void mappings_add(struct spec *spec)
{
    const struct layout *layout = spec->layout;
    for (size_t i = 0; i < layout->mapping_count; i++) {
        const struct mapping *mapping = &layout->mappings[i];
        uint32_t rights = (mapping->perms & PERM_WRITE) != 0 ? RIGHT_READ | RIGHT_WRITE
                                                             : RIGHT_READ;
        uint32_t attributes = mapping->is_cached ? SPEC_MAP_CACHED : 0;
        if ((mapping->perms & PERM_EXECUTE) == 0) {
            attributes |= SPEC_MAP_EXECUTE_NEVER;
        }
        *ARENA_APPEND(spec->arena, spec->maps, spec->map_count) = (struct spec_map){
            .vspace = spec->domain_objects[mapping->domain->index].vspace,
            .frames = spec->first_frames + (uint32_t)mapping->frames,
            .first = (uint32_t)mapping->first,
            .count = (uint32_t)mapping->count,
            .vaddr = mapping->vaddr,
            .rights = rights,
            .attributes = attributes,
        };
    }
}

static void paging_add(struct spec *spec)
{
    const struct layout *layout = spec->layout;
    for (size_t i = 0; i < layout->paging_count; i++) {
        const struct paging *paging = &layout->paging[i];
        const char *kind = arena_format(spec->arena, "pt_level_%u", paging->level);
        uint32_t table = domain_object_add(spec, SPEC_PAGE_TABLE, 0, kind, paging->domain);
        *ARENA_APPEND(spec->arena, spec->tables, spec->table_count) = (struct spec_paging){
            spec->domain_objects[paging->domain->index].vspace, table, paging->vaddr};
    }
}

static void fills_add(struct spec *spec)
{
    const struct layout *layout = spec->layout;
    for (size_t i = 0; i < layout->fill_count; i++) {
        const struct fill *fill = &layout->fills[i];
        *ARENA_APPEND(spec->arena, spec->fills, spec->fill_count) = (struct spec_fill){
            .frames = spec->first_frames + (uint32_t)fill->frames,
            .loaded_page = fill->bootinfo != NULL ? SPEC_FILL_BOOTINFO + fill->bootinfo->id
                                                  : (uint32_t)fill->first_page,
            .bytes = fill->bytes,
        };
    }
}

/* Threads. */

/* The kernel's number of the scheduling domain a protection domain runs in. */
static uint8_t sched_domain_of(const struct spec *spec, const struct domain *domain)
{
    if (!domain->sched_domain.given) {
        return 0;
    }
    uint64_t index = *map_find(&spec->system->sched_names, domain->sched_domain.text);
    return (uint8_t)spec->system->schedule.domains[index].number;
}

static void sched_add(struct spec *spec, const struct domain *domain)
{
    *ARENA_APPEND(spec->arena, spec->scheds, spec->sched_count) = (struct spec_sched){
        .sched_context = spec->domain_objects[domain->index].sched_context,
        .core = (uint32_t)value_or(&domain->cpu, 0),
        .budget_us = domain_budget_us(domain),
        .period_us = domain_period_us(domain),
        .badge = PD_SC_BADGE + domain->index,
    };
}

static void thread_add(struct spec *spec, const struct domain *domain)
{
    const struct domain_objects *objects = &spec->domain_objects[domain->index];
    const struct layout *layout = spec->layout;
    uint8_t priority = (uint8_t)value_or(&domain->priority, 0);
    *ARENA_APPEND(spec->arena, spec->threads, spec->thread_count) = (struct spec_thread){
        .tcb = objects->tcb,
        .cspace = objects->root,
        .vspace = objects->vspace,
        .ipc_frames = spec->first_frames + (uint32_t)layout->ipc_frames[domain->index],
        .ipc_vaddr = ipc_buffer_address(layout->board),
        .sched_context = objects->sched_context,
        .notification = objects->endpoint != SPEC_NONE ? objects->notification : SPEC_NONE,
        .ip = domain->program->entry,
        .sp = stack_top(layout->board),
        .priority = priority,
        .mcp = priority,
        .sched_domain = sched_domain_of(spec, domain),
        .flags = value_or(&domain->fpu, 1) != 0 ? 0 : SPEC_THREAD_FPU_DISABLED,
        .name = spec_string_add(spec, domain->name.text),
    };
    spec_handlers_set(spec, domain, &spec->threads[spec->thread_count - 1]);
}

static int symbol_compare(const void *left, const void *right)
{
    const struct elf_symbol *a = *(const struct elf_symbol *const *)left;
    const struct elf_symbol *b = *(const struct elf_symbol *const *)right;
    if (a->address != b->address) {
        return a->address < b->address ? -1 : 1;
    }
    return a->is_local != b->is_local ? a->is_local - b->is_local : strcmp(a->name, b->name);
}

/* Adds the functions of a domain's program, one per address, a global name before a local one. */
static void symbols_add(struct spec *spec, const struct domain *domain)
{
    const struct elf *elf = domain->symbols;
    const struct elf_symbol **sorted = NULL;
    size_t count = 0;
    for (size_t i = 0; i < elf->symbol_count; i++) {
        if (elf->symbols[i].is_function) {
            *ARENA_APPEND(spec->arena, sorted, count) = &elf->symbols[i];
        }
    }
    if (count == 0) {
        return;
    }
    qsort(sorted, count, sizeof sorted[0], symbol_compare);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || sorted[i]->address != sorted[i - 1]->address) {
            uint64_t bytes = sorted[i]->bytes;
            *ARENA_APPEND(spec->arena, spec->symbols, spec->symbol_count) = (struct spec_symbol){
                sorted[i]->address, bytes > UINT32_MAX ? 0 : (uint32_t)bytes,
                spec_string_add(spec, sorted[i]->name)};
        }
    }
}

static void domain_entry_add(struct spec *spec, const struct domain *domain)
{
    const struct domain_objects *objects = &spec->domain_objects[domain->index];
    uint32_t first = (uint32_t)spec->symbol_count;
    uint64_t top = stack_top(spec->layout->board);
    symbols_add(spec, domain);
    *ARENA_APPEND(spec->arena, spec->domains, spec->domain_count) = (struct spec_domain){
        .name = spec_string_add(spec, domain->name.text),
        .tcb = objects->tcb,
        .sched_context = objects->sched_context,
        .notification = objects->notification,
        .first_symbol = first,
        .symbol_count = (uint32_t)spec->symbol_count - first,
        .stack_bottom = top - domain_stack_bytes(domain),
        .stack_top = top,
        .parent = domain->parent != NULL ? (uint32_t)domain->parent->index : SPEC_NONE,
        .passive = value_or(&domain->passive, 0) != 0,
    };
}

static void schedule_add(struct spec *spec)
{
    const struct sched_domains *schedule = &spec->system->schedule;
    spec->schedule_start = (uint32_t)value_or(&schedule->start_index, 0);
    spec->schedule_shift = (uint32_t)value_or(&schedule->index_shift, 0);
    for (size_t i = 0; i < schedule->entry_count; i++) {
        const struct schedule_entry *entry = &schedule->entries[i];
        struct spec_schedule_entry *out =
            ARENA_APPEND(spec->arena, spec->schedule, spec->schedule_count);
        if (entry->is_end) {
            continue;
        }
        uint64_t duration = entry->duration.number & ~DURATION_TICKS;
        out->domain = (uint8_t)entry->target->number;
        out->ticks = (entry->duration.number & DURATION_TICKS) != 0
                         ? duration
                         : duration * spec->layout->board->timer_khz / TIMER_SCALE;
    }
}

/* Putting the tables together. */

/* Appends one table to the bytes; called twice, the first time only to measure. */
static struct spec_table table_put(struct spec *spec, const void *records, size_t count,
                                   size_t record_bytes)
{
    struct spec_table table = {(uint32_t)spec->byte_count, (uint32_t)count};
    if (spec->bytes != NULL && count != 0) {
        memcpy(spec->bytes + spec->byte_count, records, count * record_bytes);
    }
    spec->byte_count += (count * record_bytes + 7) & ~(size_t)7;
    return table;
}

#define TABLE_PUT(spec, records, count) \
    table_put((spec), (spec)->records, (spec)->count, sizeof(spec)->records[0])

static struct spec_header tables_put(struct spec *spec)
{
    spec->byte_count = sizeof(struct spec_header);
    struct spec_header header = {
        .magic = SPEC_MAGIC,
        .version = SPEC_VERSION,
        .monitor_endpoint = spec->monitor_endpoint,
        .monitor_reply = spec->monitor_reply,
        .schedule_start = spec->schedule_start,
        .schedule_shift = spec->schedule_shift,
    };
    header.objects = TABLE_PUT(spec, objects, object_count);
    header.caps = TABLE_PUT(spec, caps, cap_count);
    header.tables = TABLE_PUT(spec, tables, table_count);
    header.maps = TABLE_PUT(spec, maps, map_count);
    header.scheds = TABLE_PUT(spec, scheds, sched_count);
    header.threads = TABLE_PUT(spec, threads, thread_count);
    header.irqs = TABLE_PUT(spec, irqs, irq_count);
    header.fills = TABLE_PUT(spec, fills, fill_count);
    header.domains = TABLE_PUT(spec, domains, domain_count);
    header.symbols = TABLE_PUT(spec, symbols, symbol_count);
    header.schedule = TABLE_PUT(spec, schedule, schedule_count);
    header.strings = TABLE_PUT(spec, strings, string_bytes);
    return header;
}

/* Page numbers count from the specification's first page, so its own size has to be added. */
static void page_numbers_adjust(struct spec *spec)
{
    for (size_t i = 0; i < spec->object_count; i++) {
        if ((spec->objects[i].flags & SPEC_FRAMES_LOADED) != 0 &&
            spec->objects[i].type == SPEC_FRAMES) {
            spec->objects[i].arg += spec->first_loaded_page;
        }
    }
    for (size_t i = 0; i < spec->fill_count; i++) {
        if (spec->fills[i].loaded_page < SPEC_FILL_BOOTINFO) {
            spec->fills[i].loaded_page += (uint32_t)spec->first_loaded_page;
        }
    }
}

static void bytes_make(struct spec *spec)
{
    tables_put(spec);
    spec->first_loaded_page = (spec->byte_count + PAGE_SIZE - 1) / PAGE_SIZE;
    page_numbers_adjust(spec);
    spec->bytes = arena_alloc(spec->arena, spec->byte_count);
    struct spec_header header = tables_put(spec);
    header.bytes = (uint32_t)spec->byte_count;
    header.loaded_first_page = (uint32_t)spec->first_loaded_page;
    header.loaded_pages = (uint32_t)spec->layout->loaded_pages;
    memcpy(spec->bytes, &header, sizeof header);
}

struct spec *spec_make(struct arena *arena, const struct layout *layout)
{
    struct spec *spec = arena_alloc(arena, sizeof *spec);
    const struct system *system = layout->system;
    *spec = (struct spec){.arena = arena, .layout = layout, .system = system};
    spec->string_offsets.arena = arena;
    spec->domain_objects =
        arena_alloc(arena, (system->domain_count + 1) * sizeof spec->domain_objects[0]);
    spec_string_add(spec, "");
    spec->monitor_endpoint = spec_object_add(spec, SPEC_ENDPOINT, 0, "ep_monitor", NULL);
    spec->monitor_reply = spec_object_add(spec, SPEC_REPLY, 0, "reply_monitor", NULL);
    for (size_t i = 0; i < system->domain_count; i++) {
        domain_objects_add(spec, system->domains[i]);
    }
    frames_add(spec);
    paging_add(spec);
    mappings_add(spec);
    fills_add(spec);
    for (size_t i = 0; i < system->domain_count; i++) {
        irqs_add(spec, system->domains[i]);
        io_ports_add(spec, system->domains[i]);
    }
    spec_cnodes_add(spec);
    for (size_t i = 0; i < system->domain_count; i++) {
        const struct domain *domain = system->domains[i];
        base_caps_add(spec, domain);
        channel_caps_add(spec, domain);
        spec_supervision_add(spec, domain);
        spec_cspace_add(spec, domain);
        sched_add(spec, domain);
        thread_add(spec, domain);
        domain_entry_add(spec, domain);
    }
    if (spec->cap_count != 0) {
        qsort(spec->caps, spec->cap_count, sizeof spec->caps[0], cap_compare);
    }
    schedule_add(spec);
    bytes_make(spec);
    return spec;
}

uint64_t spec_object_bytes(const struct spec *spec, const struct spec_object *object)
{
    const uint8_t fixed_bits[] = {
        [SPEC_ENDPOINT] = 4, [SPEC_NOTIFICATION] = 6,  [SPEC_REPLY] = 5,
        [SPEC_VSPACE] = 12,  [SPEC_PAGE_TABLE] = 12,
        [SPEC_TCB] = (uint8_t)spec->layout->board->tcb_bits,
    };
    switch ((enum spec_object_type)object->type) {
    case SPEC_CNODE:
        return UINT64_C(1) << (object->size_bits + 5);
    case SPEC_SCHED_CONTEXT:
    case SPEC_UNTYPED:
    case SPEC_FRAMES:
        return (object->flags & SPEC_FRAMES_LOADED) != 0 && object->type == SPEC_FRAMES
                   ? 0
                   : (uint64_t)object->count << object->size_bits;
    case SPEC_IRQ_HANDLER:
    case SPEC_INITIAL:
    case SPEC_SCHED_CONTROL:
    case SPEC_SGI:
    case SPEC_IRQ_IOAPIC:
    case SPEC_IRQ_MSI:
    case SPEC_IO_PORTS:
        return 0;
    default:
        return UINT64_C(1) << fixed_bits[object->type];
    }
}
