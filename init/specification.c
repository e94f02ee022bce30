/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Validation of the system specification.
 *
 * The tool that writes specifications is trusted to mean well, not to be free of mistakes, and an
 * image may have been damaged on its way.  Creating half a system and then failing is the worst
 * outcome, so everything that can be checked without the kernel is checked before the first object
 * is made.  Each table has one function that checks one record and returns what is wrong with it,
 * or null; check_tables runs them over all records.
 */
#include "specification.h"

#define RIGHTS_MASK      15u
#define INITIAL_SLOTS    16u /* slots of the initial capabilities every root task is born with */
#define SMALL_PAGE_BITS  12u
#define LARGE_PAGE_BITS  21u
#define HUGE_PAGE_BITS   30u
#define MAX_UNTYPED_BITS 47u
#define MIN_UNTYPED_BITS 4u
#define MIN_CONTEXT_BITS 7u
#define MAX_CNODE_RADIX  32u
#define SGI_NUMBER_MASK  0xffu
#define SGI_NUMBER_MAX   15u
#define SGI_CORE_SHIFT   8
#define IO_PORT_MASK       0xffffu
#define IO_PORT_LAST_SHIFT 16
#define MAX_SCHEDULE       100u /* entries of the kernel's schedule, with a fixed last one */
#define MAX_IMAGE_PAGES  (UINT64_C(1) << 32)

struct check {
    const struct specification *spec;
    const struct specification_limits *limits;
};

typedef const char *(*check_record)(const struct check *check, uint32_t record);

/* What is wrong if `good` is false. */
static const char *unless(bool good, const char *wrong)
{
    return good ? NULL : wrong;
}

/* True if `reference` is an object of that type. */
static bool is_object(const struct check *check, uint32_t reference, uint16_t type)
{
    return reference < check->spec->header->objects.count
           && check->spec->objects[reference].type == type;
}

/* True if `reference` is SPEC_NONE or an object of that type. */
static bool is_object_or_none(const struct check *check, uint32_t reference, uint16_t type)
{
    return reference == SPEC_NONE || is_object(check, reference, type);
}

static bool is_name(const struct check *check, uint32_t name)
{
    return name < check->spec->header->strings.count;
}

/* True if `count` things from `first` on lie below `limit`. */
static bool is_range(uint64_t first, uint64_t count, uint64_t limit)
{
    return first <= limit && count <= limit - first;
}

/* True if the pages, numbered from the specification's first page, are loaded pages. */
static bool is_loaded(const struct check *check, uint64_t first, uint64_t count)
{
    const struct spec_header *header = check->spec->header;
    return first >= header->loaded_first_page
           && is_range(first - header->loaded_first_page, count, header->loaded_pages);
}

static const char *check_frames(const struct check *check, const struct spec_object *object)
{
    uint8_t bits = object->size_bits;
    if (bits != SMALL_PAGE_BITS && bits != LARGE_PAGE_BITS && bits != HUGE_PAGE_BITS) {
        return "no such page size";
    }
    if (!(object->flags & SPEC_FRAMES_LOADED)) {
        return NULL;
    }
    if (bits != SMALL_PAGE_BITS) {
        return "loaded pages must be small pages";
    }
    if (!is_loaded(check, object->arg, object->count)) {
        return "outside the loaded pages";
    }
    return NULL;
}

