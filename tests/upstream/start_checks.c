/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the task finds: registers, boot information, its own image with more than 16 MiB of data and
 * as much of zeros, thread-local variables, constructors.
 */
#include "task.h"

/* A word of data every 64 KiB; the others are zero, but in the file all the same. */
#define FOUR(i)                                                                                    \
    [(i) << 13] = (i) + 1, [((i) + 1) << 13] = (i) + 2, [((i) + 2) << 13] = (i) + 3,               \
            [((i) + 3) << 13] = (i) + 4
#define SIXTEEN(i) FOUR(i), FOUR((i) + 4), FOUR((i) + 8), FOUR((i) + 12)
#define MOST(i)    SIXTEEN(i), SIXTEEN((i) + 16), SIXTEEN((i) + 32), SIXTEEN((i) + 48)

/* As much as there is room for: each page takes a slot. */
#if CONFIG_ROOT_CNODE_SIZE_BITS > 13
enum { MANY = 17 << 20 >> 3, MARKS = 260, PAGE = 4096 };
#define ALL MOST(0), MOST(64), MOST(128), MOST(192), FOUR(256)
#else
enum { MANY = 13 << 20 >> 3, MARKS = 196, PAGE = 4096 };
#define ALL MOST(0), MOST(64), MOST(128), FOUR(192)
#endif

static word large_data[MANY] = { ALL };
static word large_zeros[MANY];
static word early_zeros[64] __attribute__((section(".bss.early")));

static __thread word local_data = 0x10ca1, local_zero;
static __thread char local_aligned[16] __attribute__((aligned(16)));
static word order[3], ordered;

__attribute__((constructor(101))) static void first(void)
{
    order[ordered++] = 1;
}

__attribute__((constructor(102))) static void second(void)
{
    order[ordered++] = 2;
}

__attribute__((constructor)) static void third(void)
{
    order[ordered++] = 3;
}

static void check_registers(void)
{
    check_word(start_registers[0], (word)boot, "x0 is the boot information");
    for (word i = 1; i < 33; i++) {
        check_word(start_registers[i], 0, "every other register is 0");
    }
    test_end("registers at the start");
}

static bool is_zero(const volatile word *from, word words)
{
    for (word i = 0; i < words; i++) {
        if (from[i]) {
            return false;
        }
    }
    return true;
}

static bool has_data(void)
{
    for (word i = 0; i < MANY; i++) {
        word expected = i & 0x1fff || i >> 13 >= MARKS ? 0 : (i >> 13) + 1;

        if (((volatile word *)large_data)[i] != expected) {
            return false;
        }
    }
    return true;
}

static void check_image_contents(void)
{
    check(has_data(), "data are as in the file");
    check(is_zero(large_zeros, MANY) && is_zero(early_zeros, 64),
          "what is not in the file is zero");
    large_zeros[MANY - 1] = large_data[MANY - 1] = 0xe0d;
    check(large_zeros[MANY - 1] == 0xe0d && large_data[MANY - 1] == 0xe0d, "it can be written");
    check(local_data == 0x10ca1 && !local_zero && !local_aligned[15], "thread-local variables");
    check_word((word)local_aligned & 15, 0, "they are aligned");
    check(ordered == 3 && order[0] == 1 && order[1] == 2 && order[2] == 3, "constructors in order");
    test_end("image");
}

