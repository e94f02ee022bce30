/* SPDX-License-Identifier: BSD-2-Clause */
/* The good specification; see sample_spec.h. */
#include "sample_spec.h"
#include <stddef.h>
#include <string.h>

#define TABLE(field, member)                                                                       \
    (struct spec_table)                                                                            \
    {                                                                                              \
        (uint32_t) offsetof(struct sample, field),                                                 \
            (uint32_t)(sizeof(((struct sample *)0)->field) / (member))                             \
    }

static struct spec_object object(uint16_t type, uint8_t bits, uint32_t count)
{
    return (struct spec_object){ .type = type,
                                 .size_bits = bits,
                                 .count = count,
                                 .paddr = SPEC_ANYWHERE,
                                 .domain = SPEC_NONE,
                                 .name = 1 };
}

static void make_header(struct sample *s)
{
    s->header = (struct spec_header){
        .magic = SPEC_MAGIC,
        .version = SPEC_VERSION,
        .bytes = sizeof *s,
        .loaded_first_page = SAMPLE_LOADED_FIRST,
        .loaded_pages = SAMPLE_PAGES - SAMPLE_LOADED_FIRST,
        .monitor_endpoint = SAMPLE_MONITOR_ENDPOINT,
        .monitor_reply = SAMPLE_MONITOR_REPLY,
        .schedule_shift = 7,
        .objects = TABLE(objects, sizeof(struct spec_object)),
        .caps = TABLE(caps, sizeof(struct spec_cap)),
        .tables = TABLE(tables, sizeof(struct spec_paging)),
        .maps = TABLE(maps, sizeof(struct spec_map)),
        .scheds = TABLE(scheds, sizeof(struct spec_sched)),
        .threads = TABLE(threads, sizeof(struct spec_thread)),
        .irqs = TABLE(irqs, sizeof(struct spec_irq)),
        .fills = TABLE(fills, sizeof(struct spec_fill)),
        .domains = TABLE(domains, sizeof(struct spec_domain)),
        .symbols = TABLE(symbols, sizeof(struct spec_symbol)),
        .schedule = TABLE(schedule, sizeof(struct spec_schedule_entry)),
        .strings = TABLE(strings, 1),
    };
}

static void make_objects(struct spec_object *o)
{
    o[SAMPLE_MONITOR_ENDPOINT] = object(SPEC_ENDPOINT, 0, 1);
    o[SAMPLE_MONITOR_REPLY] = object(SPEC_REPLY, 0, 1);
    o[SAMPLE_CNODE] = object(SPEC_CNODE, 9, 1);
    o[SAMPLE_TCB] = object(SPEC_TCB, 0, 1);
    o[SAMPLE_CONTEXT] = object(SPEC_SCHED_CONTEXT, 8, 1);
    o[SAMPLE_VSPACE] = object(SPEC_VSPACE, 0, 1);
    o[SAMPLE_TABLE_1] = object(SPEC_PAGE_TABLE, 0, 1);
    o[SAMPLE_TABLE_2] = object(SPEC_PAGE_TABLE, 0, 1);
    o[SAMPLE_LOADED] = object(SPEC_FRAMES, 12, 2);
    o[SAMPLE_LOADED].flags = SPEC_FRAMES_LOADED;
    o[SAMPLE_LOADED].arg = SAMPLE_LOADED_FIRST;
    o[SAMPLE_STACK] = object(SPEC_FRAMES, 12, 3);
    o[SAMPLE_DEVICE] = object(SPEC_FRAMES, 12, 1);
    o[SAMPLE_DEVICE].paddr = SAMPLE_DEVICE_PADDR;
    o[SAMPLE_BUFFER] = object(SPEC_FRAMES, 12, 2);
    o[SAMPLE_BUFFER].paddr = SAMPLE_BUFFER_PADDR;
    o[SAMPLE_NOTIFICATION] = object(SPEC_NOTIFICATION, 0, 1);
    o[SAMPLE_IRQ] = object(SPEC_IRQ_HANDLER, 0, 1);
    o[SAMPLE_IRQ].arg = 33;
    o[SAMPLE_UNTYPED] = object(SPEC_UNTYPED, 16, 2);
    o[SAMPLE_INITIAL] = object(SPEC_INITIAL, 0, 1);
    o[SAMPLE_INITIAL].arg = 15;
    o[SAMPLE_CONTROL] = object(SPEC_SCHED_CONTROL, 0, 1);
    o[SAMPLE_IRQ_CONTROL] = object(SPEC_INITIAL, 0, 1);
    o[SAMPLE_IRQ_CONTROL].arg = 4;
    o[SAMPLE_SGI] = object(SPEC_SGI, 0, 1);
    o[SAMPLE_SGI].arg = 5;
}

