/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Operations during which the kernel is asked for long work, one after another. The plugin measures
 * each from outside (plugin.c); the program itself runs a periodic thread of higher priority and
 * says by how much it was delayed.
 */
#pragma once
#include "console.h"
#include "objects.h"

struct operation {
    const char *name;
    void (*prepare)(void);
    void (*run)(void);
};

extern const struct operation deletions[], memory_operations[], thread_operations[];
extern const seL4_Word deletion_count, memory_operation_count, thread_operation_count;

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

/* An instruction without effect that tells the plugin: operation n begins, or (0) is over. */
void mark(seL4_Word n);

void succeed(seL4_Error error, const char *what);

/*
 * Many threads. A member makes one system call with the registers given, and then waits for good; a
 * sleeper does so after a period; a yielder makes the call again and again. They share the root
 * task's address space and CSpace and have no IPC buffers.
 */
#define CROWD 1000ul

struct call {
    seL4_CPtr cap;
    seL4_Word number; /* enum seL4_Syscall_ID */
    seL4_CPtr reply;
};

struct crowd_plan {
    seL4_Word priority;
    seL4_Word budget_us, period_us;
    struct call call;
    void (*entry)(void);
};

void member_main(void);
void sleeper_main(void);
void yielder_main(void);

/* Makes a thread that runs as soon as the main thread lets it; i < CROWD. */
void crowd_add(seL4_Word i, const struct crowd_plan *plan);
void crowd_add_all(const struct crowd_plan *plan);
/* The main thread steps aside until all have done what they could. */
void crowd_settle(void);
seL4_CPtr crowd_tcb(seL4_Word i);

/* `count` slots of the root CNode that are free between operations. */
seL4_CPtr spare_slots(seL4_Word count);