/* Checks what depends on the object's type. */
static const char *check_object_type(const struct check *check, const struct spec_object *object)
{
    switch (object->type) {
    case SPEC_ENDPOINT:
    case SPEC_NOTIFICATION:
    case SPEC_REPLY:
    case SPEC_TCB:
    case SPEC_VSPACE:
    case SPEC_PAGE_TABLE:
    case SPEC_IRQ_HANDLER:
    case SPEC_IRQ_IOAPIC:
    case SPEC_IRQ_MSI:
        return NULL;
    case SPEC_IO_PORTS:
        return unless((object->arg & IO_PORT_MASK) <= object->arg >> IO_PORT_LAST_SHIFT
                          && object->arg >> IO_PORT_LAST_SHIFT <= IO_PORT_MASK,
                      "bad I/O ports");
    case SPEC_CNODE:
        return unless(object->size_bits >= 1 && object->size_bits <= MAX_CNODE_RADIX,
                      "bad CNode size");
    case SPEC_SCHED_CONTEXT:
        return unless(object->size_bits >= MIN_CONTEXT_BITS
                          && object->size_bits <= MAX_UNTYPED_BITS,
                      "bad scheduling context size");
    case SPEC_UNTYPED:
        return unless(object->size_bits >= MIN_UNTYPED_BITS
                          && object->size_bits <= MAX_UNTYPED_BITS,
                      "bad untyped size");
    case SPEC_FRAMES:
        return check_frames(check, object);
    case SPEC_INITIAL:
        return unless(object->arg >= 1 && object->arg < INITIAL_SLOTS,
                      "no such initial capability");
    case SPEC_SCHED_CONTROL:
        return unless(object->arg < check->limits->cores, "no such core");
    case SPEC_SGI:
        return unless((object->arg & SGI_NUMBER_MASK) <= SGI_NUMBER_MAX
                          && object->arg >> SGI_CORE_SHIFT < check->limits->cores,
                      "no such software generated interrupt");
    default:
        return "unknown object type";
    }
}

static const char *check_object(const struct check *check, uint32_t record)
{
    const struct spec_object *object = &check->spec->objects[record];
    bool may_repeat = object->type == SPEC_FRAMES || object->type == SPEC_UNTYPED;
    if (object->count == 0 || (object->count > 1 && !may_repeat)) {
        return "bad object count";
    }
    const char *wrong = check_object_type(check, object);
    if (wrong != NULL) {
        return wrong;
    }
    if (object->paddr != SPEC_ANYWHERE) {
        if (!may_repeat || object->flags & SPEC_FRAMES_LOADED) {
            return "this object cannot have a fixed physical address";
        }
        uint64_t bytes = UINT64_C(1) << object->size_bits;
        if (object->paddr % bytes != 0) {
            return "physical address not aligned to the object's size";
        }
        if (object->count > (UINT64_MAX - object->paddr) / bytes) {
            return "physical address range wraps around";
        }
    }
    if (!is_name(check, object->name)) {
        return "name outside the strings";
    }
    if (object->domain != SPEC_NONE && object->domain >= check->spec->header->domains.count) {
        return "no such domain";
    }
    return NULL;
}

static const char *check_cap(const struct check *check, uint32_t record)
{
    const struct spec_cap *cap = &check->spec->caps[record];
    if (!is_object(check, cap->cnode, SPEC_CNODE)) {
        return "not a CNode";
    }
    if (cap->slot >= UINT64_C(1) << check->spec->objects[cap->cnode].size_bits) {
        return "slot outside the CNode";
    }
    if (cap->object >= check->spec->header->objects.count) {
        return "no such object";
    }
    if (cap->index >= check->spec->objects[cap->object].count) {
        return "index outside the object";
    }
    if (cap->rights > RIGHTS_MASK) {
        return "bad rights";
    }
    return unless(is_name(check, cap->name), "name outside the strings");
}

static const char *check_table(const struct check *check, uint32_t record)
{
    const struct spec_paging *paging = &check->spec->tables[record];
    if (!is_object(check, paging->vspace, SPEC_VSPACE)) {
        return "not a VSpace";
    }
    return unless(is_object(check, paging->table, SPEC_PAGE_TABLE), "not a page table");
}

static const char *check_map(const struct check *check, uint32_t record)
{
    const struct spec_map *map = &check->spec->maps[record];
    if (!is_object(check, map->vspace, SPEC_VSPACE)) {
        return "not a VSpace";
    }
    if (!is_object(check, map->frames, SPEC_FRAMES)) {
        return "not frames";
    }
    const struct spec_object *frames = &check->spec->objects[map->frames];
    if (!is_range(map->first, map->count, frames->count)) {
        return "outside the frames object";
    }
    uint64_t bytes = UINT64_C(1) << frames->size_bits;
    if (map->vaddr % bytes != 0) {
        return "virtual address not aligned to the page size";
    }
    if (map->count > (UINT64_MAX - map->vaddr) / bytes) {
        return "virtual address range wraps around";
    }
    return unless(map->rights <= RIGHTS_MASK, "bad rights");
}

