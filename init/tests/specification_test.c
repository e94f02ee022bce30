/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tests of the specification's validation: the good one is accepted, each way of breaking it is
 * refused for the right reason, and arbitrary damage is never followed out of bounds (the program
 * runs under the address sanitizer, and the image ends where its allocation ends).
 */
#include "init/specification.h"
#include "sample_spec.h"
#include "tap.h"
#include <stdlib.h>
#include <string.h>

static const struct specification_limits limits = {
    .pages = SAMPLE_PAGES, .cores = 1, .objects = 100, .slots = 1000
};

/* One way of breaking the specification: overwrite `bytes` bytes, expect this complaint. */
struct damage {
    const char *name;
    size_t offset;
    size_t bytes;
    uint64_t value;
    const char *table;
    const char *what;
};

#define AT(field) offsetof(struct sample, field), sizeof(((struct sample *)0)->field)

static const struct damage damages[] = {
    { "magic", AT(header.magic), 1, "header", "no specification here" },
    { "version", AT(header.version), 9, "header", "unknown version" },
    { "size.small", AT(header.bytes), 10, "header", "bad size" },
    { "size.large", AT(header.bytes), SAMPLE_PAGES * 4096 + 1, "header", "bad size" },
    { "loaded.overlap", AT(header.loaded_first_page), 0, "header",
      "loaded pages overlap the specification" },
    { "loaded.outside", AT(header.loaded_pages), SAMPLE_PAGES, "header",
      "loaded pages outside the image" },
    { "monitor.endpoint", AT(header.monitor_endpoint), SAMPLE_TCB, "header",
      "no monitor endpoint" },
    { "monitor.reply", AT(header.monitor_reply), SPEC_NONE, "header", "no monitor reply object" },
    { "schedule.start", AT(header.schedule_start), 2, "header",
      "schedule starts outside the schedule" },
    { "schedule.shift", AT(header.schedule_shift), 98, "header",
      "schedule beyond the end of the kernel's" },
    { "table.offset", AT(header.caps.offset), 0xfffffff8, "caps",
      "table outside the specification" },
    { "table.count", AT(header.maps.count), 0xffffffff, "maps", "table outside the specification" },
    { "table.alignment", AT(header.objects.offset), 0x89, "objects",
      "table outside the specification" },
    { "strings.end", AT(strings[63]), 'x', "header", "strings not terminated" },
    { "strings.start", AT(strings[0]), 'x', "header", "strings not terminated" },
    { "strings.none", AT(header.strings.count), 0, "header", "strings not terminated" },
    { "object.type", AT(objects[SAMPLE_TABLE_1].type), 77, "objects", "unknown object type" },
    { "object.count.zero", AT(objects[SAMPLE_IRQ].count), 0, "objects", "bad object count" },
    { "object.count.many", AT(objects[SAMPLE_IRQ].count), 2, "objects", "bad object count" },
    { "object.slots", AT(objects[SAMPLE_STACK].count), 5000, "header",
      "more capabilities than free slots" },
    { "object.cnode.size", AT(objects[SAMPLE_CNODE].size_bits), 60, "objects", "bad CNode size" },
    { "object.context.size", AT(objects[SAMPLE_CONTEXT].size_bits), 6, "objects",
      "bad scheduling context size" },
    { "object.untyped.size", AT(objects[SAMPLE_UNTYPED].size_bits), 48, "objects",
      "bad untyped size" },
    { "object.page.size", AT(objects[SAMPLE_STACK].size_bits), 13, "objects", "no such page size" },
    { "object.loaded.range", AT(objects[SAMPLE_LOADED].arg), SAMPLE_PAGES - 1, "objects",
      "outside the loaded pages" },
    { "object.loaded.low", AT(objects[SAMPLE_LOADED].arg), 0, "objects",
      "outside the loaded pages" },
    { "object.loaded.size", AT(objects[SAMPLE_LOADED].size_bits), 21, "objects",
      "loaded pages must be small pages" },
    { "object.loaded.paddr", AT(objects[SAMPLE_LOADED].paddr), 0x1000, "objects",
      "this object cannot have a fixed physical address" },
    { "object.tcb.paddr", AT(objects[SAMPLE_TCB].paddr), 0x1000, "objects",
      "this object cannot have a fixed physical address" },
    { "object.paddr.aligned", AT(objects[SAMPLE_DEVICE].paddr), 0x800, "objects",
      "physical address not aligned to the object's size" },
    { "object.paddr.wraps", AT(objects[SAMPLE_BUFFER].paddr), 0xffffffffffffe000, "objects",
      "physical address range wraps around" },
    { "object.name", AT(objects[SAMPLE_TCB].name), 64, "objects", "name outside the strings" },
    { "object.domain", AT(objects[SAMPLE_TCB].domain), 1, "objects", "no such domain" },
    { "object.initial", AT(objects[SAMPLE_INITIAL].arg), 16, "objects",
      "no such initial capability" },
    { "object.core", AT(objects[SAMPLE_CONTROL].arg), 1, "objects", "no such core" },
    { "object.sgi.number", AT(objects[SAMPLE_SGI].arg), 16, "objects",
      "no such software generated interrupt" },
    { "object.sgi.core", AT(objects[SAMPLE_SGI].arg), 0x105, "objects",
      "no such software generated interrupt" },
    { "cap.cnode", AT(caps[0].cnode), SAMPLE_TCB, "caps", "not a CNode" },
    { "cap.slot", AT(caps[1].slot), 512, "caps", "slot outside the CNode" },
    { "cap.object", AT(caps[1].object), SAMPLE_OBJECT_COUNT, "caps", "no such object" },
    { "cap.index", AT(caps[1].index), 2, "caps", "index outside the object" },
    { "cap.rights", AT(caps[1].rights), 16, "caps", "bad rights" },
    { "cap.name", AT(caps[1].name), 1000, "caps", "name outside the strings" },
    { "table.vspace", AT(tables[1].vspace), SAMPLE_TABLE_1, "tables", "not a VSpace" },
    { "table.table", AT(tables[1].table), SAMPLE_VSPACE, "tables", "not a page table" },
    { "map.vspace", AT(maps[0].vspace), SPEC_NONE, "maps", "not a VSpace" },
    { "map.frames", AT(maps[0].frames), SAMPLE_CNODE, "maps", "not frames" },
    { "map.first", AT(maps[1].first), 1, "maps", "outside the frames object" },
    { "map.count", AT(maps[1].count), 0xffffffff, "maps", "outside the frames object" },
    { "map.aligned", AT(maps[1].vaddr), 0x300800, "maps",
      "virtual address not aligned to the page size" },
    { "map.wraps", AT(maps[1].vaddr), 0xfffffffffffff000, "maps",
      "virtual address range wraps around" },
    { "map.rights", AT(maps[1].rights), 99, "maps", "bad rights" },
    { "sched.context", AT(scheds[0].sched_context), SAMPLE_TCB, "scheds",
      "not a scheduling context" },
    { "sched.core", AT(scheds[0].core), 1, "scheds", "no such core" },
    { "sched.budget", AT(scheds[0].budget_us), 5001, "scheds", "budget larger than period" },
    { "thread.tcb", AT(threads[0].tcb), SAMPLE_CNODE, "threads", "not a TCB" },
    { "thread.cspace", AT(threads[0].cspace), SAMPLE_TCB, "threads", "CSpace is not a CNode" },
    { "thread.vspace", AT(threads[0].vspace), SAMPLE_TCB, "threads", "not a VSpace" },
    { "thread.context", AT(threads[0].sched_context), SAMPLE_TCB, "threads",
      "not a scheduling context" },
    { "thread.notification", AT(threads[0].notification), SAMPLE_TCB, "threads",
      "not a notification" },
    { "thread.fault", AT(threads[0].fault_endpoint), SAMPLE_TCB, "threads",
      "handler is not an endpoint" },
    { "thread.timeout", AT(threads[0].timeout_endpoint), 400, "threads",
      "handler is not an endpoint" },
    { "thread.buffer", AT(threads[0].ipc_frames), SAMPLE_TCB, "threads",
      "IPC buffer is not a frame" },
    { "thread.buffer.address", AT(threads[0].ipc_vaddr), 0, "threads",
      "IPC buffer without an address" },
    { "thread.rights", AT(threads[0].fault_rights), 16, "threads", "bad rights" },
    { "thread.name", AT(threads[0].name), 64, "threads", "name outside the strings" },
    { "irq.handler", AT(irqs[0].handler), SAMPLE_TCB, "irqs", "not an interrupt handler" },
    { "irq.notification", AT(irqs[0].notification), SAMPLE_IRQ, "irqs", "not a notification" },
    { "fill.frames", AT(fills[0].frames), SAMPLE_TCB, "fills", "not frames" },
    { "fill.loaded", AT(fills[0].frames), SAMPLE_LOADED, "fills", "these frames cannot be filled" },
    { "fill.aligned", AT(fills[0].offset), 8, "fills", "offset not page aligned" },
    { "fill.range", AT(fills[0].bytes), 4097, "fills", "outside the frames object" },
    { "fill.wraps", AT(fills[0].bytes), UINT64_MAX, "fills", "outside the frames object" },
    { "fill.source", AT(fills[0].loaded_page), SAMPLE_PAGES, "fills", "outside the loaded pages" },
    { "domain.name", AT(domains[0].name), 64, "domains", "name outside the strings" },
    { "domain.tcb", AT(domains[0].tcb), SPEC_NONE, "domains", "not a TCB" },
    { "domain.context", AT(domains[0].sched_context), SAMPLE_TCB, "domains",
      "not a scheduling context" },
    { "domain.notification", AT(domains[0].notification), SAMPLE_TCB, "domains",
      "not a notification" },
    { "domain.passive", AT(domains[0].notification), SPEC_NONE, "domains",
      "passive without scheduling context or notification" },
    { "domain.parent", AT(domains[0].parent), 1, "domains", "no such parent" },
    { "domain.symbols", AT(domains[0].symbol_count), 4, "domains", "outside the symbols" },
    { "domain.symbols.wrap", AT(domains[0].first_symbol), 0xffffffff, "domains",
      "outside the symbols" },
    { "domain.symbols.sorted", AT(symbols[0].address), 0x300000, "domains", "symbols not sorted" },
    { "symbol.name", AT(symbols[1].name), 64, "symbols", "name outside the strings" },
    { "schedule.marker", AT(schedule[1].domain), 1, "schedule", "end marker with a domain" },
};

