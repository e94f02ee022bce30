/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * PAGES pages: made one by one, mapped, mapped again with other rights, unmapped.
 *
 * A sample is one call of the stub in sel4/, so the stub's own instructions count.  The root task
 * does this itself, in its own address space; the page tables are there before.
 */
#include "bench.h"

#define PAGES            ((seL4_Word)BENCH_PAGES)
#define PAGES_OF_A_TABLE 512ul

typedef seL4_Error page_function(seL4_CPtr slot, seL4_Word vaddr);

static seL4_Error retype_page(seL4_CPtr slot, seL4_Word vaddr)
{
    (void)vaddr;
    return seL4_Untyped_Retype(arena(), seL4_ARM_SmallPageObject, 0, ROOT, 0, 0, slot, 1);
}

static seL4_Error map_page(seL4_CPtr slot, seL4_Word vaddr)
{
    return seL4_ARM_Page_Map(slot, VSPACE, vaddr, seL4_AllRights, seL4_ARM_Default_VMAttributes);
}

static seL4_Error protect_page(seL4_CPtr slot, seL4_Word vaddr)
{
    return seL4_ARM_Page_Map(slot, VSPACE, vaddr, seL4_CanRead, seL4_ARM_Default_VMAttributes);
}

static seL4_Error unmap_page(seL4_CPtr slot, seL4_Word vaddr)
{
    (void)vaddr;
    return seL4_ARM_Page_Unmap(slot);
}

static void measure_pages(const char *name, seL4_CPtr first, page_function *function)
{
    for (seL4_Word i = 0; i < PAGES; i++) {
        seL4_Word before;
        seL4_Word after;
        seL4_Error error;

        worker_pause();
        before = counter_read();
        error = function(first + i, TEST_WINDOW + i * PAGE_BYTES);
        after = counter_read();
        if (error != seL4_NoError) {
            print("# %s of page %u\n", name, i);
            fatal("an operation on a page failed", (seL4_Word)error);
        }
        sample_add(instructions_between(before, after));
    }
    samples_report(name);
}

/*
 * Takes all pages back and makes one again: the untyped is cleared before it is used anew, all that
 * had been used of it.  The sample is per page, without the new page itself.
 */
static void measure_clearing(seL4_CPtr first)
{
    seL4_Word before;

    if (seL4_CNode_Revoke(ROOT, arena(), DEPTH) != seL4_NoError) {
        fatal("the pages cannot be revoked", arena());
    }
    before = counter_read();
    if (retype_page(first, 0) != seL4_NoError) {
        fatal("the untyped cannot be used again", arena());
    }
    sample_add((instructions_between(before, counter_read()) + PAGES / 2) / PAGES);
    samples_report("clear_page");
}

/* Maps a page into each table's range and takes it away; the tables stay. */
static void make_tables(void)
{
    seL4_CPtr frame = frame_new();

    for (seL4_Word i = 0; i < PAGES; i += PAGES_OF_A_TABLE) {
        if (frame_map(frame, VSPACE, TEST_WINDOW + i * PAGE_BYTES, seL4_AllRights,
                      seL4_ARM_Default_VMAttributes)
                != seL4_NoError
            || seL4_ARM_Page_Unmap(frame) != seL4_NoError) {
            fatal("a page table cannot be made", i);
        }
    }
}

void measure_memory(void)
{
    seL4_CPtr first = bootinfo()->empty.end - PAGES;

    make_tables();
    measure_pages("retype_page", first, retype_page);
    measure_pages("map_page", first, map_page);
    measure_pages("protect_page", first, protect_page);
    measure_pages("unmap_page", first, unmap_page);
    measure_clearing(first);
    slot_delete(first);
    workers_reset();
}
