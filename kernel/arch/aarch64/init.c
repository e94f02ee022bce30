/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Initialising the machine: the kernel's own page tables, what the device tree says about memory,
 * interrupt controller and console, the processor's control registers, the timer. Then boot() makes
 * the root task.
 *
 * A device tree overrides what the kernel was built to expect of its board; without one the board's
 * data are used. This file is in the part of the image that becomes untyped memory after booting.
 */
#include "init.h"
#include "arch/arch.h"
#include "board.h"
#include "boot.h"
#include "cpacr.h"
#include "fdt.h"
#include "gicv2.h"
#include "gicv3.h"
#include "kernel.h"
#include "kernel_map.h"
#include "print.h"
#include "sysreg.h"
#include "timer.h"

enum { PAGE_BITS = 12, PAGE_BYTES = 1 << PAGE_BITS };

/* What the device tree, or the board, says. */
struct machine {
    struct boot_params params;
    unsigned gic_version;               /* 0: none found */
    struct region distributor, gic_cpu; /* processor interface or redistributors */
    word_t console;
};

/* Memory beyond the kernel window cannot be used. */
static word_t clip(word_t address)
{
    return address < word_bit(WINDOW_BITS) ? address : word_bit(WINDOW_BITS);
}

static struct region region_of(const struct fdt_range *range)
{
    word_t end = range->address + range->bytes;

    return (struct region){ clip(range->address), clip(end >= range->address ? end : UINT64_MAX) };
}

/* Insert a region so that the array stays in order, joining it with those it touches. */
static void add_region(struct region *list, unsigned *count, struct region r)
{
    unsigned i = 0;

    if (r.start >= r.end) {
        return;
    }
    while (i < *count) {
        if (list[i].start <= r.end && r.start <= list[i].end) {
            r.start = list[i].start < r.start ? list[i].start : r.start;
            r.end = list[i].end > r.end ? list[i].end : r.end;
            list[i] = list[--*count];
            i = 0;
        } else {
            i++;
        }
    }
    if (*count == BOOT_MAX_REGIONS) {
        panic("too many memory regions in the device tree", __FILE__, __LINE__);
    }
    for (i = *count; i > 0 && list[i - 1].start > r.start; i--) {
        list[i] = list[i - 1];
    }
    list[i] = r;
    ++*count;
}

/* Only whole pages are RAM, but what is reserved reserves its pages. */
static void add_ram(struct machine *m, struct region r)
{
    r = (struct region){ round_up(r.start, PAGE_BITS), round_down(r.end, PAGE_BITS) };
    add_region(m->params.ram, &m->params.ram_count, r);
}

static void add_reserved(struct machine *m, struct region r)
{
    r = (struct region){ round_down(r.start, PAGE_BITS), round_up(r.end, PAGE_BITS) };
    add_region(m->params.reserved, &m->params.reserved_count, r);
}

static void note_gic(struct machine *m, const struct fdt_node *node, unsigned version)
{
    struct fdt_range distributor, cpu;

    if (fdt_range(node, 0, &distributor) && fdt_range(node, 1, &cpu)) {
        m->gic_version = version;
        m->distributor = region_of(&distributor);
        m->gic_cpu = region_of(&cpu);
    }
}

static void visit_node(const struct fdt_node *node, void *context)
{
    struct machine *m = context;
    struct fdt_range range;

    if (!fdt_is_enabled(node)) {
        return;
    }
    if (fdt_has_string(node->device_type, "memory")) {
        for (unsigned i = 0; fdt_range(node, i, &range); i++) {
            add_ram(m, region_of(&range));
        }
    } else if (node->depth == 2 && fdt_string_equal(node->parent, "reserved-memory")) {
        for (unsigned i = 0; fdt_range(node, i, &range); i++) {
            add_reserved(m, region_of(&range));
        }
    } else if (fdt_has_string(node->compatible, "arm,cortex-a15-gic")
               || fdt_has_string(node->compatible, "arm,gic-400")) {
        note_gic(m, node, 2);
    } else if (fdt_has_string(node->compatible, "arm,gic-v3")) {
        note_gic(m, node, 3);
    } else if (fdt_has_string(node->compatible, "arm,pl011") && m->console == 0
               && fdt_range(node, 0, &range)) {
        m->console = range.address;
    }
}

/* False if there is no usable device tree. */
static bool read_device_tree(struct machine *m, const void *dtb, size_t bytes)
{
    struct fdt fdt;
    struct fdt_range range;

    if (dtb == NULL) {
        return false;
    }
    if (!fdt_open(&fdt, dtb, bytes) || !fdt_visit(&fdt, visit_node, m)) {
        print("The device tree is damaged.\n");
        return false;
    }
    for (unsigned i = 0; fdt_reservation(&fdt, i, &range); i++) {
        add_reserved(m, region_of(&range));
    }
    m->params.dtb = dtb;
    m->params.dtb_bytes = bytes;
    return m->params.ram_count != 0;
}

static void use_board_data(struct machine *m)
{
    m->params.ram_count = 0;
    add_ram(m, (struct region){ BOARD_RAM_START, BOARD_RAM_END });
}

