/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The distribution as capDL in JSON: the specification rust-sel4's initialiser is made from, as far
 * as its form is public: the members of the whole, TCB slot numbers, and the order of objects, by
 * address, then by falling size, then by name.  How an object's own members are called is not, so
 * those names are ours.  An enumeration is written as serde does it by default: {"Variant": {…}},
 * or "Variant" where there is nothing more to say.
 *
 * Runs of frames and untypeds are taken apart, because here every object has one capability.  JSON
 * is printed directly, because badges need all 64 bits.
 */
#include "capdl.h"
#include "report.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define SGI_CORE_SHIFT 8
#define GUARD_SHIFT    6
#define GUARD_BITS     63

enum tcb_slot {
    TCB_CSPACE = 0,
    TCB_VSPACE = 1,
    TCB_IPC_BUFFER = 4,
    TCB_FAULT_EP = 5,
    TCB_SC = 6,
    TCB_TIMEOUT_EP = 7,
    TCB_NOTIFICATION = 8,
};

/* One object of the document. */
struct part {
    const char *name;
    uint64_t paddr;
    uint64_t bytes;
    uint32_t object;
    uint32_t index;
};

struct document {
    struct capdl capdl;
    const struct spec *spec;
    FILE *stream;
    struct part *parts;
    size_t part_count;
    uint32_t *first;         /* by object: its first part before sorting */
    uint32_t *id;            /* by part before sorting: number in the document */
    size_t *entries_start;   /* by object */
};

static int part_compare(const void *left, const void *right)
{
    const struct part *a = left;
    const struct part *b = right;
    if (a->paddr != b->paddr) {
        return a->paddr < b->paddr ? -1 : 1;
    }
    return a->bytes != b->bytes ? (a->bytes > b->bytes ? -1 : 1) : strcmp(a->name, b->name);
}

/* Takes the objects apart, numbers and sorts them. */
static void parts_make(struct document *document)
{
    const struct spec *spec = document->spec;
    struct arena *arena = spec->arena;
    document->first = arena_alloc(arena, (spec->object_count + 1) * sizeof(uint32_t));
    for (uint32_t i = 0; i < spec->object_count; i++) {
        const struct spec_object *object = &spec->objects[i];
        const char *name = document->capdl.names[i];
        document->first[i] = (uint32_t)document->part_count;
        for (uint32_t k = 0; k < object->count; k++) {
            *ARENA_APPEND(arena, document->parts, document->part_count) = (struct part){
                .name = object->count > 1 ? arena_format(arena, "%s.%u", name, k) : name,
                .paddr = object->paddr != SPEC_ANYWHERE
                             ? object->paddr + ((uint64_t)k << object->size_bits)
                             : SPEC_ANYWHERE,
                .bytes = object->type == SPEC_FRAMES ? UINT64_C(1) << object->size_bits
                                                     : spec_object_bytes(spec, object) /
                                                           object->count,
                .object = i,
                .index = k,
            };
        }
    }
    if (document->part_count != 0) {
        qsort(document->parts, document->part_count, sizeof document->parts[0], part_compare);
    }
    document->id = arena_alloc(arena, (document->part_count + 1) * sizeof(uint32_t));
    for (uint32_t i = 0; i < document->part_count; i++) {
        const struct part *part = &document->parts[i];
        document->id[document->first[part->object] + part->index] = i;
    }
}

/* Where each container's entries begin. */
static void entries_index(struct document *document)
{
    const struct capdl *capdl = &document->capdl;
    document->entries_start =
        arena_alloc(capdl->arena, (document->spec->object_count + 1) * sizeof(size_t));
    for (size_t i = capdl->entry_count; i-- > 0;) {
        document->entries_start[capdl->entries[i].container] = i;
    }
}

static uint32_t id_of(const struct document *document, uint32_t object, uint32_t index)
{
    return document->id[document->first[object] + index];
}

