/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The text report: interrupts, threads, capability spaces, address spaces, kernel objects, and the
 * image's memory map.
 */
#include "report.h"
#include <string.h>

const char *const report_type_names[] = {
    [SPEC_ENDPOINT] = "endpoint",
    [SPEC_NOTIFICATION] = "notification",
    [SPEC_REPLY] = "reply",
    [SPEC_CNODE] = "cnode",
    [SPEC_TCB] = "tcb",
    [SPEC_SCHED_CONTEXT] = "sched_context",
    [SPEC_VSPACE] = "vspace",
    [SPEC_PAGE_TABLE] = "page_table",
    [SPEC_FRAMES] = "frames",
    [SPEC_UNTYPED] = "untyped",
    [SPEC_IRQ_HANDLER] = "irq_handler",
    [SPEC_INITIAL] = "initial",
    [SPEC_SCHED_CONTROL] = "sched_control",
    [SPEC_SGI] = "sgi",
    [SPEC_IRQ_IOAPIC] = "irq_ioapic",
    [SPEC_IRQ_MSI] = "irq_msi",
    [SPEC_IO_PORTS] = "io_ports",
};

static const char *object_name(const struct spec *spec, uint32_t object)
{
    return object != SPEC_NONE ? spec_text(spec, spec->objects[object].name) : "none";
}

const char *report_rights_text(uint32_t rights, char text[5])
{
    static const char letters[] = "WRGP"; /* P: grant-reply */
    unsigned length = 0;
    for (unsigned i = 0; i < 4; i++) {
        if ((rights & (1U << i)) != 0) {
            text[length++] = letters[i];
        }
    }
    text[length] = '\0';
    return length != 0 ? text : "-";
}

/* Where an interrupt comes from. */
static void irq_source_write(const struct spec_object *handler, FILE *stream)
{
    const char *trigger = (handler->flags & SPEC_IRQ_EDGE) != 0 ? "edge" : "level";
    uint64_t arg = handler->arg;
    if (handler->type == SPEC_IRQ_IOAPIC) {
        fprintf(stream, "    I/O APIC %u, pin %u, vector %u, %s triggered, active %s\n",
                (unsigned)(arg >> 16), (unsigned)(arg >> 8) & 0xff, (unsigned)arg & 0xff, trigger,
                (handler->flags & SPEC_IRQ_LOW) != 0 ? "low" : "high");
    } else if (handler->type == SPEC_IRQ_MSI) {
        fprintf(stream, "    message of PCI function %x:%02x.%x, handle %u, vector %u\n",
                (unsigned)(arg >> 16) & 0xff, (unsigned)(arg >> 11) & 0x1f,
                (unsigned)(arg >> 8) & 7, (unsigned)(arg >> 24), (unsigned)arg & 0xff);
    } else {
        fprintf(stream, "    irq: %llu, %s triggered\n", (unsigned long long)arg, trigger);
    }
}

static void irqs_write(const struct spec *spec, FILE *stream)
{
    fputs("# IRQ DETAILS\n\n", stream);
    for (size_t i = 0; i < spec->irq_count; i++) {
        const struct spec_irq *irq = &spec->irqs[i];
        const struct spec_object *handler = &spec->objects[irq->handler];
        fprintf(stream, "- %s\n", spec_text(spec, handler->name));
        irq_source_write(handler, stream);
        fprintf(stream, "    notification: %s, badge 0x%llx\n",
                object_name(spec, irq->notification), (unsigned long long)irq->badge);
    }
    fputs(spec->irq_count == 0 ? "none\n\n" : "\n", stream);
}

