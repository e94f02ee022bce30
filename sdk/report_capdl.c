/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The distribution as capDL text: objects, capabilities (page tables included, one entry per page),
 * interrupts and the domain schedule.
 *
 * Names become capDL identifiers: characters that are not allowed turn into '_', and a number
 * behind the name keeps it unique.  Frames at fixed addresses are one object each, other runs of
 * frames and untypeds are indexed names.  What is in the image's pages is not repeated: frames have
 * no fill.
 */
#include "report.h"
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define TABLE_LEVELS     4 /* the address space itself is level 0 */
#define TABLE_INDEX_BITS 9
#define ADDRESS_BITS     48
#define GUARD_BITS_MASK  63
#define GUARD_SHIFT      6
#define ATTRIBUTE_CACHED 1u
#define INITIAL_SMC      15
#define SGI_CORE_SHIFT   8

/* A page table's or CNode's entry, kept until its container's turn comes. */
struct entry {
    uint32_t container; /* object */
    uint64_t slot;
    const char *text;
};

struct capdl {
    const struct report *report;
    const struct spec *spec;
    struct arena *arena;
    FILE *stream;
    const char **names; /* by object */
    uint8_t *levels;    /* of page tables */
    struct map tables;  /* "vspace level block" → object */
    struct entry *entries;
    size_t entry_count;
};

/* Names. */

static void names_make(struct capdl *capdl)
{
    struct map known = { .arena = capdl->arena };
    capdl->names = arena_alloc(capdl->arena, (capdl->spec->object_count + 1) * sizeof(char *));
    for (size_t i = 0; i < capdl->spec->object_count; i++) {
        char *name =
            arena_format(capdl->arena, "%s", spec_text(capdl->spec, capdl->spec->objects[i].name));
        for (char *c = name; *c != '\0'; c++) {
            *c = isalnum((unsigned char)*c) || *c == '_' ? *c : '_';
        }
        if (!isalpha((unsigned char)*name)) {
            name = arena_format(capdl->arena, "o_%s", name);
        }
        const char *unique = name;
        for (unsigned k = 2; map_add(&known, unique, i) != NULL; k++) {
            unique = arena_format(capdl->arena, "%s_%zu_%u", name, i, k);
        }
        capdl->names[i] = unique;
    }
}

/* A reference to one part of an object. */
static const char *reference(const struct capdl *capdl, uint32_t object, uint64_t index)
{
    const struct spec_object *what = &capdl->spec->objects[object];
    if (what->count == 1) {
        return capdl->names[object];
    }
    const char *format = what->paddr == SPEC_ANYWHERE ? "%s[%llu]" : "%s.%llu";
    return arena_format(capdl->arena, format, capdl->names[object], (unsigned long long)index);
}

/* Objects. */

/* Objects that may be several: one indexed name, or one name each if they have addresses. */
static void run_write(const struct capdl *capdl, uint32_t i, const char *kind, const char *size)
{
    const struct spec_object *object = &capdl->spec->objects[i];
    if (object->paddr == SPEC_ANYWHERE) {
        const char *count =
            object->count > 1 ? arena_format(capdl->arena, "[%u]", object->count) : "";
        fprintf(capdl->stream, "    %s%s = %s (%s)\n", capdl->names[i], count, kind, size);
        return;
    }
    for (uint64_t k = 0; k < object->count; k++) {
        fprintf(capdl->stream, "    %s = %s (%s, paddr: 0x%" PRIx64 ")\n", reference(capdl, i, k),
                kind, size, object->paddr + (k << object->size_bits));
    }
}

static void tcb_write(const struct capdl *capdl, uint32_t i)
{
    for (size_t k = 0; k < capdl->spec->thread_count; k++) {
        const struct spec_thread *thread = &capdl->spec->threads[k];
        uint32_t core = 0;
        for (size_t s = 0; s < capdl->spec->sched_count; s++) {
            if (capdl->spec->scheds[s].sched_context == thread->sched_context) {
                core = capdl->spec->scheds[s].core;
            }
        }
        if (thread->tcb == i) {
            fprintf(capdl->stream,
                    "    %s = tcb (addr: 0x%" PRIx64 ", ip: 0x%" PRIx64 ", sp: 0x%" PRIx64
                    ", prio: %u, max_prio: %u, affinity: %u, resume: %s, fpu_disabled: %s, "
                    "dom: %u)\n",
                    capdl->names[i], thread->ipc_vaddr, thread->ip, thread->sp, thread->priority,
                    thread->mcp, core,
                    (thread->flags & SPEC_THREAD_STOPPED) != 0 ? "False" : "True",
                    (thread->flags & SPEC_THREAD_FPU_DISABLED) != 0 ? "True" : "False",
                    thread->sched_domain);
        }
    }
}

