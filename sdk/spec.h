/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fifth pass: description and memory → kernel objects and capabilities, in the records of
 * abi/spec.h, and from them the bytes of the specification.
 */
#pragma once
#include "../abi/spec.h"
#include "layout.h"

/* Slots of a domain's CNode, and what else is fixed between tool and libmicrokit. */
enum pd_slot {
    PD_SLOT_INPUT = 1,
    PD_SLOT_VSPACE = 3,
    PD_SLOT_REPLY = 4,
    PD_SLOT_MONITOR = 5,
    PD_SLOT_TCB = 6,
    PD_SLOT_SMC = 7,
    PD_SLOT_NOTIFY = 10,
    PD_SLOT_CALL = 74,
    PD_SLOT_IRQ = 138,
    PD_SLOT_CHILD_TCB = BASE_CHILD_TCB,
    PD_SLOT_IO_PORTS = 394,
};

#define SPEC_OBJECTS_MAX 16384 /* what init has room for */

#define PD_ROOT_BITS 6
#define PD_SC_BITS   8
#define PD_SC_BADGE  0x100

#define BADGE_CALL  (UINT64_C(1) << 63)
#define BADGE_FAULT (UINT64_C(1) << 62)

enum cap_right {
    RIGHT_WRITE = 1,
    RIGHT_READ = 2,
    RIGHT_GRANT = 4,
    RIGHT_GRANT_REPLY = 8,
    RIGHT_ALL = 15,
};

/* The objects of one domain. */
struct domain_objects {
    uint32_t root, cnode, tcb, sched_context, vspace, reply, notification;
    uint32_t endpoint; /* SPEC_NONE if it needs none */
};

/* All tables, before they are put together. */
struct spec {
    struct arena *arena;
    const struct layout *layout;
    const struct system *system;
    struct domain_objects *domain_objects;
    uint32_t first_frames;     /* object of the layout's first frames; the others follow */
    uint32_t monitor_endpoint;
    uint32_t monitor_reply;
    struct spec_object *objects;
    struct spec_cap *caps;
    struct spec_paging *tables;
    struct spec_map *maps;
    struct spec_sched *scheds;
    struct spec_thread *threads;
    struct spec_irq *irqs;
    struct spec_fill *fills;
    struct spec_domain *domains;
    struct spec_symbol *symbols;
    struct spec_schedule_entry *schedule;
    char *strings;
    size_t object_count, cap_count, table_count, map_count, sched_count, thread_count, irq_count,
        fill_count, domain_count, symbol_count, schedule_count, string_bytes;
    uint32_t schedule_start;
    uint32_t schedule_shift;
    struct map string_offsets;
    uint8_t *bytes;            /* the specification itself */
    uint64_t byte_count;
    uint64_t first_loaded_page;
};

struct spec *spec_make(struct arena *arena, const struct layout *layout);

/* The text of a name in the specification. */
static inline const char *spec_text(const struct spec *spec, uint32_t name)
{
    return spec->strings + name;
}

/* The memory an object takes, in bytes; loaded frames take none beyond the image. */
uint64_t spec_object_bytes(const struct spec *spec, const struct spec_object *object);
