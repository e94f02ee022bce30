/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a test file sees: the list of its tests, checks, and the support below it.
 *
 * A test is a function without arguments, named object.behaviour in the output.  It makes what it
 * needs in the arena (objects.h) and starts threads (thread.h); everything is taken away after it,
 * and a slot or a byte that cannot be got back fails the test.  A failed check is reported and the
 * test goes on; `require` ends it.
 *
 * The main thread runs tests at MAIN_PRIORITY.  A thread of higher priority runs at once until it
 * blocks; one of lower priority runs only while the main thread waits.  Tests rely on it.
 */
#pragma once
#include "invoke.h"
#include "objects.h"
#include "thread.h"
#include <sel4/sel4.h>
#include <stdbool.h>

struct test {
    const char *name;
    void (*function)(void);
};

struct suite {
    const char *object;
    const struct test *tests;
    seL4_Word count;
};

#define SUITE(object, list)                                                                 \
    const struct suite object##_suite = { #object, list, sizeof(list) / sizeof(list)[0] }

#define check(condition) check_condition((condition), #condition, __FILE__, __LINE__)
#define check_equal(actual, expected)                                                       \
    check_words((seL4_Word)(actual), (seL4_Word)(expected), #actual, __FILE__, __LINE__)
#define require(condition)                                                                  \
    do {                                                                                    \
        if (!check(condition)) {                                                            \
            return;                                                                         \
        }                                                                                   \
    } while (0)

/* The answer has this label and exactly these words (of which the first four are compared). */
#define expect(answer, code, ...)                                                           \
    check_answer((answer), (code), WORDS(__VA_ARGS__), WORD_COUNT(__VA_ARGS__), #answer,    \
                 __FILE__, __LINE__)
#define expect_ok(answer, ...) expect(answer, seL4_NoError, ##__VA_ARGS__)

/* A wrapper function's error code. */
#define succeed(error) check_equal((error), seL4_NoError)

bool check_condition(bool is_true, const char *text, const char *file, int line);
bool check_words(seL4_Word actual, seL4_Word expected, const char *text, const char *file,
                 int line);
bool check_answer(struct answer answer, seL4_Word label, const seL4_Word *words, seL4_Word count,
                  const char *text, const char *file, int line);

/* Reports that a test does not apply here; the test returns at once afterwards. */
void skip(const char *reason);

/* Busy waiting by the generic timer's counter. */
seL4_Word time_us(void);
void spin_us(seL4_Word us);
