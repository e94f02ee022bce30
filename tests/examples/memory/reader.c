/* SPDX-License-Identifier: BSD-2-Clause */
/* Checks what the writer wrote, and the contents that came from the file. */
#include "pattern.h"
#include <microkit.h>

const uint64_t *large, *fixed, *large_fixed, *many, *many_again;
uint64_t large_bytes, fixed_bytes, large_fixed_bytes, many_bytes, filled_bytes;
const char *filled, *filled_large, *filled_anywhere;

static int good = 1;

static void check(int condition, const char *what)
{
    if (!condition) {
        good = 0;
        microkit_dbg_puts("reader: WRONG: ");
        microkit_dbg_puts(what);
        microkit_dbg_puts("\n");
    }
}

static void check_region(uint64_t number, const uint64_t *region, uint64_t bytes, const char *what)
{
    uint64_t wrong = 0;
    for (uint64_t word = 0; word < bytes / sizeof *region; word++) {
        wrong += region[word] != pattern(number, word);
    }
    check(wrong == 0 && bytes > 0, what);
}

/* The file is lines of eight characters, numbered; what follows it must be zero. */
static void check_contents(const char *contents, uint64_t bytes, uint64_t region_bytes,
                           const char *what)
{
    uint64_t wrong = 0;
    for (uint64_t i = 0; i < bytes; i++) {
        uint64_t line = i / 8;
        uint64_t digit = 6 - i % 8;
        for (uint64_t d = 0; i % 8 < 7 && d < digit; d++) {
            line /= 10;
        }
        char expected = i % 8 == 7 ? '\n' : (char)('0' + line % 10);
        wrong += contents[i] != expected;
    }
    for (uint64_t i = bytes; i < region_bytes; i++) {
        wrong += contents[i] != 0;
    }
    check(wrong == 0, what);
}

void init(void)
{
}

void notified(microkit_channel channel)
{
    (void)channel;
    check_region(1, large, large_bytes, "large");
    check_region(2, fixed, fixed_bytes, "fixed");
    check_region(3, large_fixed, large_fixed_bytes, "large_fixed");
    check_region(4, many, many_bytes, "many");
    check_region(4, many_again, many_bytes, "many_again");
    check(filled_bytes == 8000, "size of the file");
    check_contents(filled, filled_bytes, 0x3000, "filled");
    check_contents(filled_large, filled_bytes, 0x200000, "filled_large");
    check_contents(filled_anywhere, filled_bytes, 0x4000, "filled_anywhere");
    if (good) {
        microkit_dbg_puts("reader: every region is right\n");
    }
}