static void threads_write(const struct spec *spec, FILE *stream)
{
    fputs("# TCB DETAILS\n\n", stream);
    for (size_t i = 0; i < spec->thread_count; i++) {
        const struct spec_thread *thread = &spec->threads[i];
        const struct spec_sched *sched = &spec->scheds[i];
        const struct spec_domain *domain = &spec->domains[i];
        fprintf(stream, "- %s (domain %zu)\n", spec_text(spec, thread->name), i);
        fprintf(stream, "    ip: 0x%llx, sp: 0x%llx, IPC buffer: 0x%llx\n",
                (unsigned long long)thread->ip, (unsigned long long)thread->sp,
                (unsigned long long)thread->ipc_vaddr);
        fprintf(stream, "    stack: 0x%llx to 0x%llx\n", (unsigned long long)domain->stack_bottom,
                (unsigned long long)domain->stack_top - 1);
        fprintf(stream, "    priority: %u, affinity: %u, scheduling domain: %u, fpu: %s\n",
                thread->priority, sched->core, thread->sched_domain,
                (thread->flags & SPEC_THREAD_FPU_DISABLED) != 0 ? "off" : "on");
        fprintf(stream,
                "    scheduling context: %s, budget %llu us, period %llu us, badge 0x%llx%s\n",
                object_name(spec, thread->sched_context), (unsigned long long)sched->budget_us,
                (unsigned long long)sched->period_us, (unsigned long long)sched->badge,
                domain->passive != 0 ? ", passive after init" : "");
        fprintf(stream, "    bound notification: %s\n", object_name(spec, thread->notification));
        fprintf(stream, "    fault endpoint: %s, badge 0x%llx\n",
                object_name(spec, thread->fault_endpoint),
                (unsigned long long)thread->fault_badge);
        if (thread->timeout_endpoint != SPEC_NONE) {
            fprintf(stream, "    timeout endpoint: %s, badge 0x%llx\n",
                    object_name(spec, thread->timeout_endpoint),
                    (unsigned long long)thread->timeout_badge);
        }
    }
    fputc('\n', stream);
}

static void caps_write(const struct spec *spec, FILE *stream)
{
    uint32_t cnode = SPEC_NONE;
    char rights[5];
    fputs("# CNODE DETAILS\n", stream);
    for (size_t i = 0; i < spec->cap_count; i++) {
        const struct spec_cap *cap = &spec->caps[i];
        const struct spec_object *object = &spec->objects[cap->object];
        if (cap->cnode != cnode) {
            cnode = cap->cnode;
            fprintf(stream, "\n- %s (%u bits)\n", object_name(spec, cnode),
                    spec->objects[cnode].size_bits);
        }
        fprintf(stream, "    slot %3u: %s %s, rights %s, %s 0x%llx\n", cap->slot,
                report_type_names[object->type], spec_text(spec, object->name),
                report_rights_text(cap->rights, rights),
                object->type == SPEC_CNODE ? "guard word" : "badge",
                (unsigned long long)cap->badge);
    }
    fputc('\n', stream);
}

static void maps_write(const struct spec *spec, FILE *stream)
{
    uint32_t vspace = SPEC_NONE;
    fputs("# ADDRESS SPACES\n", stream);
    for (size_t i = 0; i < spec->map_count; i++) {
        const struct spec_map *map = &spec->maps[i];
        const struct spec_object *frames = &spec->objects[map->frames];
        if (map->vspace != vspace) {
            vspace = map->vspace;
            fprintf(stream, "\n- %s\n", object_name(spec, vspace));
        }
        uint64_t bytes = (uint64_t)map->count << frames->size_bits;
        fprintf(stream, "    0x%012llx to 0x%012llx r%c%c %s %s\n",
                (unsigned long long)map->vaddr, (unsigned long long)(map->vaddr + bytes - 1),
                (map->rights & RIGHT_WRITE) != 0 ? 'w' : '-',
                (map->attributes & 4) != 0 ? '-' : 'x',
                (map->attributes & 1) != 0 ? "cached" : "device", spec_text(spec, frames->name));
    }
    fputc('\n', stream);
}

/* What frames are filled with at boot, if anything. */
static void fill_write(const struct spec *spec, size_t frames, FILE *stream)
{
    const struct layout *layout = spec->layout;
    for (size_t i = 0; i < layout->fill_count; i++) {
        const struct fill *fill = &layout->fills[i];
        if (spec->first_frames + fill->frames == frames) {
            fprintf(stream, ", filled %s%s",
                    fill->bootinfo != NULL ? "with boot information " : "from a file",
                    fill->bootinfo != NULL ? fill->bootinfo->name : "");
        }
    }
}

