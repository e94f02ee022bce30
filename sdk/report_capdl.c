/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The distribution as capDL text: objects, capabilities (page tables included, one entry per page),
 * interrupts and the domain schedule.
 *
 * Frames at fixed addresses are one object each, other runs of
 * frames and untypeds are indexed names.  What is in the image's pages is not repeated: frames have
 * no fill.
 */
#include "capdl.h"
#include "report.h"
#include <inttypes.h>
#include <string.h>

#define TABLE_LEVELS    4 /* at most; the address space itself is level 0 */
#define GUARD_BITS_MASK  63
#define GUARD_SHIFT      6
#define INITIAL_SMC      15
#define SGI_CORE_SHIFT   8

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

/* What capDL calls an address space (level 0) and its page tables. */
static const char *table_kind(const struct capdl *capdl, unsigned level)
{
    static const char *const kinds[][TABLE_LEVELS] = {
        [ARCH_AARCH64] = { "pgd", "pud", "pd", "pt" },
        [ARCH_RISCV64] = { "pt", "pt", "pt", "pt" },
        [ARCH_X86_64] = { "pml4", "pdpt", "pd", "pt" },
    };
    return kinds[capdl_arch(capdl)][level];
}

/* Interrupts of ARM have an object of their own kind; those of RISC-V are just numbers. */
static void irq_write(const struct capdl *capdl, uint32_t i)
{
    const struct spec_object *object = &capdl->spec->objects[i];
    unsigned is_level = (object->flags & SPEC_IRQ_EDGE) == 0;
    uint64_t arg = object->arg;
    fprintf(capdl->stream, "    %s = ", capdl->names[i]);
    if (object->type == SPEC_IRQ_IOAPIC) {
        fprintf(capdl->stream,
                "ioapic_irq (ioapic_num: %u, ioapic_pin: %u, ioapic_level: %u, "
                "ioapic_polarity: %u)\n",
                (unsigned)(arg >> 16), (unsigned)(arg >> 8) & 0xff, is_level,
                (object->flags & SPEC_IRQ_LOW) != 0);
    } else if (object->type == SPEC_IRQ_MSI) {
        fprintf(capdl->stream,
                "msi_irq (msi_handle: %u, msi_pci_bus: %u, msi_pci_dev: %u, msi_pci_fun: %u)\n",
                (unsigned)(arg >> 24), (unsigned)(arg >> 16) & 0xff, (unsigned)(arg >> 11) & 0x1f,
                (unsigned)(arg >> 8) & 7);
    } else if (capdl_arch(capdl) == ARCH_RISCV64) {
        fputs("irq\n", capdl->stream);
    } else {
        fprintf(capdl->stream, "arm_irq (trigger: %s, target: 0)\n", is_level ? "level" : "edge");
    }
}

static void object_write(const struct capdl *capdl, uint32_t i)
{
    static const char *const plain[] = {
        [SPEC_ENDPOINT] = "ep",   [SPEC_NOTIFICATION] = "notification",
        [SPEC_REPLY] = "rtreply",
    };
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
    case SPEC_VSPACE:
    case SPEC_PAGE_TABLE:
        fprintf(capdl->stream, "    %s = %s\n", capdl->names[i],
                table_kind(capdl, capdl->levels[i]));
        break;
    case SPEC_FRAMES:
        run_write(capdl, i, "frame", object->size_bits == 21 ? "2M" : "4k");
        break;
    case SPEC_UNTYPED:
        run_write(capdl, i, "ut", arena_format(capdl->arena, "%u bits", object->size_bits));
        break;
    case SPEC_IRQ_HANDLER:
    case SPEC_IRQ_IOAPIC:
    case SPEC_IRQ_MSI:
        irq_write(capdl, i);
        break;
    case SPEC_IO_PORTS:
        fprintf(capdl->stream, "    %s = io_ports (ports: [%u..%u])\n", capdl->names[i],
                (unsigned)object->arg & 0xffff, (unsigned)(object->arg >> 16));
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
                        (rights & RIGHT_WRITE) != 0 ? "W" : "",
                        (attributes & SPEC_MAP_EXECUTE_NEVER) == 0 ? "X" : "",
                        (attributes & SPEC_MAP_CACHED) != 0 ? "cached" : "uncached");
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

static const char *entry_text(const struct capdl *capdl, const struct capdl_entry *entry)
{
    const struct spec_object *object = &capdl->spec->objects[entry->object];
    const char *special = special_target(capdl, entry->object);
    const char *params = "";
    if (special != NULL) {
        return special;
    }
    if (object->type == SPEC_CNODE) {
        params = guard_params(capdl, entry->badge);
    } else if (object->type == SPEC_ENDPOINT || object->type == SPEC_NOTIFICATION) {
        params = ipc_params(capdl, entry->rights, entry->badge);
    } else if (object->type == SPEC_FRAMES) {
        params = frame_params(capdl, entry->rights, entry->attributes);
    }
    return arena_format(capdl->arena, "%s%s", reference(capdl, entry->object, entry->index),
                        params);
}

static void entries_write(const struct capdl *capdl)
{
    uint32_t container = SPEC_NONE;
    for (size_t i = 0; i < capdl->entry_count; i++) {
        const struct capdl_entry *entry = &capdl->entries[i];
        if (entry->container != container) {
            fprintf(capdl->stream, "%s    %s {\n", container != SPEC_NONE ? "    }\n" : "",
                    capdl->names[entry->container]);
            container = entry->container;
        }
        fprintf(capdl->stream, "        0x%" PRIx64 ": %s\n", entry->slot,
                entry_text(capdl, entry));
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
    fprintf(capdl->stream, "]\n    domain_set_start: %u\n    index_shift: %u\n}\n",
            capdl->spec->schedule_start, capdl->spec->schedule_shift);
}

void report_write_capdl(const struct report *report, FILE *stream)
{
    struct capdl capdl;
    capdl_make(&capdl, report->spec);
    capdl.stream = stream;
    fprintf(stream, "/* For %s, written by annona. */\narch %s\n\nobjects {\n",
            report->spec->layout->board->name,
            capdl_arch(&capdl) == ARCH_RISCV64 ? "riscv"
                                               : board_arch_name(report->spec->layout->board));
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
        const struct spec_object *irq = &capdl.spec->objects[handler];
        bool is_vector = irq->type != SPEC_IRQ_HANDLER;
        fprintf(stream, "    %u: %s\n", (unsigned)(is_vector ? irq->arg & 0xff : irq->arg),
                capdl.names[handler]);
    }
    fputs("}\n", stream);
    if (capdl.spec->schedule_count != 0) {
        schedule_write(&capdl);
    }
}