static union sample_image *image;

static bool open_image(struct specification *spec, struct specification_error *error)
{
    return specification_open(spec, image, &limits, error);
}

static void test_good(void)
{
    struct specification spec;
    struct specification_error error;
    sample_make(image);
    bool good = open_image(&spec, &error);
    tap_ok(good, "specification.good is accepted");
    if (!good) {
        printf("# %s[%u]: %s\n", error.table, error.record, error.what);
        return;
    }
    tap_ok(spec.objects == image->sample.objects && spec.schedule == image->sample.schedule,
           "specification.tables are found");
    tap_ok(strcmp(specification_object_name(&spec, SAMPLE_TCB), "sample") == 0
               && specification_object_name(&spec, SPEC_NONE)[0] == '\0',
           "specification.names");
}

static void test_damages(void)
{
    for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
        const struct damage *damage = &damages[i];
        struct specification spec;
        struct specification_error error;
        sample_make(image);
        memcpy(image->bytes + damage->offset, &damage->value, damage->bytes);
        bool refused = !open_image(&spec, &error);
        bool right = refused && strcmp(error.table, damage->table) == 0
                     && strcmp(error.what, damage->what) == 0;
        char name[80];
        snprintf(name, sizeof name, "specification.damage.%s", damage->name);
        tap_ok(right, name);
        if (!right) {
            printf("# %s\n", refused ? error.what : "accepted");
        }
    }
}