static void sched_write(const struct capdl *capdl, uint32_t i)
{
    for (size_t k = 0; k < capdl->spec->sched_count; k++) {
        const struct spec_sched *sched = &capdl->spec->scheds[k];
        if (sched->sched_context == i) {
            fprintf(capdl->stream,
                    "    %s = sc (period: %" PRIu64 ", budget: %" PRIu64 ", data: 0x%" PRIx64
                    ", %u bits)\n",
                    capdl->names[i], sched->period_us, sched->budget_us, sched->badge,
                    capdl->spec->objects[i].size_bits);
        }
    }
}

static void initial_write(const struct capdl *capdl, uint32_t i)
{
    const struct spec_object *object = &capdl->spec->objects[i];
    if (object->arg == INITIAL_SMC) {
        fprintf(capdl->stream, "    %s = smc\n", capdl->names[i]);
    } else if (strcmp(spec_text(capdl->spec, object->name), "asid_pool") == 0) {
        fprintf(capdl->stream, "    %s = asid_pool (asid_high: 0)\n", capdl->names[i]);
    }
}

static void object_write(const struct capdl *capdl, uint32_t i)
{
    static const char *const plain[] = {
        [SPEC_ENDPOINT] = "ep",   [SPEC_NOTIFICATION] = "notification",
        [SPEC_REPLY] = "rtreply", [SPEC_VSPACE] = "pgd",
        [SPEC_SGI] = NULL,
    };
    static const char *const tables[TABLE_LEVELS] = { "pgd", "pud", "pd", "pt" };
    const struct spec_object *object = &capdl->spec->objects[i];
    switch (object->type) {
    case SPEC_CNODE:
        fprintf(capdl->stream, "    %s = cnode (%u bits)\n", capdl->names[i], object->size_bits);
        break;
    case SPEC_TCB:
        tcb_write(capdl, i);
        break;
    case SPEC_SCHED_CONTEXT:
        sched_write(capdl, i);
        break;
    case SPEC_PAGE_TABLE:
        fprintf(capdl->stream, "    %s = %s\n", capdl->names[i], tables[capdl->levels[i]]);
        break;
    case SPEC_FRAMES:
        run_write(capdl, i, "frame", object->size_bits == 21 ? "2M" : "4k");
        break;
    case SPEC_UNTYPED:
        run_write(capdl, i, "ut", arena_format(capdl->arena, "%u bits", object->size_bits));
        break;
    case SPEC_IRQ_HANDLER:
        fprintf(capdl->stream, "    %s = arm_irq (trigger: %s, target: 0)\n", capdl->names[i],
                (object->flags & SPEC_IRQ_EDGE) != 0 ? "edge" : "level");
        break;
    case SPEC_SGI:
        fprintf(capdl->stream, "    %s = arm_sgi_signal (target: %u, irq: %u)\n", capdl->names[i],
                (unsigned)(object->arg >> SGI_CORE_SHIFT), (unsigned)(object->arg & 0xff));
        break;
    case SPEC_INITIAL:
        initial_write(capdl, i);
        break;
    case SPEC_SCHED_CONTROL:
        break;
    default:
        fprintf(capdl->stream, "    %s = %s\n", capdl->names[i], plain[object->type]);
        break;
    }
}

/* Capabilities. */

static void entry_add(struct capdl *capdl, uint32_t container, uint64_t slot, const char *text)
{
    *ARENA_APPEND(capdl->arena, capdl->entries, capdl->entry_count) =
        (struct entry){ container, slot, text };
}

/* Rights as capDL writes them, with a comma before the badge if there is one. */
static const char *ipc_params(const struct capdl *capdl, uint32_t rights, uint64_t badge)
{
    char letters[5];
    const char *text = "";
    if ((rights & RIGHT_ALL) != 0) {
        text = arena_format(capdl->arena, "%s", report_rights_text(rights & RIGHT_ALL, letters));
    }
    if (badge != 0) {
        text = arena_format(capdl->arena, "%s%sbadge: 0x%" PRIx64, text, *text != '\0' ? ", " : "",
                            badge);
    }
    return *text != '\0' ? arena_format(capdl->arena, " (%s)", text) : "";
}

static const char *frame_params(const struct capdl *capdl, uint32_t rights, uint32_t attributes)
{
    return arena_format(capdl->arena, " (%s%s%s, %s)", (rights & RIGHT_READ) != 0 ? "R" : "",
                        (rights & RIGHT_WRITE) != 0 ? "W" : "", (attributes & 4) == 0 ? "X" : "",
                        (attributes & ATTRIBUTE_CACHED) != 0 ? "cached" : "uncached");
}