static void objects_write(const struct spec *spec, FILE *stream)
{
    uint64_t total = 0;
    fputs("# KERNEL OBJECTS\n\n", stream);
    for (size_t i = 0; i < spec->object_count; i++) {
        const struct spec_object *object = &spec->objects[i];
        uint64_t bytes = spec_object_bytes(spec, object);
        total += object->paddr == SPEC_ANYWHERE ? bytes : 0;
        fprintf(stream, "- %-13s %8llu bytes  %s", report_type_names[object->type],
                (unsigned long long)bytes, spec_text(spec, object->name));
        if (object->type == SPEC_FRAMES) {
            fprintf(stream, " (%u of 0x%llx bytes)", object->count, 1ULL << object->size_bits);
        }
        if (object->type == SPEC_FRAMES && (object->flags & SPEC_FRAMES_LOADED) != 0) {
            fprintf(stream, " in the image, page %llu",
                    (unsigned long long)(object->arg - spec->first_loaded_page));
        }
        if (object->type == SPEC_IO_PORTS) {
            fprintf(stream, " (0x%x to 0x%x)", (unsigned)object->arg & 0xffff,
                    (unsigned)(object->arg >> 16));
        }
        if (object->paddr != SPEC_ANYWHERE) {
            fprintf(stream, " at physical address 0x%llx", (unsigned long long)object->paddr);
        }
        fill_write(spec, i, stream);
        fputc('\n', stream);
    }
    fprintf(stream, "\n%zu objects, %llu bytes besides the image and fixed addresses\n\n",
            spec->object_count, (unsigned long long)total);
}

static void image_part_write(const char *what, uint64_t start, uint64_t end, FILE *stream)
{
    fprintf(stream, "    0x%010llx to 0x%010llx %s\n", (unsigned long long)start,
            (unsigned long long)end - 1, what);
}

static void image_map_write(const struct spec *spec, const struct image *image, FILE *stream)
{
    const struct image_header *header = &image->header;
    uint64_t loaded = spec->layout->loaded_pages * PAGE_SIZE;
    uint64_t spec_start = header->user_end - loaded - spec->first_loaded_page * PAGE_SIZE;
    fputs("# PHYSICAL MEMORY\n\n", stream);
    image_part_write("loader", header->load_address, header->kernel_start, stream);
    image_part_write("kernel", header->kernel_start, header->kernel_end, stream);
    image_part_write("init", header->user_start, spec_start, stream);
    image_part_write("specification", spec_start, header->user_end - loaded, stream);
    if (loaded != 0) {
        image_part_write("loaded pages", header->user_end - loaded, header->user_end, stream);
    }
    for (size_t i = 0; i < spec->system->region_count; i++) {
        const struct memory_region *region = spec->system->regions[i];
        if (region->paddr != SPEC_ANYWHERE && region->map_count != 0) {
            image_part_write(arena_format(spec->arena, "region %s", region->name.text),
                             region->paddr, region->paddr + region->bytes, stream);
        }
    }
}

const char *const report_format_names[REPORT_FORMATS] = {
    [REPORT_TEXT] = "text",   [REPORT_JSON] = "json", [REPORT_DOT] = "dot",
    [REPORT_CAPDL] = "capdl", [REPORT_HTML] = "html", [REPORT_HEADER] = "header",
};

void report_write_format(const struct report *report, enum report_format format, FILE *stream)
{
    static void (*const writers[REPORT_FORMATS])(const struct report *report, FILE *stream) = {
        [REPORT_TEXT] = report_write,        [REPORT_JSON] = report_write_document,
        [REPORT_DOT] = report_write_dot,     [REPORT_CAPDL] = report_write_capdl,
        [REPORT_HTML] = report_write_html,   [REPORT_HEADER] = report_write_header,
    };
    writers[format](report, stream);
}

void report_write(const struct report *report, FILE *stream)
{
    const struct spec *spec = report->spec;
    const struct board *board = spec->layout->board;
    fprintf(stream, "# SYSTEM\n\nboard %s, configuration %s, %zu protection domains\n\n",
            board->name, board->config, spec->domain_count);
    irqs_write(spec, stream);
    threads_write(spec, stream);
    caps_write(spec, stream);
    maps_write(spec, stream);
    objects_write(spec, stream);
    if (report->image != NULL) {
        image_map_write(spec, report->image, stream);
    }
    report_write_authority(report, stream);
}
