/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs the suites and prints TAP.
 *
 * The position is kept in static variables, because a test that hangs is abandoned by the watchdog:
 * it makes this thread continue in `abandon`, on another stack, which reports the test and goes on
 * with the next one.
 */
#include "console.h"
#include "suites.h"
#include "test.h"
#include "watchdog.h"
#include <crt.h>

#define ARENA_BITS      22
#define WATCHDOG_SECONDS 20

static const struct suite *const suites[] = {
#define SUITE_ENTRY(name) &name##_suite,
    SUITES(SUITE_ENTRY)
#undef SUITE_ENTRY
};
#define SUITE_COUNT (sizeof(suites) / sizeof(suites)[0])

static struct {
    volatile seL4_Word suite;
    volatile seL4_Word test;
    volatile seL4_Word number; /* also what the watchdog looks at */
    volatile seL4_Word failures;
    volatile seL4_Word failed_tests;
    const char *volatile skipped;
} run;

static char recovery_stack[16384] __attribute__((aligned(16)));

bool check_condition(bool is_true, const char *text, const char *file, int line)
{
    if (!is_true) {
        run.failures++;
        print("# %s:%d: not true: %s\n", file, (long)line, text);
    }
    return is_true;
}

bool check_words(seL4_Word actual, seL4_Word expected, const char *text, const char *file,
                 int line)
{
    if (actual != expected) {
        run.failures++;
        print("# %s:%d: %s is %x, expected %x\n", file, (long)line, text, actual, expected);
    }
    return actual == expected;
}

bool check_answer(struct answer answer, seL4_Word label, const seL4_Word *words, seL4_Word count,
                  const char *text, const char *file, int line)
{
    bool is_equal = answer.label == label && answer.length == count;

    for (seL4_Word i = 0; i < count && i < seL4_FastMessageRegisters; i++) {
        is_equal = is_equal && answer.mr[i] == words[i];
    }
    if (is_equal) {
        return true;
    }
    run.failures++;
    print("# %s:%d: %s\n#   label %u, %u words: %x %x %x %x\n#   expected label %u, %u words:",
          file, (long)line, text, answer.label, answer.length, answer.mr[0], answer.mr[1],
          answer.mr[2], answer.mr[3], label, count);
    for (seL4_Word i = 0; i < count; i++) {
        print(" %x", words[i]);
    }
    print("\n");
    return false;
}

void skip(const char *reason)
{
    run.skipped = reason;
}

static seL4_Word counter(void)
{
    seL4_Word value;

    __asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(value) : : "memory");
    return value;
}

seL4_Word time_us(void)
{
    return counter() * 1000 / (CONFIG_TIMER_FREQUENCY / 1000);
}

void spin_us(seL4_Word us)
{
    seL4_Word start = time_us();

    while (time_us() - start < us) {
    }
}

/* Takes back what the test had and prints its line. */
static void finish_test(void)
{
    bool is_whole;
    seL4_Word leaked;
    const struct suite *suite = suites[run.suite];

    main_set_priority(MAIN_PRIORITY);
    leaked = arena_reset(&is_whole);
    threads_reset();
    if (leaked != 0) {
        run.failures++;
        print("# %u slots leaked\n", leaked);
    }
    check(is_whole);
    if (run.failures != 0) {
        run.failed_tests++;
    }
    print("%s %u - %s.%s", run.failures == 0 ? "ok" : "not ok", run.number, suite->object,
          suite->tests[run.test].name);
    if (run.skipped != seL4_Null) {
        print(" # SKIP %s", run.skipped);
    }
    print("\n");
}

static void run_tests(void)
{
    while (run.suite < SUITE_COUNT) {
        while (run.test < suites[run.suite]->count) {
            run.number++;
            run.failures = 0;
            run.skipped = seL4_Null;
            suites[run.suite]->tests[run.test].function();
            finish_test();
            run.test++;
        }
        run.test = 0;
        run.suite++;
    }
    print("# %u of %u tests failed\nALL TESTS DONE\n", run.failed_tests, run.number);
    run.number = WATCHDOG_FINISHED;
    for (;;) {
        seL4_TCB_Suspend(SELF);
    }
}

static void abandon(void)
{
    run.failures++;
    print("# abandoned after %u seconds\n", (seL4_Word)WATCHDOG_SECONDS);
    finish_test();
    run.test++;
    run_tests();
}

int main(void)
{
    static const struct watchdog plan = {
        .progress = &run.number,
        .seconds = WATCHDOG_SECONDS,
        .target = SELF,
        .recover = abandon,
        .stack_top = (seL4_Word)(recovery_stack + sizeof(recovery_stack)),
    };
    seL4_Word total = 0;

    objects_init(crt_bootinfo(), ARENA_BITS);
    main_set_priority(MAIN_PRIORITY);
    for (seL4_Word i = 0; i < SUITE_COUNT; i++) {
        total += suites[i]->count;
    }
    print("TAP version 13\n1..%u\n", total);
    watchdog_start(&plan);
    run_tests();
    return 0;
}