static const char *guard_params(const struct capdl *capdl, uint64_t guard)
{
    return arena_format(capdl->arena, " (guard: 0x%" PRIx64 ", guard_size: %u)",
                        guard >> GUARD_SHIFT, (unsigned)(guard & GUARD_BITS_MASK));
}

/* Targets that are not objects in capDL; NULL for all others. */
static const char *special_target(const struct capdl *capdl, uint32_t i)
{
    const struct spec_object *object = &capdl->spec->objects[i];
    const char *name = spec_text(capdl->spec, object->name);
    if (object->type == SPEC_SCHED_CONTROL) {
        return arena_format(capdl->arena, "sched_control (core: %u)", (unsigned)object->arg);
    }
    if (object->type != SPEC_INITIAL) {
        return NULL;
    }
    return strcmp(name, "irq_control") == 0    ? "irq_control"
           : strcmp(name, "asid_control") == 0 ? "asid_control"
           : strcmp(name, "domain_set") == 0   ? "domain"
                                               : NULL;
}

static const char *cap_text(const struct capdl *capdl, const struct spec_cap *cap)
{
    const struct spec_object *object = &capdl->spec->objects[cap->object];
    const char *special = special_target(capdl, cap->object);
    const char *params = "";
    if (special != NULL) {
        return special;
    }
    if (object->type == SPEC_CNODE) {
        params = guard_params(capdl, cap->badge);
    } else if (object->type == SPEC_ENDPOINT || object->type == SPEC_NOTIFICATION) {
        params = ipc_params(capdl, cap->rights, cap->badge);
    } else if (object->type == SPEC_FRAMES) {
        params = frame_params(capdl, cap->rights, 5);
    }
    return arena_format(capdl->arena, "%s%s", reference(capdl, cap->object, cap->index), params);
}

static void cnodes_collect(struct capdl *capdl)
{
    for (size_t i = 0; i < capdl->spec->cap_count; i++) {
        const struct spec_cap *cap = &capdl->spec->caps[i];
        entry_add(capdl, cap->cnode, cap->slot, cap_text(capdl, cap));
    }
}

/* Page tables: an entry is found by its address. */

static unsigned level_shift(unsigned level)
{
    return ADDRESS_BITS - TABLE_INDEX_BITS * (level + 1);
}

static const char *table_key(const struct capdl *capdl, uint32_t vspace, unsigned level,
                             uint64_t vaddr)
{
    uint64_t block = level == 0 ? 0 : vaddr >> level_shift(level - 1);
    return arena_format(capdl->arena, "%u %u %" PRIx64, vspace, level, block);
}

/* The table of that level that covers an address, or SPEC_NONE. */
static uint32_t table_find(const struct capdl *capdl, uint32_t vspace, unsigned level,
                           uint64_t vaddr)
{
    if (level == 0) {
        return vspace;
    }
    const uint64_t *found = map_find(&capdl->tables, table_key(capdl, vspace, level, vaddr));
    return found != NULL ? (uint32_t)*found : SPEC_NONE;
}

static uint64_t table_slot(unsigned level, uint64_t vaddr)
{
    return (vaddr >> level_shift(level)) & ((1U << TABLE_INDEX_BITS) - 1);
}

/* Tables come upper levels first, so a table's level is the first that is not there yet. */
static void tables_collect(struct capdl *capdl)
{
    for (size_t i = 0; i < capdl->spec->table_count; i++) {
        const struct spec_paging *paging = &capdl->spec->tables[i];
        unsigned level = 1;
        while (level < TABLE_LEVELS - 1
               && table_find(capdl, paging->vspace, level, paging->vaddr) != SPEC_NONE) {
            level++;
        }
        capdl->levels[paging->table] = (uint8_t)level;
        map_add(&capdl->tables, table_key(capdl, paging->vspace, level, paging->vaddr),
                paging->table);
        uint32_t above = table_find(capdl, paging->vspace, level - 1, paging->vaddr);
        entry_add(capdl, above, table_slot(level - 1, paging->vaddr), capdl->names[paging->table]);
    }
}

static void maps_collect(struct capdl *capdl)
{
    for (size_t i = 0; i < capdl->spec->map_count; i++) {
        const struct spec_map *map = &capdl->spec->maps[i];
        unsigned page_bits = capdl->spec->objects[map->frames].size_bits;
        unsigned level = page_bits > PAGE_BITS ? TABLE_LEVELS - 2 : TABLE_LEVELS - 1;
        const char *params = frame_params(capdl, map->rights, map->attributes);
        for (uint32_t k = 0; k < map->count; k++) {
            uint64_t vaddr = map->vaddr + ((uint64_t)k << page_bits);
            uint32_t table = table_find(capdl, map->vspace, level, vaddr);
            entry_add(capdl, table, table_slot(level, vaddr),
                      arena_format(capdl->arena, "%s%s",
                                   reference(capdl, map->frames, map->first + k), params));
        }
    }
}