static const char *check_sched(const struct check *check, uint32_t record)
{
    const struct spec_sched *sched = &check->spec->scheds[record];
    if (!is_object(check, sched->sched_context, SPEC_SCHED_CONTEXT)) {
        return "not a scheduling context";
    }
    if (sched->core >= check->limits->cores) {
        return "no such core";
    }
    return unless(sched->budget_us <= sched->period_us, "budget larger than period");
}

/* The references of a thread, all but the IPC buffer. */
static const char *check_thread_objects(const struct check *check, const struct spec_thread *thread)
{
    if (!is_object(check, thread->tcb, SPEC_TCB)) {
        return "not a TCB";
    }
    if (!is_object(check, thread->cspace, SPEC_CNODE)) {
        return "CSpace is not a CNode";
    }
    if (!is_object(check, thread->vspace, SPEC_VSPACE)) {
        return "not a VSpace";
    }
    if (!is_object_or_none(check, thread->sched_context, SPEC_SCHED_CONTEXT)) {
        return "not a scheduling context";
    }
    if (!is_object_or_none(check, thread->notification, SPEC_NOTIFICATION)) {
        return "not a notification";
    }
    if (!is_object_or_none(check, thread->fault_endpoint, SPEC_ENDPOINT)
        || !is_object_or_none(check, thread->timeout_endpoint, SPEC_ENDPOINT)) {
        return "handler is not an endpoint";
    }
    return NULL;
}

static const char *check_thread(const struct check *check, uint32_t record)
{
    const struct spec_thread *thread = &check->spec->threads[record];
    const char *wrong = check_thread_objects(check, thread);
    if (wrong != NULL) {
        return wrong;
    }
    if (!is_object_or_none(check, thread->ipc_frames, SPEC_FRAMES)) {
        return "IPC buffer is not a frame";
    }
    if (thread->ipc_frames != SPEC_NONE && thread->ipc_vaddr == 0) {
        return "IPC buffer without an address";
    }
    if (thread->fault_rights > RIGHTS_MASK || thread->timeout_rights > RIGHTS_MASK) {
        return "bad rights";
    }
    return unless(is_name(check, thread->name), "name outside the strings");
}

static const char *check_irq(const struct check *check, uint32_t record)
{
    const struct spec_irq *irq = &check->spec->irqs[record];
    if (!is_object(check, irq->handler, SPEC_IRQ_HANDLER)
        && !is_object(check, irq->handler, SPEC_IRQ_IOAPIC)
        && !is_object(check, irq->handler, SPEC_IRQ_MSI)) {
        return "not an interrupt handler";
    }
    return unless(is_object(check, irq->notification, SPEC_NOTIFICATION), "not a notification");
}

static const char *check_fill(const struct check *check, uint32_t record)
{
    const struct spec_fill *fill = &check->spec->fills[record];
    if (!is_object(check, fill->frames, SPEC_FRAMES)) {
        return "not frames";
    }
    const struct spec_object *frames = &check->spec->objects[fill->frames];
    if (frames->flags & SPEC_FRAMES_LOADED || frames->size_bits == HUGE_PAGE_BITS) {
        return "these frames cannot be filled";
    }
    if (fill->offset % SPECIFICATION_PAGE_BYTES != 0) {
        return "offset not page aligned";
    }
    if (!is_range(fill->offset, fill->bytes, (uint64_t)frames->count << frames->size_bits)) {
        return "outside the frames object";
    }
    if (fill->loaded_page >= SPEC_FILL_BOOTINFO) {
        return NULL;
    }
    uint64_t pages =
        fill->bytes / SPECIFICATION_PAGE_BYTES + (fill->bytes % SPECIFICATION_PAGE_BYTES != 0);
    return unless(is_loaded(check, fill->loaded_page, pages), "outside the loaded pages");
}

/* A domain's symbols must be sorted, or the search would miss them. */
static bool symbols_are_sorted(const struct spec_symbol *symbols, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        if (symbols[i].address < symbols[i - 1].address) {
            return false;
        }
    }
    return true;
}