/* Capabilities. */

static const char *bool_text(bool value)
{
    return value ? "true" : "false";
}

static void rights_write(const struct document *document, uint32_t rights)
{
    fprintf(document->stream, ", \"rights\": {\"read\": %s, \"write\": %s, \"grant\": %s, "
                              "\"grant_reply\": %s}",
            bool_text((rights & RIGHT_READ) != 0), bool_text((rights & RIGHT_WRITE) != 0),
            bool_text((rights & RIGHT_GRANT) != 0), bool_text((rights & RIGHT_GRANT_REPLY) != 0));
}

/* What a capability to such an object is called; the objects themselves have the same names. */
static const char *variant(const struct spec_object *object, const char *name)
{
    static const char *const variants[] = {
        [SPEC_ENDPOINT] = "Endpoint",         [SPEC_NOTIFICATION] = "Notification",
        [SPEC_REPLY] = "Reply",               [SPEC_CNODE] = "CNode",
        [SPEC_TCB] = "Tcb",                   [SPEC_SCHED_CONTEXT] = "SchedContext",
        [SPEC_VSPACE] = "PageTable",          [SPEC_PAGE_TABLE] = "PageTable",
        [SPEC_FRAMES] = "Frame",              [SPEC_UNTYPED] = "Untyped",
        [SPEC_SCHED_CONTROL] = "SchedControl", [SPEC_SGI] = "ArmSgiSignal",
        [SPEC_IRQ_HANDLER] = "IrqHandler",    [SPEC_IRQ_IOAPIC] = "IrqIOApicHandler",
        [SPEC_IRQ_MSI] = "IrqMsiHandler",     [SPEC_IO_PORTS] = "IOPorts",
    };
    if (object->type != SPEC_INITIAL) {
        return variants[object->type];
    }
    return strcmp(name, "asid_pool") == 0      ? "AsidPool"
           : strcmp(name, "asid_control") == 0 ? "AsidControl"
           : strcmp(name, "irq_control") == 0  ? "IrqControl"
           : strcmp(name, "domain_set") == 0   ? "DomainSet"
                                               : "ArmSmc";
}

static void cap_write(const struct document *document, const struct capdl_entry *entry)
{
    const struct spec_object *object = &document->spec->objects[entry->object];
    FILE *stream = document->stream;
    fprintf(stream, "[%" PRIu64 ", {\"%s\": {\"object\": %u", entry->slot,
            variant(object, spec_text(document->spec, object->name)),
            id_of(document, entry->object, entry->index));
    if (object->type == SPEC_ENDPOINT || object->type == SPEC_NOTIFICATION) {
        fprintf(stream, ", \"badge\": %" PRIu64, entry->badge);
        rights_write(document, entry->rights);
    } else if (object->type == SPEC_FRAMES) {
        rights_write(document, entry->rights);
        fprintf(stream, ", \"cached\": %s, \"executable\": %s",
                bool_text((entry->attributes & SPEC_MAP_CACHED) != 0),
                bool_text((entry->attributes & SPEC_MAP_EXECUTE_NEVER) == 0));
    } else if (object->type == SPEC_CNODE) {
        fprintf(stream, ", \"guard\": %" PRIu64 ", \"guard_size\": %u", entry->badge >> GUARD_SHIFT,
                (unsigned)(entry->badge & GUARD_BITS));
    }
    fputs("}}]", stream);
}

/* The entries of a CNode or page table. */
static void slots_write(const struct document *document, uint32_t container)
{
    const struct capdl *capdl = &document->capdl;
    size_t i = document->entries_start[container];
    const char *before = "";
    fputs("\"slots\": [", document->stream);
    for (; i < capdl->entry_count && capdl->entries[i].container == container; i++) {
        fputs(before, document->stream);
        cap_write(document, &capdl->entries[i]);
        before = ", ";
    }
    fputs("]", document->stream);
}

