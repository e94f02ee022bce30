/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The loader: the first part of an image.  Everything is in its place already, so all
 * it has to do is to see that it is the right place, clear the memory that is not in the file, find
 * a device tree, and turn on the MMU with the one table that both halves of the address space use:
 *
 *     low half    virtual = physical, for the loader itself, until it has jumped
 *     high half   the kernel window: virtual = window base + physical
 *
 * As the window's base has its lower 39 bits clear, both have the same entries.  Only the 2 MiB
 * blocks from the loader to the kernel's end are mapped; the kernel makes its own tables first.
 *
 * The code runs with caches and MMU off, from the address it is linked at, and must not touch the
 * part of memory where the kernel or the root task lie except to clear.
 */
#include "exception_level.h"
#include "image.h"
#include "mmu.h"
#include "pl011.h"
#include <stdbool.h>
#include <stddef.h>

_Static_assert(IMAGE_HEADER_OFFSET == HEADER_OFFSET, "image header in start.S");
_Static_assert(IMAGE_MAGIC == IMAGE_MAGIC_VALUE, "image header in start.S");
_Static_assert(IMAGE_VERSION == IMAGE_VERSION_VALUE, "image header in start.S");

/* What start.S loads before it jumps; it knows the offsets. */
struct kernel_registers {
    uint64_t user_start, user_end, user_offset, user_entry, dtb, dtb_bytes;
    uint64_t mair, tcr, table, sctlr;
};

_Static_assert(sizeof(struct kernel_registers) == REGISTERS_BYTES, "see start.S");

enum { BLOCK_BITS = 21, TABLE_ENTRIES = 512, WINDOW_BITS = 39 };
enum { DTB_MAX_BYTES = 4 << 20 };

struct page_table {
    uint64_t entry[TABLE_ENTRIES];
};

/* From start.S and the linker script. */
extern const volatile struct image_header header;
extern const char _start[];
extern struct page_table page_tables[2];

uint64_t loader_prepare(uint64_t firmware_x0, struct kernel_registers *registers);
_Noreturn void loader_fail(const char *text);

static void put(const char *text)
{
    while (*text != '\0') {
        if (*text == '\n') {
            pl011_put(BOARD_CONSOLE, '\r');
        }
        pl011_put(BOARD_CONSOLE, *text++);
    }
}

void loader_fail(const char *text)
{
    put("\nannona loader: ");
    put(text);
    put("\n");
    for (;;) {
        asm volatile("wfe");
    }
}

static void check(bool good, const char *text)
{
    if (!good) {
        loader_fail(text);
    }
}

/* Where this code runs, whatever it was linked for. */
static uint64_t own_address(void)
{
    uint64_t address;

    asm volatile("adr %0, _start" : "=r"(address));
    return address;
}

static void check_header(void)
{
    check(header.magic == IMAGE_MAGIC && header.version == IMAGE_VERSION,
          "the image has no valid header");
    check(header.load_address == own_address() && header.load_address == (uint64_t)_start,
          "the image is not at the address it was made for");
    check(header.kernel_start == header.load_address + IMAGE_LOADER_BYTES
              && header.kernel_entry != 0,
          "the image holds no kernel: it was not made by 'annona image'");
    check(header.kernel_end > header.kernel_start && header.user_start >= header.kernel_end
              && header.user_end > header.user_start,
          "the parts of the image overlap");
    check(
        header.zero_start <= header.zero_end
            && (header.zero_end == 0
                || (header.zero_start >= header.user_start && header.zero_end <= header.user_end)),
        "the part of the image to be cleared is outside the root task");
}

static uint64_t cache_line_bytes(void)
{
    uint64_t type;

    asm volatile("mrs %0, ctr_el0" : "=r"(type));
    return UINT64_C(4) << (type >> 16 & 0xf);
}

/* Old contents of the caches must not be written back over the zeros later. */
static void clear(uint64_t start, uint64_t end)
{
    uint64_t line = cache_line_bytes();

    for (uint64_t at = start & ~(line - 1); at < end; at += line) {
        asm volatile("dc civac, %0" : : "r"(at) : "memory");
    }
    asm volatile("dsb sy" : : : "memory");
    for (; start < end && start % 8 != 0; start++) {
        *(volatile uint8_t *)start = 0;
    }
    for (; end - start >= 16; start += 16) {
        asm volatile("stp xzr, xzr, [%0]" : : "r"(start) : "memory");
    }
    for (; start < end; start++) {
        *(volatile uint8_t *)start = 0;
    }
}

