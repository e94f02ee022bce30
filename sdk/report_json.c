/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The capability distribution for programs.  The JSON document has the objects with their fields
 * and, for each CNode, its slots; names in it are unique within a system but for page tables.
 */
#include "report.h"
#include <inttypes.h>
#include <jansson.h>

static const char *object_kind(const struct spec_object *object)
{
    static const char *const kinds[] = {
        [SPEC_ENDPOINT] = "Endpoint",      [SPEC_NOTIFICATION] = "Notification",
        [SPEC_REPLY] = "Reply",            [SPEC_CNODE] = "CNode",
        [SPEC_TCB] = "Tcb",                [SPEC_SCHED_CONTEXT] = "SchedContext",
        [SPEC_VSPACE] = "VSpace",          [SPEC_PAGE_TABLE] = "PageTable",
        [SPEC_FRAMES] = "Frames",          [SPEC_UNTYPED] = "Untyped",
        [SPEC_IRQ_HANDLER] = "ArmIrq",     [SPEC_INITIAL] = "Initial",
        [SPEC_SCHED_CONTROL] = "SchedControl", [SPEC_SGI] = "ArmSgi",
    };
    return kinds[object->type];
}

/* A 64-bit number as a string, because JSON's are not that wide. */
static json_t *word_json(struct arena *arena, uint64_t word)
{
    return json_string(arena_format(arena, "0x%" PRIx64, word));
}

static json_t *object_json(const struct spec *spec, const struct spec_object *object)
{
    json_t *json = json_pack("{s:s, s:s, s:i, s:i}", "name", spec_text(spec, object->name), "type",
                             object_kind(object), "size_bits", object->size_bits, "count",
                             (int)object->count);
    if (object->paddr != SPEC_ANYWHERE) {
        json_object_set_new(json, "paddr", word_json(spec->arena, object->paddr));
    }
    if (object->type == SPEC_FRAMES && (object->flags & SPEC_FRAMES_LOADED) != 0) {
        json_object_set_new(json, "image_page", json_integer((json_int_t)object->arg));
    }
    if (object->type == SPEC_IRQ_HANDLER) {
        json_object_set_new(json, "irq", json_integer((json_int_t)object->arg));
        json_object_set_new(json, "edge", json_boolean((object->flags & SPEC_IRQ_EDGE) != 0));
    }
    return json;
}

static json_t *cap_json(const struct spec *spec, const struct spec_cap *cap)
{
    json_t *json = json_pack("{s:i, s:i, s:i, s:i}", "cnode", (int)cap->cnode, "slot",
                             (int)cap->slot, "object", (int)cap->object, "rights",
                             (int)cap->rights);
    json_object_set_new(json, "badge", word_json(spec->arena, cap->badge));
    return json;
}

static json_t *map_json(const struct spec *spec, const struct spec_map *map)
{
    json_t *json = json_pack("{s:i, s:i, s:i, s:i, s:i, s:i}", "vspace", (int)map->vspace, "frames",
                             (int)map->frames, "first", (int)map->first, "count", (int)map->count,
                             "rights", (int)map->rights, "attributes", (int)map->attributes);
    json_object_set_new(json, "vaddr", word_json(spec->arena, map->vaddr));
    return json;
}

static json_t *thread_json(const struct spec *spec, const struct spec_thread *thread)
{
    json_t *json = json_pack("{s:s, s:i, s:i, s:i, s:i}", "name", spec_text(spec, thread->name),
                             "tcb", (int)thread->tcb, "priority", thread->priority, "cspace",
                             (int)thread->cspace, "vspace", (int)thread->vspace);
    json_object_set_new(json, "ip", word_json(spec->arena, thread->ip));
    json_object_set_new(json, "sp", word_json(spec->arena, thread->sp));
    json_object_set_new(json, "fault_endpoint", json_integer(thread->fault_endpoint));
    json_object_set_new(json, "fault_badge", word_json(spec->arena, thread->fault_badge));
    return json;
}

void report_write_json(const struct spec *spec, FILE *stream)
{
    json_t *objects = json_array();
    json_t *caps = json_array();
    json_t *maps = json_array();
    json_t *threads = json_array();
    for (size_t i = 0; i < spec->object_count; i++) {
        json_array_append_new(objects, object_json(spec, &spec->objects[i]));
    }
    for (size_t i = 0; i < spec->cap_count; i++) {
        json_array_append_new(caps, cap_json(spec, &spec->caps[i]));
    }
    for (size_t i = 0; i < spec->map_count; i++) {
        json_array_append_new(maps, map_json(spec, &spec->maps[i]));
    }
    for (size_t i = 0; i < spec->thread_count; i++) {
        json_array_append_new(threads, thread_json(spec, &spec->threads[i]));
    }
    json_t *all = json_pack("{s:s, s:o, s:o, s:o, s:o}", "format", "annona-spec-1", "objects",
                            objects, "caps", caps, "maps", maps, "threads", threads);
    json_dumpf(all, stream, JSON_INDENT(1));
    fputc('\n', stream);
    json_decref(all);
}

/* One set of identifiers: those whose slots from `base` on are filled. */
static void viper_set_write(const struct spec *spec, uint32_t cnode, const char *kind,
                            uint32_t base, FILE *stream)
{
    const char *before = "Set(";
    fprintf(stream, "function pansel4_has_%s_cap(): Set[Int]\n    ensures result == ", kind);
    for (size_t i = 0; i < spec->cap_count; i++) {
        const struct spec_cap *cap = &spec->caps[i];
        if (cap->cnode == cnode && cap->slot >= base && cap->slot <= base + ID_MAX) {
            fprintf(stream, "%s%u", before, cap->slot - base);
            before = ", ";
        }
    }
    fprintf(stream, "%s)\n\n", before[0] == 'S' ? "Set[Int](" : "");
}

void report_write_viper(const struct spec *spec, const struct domain *domain, FILE *stream)
{
    uint32_t cnode = spec->domain_objects[domain->index].cnode;
    fprintf(stream, "// Capabilities of protection domain %s.\n\n", domain->name.text);
    viper_set_write(spec, cnode, "notification", PD_SLOT_NOTIFY, stream);
    viper_set_write(spec, cnode, "ppc", PD_SLOT_CALL, stream);
    viper_set_write(spec, cnode, "irq", PD_SLOT_IRQ, stream);
    viper_set_write(spec, cnode, "child", PD_SLOT_CHILD_TCB, stream);
}