/* The version 2 controller has one page for each of its parts; version 3 has what its node says. */
static void complete_gic(struct machine *m)
{
    if (m->gic_version == 0) {
        m->gic_version = 2;
        m->distributor.start = BOARD_GIC_DISTRIBUTOR;
        m->gic_cpu.start = BOARD_GIC_CPU;
    }
    if (m->gic_version == 2) {
        m->distributor.end = m->distributor.start + PAGE_BYTES;
        m->gic_cpu.end = m->gic_cpu.start + PAGE_BYTES;
    }
    add_reserved(m, m->distributor);
    add_reserved(m, m->gic_cpu);
}

static word_t device_address(word_t paddr)
{
    return window_address((paddr_t){ paddr });
}

static void map_console(word_t paddr)
{
    kernel_map((struct region){ paddr, paddr + PAGE_BYTES }, KERNEL_DEVICE);
    kernel.arch.console = device_address(paddr);
}

static void map_machine(const struct machine *m)
{
    for (unsigned i = 0; i < m->params.ram_count; i++) {
        kernel_map(m->params.ram[i], KERNEL_DATA);
    }
    kernel_map(m->distributor, KERNEL_DEVICE);
    kernel_map(m->gic_cpu, KERNEL_DEVICE);
    if (PRINTING && m->console != 0 && m->console < word_bit(WINDOW_BITS)) {
        map_console(m->console);
    }
}

/* The kernel's tables, with what is needed to read the device tree; NULL if there is none. */
static const void *init_window(const struct init_arguments *a)
{
    kernel_map_image();
    if (PRINTING) {
        map_console(BOARD_CONSOLE);
    }
    if (a->dtb == 0 || clip(a->dtb + a->dtb_bytes) == word_bit(WINDOW_BITS)) {
        kernel_map_switch();
        return NULL;
    }
    kernel_map((struct region){ a->dtb, a->dtb + a->dtb_bytes }, KERNEL_DATA);
    kernel_map_switch();
    return (const void *)device_address(a->dtb);
}

/*
 * Control registers. User level may use cache maintenance by address, clear cache lines and wait
 * for events; everything else that can be trapped is.
 */
static void init_cpu(void)
{
    enum {
        SCTLR_RES1 = 1 << 11 | 1 << 20 | 1 << 22 | 1 << 23 | 1 << 28 | 1 << 29,
        SCTLR_MMU = 1 << 0,
        SCTLR_DATA_CACHE = 1 << 2,
        SCTLR_STACK_ALIGNMENT = 1 << 3 | 1 << 4,
        SCTLR_INSTRUCTION_CACHE = 1 << 12,
        SCTLR_USER_ZERO_LINE = 1 << 14,
        SCTLR_USER_CACHE_TYPE = 1 << 15,
        SCTLR_USER_WAIT = 1 << 16 | 1 << 18,
        SCTLR_USER_CACHE = 1 << 26,
    };

    SYSREG_WRITE(sctlr_el1, SCTLR_RES1 | SCTLR_MMU | SCTLR_DATA_CACHE | SCTLR_STACK_ALIGNMENT
                                | SCTLR_INSTRUCTION_CACHE | SCTLR_USER_ZERO_LINE
                                | SCTLR_USER_CACHE_TYPE | SCTLR_USER_WAIT | SCTLR_USER_CACHE);
    SYSREG_WRITE(cpacr_el1, CPACR_FPU_KERNEL);
    SYSREG_WRITE(mdscr_el1, 0);
    asm volatile("ic iallu" : : : "memory");
    dsb();
    isb();
}

/* The performance counters: for user level only where the configuration exports them. */
static void init_counters(void)
{
    enum { PMCR_ENABLE = 1, PMCR_CYCLE_RESET = 1 << 2, PMCR_LONG = 1 << 6 };

    SYSREG_WRITE(pmuserenr_el0, EXPORT_PMU);
    if (EXPORT_PMU) {
        SYSREG_WRITE(pmccfiltr_el0, 0);
        SYSREG_WRITE(pmcr_el0, PMCR_ENABLE | PMCR_CYCLE_RESET | PMCR_LONG);
        SYSREG_WRITE(pmcntenset_el0, word_bit(31));
    }
}

static void init_interrupts(const struct machine *m)
{
    struct gic *gic = &kernel.arch.gic;

    gic->version = m->gic_version;
    gic->distributor = device_address(m->distributor.start);
    if (m->gic_version == 2) {
        gic->cpu = device_address(m->gic_cpu.start);
        gicv2_init(gic);
    } else if (!gicv3_init(gic, device_address(m->gic_cpu.start),
                           m->gic_cpu.end - m->gic_cpu.start)) {
        panic("no redistributor for this processor", __FILE__, __LINE__);
    }
    kernel.irq_state[IRQ_TIMER_VIRTUAL] = IRQ_TIMER;
    arch_irq_mask(IRQ_TIMER_VIRTUAL, false);
}

void init(const struct init_arguments *a)
{
    struct machine m = {
        .params = {
            .kernel = kernel_image(),
            .kernel_boot = kernel_boot_image(),
            .user = { a->user_start, a->user_end },
            .user_offset = a->user_offset,
            .user_entry = a->user_entry,
        },
    };
    const void *dtb = init_window(a);

    if (!read_device_tree(&m, dtb, a->dtb_bytes)) {
        use_board_data(&m);
    }
    complete_gic(&m);
    map_machine(&m);
    init_cpu();
    init_counters();
    if (!timer_init()) {
        panic("the timer's frequency is not the one of this board", __FILE__, __LINE__);
    }
    init_interrupts(&m);
    boot(&m.params);
}