static uint32_t read_big_endian(uint64_t address)
{
    return __builtin_bswap32(*(const volatile uint32_t *)address);
}

/* The size of the device tree at an address, 0 if there is none. */
static uint32_t device_tree_bytes(uint64_t address)
{
    enum { FDT_MAGIC = (int)0xd00dfeed, FDT_HEADER_BYTES = 40 };

    if (address == 0 || address % 8 != 0 || read_big_endian(address) != (uint32_t)FDT_MAGIC) {
        return 0;
    }
    uint32_t bytes = read_big_endian(address + 4);

    return bytes >= FDT_HEADER_BYTES && bytes <= DTB_MAX_BYTES ? bytes : 0;
}

static bool overlaps_image(uint64_t start, uint64_t bytes)
{
    return start < header.user_end && start + bytes > header.load_address;
}

/* One in the image, else the firmware's: in x0, or where QEMU leaves it, at the start of RAM. */
static void find_device_tree(uint64_t firmware_x0, struct kernel_registers *r)
{
    const uint64_t places[] = { firmware_x0, BOARD_RAM_START };

    if (header.dtb_start != 0) {
        r->dtb = header.dtb_start;
        r->dtb_bytes = header.dtb_bytes;
        return;
    }
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]) && r->dtb == 0; i++) {
        uint32_t bytes = device_tree_bytes(places[i]);

        if (bytes != 0 && !overlaps_image(places[i], bytes)) {
            r->dtb = places[i];
            r->dtb_bytes = bytes;
        }
    }
}

/* A level 1 table with one entry, and the level 2 table with the blocks. */
static void make_tables(void)
{
    enum { LEVEL_1_BITS = BLOCK_BITS + 9 };
    uint64_t first = header.load_address >> BLOCK_BITS;
    uint64_t last = (header.kernel_end - 1) >> BLOCK_BITS;
    uint64_t table_index = header.load_address >> LEVEL_1_BITS;

    check((header.kernel_end - 1) >> LEVEL_1_BITS == table_index
              && header.kernel_end >> WINDOW_BITS == 0,
          "the kernel does not lie within one gigabyte with the loader");
    clear((uint64_t)page_tables, (uint64_t)page_tables + 2 * sizeof(page_tables[0]));
    page_tables[0].entry[table_index] = (uint64_t)&page_tables[1] | MMU_VALID | MMU_TABLE_OR_PAGE;
    for (uint64_t block = first; block <= last; block++) {
        page_tables[1].entry[block % TABLE_ENTRIES] = block << BLOCK_BITS | MMU_AF | MMU_SH_INNER
                                                      | MMU_ATTR_NORMAL << MMU_ATTR_POS | MMU_VALID;
    }
    asm volatile("dsb sy" : : : "memory");
}

static uint64_t translation_control(void)
{
    uint64_t features;

    asm volatile("mrs %0, id_aa64mmfr0_el1" : "=r"(features));
    features &= 0xf;
    return MMU_TCR_WALKS | MMU_TCR_T0SZ(WINDOW_BITS) | (uint64_t)MMU_TCR_T1SZ(WINDOW_BITS)
           | (features < 5 ? features : 5) << MMU_TCR_IPS_POS;
}

/* Fill in the registers; returns the kernel's entry point. */
uint64_t loader_prepare(uint64_t firmware_x0, struct kernel_registers *registers)
{
    enum { SCTLR_MMU = 1 << 0, SCTLR_DATA_CACHE = 1 << 2, SCTLR_INSTRUCTION_CACHE = 1 << 12 };

    check_header();
    clear(header.zero_start, header.zero_end);
    registers->user_start = header.user_start;
    registers->user_end = header.user_end;
    registers->user_offset = header.user_offset;
    registers->user_entry = header.user_entry;
    registers->dtb = 0;
    registers->dtb_bytes = 0;
    registers->mair = MMU_MAIR;
    registers->tcr = translation_control();
    registers->table = (uint64_t)page_tables;
    registers->sctlr = SCTLR_EL1_OFF | SCTLR_MMU | SCTLR_DATA_CACHE | SCTLR_INSTRUCTION_CACHE;
    find_device_tree(firmware_x0, registers);
    make_tables();
    return header.kernel_entry;
}
