/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The machine the host port runs on, for tests: set its clock, raise its interrupts, read its
 * console, translate addresses as its MMU would. The kernel itself reaches it only through arch.h.
 */
#pragma once
#include "arch/arch.h"
#include "platform.h"
#include "types.h"

enum {
    HOST_RAM_BASE = 0x40000000, /* physical; the SDK's boards have their RAM there too */
    HOST_CONSOLE_BYTES = 4096,
    HOST_FLUSHES = 256,
    HOST_IRQ_WORDS = (IRQ_COUNT + WORD_BITS - 1) / WORD_BITS,
};

/* Devices that are given out lie here (physical); there is nothing behind them. */
#define HOST_DEVICE_BASE UINT64_C(0x08000000)

struct host_machine {
    /* Interrupt controller: a bit for each interrupt. */
    word_t raised[HOST_IRQ_WORDS];  /* the device's line, or the latched edge */
    word_t masked[HOST_IRQ_WORDS];
    word_t active[HOST_IRQ_WORDS];  /* taken, not yet done */
    word_t edge[HOST_IRQ_WORDS];
    struct {
        unsigned irq, count;
        word_t target;
    } last_sgi;

    unsigned preempt_at; /* an interrupt seems to wait at the n-th look from now; 0: never */

    /* Timer. */
    ticks_t clock;
    ticks_t deadline;
    bool armed;

    /* Floating-point unit. */
    bool fpu_enabled;
    word_t fpu[REGS_FPU_WORDS];
    unsigned fpu_saves, fpu_loads; /* how often its registers were moved */

    /* The TLB flushes since somebody looked: of a page, of all of an ASID (vaddr HOST_ALL), or of
     * everything (ASID HOST_ALL_ASIDS). If there were more than fit, the count goes on. */
    struct {
        unsigned asid;
        word_t vaddr;
    } flushes[HOST_FLUSHES];
    unsigned flush_count;

    /* Counters of what is otherwise not modelled. */
    unsigned tlb_flushes, cache_operations, pte_writes;
    word_t cache_bytes; /* the operations' ranges together */
};

#define HOST_ALL       (~(word_t)0)
#define HOST_ALL_ASIDS (~0u)

extern struct host_machine host_machine;

/* What the kernel printed since the last host_console_clear(), and where panics go. */
const char *host_console(void);
void host_console_clear(void);
/* Also print to standard output. */
void host_console_echo(bool on);

/* Map `bytes` (a multiple of 4 KiB) of zeroed RAM at HOST_RAM_BASE; the former RAM is gone. */
void host_ram_create(word_t bytes);
word_t host_ram_bytes(void);
/* Power on: everything masked, the clock at `clock`. RAM keeps its contents. */
void host_reset(ticks_t clock);

void host_irq_raise(unsigned irq);
void host_irq_lower(unsigned irq);
bool host_irq_is_masked(unsigned irq);

/*
 * What the MMU does with an access to `vaddr` in the address space of `root`: true and the physical
 * address, or false for a fault.
 */
enum host_access { HOST_READ, HOST_WRITE, HOST_EXECUTE };
bool host_translate(word_t root, word_t vaddr, enum host_access access, paddr_t *paddr);