/* Objects. */

/* The capabilities a thread is configured with. */
static void tcb_slots_write(const struct document *document, const struct spec_thread *thread)
{
    const struct capdl_entry slots[] = {
        {.slot = TCB_CSPACE, .object = thread->cspace, .badge = thread->cspace_guard},
        {.slot = TCB_VSPACE, .object = thread->vspace},
        {.slot = TCB_IPC_BUFFER, .object = thread->ipc_frames,
         .rights = RIGHT_READ | RIGHT_WRITE,
         .attributes = SPEC_MAP_CACHED | SPEC_MAP_EXECUTE_NEVER},
        {.slot = TCB_FAULT_EP, .object = thread->fault_endpoint, .badge = thread->fault_badge,
         .rights = thread->fault_rights},
        {.slot = TCB_SC, .object = thread->sched_context},
        {.slot = TCB_TIMEOUT_EP, .object = thread->timeout_endpoint,
         .badge = thread->timeout_badge, .rights = thread->timeout_rights},
        {.slot = TCB_NOTIFICATION, .object = thread->notification, .rights = RIGHT_READ},
    };
    const char *before = "";
    fputs("\"slots\": [", document->stream);
    for (size_t i = 0; i < sizeof slots / sizeof slots[0]; i++) {
        if (slots[i].object != SPEC_NONE) {
            fputs(before, document->stream);
            cap_write(document, &slots[i]);
            before = ", ";
        }
    }
    fputs("]", document->stream);
}

static void tcb_write(const struct document *document, uint32_t object)
{
    const struct spec *spec = document->spec;
    for (size_t i = 0; i < spec->thread_count; i++) {
        const struct spec_thread *thread = &spec->threads[i];
        if (thread->tcb != object) {
            continue;
        }
        tcb_slots_write(document, thread);
        fprintf(document->stream,
                ", \"extra\": {\"ipc_buffer_addr\": %" PRIu64 ", \"ip\": %" PRIu64
                ", \"sp\": %" PRIu64 ", \"prio\": %u, \"max_prio\": %u, \"affinity\": %u, "
                "\"resume\": %s, \"fpu_disabled\": %s, \"domain\": %u}",
                thread->ipc_vaddr, thread->ip, thread->sp, thread->priority, thread->mcp,
                spec->scheds[i].core, bool_text((thread->flags & SPEC_THREAD_STOPPED) == 0),
                bool_text((thread->flags & SPEC_THREAD_FPU_DISABLED) != 0),
                thread->sched_domain);
    }
}

static void sched_write(const struct document *document, uint32_t object)
{
    for (size_t i = 0; i < document->spec->sched_count; i++) {
        const struct spec_sched *sched = &document->spec->scheds[i];
        if (sched->sched_context == object) {
            fprintf(document->stream,
                    "\"size_bits\": %u, \"extra\": {\"period\": %" PRIu64 ", \"budget\": %" PRIu64
                    ", \"badge\": %" PRIu64 "}",
                    document->spec->objects[object].size_bits, sched->period_us, sched->budget_us,
                    sched->badge);
        }
    }
}