static int entry_compare(const void *left, const void *right)
{
    const struct entry *a = left;
    const struct entry *b = right;
    if (a->container != b->container) {
        return a->container < b->container ? -1 : 1;
    }
    return a->slot < b->slot ? -1 : a->slot > b->slot;
}

static void entries_write(const struct capdl *capdl)
{
    uint32_t container = SPEC_NONE;
    for (size_t i = 0; i < capdl->entry_count; i++) {
        const struct entry *entry = &capdl->entries[i];
        if (entry->container != container) {
            fprintf(capdl->stream, "%s    %s {\n", container != SPEC_NONE ? "    }\n" : "",
                    capdl->names[entry->container]);
            container = entry->container;
        }
        fprintf(capdl->stream, "        0x%" PRIx64 ": %s\n", entry->slot, entry->text);
    }
    fputs(container != SPEC_NONE ? "    }\n" : "", capdl->stream);
}

/* What a thread is configured with, as the slots of its TCB. */
static void thread_write(const struct capdl *capdl, const struct spec_thread *thread)
{
    const struct {
        const char *slot;
        uint32_t object;
        const char *params;
    } rows[] = {
        { "cspace", thread->cspace, guard_params(capdl, thread->cspace_guard) },
        { "vspace", thread->vspace, "" },
        { "ipc_buffer_slot", thread->ipc_frames, " (RW)" },
        { "fault_ep_slot", thread->fault_endpoint,
          ipc_params(capdl, thread->fault_rights, thread->fault_badge) },
        { "sc_slot", thread->sched_context, "" },
        { "temp_fault_ep_slot", thread->timeout_endpoint,
          ipc_params(capdl, thread->timeout_rights, thread->timeout_badge) },
        { "bound_notification", thread->notification, "" },
    };
    fprintf(capdl->stream, "    %s {\n", capdl->names[thread->tcb]);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].object != SPEC_NONE) {
            fprintf(capdl->stream, "        %s: %s%s\n", rows[i].slot,
                    reference(capdl, rows[i].object, 0), rows[i].params);
        }
    }
    fputs("    }\n", capdl->stream);
}

static void irqs_write(const struct capdl *capdl)
{
    for (size_t i = 0; i < capdl->spec->irq_count; i++) {
        const struct spec_irq *irq = &capdl->spec->irqs[i];
        fprintf(capdl->stream, "    %s {\n        0: %s%s\n    }\n", capdl->names[irq->handler],
                capdl->names[irq->notification], ipc_params(capdl, 0, irq->badge));
    }
}

static void schedule_write(const struct capdl *capdl)
{
    const char *before = "";
    fputs("\ndomains {\n    schedule: [", capdl->stream);
    for (size_t i = 0; i < capdl->spec->schedule_count; i++) {
        const struct spec_schedule_entry *entry = &capdl->spec->schedule[i];
        fprintf(capdl->stream, "%s(%u, %" PRIu64 ")", before, entry->domain, entry->ticks);
        before = ", ";
    }
    fprintf(capdl->stream, "]\n    domain_set_start: %u\n}\n", capdl->spec->schedule_start);
}

void report_write_capdl(const struct report *report, FILE *stream)
{
    struct capdl capdl = { .report = report, .spec = report->spec, .stream = stream };
    capdl.arena = capdl.tables.arena = report->spec->arena;
    capdl.levels = arena_alloc(capdl.arena, capdl.spec->object_count + 1);
    names_make(&capdl);
    cnodes_collect(&capdl);
    tables_collect(&capdl);
    maps_collect(&capdl);
    if (capdl.entry_count != 0) {
        qsort(capdl.entries, capdl.entry_count, sizeof capdl.entries[0], entry_compare);
    }
    fprintf(stream, "/* For %s, written by annona. */\narch aarch64\n\nobjects {\n",
            report->spec->layout->board->name);
    for (uint32_t i = 0; i < capdl.spec->object_count; i++) {
        object_write(&capdl, i);
    }
    fputs("}\n\ncaps {\n", stream);
    entries_write(&capdl);
    for (size_t i = 0; i < capdl.spec->thread_count; i++) {
        thread_write(&capdl, &capdl.spec->threads[i]);
    }
    irqs_write(&capdl);
    fputs("}\n\nirq maps {\n", stream);
    for (size_t i = 0; i < capdl.spec->irq_count; i++) {
        uint32_t handler = capdl.spec->irqs[i].handler;
        fprintf(stream, "    %u: %s\n", (unsigned)capdl.spec->objects[handler].arg,
                capdl.names[handler]);
    }
    fputs("}\n", stream);
    if (capdl.spec->schedule_count != 0) {
        schedule_write(&capdl);
    }
}
