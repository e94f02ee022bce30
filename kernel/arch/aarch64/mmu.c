/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel window and switching between address spaces.
 *
 * At boot the kernel replaces the loader's tables by its own: its image page by page, code
 * read-only and data not executable, then RAM and its devices in the largest blocks that fit.  What
 * is mapped once is left alone by later calls, so RAM can be mapped over the image.  Afterwards
 * only the pages of the boot code change, when they become ordinary memory.
 */
#include "mmu.h"
#include "arch/arch.h"
#include "kernel.h"
#include "kernel_map.h"
#include "print.h"
#include "sysreg.h"

enum { LEVEL_FIRST = 1, LEVEL_PAGE = 3, PAGE_BITS = 12, TABLE_BITS = 9 };

static const struct bits MMFR0_PARANGE = { 0, 4 }, MMFR0_ASIDBITS = { 4, 4 };
static const struct bits TTBR_ASID = { 48, 16 };

static unsigned level_shift(unsigned level)
{
    return PAGE_BITS + TABLE_BITS * (LEVEL_PAGE - level);
}

static word_t *entry_of(struct page_table_page *table, unsigned level, word_t paddr)
{
    return &table->entry[paddr >> level_shift(level) & word_mask(TABLE_BITS)];
}

static struct page_table_page *table_of(word_t entry)
{
    return (struct page_table_page *)window_address((paddr_t){ entry & MMU_ADDRESS_MASK });
}

static word_t table_paddr(const void *table)
{
    return window_paddr((word_t)table).raw;
}

static word_t leaf(word_t paddr, unsigned level, enum kernel_memory memory)
{
    static const word_t attributes[] = {
        [KERNEL_CODE] = MMU_ATTR_NORMAL << MMU_ATTR_POS | MMU_AP_READ_ONLY,
        [KERNEL_READ_ONLY] =
            MMU_ATTR_NORMAL << MMU_ATTR_POS | MMU_AP_READ_ONLY | (word_t)1 << MMU_PXN_POS,
        [KERNEL_DATA] = MMU_ATTR_NORMAL << MMU_ATTR_POS | (word_t)1 << MMU_PXN_POS,
        [KERNEL_DEVICE] = MMU_ATTR_DEVICE << MMU_ATTR_POS | (word_t)1 << MMU_PXN_POS,
    };
    word_t type = level == LEVEL_PAGE ? MMU_VALID | MMU_TABLE_OR_PAGE : MMU_VALID;

    return paddr | attributes[memory] | (word_t)1 << MMU_UXN_POS | MMU_AF | MMU_SH_INNER | type;
}

static bool is_table(word_t entry, unsigned level)
{
    return level < LEVEL_PAGE && (entry & MMU_TABLE_OR_PAGE);
}

static struct page_table_page *new_table(void)
{
    struct arch_kernel *arch = &kernel.arch;

    if (arch->tables_used == KERNEL_TABLES) {
        panic("memory map too fragmented for the kernel's page tables", __FILE__, __LINE__);
    }
    return &arch->tables[arch->tables_used++];
}

static void map(struct page_table_page *table, unsigned level, struct region r,
                enum kernel_memory memory)
{
    word_t span = word_bit(level_shift(level));

    for (word_t at = r.start; at < r.end;) {
        word_t block = at & ~(span - 1), next = block + span < r.end ? block + span : r.end;
        word_t *entry = entry_of(table, level, at);

        if (!(*entry & MMU_VALID) && at == block && next == block + span) {
            *entry = leaf(block, level, memory);
        } else if (!(*entry & MMU_VALID)) {
            *entry = table_paddr(new_table()) | MMU_VALID | MMU_TABLE_OR_PAGE;
        }
        if (is_table(*entry, level)) {
            map(table_of(*entry), level + 1, (struct region){ at, next }, memory);
        }
        at = next;
    }
}

void kernel_map(struct region r, enum kernel_memory memory)
{
    struct region pages = { round_down(r.start, PAGE_BITS), round_up(r.end, PAGE_BITS) };

    map(&kernel.arch.window, LEVEL_FIRST, pages, memory);
    dsb_table_write();
    isb();
}