/* An interrupt: the notification it signals, and where it comes from. */
static void irq_write(const struct document *document, uint32_t index)
{
    const struct spec *spec = document->spec;
    const struct spec_object *object = &spec->objects[index];
    uint64_t arg = object->arg;
    unsigned level = (object->flags & SPEC_IRQ_EDGE) == 0;
    fputs("\"slots\": [", document->stream);
    for (size_t i = 0; i < spec->irq_count; i++) {
        if (spec->irqs[i].handler == index) {
            cap_write(document, &(struct capdl_entry){.object = spec->irqs[i].notification,
                                                      .badge = spec->irqs[i].badge,
                                                      .rights = RIGHT_READ | RIGHT_WRITE});
        }
    }
    if (object->type == SPEC_IRQ_IOAPIC) {
        fprintf(document->stream,
                "], \"extra\": {\"ioapic\": %u, \"pin\": %u, \"level\": %u, \"polarity\": %u}",
                (unsigned)(arg >> 16), (unsigned)(arg >> 8) & 0xff, level,
                (object->flags & SPEC_IRQ_LOW) != 0);
    } else if (object->type == SPEC_IRQ_MSI) {
        fprintf(document->stream,
                "], \"extra\": {\"handle\": %u, \"pci_bus\": %u, \"pci_dev\": %u, "
                "\"pci_func\": %u}",
                (unsigned)(arg >> 24), (unsigned)(arg >> 16) & 0xff, (unsigned)(arg >> 11) & 0x1f,
                (unsigned)(arg >> 8) & 7);
    } else {
        fprintf(document->stream, "], \"extra\": {\"trigger\": \"%s\", \"target\": 0}",
                level != 0 ? "Level" : "Edge");
    }
}

/* A frame, and the boot information it is filled with; what is in the image is not repeated. */
static void frame_write(const struct document *document, const struct part *part)
{
    const struct spec *spec = document->spec;
    fprintf(document->stream, "\"size_bits\": %u, \"init\": {\"Fill\": {\"entries\": [",
            spec->objects[part->object].size_bits);
    for (size_t i = 0; i < spec->layout->fill_count; i++) {
        const struct fill *fill = &spec->layout->fills[i];
        uint64_t offset = part->index * part->bytes;
        if (fill->bootinfo != NULL && spec->first_frames + fill->frames == part->object) {
            fprintf(document->stream,
                    "{\"range\": {\"start\": 0, \"end\": %" PRIu64
                    "}, \"content\": {\"BootInfo\": {\"id\": %u, \"offset\": %" PRIu64 "}}}",
                    part->bytes, fill->bootinfo->id, offset);
        }
    }
    fputs("]}}", document->stream);
}

/* The members of an object that has any. */
static void members_write(const struct document *document, const struct part *part)
{
    const struct spec_object *object = &document->spec->objects[part->object];
    switch ((enum spec_object_type)object->type) {
    case SPEC_CNODE:
        fprintf(document->stream, "\"size_bits\": %u, ", object->size_bits);
        slots_write(document, part->object);
        break;
    case SPEC_VSPACE:
    case SPEC_PAGE_TABLE:
        fprintf(document->stream, "\"is_root\": %s, \"level\": %u, ",
                bool_text(object->type == SPEC_VSPACE), document->capdl.levels[part->object]);
        slots_write(document, part->object);
        break;
    case SPEC_TCB:
        tcb_write(document, part->object);
        break;
    case SPEC_SCHED_CONTEXT:
        sched_write(document, part->object);
        break;
    case SPEC_FRAMES:
        frame_write(document, part);
        break;
    case SPEC_UNTYPED:
        fprintf(document->stream, "\"size_bits\": %u", object->size_bits);
        break;
    case SPEC_IRQ_HANDLER:
    case SPEC_IRQ_IOAPIC:
    case SPEC_IRQ_MSI:
        irq_write(document, part->object);
        break;
    case SPEC_IO_PORTS:
        fprintf(document->stream, "\"start_port\": %u, \"end_port\": %u",
                (unsigned)object->arg & 0xffff, (unsigned)(object->arg >> 16));
        break;
    case SPEC_SCHED_CONTROL:
        fprintf(document->stream, "\"core\": %u", (unsigned)object->arg);
        break;
    case SPEC_SGI:
        fprintf(document->stream, "\"irq\": %u, \"target\": %u", (unsigned)object->arg & 0xff,
                (unsigned)(object->arg >> SGI_CORE_SHIFT));
        break;
    default:
        break;
    }
    if (part->paddr != SPEC_ANYWHERE) {
        fprintf(document->stream, ", \"paddr\": %" PRIu64, part->paddr);
    }
}

