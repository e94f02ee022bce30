/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The report for programs: all that is known of a built system as one JSON document, described by
 * report.schema.json.  The HTML page shows the same document.
 *
 * "version" changes whenever something is taken away or gets another meaning; fields may be added.
 * Numbers that need 64 bits are strings, hexadecimal with 0x.
 */
#include "report.h"
#include "report_schedule.h"
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define DOCUMENT_VERSION 1

#define ATTRIBUTE_CACHED        1u
#define ATTRIBUTE_EXECUTE_NEVER 4u

static json_t *word(const struct report *report, uint64_t value)
{
    return json_string(arena_format(report->spec->arena, "0x%" PRIx64, value));
}

static void set(json_t *object, const char *key, json_t *value)
{
    json_object_set_new(object, key, value);
}

static void set_number(json_t *object, const char *key, uint64_t value)
{
    set(object, key, json_integer((json_int_t)value));
}

static void set_text(json_t *object, const char *key, const char *text)
{
    set(object, key, text != NULL ? json_string(text) : json_null());
}

/* An index into the list of objects, or null. */
static void set_object(json_t *object, const char *key, uint32_t index)
{
    set(object, key, index != SPEC_NONE ? json_integer(index) : json_null());
}

static const char *domain_name(const struct report *report, size_t domain)
{
    return spec_text(report->spec, report->spec->domains[domain].name);
}

static json_t *domain_names(const struct report *report, domain_set domains)
{
    json_t *names = json_array();
    for (; domains != 0; domains &= domains - 1) {
        size_t domain = (size_t)__builtin_ctzll(domains);
        json_array_append_new(names, json_string(domain_name(report, domain)));
    }
    return names;
}

/* Domains. */

static void thread_set(const struct report *report, json_t *json, const struct spec_thread *thread)
{
    set_number(json, "priority", thread->priority);
    set_number(json, "mcp", thread->mcp);
    set_number(json, "scheduling_domain", thread->sched_domain);
    set(json, "fpu", json_boolean((thread->flags & SPEC_THREAD_FPU_DISABLED) == 0));
    set(json, "ip", word(report, thread->ip));
    set(json, "sp", word(report, thread->sp));
    set(json, "ipc_buffer", word(report, thread->ipc_vaddr));
    set_object(json, "tcb", thread->tcb);
    set_object(json, "cspace", thread->cspace);
    set_object(json, "vspace", thread->vspace);
    set_object(json, "sched_context", thread->sched_context);
    set_object(json, "notification", thread->notification);
    set_object(json, "fault_endpoint", thread->fault_endpoint);
    set(json, "fault_badge", word(report, thread->fault_badge));
    set_object(json, "timeout_endpoint", thread->timeout_endpoint);
}

static void sched_set(const struct report *report, json_t *json, uint32_t sched_context)
{
    for (size_t i = 0; i < report->spec->sched_count; i++) {
        const struct spec_sched *sched = &report->spec->scheds[i];
        if (sched->sched_context == sched_context) {
            set_number(json, "core", sched->core);
            set_number(json, "budget_us", sched->budget_us);
            set_number(json, "period_us", sched->period_us);
        }
    }
}

static json_t *domain_json(const struct report *report, size_t index)
{
    const struct spec *spec = report->spec;
    const struct spec_domain *domain = &spec->domains[index];
    const struct domain *element = report->system->domains[index];
    json_t *json = json_object();
    set_text(json, "name", domain_name(report, index));
    set_text(json, "program", element->program_path.text);
    set_number(json, "line", element->at.line);
    set(json, "passive", json_boolean(domain->passive != 0));
    set_text(json, "parent",
             domain->parent != SPEC_NONE ? domain_name(report, domain->parent) : NULL);
    set(json, "stack",
        json_pack("[o, o]", word(report, domain->stack_bottom), word(report, domain->stack_top)));
    for (size_t i = 0; i < spec->thread_count; i++) {
        if (spec->threads[i].tcb == domain->tcb) {
            thread_set(report, json, &spec->threads[i]);
            sched_set(report, json, spec->threads[i].sched_context);
        }
    }
    set(json, "equivalent_to",
        domain_names(report, report->audit->authority->equals[index] & ~DOMAIN(index)));
    set_text(json, "outside_the_model", authority_outside(report->audit->authority, index));
    return json;
}