static const char *check_domain(const struct check *check, uint32_t record)
{
    const struct spec_header *header = check->spec->header;
    const struct spec_domain *domain = &check->spec->domains[record];
    if (!is_name(check, domain->name)) {
        return "name outside the strings";
    }
    if (!is_object(check, domain->tcb, SPEC_TCB)) {
        return "not a TCB";
    }
    if (!is_object_or_none(check, domain->sched_context, SPEC_SCHED_CONTEXT)) {
        return "not a scheduling context";
    }
    if (!is_object_or_none(check, domain->notification, SPEC_NOTIFICATION)) {
        return "not a notification";
    }
    if (domain->passive
        && (domain->sched_context == SPEC_NONE || domain->notification == SPEC_NONE)) {
        return "passive without scheduling context or notification";
    }
    if (domain->parent != SPEC_NONE && domain->parent >= header->domains.count) {
        return "no such parent";
    }
    if (!is_range(domain->first_symbol, domain->symbol_count, header->symbols.count)) {
        return "outside the symbols";
    }
    return unless(
        symbols_are_sorted(check->spec->symbols + domain->first_symbol, domain->symbol_count),
        "symbols not sorted");
}

static const char *check_symbol(const struct check *check, uint32_t record)
{
    return unless(is_name(check, check->spec->symbols[record].name), "name outside the strings");
}

static const char *check_schedule(const struct check *check, uint32_t record)
{
    const struct spec_schedule_entry *entry = &check->spec->schedule[record];
    return unless(entry->ticks != 0 || entry->domain == 0, "end marker with a domain");
}

/* One table: where the header describes it, the size of its records, and their check. */
struct table_rule {
    const char *name;
    size_t header_offset; /* of the struct spec_table in the header */
    size_t view_offset;   /* of the pointer in struct specification */
    size_t record_bytes;
    check_record check;
};

#define TABLE(field, record, function)                                                             \
    {                                                                                              \
        .name = #field, .header_offset = offsetof(struct spec_header, field),                      \
        .view_offset = offsetof(struct specification, field), .record_bytes = sizeof(record),      \
        .check = function                                                                          \
    }

static const struct table_rule table_rules[] = {
    TABLE(strings, char, NULL),
    TABLE(objects, struct spec_object, check_object),
    TABLE(caps, struct spec_cap, check_cap),
    TABLE(tables, struct spec_paging, check_table),
    TABLE(maps, struct spec_map, check_map),
    TABLE(scheds, struct spec_sched, check_sched),
    TABLE(threads, struct spec_thread, check_thread),
    TABLE(irqs, struct spec_irq, check_irq),
    TABLE(fills, struct spec_fill, check_fill),
    TABLE(symbols, struct spec_symbol, check_symbol),
    TABLE(domains, struct spec_domain, check_domain),
    TABLE(schedule, struct spec_schedule_entry, check_schedule),
};
#define TABLE_COUNT (sizeof table_rules / sizeof table_rules[0])

static const struct spec_table *table_of(const struct spec_header *header,
                                         const struct table_rule *rule)
{
    return (const struct spec_table *)(const void *)((const char *)header + rule->header_offset);
}

/* Checks the header's own fields; the tables come later. */
static const char *check_header(const struct spec_header *header, uint64_t pages)
{
    if (pages == 0 || pages > MAX_IMAGE_PAGES) {
        return "specification outside the image";
    }
    if (header->magic != SPEC_MAGIC) {
        return "no specification here";
    }
    if (header->version != SPEC_VERSION) {
        return "unknown version";
    }
    if (header->bytes < sizeof *header || header->bytes > pages * SPECIFICATION_PAGE_BYTES) {
        return "bad size";
    }
    uint64_t own_pages =
        ((uint64_t)header->bytes + SPECIFICATION_PAGE_BYTES - 1) / SPECIFICATION_PAGE_BYTES;
    if (header->loaded_first_page < own_pages) {
        return "loaded pages overlap the specification";
    }
    if (!is_range(header->loaded_first_page, header->loaded_pages, pages)) {
        return "loaded pages outside the image";
    }
    return NULL;
}

