/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the kernel state contains on AArch64 beyond the portable part: the page tables of the kernel
 * window, and which devices the kernel uses.
 */
#pragma once
#include "config.h"
#include "types.h"

/* Interrupt numbers are those of the GIC: 0-15 software generated, 16-31 private, then shared. */
enum { IRQ_COUNT = 160, IRQ_TIMER_VIRTUAL = 27 };

/* Ticks of the generic timer in a millisecond; its comparator is exact. */
enum { TIMER_KHZ = CONFIG_TIMER_FREQUENCY / 1000, TIMER_PRECISION_TICKS = 0 };

enum { KERNEL_TABLES = 16, TABLE_ENTRIES = 512 };

struct page_table_page {
    word_t entry[TABLE_ENTRIES];
} __attribute__((aligned(4096)));

/* The interrupt controller: kernel addresses of its parts. */
struct gic {
    unsigned version; /* 2 or 3 */
    word_t distributor;
    word_t cpu; /* GICv2: processor interface; GICv3: this processor's redistributor */
};

struct arch_cpu {
    bool has_wide_asids;  /* 16 bits, else 8 */
    uint32_t irq_claimed; /* what the controller wants to be told when the interrupt is done */
};

struct arch_kernel {
    struct page_table_page window;                /* level 1 of the kernel window */
    struct page_table_page tables[KERNEL_TABLES]; /* lower levels */
    struct page_table_page no_user;               /* root of the empty user address space */
    unsigned tables_used;
    struct gic gic;
    word_t console; /* kernel address of the PL011, or 0 */
};
