/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Does the machine stop? The host port aborts when the kernel halts, so whatever may lead there is
 * done in a process of its own, see harness.h. That one's share of the coverage is written on its
 * way out, too.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "halt.h"

/* There only if coverage is measured. */
__attribute__((weak)) void __gcov_dump(void);

static void on_abort(int number)
{
    if (__gcov_dump) {
        __gcov_dump();
    }
    (void)signal(number, SIG_DFL);
    (void)raise(number);
}

bool machine_halts(void (*act)(const void *argument), const void *argument)
{
    int status;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        (void)freopen("/dev/null", "w", stderr);
        (void)freopen("/dev/null", "w", stdout);
        (void)signal(SIGABRT, on_abort);
        act(argument);
        if (__gcov_dump) {
            __gcov_dump();
        }
        _Exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}