/* Finds every table, so that the record checks may follow references into any of them. */
static const struct table_rule *find_tables(struct specification *spec)
{
    const struct spec_header *header = spec->header;
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        const struct table_rule *rule = &table_rules[i];
        const struct spec_table *table = table_of(header, rule);
        size_t alignment = rule->record_bytes == 1 ? 1 : sizeof(uint64_t);
        if (table->offset % alignment != 0
            || !is_range(table->offset, table->count * (uint64_t)rule->record_bytes,
                         header->bytes)) {
            return rule;
        }
        const void **pointer = (const void **)(void *)((char *)spec + rule->view_offset);
        *pointer = (const char *)header + table->offset;
    }
    return NULL;
}

/* Checks what concerns the tables as a whole. */
static const char *check_whole(const struct check *check)
{
    const struct spec_header *header = check->spec->header;
    const char *strings = check->spec->strings;
    if (header->strings.count == 0 || strings[0] != '\0'
        || strings[header->strings.count - 1] != '\0') {
        return "strings not terminated";
    }
    if (header->objects.count > check->limits->objects) {
        return "too many objects";
    }
    if (!is_object(check, header->monitor_endpoint, SPEC_ENDPOINT)) {
        return "no monitor endpoint";
    }
    if (!is_object(check, header->monitor_reply, SPEC_REPLY)) {
        return "no monitor reply object";
    }
    if (header->schedule.count > 0 && header->schedule_start >= header->schedule.count) {
        return "schedule starts outside the schedule";
    }
    if (!is_range(header->schedule_shift, header->schedule.count, MAX_SCHEDULE - 1)) {
        return "schedule beyond the end of the kernel's";
    }
    uint64_t slots = 0;
    for (uint32_t i = 0; i < header->objects.count; i++) {
        slots +=
            specification_is_created(&check->spec->objects[i]) ? check->spec->objects[i].count : 0;
    }
    return unless(slots <= check->limits->slots, "more capabilities than free slots");
}

static bool check_tables(const struct check *check, struct specification_error *error)
{
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        const struct table_rule *rule = &table_rules[i];
        uint32_t count = rule->check != NULL ? table_of(check->spec->header, rule)->count : 0;
        for (uint32_t record = 0; record < count; record++) {
            const char *wrong = rule->check(check, record);
            if (wrong != NULL) {
                *error = (struct specification_error){ rule->name, record, wrong };
                return false;
            }
        }
    }
    return true;
}

bool specification_open(struct specification *spec, const void *base,
                        const struct specification_limits *limits,
                        struct specification_error *error)
{
    const struct check check = { spec, limits };
    spec->header = base;
    *error = (struct specification_error){ "header", 0, check_header(base, limits->pages) };
    if (error->what != NULL) {
        return false;
    }
    const struct table_rule *bad = find_tables(spec);
    if (bad != NULL) {
        *error = (struct specification_error){ bad->name, 0, "table outside the specification" };
        return false;
    }
    error->what = check_whole(&check);
    return error->what == NULL && check_tables(&check, error);
}

bool specification_is_created(const struct spec_object *object)
{
    return object->type != SPEC_INITIAL && object->type != SPEC_SCHED_CONTROL
           && !(object->type == SPEC_FRAMES && object->flags & SPEC_FRAMES_LOADED);
}

const char *specification_object_name(const struct specification *spec, uint32_t object)
{
    return object == SPEC_NONE ? "" : spec->strings + spec->objects[object].name;
}

const struct spec_symbol *specification_find_symbol(const struct specification *spec,
                                                    uint32_t domain, uint64_t address)
{
    const struct spec_domain *owner = &spec->domains[domain];
    const struct spec_symbol *symbols = spec->symbols + owner->first_symbol;
    uint32_t low = 0;
    uint32_t high = owner->symbol_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (symbols[middle].address <= address) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == 0) {
        return NULL;
    }
    const struct spec_symbol *symbol = &symbols[low - 1];
    bool contains = symbol->bytes == 0 || address - symbol->address < symbol->bytes;
    return contains ? symbol : NULL;
}