static json_t *domains_json(const struct report *report)
{
    json_t *list = json_array();
    for (size_t i = 0; i < report->spec->domain_count; i++) {
        json_array_append_new(list, domain_json(report, i));
    }
    return list;
}

/* The description: channels and regions. */

static json_t *channels_json(const struct report *report)
{
    json_t *list = json_array();
    for (size_t i = 0; i < report->system->channel_count; i++) {
        const struct channel *channel = report->system->channels[i];
        json_t *ends = json_array();
        for (unsigned k = 0; k < 2; k++) {
            const struct channel_end *end = &channel->ends[k];
            json_array_append_new(ends,
                                  json_pack("{s:s, s:I, s:b, s:b}", "pd", end->pd.text, "id",
                                            (json_int_t)end->id.number, "may_call",
                                            end_may_call(end), "may_notify", end_may_notify(end)));
        }
        json_array_append_new(
            list, json_pack("{s:I, s:o}", "line", (json_int_t)channel->at.line, "ends", ends));
    }
    return list;
}

static json_t *regions_json(const struct report *report)
{
    json_t *list = json_array();
    for (size_t i = 0; i < report->system->region_count; i++) {
        const struct memory_region *region = report->system->regions[i];
        json_t *json = json_object();
        set_text(json, "name", region->name.text);
        set(json, "bytes", word(report, region->bytes));
        set(json, "page_bytes", word(report, UINT64_C(1) << region->page_bits));
        set(json, "paddr",
            region->paddr != SPEC_ANYWHERE && region->map_count != 0 ? word(report, region->paddr)
                                                                     : json_null());
        set_text(json, "prefill",
                 region->bootinfo != NULL       ? region->bootinfo->name
                 : region->prefill_path.given ? region->prefill_path.text
                                              : NULL);
        json_array_append_new(list, json);
    }
    return list;
}

/* The distribution. */

/* Interrupts and I/O ports: where they are. */
static void device_fields_set(const struct report *report, json_t *json,
                              const struct spec_object *object)
{
    uint64_t arg = object->arg;
    bool is_pc = object->type == SPEC_IRQ_IOAPIC || object->type == SPEC_IRQ_MSI;
    if (object->type == SPEC_IRQ_HANDLER || is_pc) {
        set_number(json, "irq", is_pc ? arg & 0xff : arg);
        set_text(json, "trigger", (object->flags & SPEC_IRQ_EDGE) != 0 ? "edge" : "level");
    }
    if (object->type == SPEC_IRQ_IOAPIC) {
        set_number(json, "ioapic", arg >> 16);
        set_number(json, "pin", arg >> 8 & 0xff);
        set_text(json, "polarity", (object->flags & SPEC_IRQ_LOW) != 0 ? "low" : "high");
    } else if (object->type == SPEC_IRQ_MSI) {
        set_text(json, "pcidev",
                 arena_format(report->spec->arena, "%x:%02x.%x", (unsigned)(arg >> 16) & 0xff,
                              (unsigned)(arg >> 11) & 0x1f, (unsigned)(arg >> 8) & 7));
        set_number(json, "handle", arg >> 24);
    } else if (object->type == SPEC_IO_PORTS) {
        set_number(json, "first_port", arg & 0xffff);
        set_number(json, "last_port", arg >> 16);
    }
}

static json_t *object_json(const struct report *report, size_t index)
{
    const struct spec_object *object = &report->spec->objects[index];
    json_t *json = json_object();
    set_text(json, "name", spec_text(report->spec, object->name));
    set_text(json, "type", report_type_names[object->type]);
    set_text(json, "domain",
             object->domain != SPEC_NONE ? domain_name(report, object->domain) : NULL);
    set_number(json, "size_bits", object->size_bits);
    set_number(json, "count", object->count);
    set(json, "bytes", word(report, spec_object_bytes(report->spec, object)));
    if (object->paddr != SPEC_ANYWHERE) {
        set(json, "paddr", word(report, object->paddr));
    }
    device_fields_set(report, json, object);
    if (object->type == SPEC_FRAMES && (object->flags & SPEC_FRAMES_LOADED) != 0) {
        set_number(json, "image_page", object->arg);
    }
    return json;
}

