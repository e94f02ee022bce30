/* SPDX-License-Identifier: BSD-2-Clause */
/* print.c: every conversion, and how the kernel ends. */
#include "harness.h"
#include "halt.h"
#include "print.h"

static void expect(const char *text)
{
    assert_string_equal(host_console(), text);
    host_console_clear();
}

static void prints_every_conversion(void **state)
{
    (void)state;
    host_console_clear();
    print("%s|%c|%d|%u|%x|%%", "text", 'c', -12, 4000000000u, 0xbeefu);
    expect("text|c|-12|4000000000|beef|%");
    print("%lu %lx %ld", UINT64_MAX, UINT64_MAX, INT64_MIN);
    expect("18446744073709551615 ffffffffffffffff -9223372036854775808");
    print("%p %d", (void *)0x123abc, 0);
    expect("0x123abc 0");
}

/* Unknown letters are printed as they are, and a percent sign at the end is nothing. */
static void unknown_conversions(void **state)
{
    const char *volatile format = "%q%u%";

    (void)state;
    host_console_clear();
    print(format, 5);
    expect("q5");
}

static void stop(const void *reason)
{
    panic(reason, "file.c", 7);
}

static void panic_halts(void **state)
{
    (void)state;
    assert_true(machine_halts(stop, "reason"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prints_every_conversion),
        cmocka_unit_test(unknown_conversions),
        cmocka_unit_test(panic_halts),
    };

    return cmocka_run_group_tests_name("print", tests, NULL, NULL);
}