static void object_write(const struct document *document, const struct part *part)
{
    const struct spec_object *object = &document->spec->objects[part->object];
    const char *what = variant(object, spec_text(document->spec, object->name));
    bool is_plain = object->type == SPEC_ENDPOINT || object->type == SPEC_NOTIFICATION ||
                    object->type == SPEC_REPLY || object->type == SPEC_INITIAL;
    fprintf(document->stream, "  {\"name\": \"%s\", \"object\": ", part->name);
    if (is_plain) {
        fprintf(document->stream, "\"%s\"}", what);
        return;
    }
    fprintf(document->stream, "{\"%s\": {", what);
    members_write(document, part);
    fputs("}}}", document->stream);
}

/* The whole. */

static void irqs_write(const struct document *document)
{
    const char *before = "";
    fputs(" \"irqs\": [", document->stream);
    for (size_t i = 0; i < document->spec->irq_count; i++) {
        uint32_t handler = document->spec->irqs[i].handler;
        const struct spec_object *object = &document->spec->objects[handler];
        uint64_t number = object->type == SPEC_IRQ_HANDLER ? object->arg : object->arg & 0xff;
        fprintf(document->stream, "%s{\"irq\": %" PRIu64 ", \"handler\": %u}", before, number,
                id_of(document, handler, 0));
        before = ", ";
    }
    fputs("],\n", document->stream);
}

static void schedule_write(const struct document *document)
{
    const struct sched_domains *schedule = &document->spec->system->schedule;
    const char *before = "";
    if (!schedule->given) {
        fputs(" \"domain_schedule\": null,\n \"domain_set_start\": null,\n"
              " \"domain_idx_shift\": null,\n", document->stream);
        return;
    }
    fputs(" \"domain_schedule\": [", document->stream);
    for (size_t i = 0; i < schedule->entry_count; i++) {
        const struct schedule_entry *entry = &schedule->entries[i];
        uint64_t duration = entry->duration.number;
        if (entry->is_end) {
            fprintf(document->stream, "%s{\"id\": 0, \"time\": \"EndMarker\"}", before);
        } else {
            fprintf(document->stream, "%s{\"id\": %u, \"time\": {\"%s\": %" PRIu64 "}}", before,
                    (unsigned)entry->target->number,
                    (duration & DURATION_TICKS) != 0 ? "Ticks" : "Us",
                    duration & ~DURATION_TICKS);
        }
        before = ", ";
    }
    fprintf(document->stream, "],\n \"domain_set_start\": %u,\n \"domain_idx_shift\": %u,\n",
            document->spec->schedule_start, document->spec->schedule_shift);
}

static void asids_write(const struct document *document)
{
    const char *before = "";
    fputs(" \"asid_slots\": [", document->stream);
    for (uint32_t i = 0; i < document->spec->object_count; i++) {
        if (document->spec->objects[i].type == SPEC_VSPACE) {
            fprintf(document->stream, "%s%u", before, id_of(document, i, 0));
            before = ", ";
        }
    }
    fputs("],\n", document->stream);
}

void report_write_json(const struct spec *spec, FILE *stream)
{
    struct document document = {.spec = spec, .stream = stream};
    capdl_make(&document.capdl, spec);
    parts_make(&document);
    entries_index(&document);
    fputs("{\n \"objects\": [\n", stream);
    for (size_t i = 0; i < document.part_count; i++) {
        fputs(i == 0 ? "" : ",\n", stream);
        object_write(&document, &document.parts[i]);
    }
    fputs("\n ],\n", stream);
    irqs_write(&document);
    schedule_write(&document);
    asids_write(&document);
    fprintf(stream,
            " \"root_objects\": {\"start\": 0, \"end\": %zu},\n \"untyped_covers\": [],\n"
            " \"cached_orig_cap_slots\": null,\n \"log_level\": null\n}\n",
            document.part_count);
}