static json_t *objects_json(const struct report *report)
{
    json_t *list = json_array();
    for (size_t i = 0; i < report->spec->object_count; i++) {
        json_array_append_new(list, object_json(report, i));
    }
    return list;
}

static json_t *caps_json(const struct report *report)
{
    json_t *list = json_array();
    char rights[5];
    for (size_t i = 0; i < report->spec->cap_count; i++) {
        const struct spec_cap *cap = &report->spec->caps[i];
        json_t *json = json_object();
        set_number(json, "cnode", cap->cnode);
        set_number(json, "slot", cap->slot);
        set_number(json, "object", cap->object);
        if (report->spec->objects[cap->object].count > 1) {
            set_number(json, "index", cap->index);
        }
        set_text(json, "rights", report_rights_text(cap->rights, rights));
        set(json, "badge", word(report, cap->badge));
        if (cap->name != 0) {
            set_text(json, "name", spec_text(report->spec, cap->name));
        }
        json_array_append_new(list, json);
    }
    return list;
}

static json_t *maps_json(const struct report *report)
{
    json_t *list = json_array();
    for (size_t i = 0; i < report->spec->map_count; i++) {
        const struct spec_map *map = &report->spec->maps[i];
        uint64_t bytes = (uint64_t)map->count << report->spec->objects[map->frames].size_bits;
        char perms[4] = "r--";
        perms[1] = (map->rights & RIGHT_WRITE) != 0 ? 'w' : '-';
        perms[2] = (map->attributes & ATTRIBUTE_EXECUTE_NEVER) == 0 ? 'x' : '-';
        json_t *json = json_object();
        set_number(json, "vspace", map->vspace);
        set_number(json, "frames", map->frames);
        set(json, "vaddr", word(report, map->vaddr));
        set(json, "bytes", word(report, bytes));
        set_text(json, "perms", perms);
        set(json, "cached", json_boolean((map->attributes & ATTRIBUTE_CACHED) != 0));
        json_array_append_new(list, json);
    }
    return list;
}

static json_t *interrupts_json(const struct report *report)
{
    json_t *list = json_array();
    for (size_t i = 0; i < report->spec->irq_count; i++) {
        const struct spec_irq *irq = &report->spec->irqs[i];
        json_t *json = json_object();
        set_number(json, "handler", irq->handler);
        set_number(json, "notification", irq->notification);
        set(json, "badge", word(report, irq->badge));
        json_array_append_new(list, json);
    }
    return list;
}

/* Authority. */

static json_t *relation_json(const struct report *report, const struct relation *relation)
{
    json_t *json = json_object();
    for (size_t class = 0; class < AUTHORITY_CLASSES; class ++) {
        json_t *rows = json_object();
        for (size_t who = 0; who < report->spec->domain_count; who++) {
            if (relation->of[class][who] != 0) {
                set(rows, domain_name(report, who), domain_names(report, relation->of[class][who]));
            }
        }
        set(json, authority_names[class], rows);
    }
    return json;
}

static json_t *chain_json(const struct chain *chain)
{
    json_t *steps = json_array();
    for (size_t i = 0; i < chain->count; i++) {
        json_array_append_new(steps, json_string(chain->steps[i]));
    }
    return steps;
}

