/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel's memory functions, which on the host port are the C library's, under other names. */
#include <stddef.h>
#include <string.h>

#define memcpy  kernel_memcpy
#define memmove kernel_memmove
#define memcmp  kernel_memcmp
#include "string.c"
#undef memcpy
#undef memmove
#undef memcmp

#include "harness.h"

enum { BYTES = 64, MARGIN = 16 };

static uint8_t from[BYTES + 2 * MARGIN] __attribute__((aligned(8)));
static uint8_t to[BYTES + 2 * MARGIN] __attribute__((aligned(8)));
static uint8_t expected[BYTES + 2 * MARGIN];

static void fill(void)
{
    for (unsigned i = 0; i < sizeof(from); i++) {
        from[i] = (uint8_t)(i * 7 + 1);
        to[i] = 0xee;
        expected[i] = 0xee;
    }
}

/* Every length and alignment, and not a byte beside it. */
static void copies_of_all_shapes(void **state)
{
    (void)state;
    for (unsigned bytes = 0; bytes <= BYTES; bytes++) {
        for (unsigned d = 0; d < 9; d++) {
            for (unsigned s = 0; s < 9; s++) {
                fill();
                memcpy(expected + d, from + s, bytes);
                assert_ptr_equal(kernel_memcpy(to + d, from + s, bytes), to + d);
                assert_memory_equal(to, expected, sizeof(to));
            }
        }
    }
}

static void moves_that_overlap(void **state)
{
    (void)state;
    for (unsigned bytes = 0; bytes <= BYTES; bytes++) {
        for (unsigned d = 0; d < MARGIN; d++) {
            fill();
            memcpy(expected, from, sizeof(from));
            memmove(expected + d, expected + 8, bytes);
            assert_ptr_equal(kernel_memmove(from + d, from + 8, bytes), from + d);
            assert_memory_equal(from, expected, sizeof(from));
        }
    }
}

static void comparisons(void **state)
{
    (void)state;
    assert_int_equal(kernel_memcmp("abc", "abd", 2), 0);
    assert_true(kernel_memcmp("abc", "abd", 3) < 0);
    assert_true(kernel_memcmp("\xff", "a", 1) > 0);
    assert_int_equal(kernel_memcmp("a", "b", 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(copies_of_all_shapes),
        cmocka_unit_test(moves_that_overlap),
        cmocka_unit_test(comparisons),
    };

    return cmocka_run_group_tests_name("string", tests, NULL, NULL);
}