/* Give pages that are mapped one by one another use: KERNEL_NONE unmaps them. */
static void change(struct region r, enum kernel_memory memory)
{
    for (word_t at = r.start; at < r.end; at += word_bit(PAGE_BITS)) {
        struct page_table_page *table = &kernel.arch.window;
        unsigned level = LEVEL_FIRST;

        while (level < LEVEL_PAGE) {
            word_t entry = *entry_of(table, level, at);

            ensure(is_table(entry, level));
            table = table_of(entry);
            level++;
        }
        *entry_of(table, level, at) = memory == KERNEL_NONE ? 0 : leaf(at, level, memory);
    }
}

void arch_tlb_flush_all(void)
{
    dsb_table_write();
    asm volatile("tlbi vmalle1" : : : "memory");
    dsb_local();
    isb();
}

static struct region image_region(const char *start, const char *end)
{
    return (struct region){ window_paddr((word_t)start).raw, window_paddr((word_t)end).raw };
}

struct region kernel_image(void)
{
    return image_region(ki_start, ki_end);
}

struct region kernel_boot_image(void)
{
    return image_region(ki_start, ki_boot_end);
}

void kernel_map_image(void)
{
    kernel_map(image_region(ki_start, ki_boot_text_end), KERNEL_CODE);
    kernel_map(image_region(ki_boot_text_end, ki_boot_end), KERNEL_READ_ONLY);
    kernel_map(image_region(ki_text, ki_text_end), KERNEL_CODE);
    kernel_map(image_region(ki_text_end, ki_rodata_end), KERNEL_READ_ONLY);
    kernel_map(image_region(ki_rodata_end, ki_end), KERNEL_DATA);
}

void kernel_map_switch(void)
{
    word_t features = SYSREG_READ(id_aa64mmfr0_el1);
    word_t physical = bits_get(features, MMFR0_PARANGE);
    word_t tcr = MMU_TCR_WALKS | MMU_TCR_T0SZ(MMU_USER_BITS) | MMU_TCR_T1SZ(WINDOW_BITS);

    kernel.cpu.arch.has_wide_asids = bits_get(features, MMFR0_ASIDBITS) == 2;
    tcr |= (physical < 5 ? physical : 5) << MMU_TCR_IPS_POS;
    tcr |= (word_t)kernel.cpu.arch.has_wide_asids << MMU_TCR_AS_POS;

    dsb_table_write();
    SYSREG_WRITE(ttbr0_el1, table_paddr(&kernel.arch.no_user));
    isb();
    SYSREG_WRITE(mair_el1, MMU_MAIR);
    SYSREG_WRITE(tcr_el1, tcr);
    SYSREG_WRITE(ttbr1_el1, table_paddr(&kernel.arch.window));
    isb();
    arch_tlb_flush_all();
}

void kernel_map_finish(void)
{
    change(kernel_boot_image(), KERNEL_DATA);
    change(image_region(kernel_stack_guard, kernel_stack_guard + word_bit(PAGE_BITS)), KERNEL_NONE);
    arch_tlb_flush_all();
}

/*
 * A processor with 8-bit ASIDs cannot tell all address spaces apart; there every switch flushes.
 * Returning to user level synchronises, so no barrier is needed here.
 */
void arch_vspace_switch(word_t root, unsigned asid)
{
    SYSREG_WRITE(ttbr0_el1, table_paddr((const void *)root) | bits_put(TTBR_ASID, asid));
    if (!kernel.cpu.arch.has_wide_asids) {
        isb();
        arch_tlb_flush_all();
    }
}

/* Complete on return: what follows may be the flush of the address space just left. */
void arch_vspace_switch_none(void)
{
    arch_vspace_switch((word_t)&kernel.arch.no_user, 0);
    isb();
}

void arch_tlb_flush_asid(unsigned asid)
{
    dsb_table_write();
    asm volatile("tlbi aside1, %0" : : "r"(bits_put(TTBR_ASID, asid)) : "memory");
    dsb_local();
    isb();
}

void arch_tlb_flush_page(unsigned asid, word_t vaddr)
{
    static const struct bits PAGE_NUMBER = { 0, 44 };
    word_t operand = bits_put(TTBR_ASID, asid) | bits_put(PAGE_NUMBER, vaddr >> PAGE_BITS);

    dsb_table_write();
    asm volatile("tlbi vae1, %0" : : "r"(operand) : "memory");
    dsb_local();
    isb();
}

void arch_pte_written(void *entry)
{
    (void)entry;
    dsb_table_write();
}