/* Classes of domains with the same rights, each with why its first two members are equal. */
static json_t *equivalences_json(const struct report *report)
{
    json_t *list = json_array();
    struct explainer *explainer = NULL;
    const struct authority *authority = report->audit->authority;
    for (size_t i = 0; i < authority->domain_count; i++) {
        domain_set class = authority->equals[i];
        if ((class & (DOMAIN(i) - 1)) != 0 || class == DOMAIN(i)) {
            continue;
        }
        explainer = explainer != NULL ? explainer : explainer_make(authority);
        json_t *reasons = json_array();
        for (domain_set rest = class & ~DOMAIN(i); rest != 0; rest &= rest - 1) {
            size_t other = (size_t)__builtin_ctzll(rest);
            struct chain there = explain_take(explainer, i, other);
            struct chain back = explain_take(explainer, other, i);
            json_array_append_new(
                reasons, json_pack("{s:s, s:o, s:o}", "with", domain_name(report, other), "there",
                                   chain_json(&there), "back", chain_json(&back)));
        }
        json_array_append_new(list, json_pack("{s:o, s:o}", "domains", domain_names(report, class),
                                              "because", reasons));
    }
    return list;
}

static json_t *authority_json(const struct report *report)
{
    const struct authority *authority = report->audit->authority;
    json_t *classes = json_array();
    for (size_t i = 0; i < AUTHORITY_CLASSES; i++) {
        json_array_append_new(classes, json_string(authority_names[i]));
    }
    return json_pack("{s:o, s:o, s:o, s:o}", "classes", classes, "direct",
                     relation_json(report, &authority->direct), "closed",
                     relation_json(report, &authority->closed), "equivalent",
                     equivalences_json(report));
}

static json_t *policies_json(const struct report *report)
{
    json_t *list = json_array();
    for (size_t i = 0; i < report->audit->verdict_count; i++) {
        const struct verdict *verdict = &report->audit->verdicts[i];
        json_t *json = json_object();
        set_text(json, "statement", report_statement_text(report, verdict->statement));
        set_text(json, "kind", policy_names[verdict->statement->kind]);
        set_number(json, "line", verdict->statement->at.line);
        set(json, "holds", json_boolean(verdict->holds));
        set_text(json, "message", verdict->text);
        set(json, "chain", chain_json(&verdict->chain));
        json_array_append_new(list, json);
    }
    return list;
}

/* Physical memory. */

static json_t *memory_json(const struct report *report)
{
    size_t count;
    const struct report_range *ranges = report_memory(report, &count);
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(list, json_pack("{s:s, s:o, s:o, s:s}", "what", ranges[i].what,
                                              "start", word(report, ranges[i].start), "end",
                                              word(report, ranges[i].end), "kind", ranges[i].kind));
    }
    return list;
}

static json_t *document_make(const struct report *report)
{
    const struct board *board = report->spec->layout->board;
    json_t *all = json_object();
    set_text(all, "format", "annona-report");
    set_number(all, "version", DOCUMENT_VERSION);
    set_text(all, "tool", "annona " ANNONA_VERSION);
    set_text(all, "system", report->file);
    set_text(all, "board", board->name);
    set_text(all, "config", board->config);
    set(all, "domains", domains_json(report));
    set(all, "channels", channels_json(report));
    set(all, "regions", regions_json(report));
    set(all, "objects", objects_json(report));
    set(all, "caps", caps_json(report));
    set(all, "maps", maps_json(report));
    set(all, "interrupts", interrupts_json(report));
    set(all, "memory", memory_json(report));
    set(all, "authority", authority_json(report));
    set(all, "policies", policies_json(report));
    if (report->schedule != NULL) {
        set(all, "schedule", report_schedule(report->schedule));
    }
    return all;
}

void report_write_document(const struct report *report, FILE *stream)
{
    json_t *all = document_make(report);
    json_dumpf(all, stream, JSON_INDENT(1));
    fputc('\n', stream);
    json_decref(all);
}

void report_write_html(const struct report *report, FILE *stream)
{
    json_t *all = document_make(report);
    char *text = json_dumps(all, JSON_COMPACT | JSON_ENSURE_ASCII);
    const char *mark = strstr(report_page, REPORT_PAGE_MARK);
    fwrite(report_page, 1, (size_t)(mark - report_page), stream);
    for (const char *c = text; *c != '\0'; c++) {
        /* Nothing in the data may look like the end of its element. */
        if (*c == '<') {
            fputs("\\u003c", stream);
        } else {
            fputc(*c, stream);
        }
    }
    fputs(mark + strlen(REPORT_PAGE_MARK), stream);
    free(text);
    json_decref(all);
}
