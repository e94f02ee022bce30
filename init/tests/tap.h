/* SPDX-License-Identifier: BSD-2-Clause */
/* Test Anything Protocol output. */
#pragma once
#include <stdbool.h>
#include <stdio.h>

static unsigned tap_count, tap_failed;

/* Reports one test point. */
static inline void tap_ok(bool passed, const char *name)
{
    tap_count++;
    tap_failed += !passed;
    printf("%sok %u - %s\n", passed ? "" : "not ", tap_count, name);
}

/* Prints the plan; the exit status of the test program. */
static inline int tap_end(void)
{
    printf("1..%u\n", tap_count);
    return tap_failed != 0;
}
