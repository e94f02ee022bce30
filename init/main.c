/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The root task: turns the system specification into running protection domains, then becomes the
 * monitor.
 *
 * Its image holds init itself, the specification, and the pages of the domains, in this order and
 * without gaps (abi/spec.h).  The tool that makes the image writes the specification's address into
 * init_spec; for the rest init relies only on the kernel's boot information.
 */
#include "arch.h"
#include "init.h"
#include "monitor.h"
#include "objects.h"
#include "print.h"
#include "spaces.h"
#include "threads.h"
#include <crt.h>

#define PAGE_BYTES       4096u
#define SCRATCH_ALIGN    (UINT64_C(1) << 30)
#define ROOT_CNODE_DEPTH 64u

/* Written by the tool.  Volatile, because the compiler sees nobody write it. */
extern volatile uint64_t init_spec;
__attribute__((section(".data"), used)) volatile uint64_t init_spec = 0;

/* First address of the image, from the linker script. */
extern char __executable_start[];

static struct init init;

int main(void);

static void print_specification_error(const struct specification_error *error)
{
    print_text("INIT|ERROR: bad specification: ");
    print_text(error->table);
    print_text("[");
    print_decimal(error->record);
    print_text("]: ");
    print_text(error->what);
    print_text("\n");
}

/* Finds and checks the specification. */
static void open_specification(void)
{
    const seL4_BootInfo *boot = init.boot;
    uint64_t start = (uint64_t)__executable_start & ~(uint64_t)(PAGE_BYTES - 1);
    uint64_t image_pages = boot->userImageFrames.end - boot->userImageFrames.start;
    uint64_t page = (init_spec - start) / PAGE_BYTES;
    if (init_spec < start || init_spec % PAGE_BYTES != 0 || page >= image_pages) {
        init_stop("this image has no specification");
    }
    init.image_frames = boot->userImageFrames.start + page;
    struct specification_limits limits = {
        .pages = image_pages - page,
        .cores = (uint32_t)(boot->schedcontrol.end - boot->schedcontrol.start),
        .objects = INIT_MAX_OBJECTS,
        .slots = init.pool.slots_end - init.pool.slots,
    };
    struct specification_error error;
    if (!specification_open(&init.spec, (const void *)init_spec, &limits, &error)) {
        print_specification_error(&error);
        init_stop("nothing was created");
    }
}

/* Takes over what the kernel gave init at boot. */
static void take_over(void)
{
    init.boot = crt_bootinfo();
    init.cnode_bits = ROOT_CNODE_DEPTH;
    untyped_open(&init.pool, init.boot);
    init.temporary = untyped_reserve_slots(&init.pool, 1);
    uint64_t used = (uint64_t)init.boot + PAGE_BYTES + init.boot->extraLen;
    init.scratch = (used + SCRATCH_ALIGN - 1) & ~(SCRATCH_ALIGN - 1);
}

int main(void)
{
    take_over();
    open_specification();
    objects_create(&init);
    objects_distribute(&init);
    spaces_install_tables(&init);
    spaces_fill(&init);
    spaces_map(&init);
    threads_configure_scheds(&init);
    threads_configure(&init);
    threads_connect_irqs(&init);
    threads_start(&init);
    print_text("INIT|INFO: made ");
    print_decimal(init.spec.header->objects.count);
    print_text(" objects, started ");
    print_decimal(init.spec.header->threads.count);
    print_text(" threads\n");
    monitor_run(&init);
}
