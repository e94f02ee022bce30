/* SPDX-License-Identifier: BSD-2-Clause */
/* print.c: every conversion, and how the kernel ends. */
#include "print.h"
#include "arch/host/host.h"
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

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

static void panic_names_the_place_and_halts(void **state)
{
    int status;
    pid_t child = fork();

    (void)state;
    if (child == 0) {
        (void)freopen("/dev/null", "w", stderr);
        (void)freopen("/dev/null", "w", stdout);
        panic("reason", "file.c", 7);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prints_every_conversion),
        cmocka_unit_test(panic_names_the_place_and_halts),
    };

    return cmocka_run_group_tests_name("print", tests, NULL, NULL);
}