static void test_no_pages(void)
{
    struct specification spec;
    struct specification_error error;
    struct specification_limits none = limits;
    none.pages = 0;
    sample_make(image);
    tap_ok(!specification_open(&spec, image, &none, &error), "specification.no pages");
    none = limits;
    none.objects = 3;
    tap_ok(!specification_open(&spec, image, &none, &error)
               && strcmp(error.what, "too many objects") == 0,
           "specification.too many objects");
}

static void test_symbols(void)
{
    struct specification spec;
    struct specification_error error;
    sample_make(image);
    if (!open_image(&spec, &error)) {
        tap_ok(false, "symbol.open");
        return;
    }
    const struct spec_symbol *s = spec.symbols;
    tap_ok(specification_find_symbol(&spec, 0, 0x1fffff) == NULL, "symbol.below all");
    tap_ok(specification_find_symbol(&spec, 0, 0x200000) == &s[0], "symbol.first byte");
    tap_ok(specification_find_symbol(&spec, 0, 0x20003f) == &s[0], "symbol.last byte");
    tap_ok(specification_find_symbol(&spec, 0, 0x200040) == NULL, "symbol.gap");
    tap_ok(specification_find_symbol(&spec, 0, 0x2001ff) == &s[1], "symbol.unknown size");
    tap_ok(specification_find_symbol(&spec, 0, 0x200210) == NULL, "symbol.above all");
}

