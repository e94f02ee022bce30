/* SPDX-License-Identifier: BSD-2-Clause */
/* A small good specification, laid out in a buffer, for tests to use and to break. */
#pragma once
#include "abi/spec.h"
#include <stdint.h>

#define SAMPLE_PAGES        8u
#define SAMPLE_LOADED_FIRST 4u

enum sample_object {
    SAMPLE_MONITOR_ENDPOINT,
    SAMPLE_MONITOR_REPLY,
    SAMPLE_CNODE,
    SAMPLE_TCB,
    SAMPLE_CONTEXT,
    SAMPLE_VSPACE,
    SAMPLE_TABLE_1,
    SAMPLE_TABLE_2,
    SAMPLE_LOADED, /* two loaded pages */
    SAMPLE_STACK,  /* three fresh pages */
    SAMPLE_DEVICE, /* one page at SAMPLE_DEVICE_PADDR */
    SAMPLE_BUFFER, /* two pages at SAMPLE_BUFFER_PADDR */
    SAMPLE_NOTIFICATION,
    SAMPLE_IRQ,
    SAMPLE_UNTYPED,
    SAMPLE_INITIAL,
    SAMPLE_CONTROL,
    SAMPLE_IRQ_CONTROL,
    SAMPLE_SGI,
    SAMPLE_OBJECT_COUNT,
};

#define SAMPLE_DEVICE_PADDR UINT64_C(0x09000000)
#define SAMPLE_BUFFER_PADDR UINT64_C(0x40105000)

struct sample {
    struct spec_header header;
    struct spec_object objects[SAMPLE_OBJECT_COUNT];
    struct spec_cap caps[7];
    struct spec_paging tables[2];
    struct spec_map maps[4];
    struct spec_sched scheds[1];
    struct spec_thread threads[1];
    struct spec_irq irqs[1];
    struct spec_fill fills[1];
    struct spec_domain domains[1];
    struct spec_symbol symbols[3];
    struct spec_schedule_entry schedule[2];
    char strings[64];
};

union sample_image {
    struct sample sample;
    uint64_t words[SAMPLE_PAGES * 512];
    unsigned char bytes[SAMPLE_PAGES * 4096];
};

/* Writes the good specification into the image. */
void sample_make(union sample_image *image);