static void make_spaces(struct sample *s)
{
    s->caps[0] = (struct spec_cap){ SAMPLE_CNODE, 1, SAMPLE_MONITOR_ENDPOINT, 0, 7, 9, 0 };
    s->caps[1] = (struct spec_cap){ SAMPLE_CNODE, 511, SAMPLE_UNTYPED, 1, 0, 15, 0 };
    s->caps[2] = (struct spec_cap){ SAMPLE_CNODE, 2, SAMPLE_INITIAL, 0, 0, 15, 0 };
    s->caps[3] = (struct spec_cap){ SAMPLE_CNODE, 3, SAMPLE_CONTROL, 0, 0, 15, 0 };
    s->caps[4] = (struct spec_cap){ SAMPLE_CNODE, 4, SAMPLE_IRQ_CONTROL, 0, 0, 15, 0 };
    s->caps[5] = (struct spec_cap){ SAMPLE_CNODE, 5, SAMPLE_SGI, 0, 0, 15, 0 };
    s->caps[6] = (struct spec_cap){ SAMPLE_CNODE, 6, SAMPLE_UNTYPED, 0, 0, 15, 0 };
    s->tables[0] = (struct spec_paging){ SAMPLE_VSPACE, SAMPLE_TABLE_1, 0x200000 };
    s->tables[1] = (struct spec_paging){ SAMPLE_VSPACE, SAMPLE_TABLE_2, 0x200000 };
    s->maps[0] = (struct spec_map){ SAMPLE_VSPACE, SAMPLE_LOADED, 0, 2, 0x200000, 2, 1 };
    s->maps[1] = (struct spec_map){ SAMPLE_VSPACE, SAMPLE_STACK, 0, 3, 0x300000, 3, 5 };
    s->maps[2] = (struct spec_map){ SAMPLE_VSPACE, SAMPLE_LOADED, 1, 1, 0x280000, 2, 1 };
    s->maps[3] = (struct spec_map){ SAMPLE_VSPACE, SAMPLE_BUFFER, 0, 2, 0x290000, 3, 5 };
    s->fills[0] = (struct spec_fill){ SAMPLE_BUFFER, SAMPLE_LOADED_FIRST + 2, 4096, 100 };
}

void sample_make(union sample_image *image)
{
    struct sample *s = &image->sample;
    memset(image, 0, sizeof *image);
    make_header(s);
    make_objects(s->objects);
    make_spaces(s);
    s->scheds[0] = (struct spec_sched){ SAMPLE_CONTEXT, 0, 1000, 5000, 0x100, 0, 0 };
    s->threads[0] = (struct spec_thread){ .tcb = SAMPLE_TCB,
                                          .cspace = SAMPLE_CNODE,
                                          .vspace = SAMPLE_VSPACE,
                                          .ipc_frames = SAMPLE_STACK,
                                          .ipc_vaddr = 0x300000,
                                          .sched_context = SAMPLE_CONTEXT,
                                          .notification = SAMPLE_NOTIFICATION,
                                          .fault_endpoint = SAMPLE_MONITOR_ENDPOINT,
                                          .fault_rights = 9,
                                          .fault_badge = 1,
                                          .timeout_endpoint = SPEC_NONE,
                                          .ip = 0x200000,
                                          .sp = 0x303000,
                                          .priority = 100,
                                          .mcp = 100,
                                          .name = 1 };
    s->irqs[0] = (struct spec_irq){ SAMPLE_IRQ, SAMPLE_NOTIFICATION, 4 };
    s->domains[0] = (struct spec_domain){ .name = 1,
                                          .tcb = SAMPLE_TCB,
                                          .sched_context = SAMPLE_CONTEXT,
                                          .notification = SAMPLE_NOTIFICATION,
                                          .first_symbol = 0,
                                          .symbol_count = 3,
                                          .stack_bottom = 0x301000,
                                          .stack_top = 0x303000,
                                          .parent = SPEC_NONE,
                                          .passive = 1 };
    s->symbols[0] = (struct spec_symbol){ 0x200000, 0x40, 8 };
    s->symbols[1] = (struct spec_symbol){ 0x200100, 0, 13 };
    s->symbols[2] = (struct spec_symbol){ 0x200200, 0x10, 18 };
    s->schedule[0] = (struct spec_schedule_entry){ .domain = 0, .ticks = 1000 };
    s->schedule[1] = (struct spec_schedule_entry){ .domain = 0, .ticks = 0 };
    memcpy(s->strings, "\0sample\0init\0loop\0last", 23);
}