static void check_boot_words(void)
{
    word end = ((word)task_end + PAGE - 1) & -(word)PAGE, start = (word)task_start & -(word)PAGE;

    check_word(boot[BOOT_NODE], 0, "node");
    check_word(boot[BOOT_NODES], 1, "nodes");
    check_word(boot[BOOT_IO_LEVELS], 0, "levels of I/O tables");
    check_word(boot[BOOT_DOMAIN], 0, "domain");
    check_word(boot[BOOT_IPC_BUFFER], end, "the IPC buffer is behind the image");
    check_word((word)boot, end + PAGE, "the boot information is behind the IPC buffer");
    check_word(boot[BOOT_PAGING], SLOT_FIRST, "first the page tables");
    check_word(boot[BOOT_EXTRA_PAGES], boot[BOOT_PAGING + 1], "then extra boot information");
    check_word(boot[BOOT_EXTRA_PAGES + 1] - boot[BOOT_EXTRA_PAGES],
               (boot[BOOT_EXTRA_BYTES] + PAGE - 1) / PAGE, "as many pages as needed");
    check_word(boot[BOOT_SCHED_CONTROL], boot[BOOT_EXTRA_PAGES + 1], "then scheduling control");
    check_word(boot[BOOT_IMAGE], boot[BOOT_SCHED_CONTROL + 1], "then the image");
    check_word(boot[BOOT_IMAGE + 1] - boot[BOOT_IMAGE], (end - start) / PAGE, "all its pages");
    check_word(boot[BOOT_UNTYPED], boot[BOOT_IMAGE + 1], "then untyped memory");
    check_word(boot[BOOT_EMPTY], boot[BOOT_UNTYPED + 1], "then empty slots");
    check_word(boot[BOOT_EMPTY + 1], 1ul << boot[BOOT_CNODE_BITS], "to the end of the CNode");
    check(is_zero(boot + BOOT_SHARED, 2) && is_zero(boot + BOOT_IO_SPACE, 2), "no other ranges");
    test_end("boot information");
}

/* Devices by address, then memory; naturally aligned. */
static void check_untyped(void)
{
    const word *list = boot + BOOT_UNTYPED_LIST;
    word count = boot[BOOT_UNTYPED + 1] - boot[BOOT_UNTYPED], end = 0;
    bool memory = false, good = true;

    check(count > 0 && count <= 230, "how many");
    for (word i = 0; i < count; i++) {
        word bits = list[2 * i + 1] & 0xff, device = list[2 * i + 1] >> 8 & 1;

        good = good && bits >= 4 && bits <= 47 && !(list[2 * i] & ((1ul << bits) - 1))
               && !(memory && device) && !(list[2 * i + 1] >> 9) && (!device || list[2 * i] >= end);
        memory = !device;
        end = list[2 * i] + (1ul << bits);
    }
    check(good, "each is aligned, devices come first and in order");
    check(list[0] == 0 && list[1] == (1 << 8 | 27), "the first is what lies below the devices");
    test_end("untyped memory");
}

static void check_device_tree(void)
{
    const word *chunk = boot + PAGE / sizeof(word);

    if (boot[BOOT_EXTRA_BYTES]) {
        check_word(chunk[0], 6, "it is a device tree");
        check_word(chunk[1], boot[BOOT_EXTRA_BYTES], "the only chunk");
        check_word((unsigned)chunk[2], 0xedfe0dd0, "it begins as one");
        check_word(__builtin_bswap32((unsigned)(chunk[2] >> 32)), chunk[1] - 16, "and is complete");
    }
    test_end("device tree");
}

static word frame_address(word slot)
{
    return call(slot, PAGE_GET_ADDRESS, 0, 0, 0, 0, 0, 0).mr[0];
}

/* The pages of the image are one physical range; each can be used like any other. */
static void check_frames(void)
{
    word first = frame_address(boot[BOOT_IMAGE]), pages = boot[BOOT_IMAGE + 1] - boot[BOOT_IMAGE];
    struct answer a;

    for (word i = 0; i < pages; i += 97) {
        check_word(frame_address(boot[BOOT_IMAGE] + i), first + i * PAGE, "frames by address");
    }
    a = map_page(boot[BOOT_IMAGE], (word)task_start + PAGE, 3, 3);
    check_answer(a, INVALID_ARGUMENT, "each is mapped where it belongs");
    check_word(a.mr[0], 0, "and says so");
    a = call(SLOT_BOOT_INFO, PAGE_GET_ADDRESS, 0, 0, 0, 0, 0, 0);
    check(a.label == NO_ERROR && a.length == 1 && a.mr[0], "the boot information is a frame");
    a = call(SLOT_SMC, PAGE_GET_ADDRESS, 0, 0, 0, 0, 0, 0);
    check(a.label == INVALID_CAPABILITY && a.length == 1 && a.mr[0] == 0, "there is no SMC");
    test_end("image frames");
}

void check_start(void)
{
    check_registers();
    check_image_contents();
    check_boot_words();
    check_untyped();
    check_device_tree();
    check_frames();
}