/* Follows everything a validated specification refers to, for the sanitizer to watch. */
static uint64_t walk(const struct specification *spec)
{
    const struct spec_header *header = spec->header;
    uint64_t sum = 0;
    for (uint32_t i = 0; i < header->objects.count; i++) {
        sum += strlen(specification_object_name(spec, i));
    }
    for (uint32_t i = 0; i < header->caps.count; i++) {
        sum += spec->objects[spec->caps[i].object].type + spec->objects[spec->caps[i].cnode].type;
    }
    for (uint32_t i = 0; i < header->fills.count; i++) {
        const struct spec_fill *fill = &spec->fills[i];
        const unsigned char *source = (const unsigned char *)header + fill->loaded_page * 4096ull;
        sum += fill->bytes > 0 ? source[0] + source[fill->bytes - 1] : 0u;
    }
    for (uint32_t i = 0; i < header->domains.count; i++) {
        sum += strlen(spec->strings + spec->domains[i].name);
        const struct spec_symbol *symbol = specification_find_symbol(spec, i, sum);
        sum += symbol != NULL ? strlen(spec->strings + symbol->name) : 0;
    }
    return sum;
}

static void test_random_damage(void)
{
    uint64_t random = 88172645463325252u;
    unsigned accepted = 0;
    uint64_t sum = 0;
    for (unsigned round = 0; round < 30000; round++) {
        sample_make(image);
        for (unsigned i = 0; i <= round % 3; i++) {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            size_t offset = random % sizeof(struct sample) & ~(size_t)3;
            uint32_t value = (uint32_t)(random >> 32) >> (random >> 20 & 31);
            memcpy(image->bytes + offset, &value, sizeof value);
        }
        struct specification spec;
        struct specification_error error;
        if (open_image(&spec, &error)) {
            accepted++;
            sum += walk(&spec);
        }
    }
    printf("# %u of 30000 damaged specifications were still valid (%u)\n", accepted,
           (unsigned)(sum & 1));
    tap_ok(accepted > 0 && accepted < 30000, "specification.random damage is never followed");
}

int main(void)
{
    image = malloc(sizeof *image);
    if (image == NULL) {
        return 1;
    }
    test_good();
    test_damages();
    test_no_pages();
    test_symbols();
    test_random_damage();
    free(image);
    return tap_end();
}
