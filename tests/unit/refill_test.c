/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Budget arithmetic: examples, and properties over long random runs. The properties: refills are
 * ordered and add up to the budget after every step, no window of one period (less what the kernel
 * may be early) contains more use than the budget, and a thread that always uses all it has gets
 * exactly budget per period for a million periods.
 */
#include "harness.h"
#include <string.h>

enum { ROOM = 16, PERIOD_TICKS = 100000, BUDGET_TICKS = 20000, USES = 4096 };

/* Memory of a scheduling context with ROOM refills. */
static word_t memory[SCHED_CONTEXT_CORE_BYTES / sizeof(word_t) + 2 * ROOM];
static struct sched_context *const sc = (struct sched_context *)memory;

static word_t random_state = 1;

static word_t random_word(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

static ticks_t random_between(ticks_t low, ticks_t high)
{
    return low + random_word() % (high - low + 1);
}

/* I10. */
static void assert_in_order(void)
{
    ticks_t sum = 0;

    assert_in_range(sc->refill_count, 1, sc->refill_max);
    for (unsigned i = 0; i < sc->refill_count; i++) {
        const struct refill *r = refill_at(sc, i);

        sum += r->amount;
        if (i > 0) {
            assert_true(refill_at(sc, i - 1)->time + refill_at(sc, i - 1)->amount <= r->time);
        }
    }
    assert_int_equal(sum, sc->budget);
    assert_true(refill_head(sc)->amount >= REFILL_MIN_TICKS);
}

static int setup(void **state)
{
    (void)state;
    memset(memory, 0, sizeof(memory));
    return 0;
}

static void starts_with_the_whole_budget(void **state)
{
    (void)state;
    refill_init(sc, 4, BUDGET_TICKS, PERIOD_TICKS, 500);
    assert_int_equal(sc->refill_count, 1);
    assert_int_equal(refill_head(sc)->time, 500);
    assert_int_equal(refill_head(sc)->amount, BUDGET_TICKS);
    assert_true(refill_ready(sc, 500 - KERNEL_WCET_TICKS));
    assert_false(refill_ready(sc, 500 - KERNEL_WCET_TICKS - 1));
    assert_true(refill_sufficient(sc, BUDGET_TICKS - REFILL_MIN_TICKS));
    assert_false(refill_sufficient(sc, BUDGET_TICKS - REFILL_MIN_TICKS + 1));
}

static void used_time_returns_after_a_period(void **state)
{
    (void)state;
    refill_init(sc, 4, BUDGET_TICKS, PERIOD_TICKS, 0);
    refill_charge(sc, 3000);
    assert_int_equal(sc->refill_count, 2);
    assert_int_equal(refill_head(sc)->time, 3000);
    assert_int_equal(refill_head(sc)->amount, BUDGET_TICKS - 3000);
    assert_int_equal(refill_at(sc, 1)->time, PERIOD_TICKS);
    assert_int_equal(refill_at(sc, 1)->amount, 3000);
    assert_in_order();
}

static void rest_too_small_to_run_on_waits(void **state)
{
    ticks_t rest = REFILL_MIN_TICKS - 1;

    (void)state;
    refill_init(sc, 4, BUDGET_TICKS, PERIOD_TICKS, 0);
    refill_charge(sc, BUDGET_TICKS - rest);
    assert_int_equal(sc->refill_count, 1);
    assert_int_equal(refill_head(sc)->time, PERIOD_TICKS - rest);
    assert_int_equal(refill_head(sc)->amount, BUDGET_TICKS);
}

static void full_ring_delays_the_last_refill(void **state)
{
    (void)state;
    refill_init(sc, 2, BUDGET_TICKS, PERIOD_TICKS, 0);
    refill_charge(sc, 2000);
    refill_activate(sc, 5000);
    refill_charge(sc, 3000);
    assert_int_equal(sc->refill_count, 2);
    assert_int_equal(refill_at(sc, 1)->amount, 5000);
    assert_int_equal(refill_at(sc, 1)->time, 5000 + PERIOD_TICKS - 2000);
    assert_in_order();
}

static void overrun_is_paid_back(void **state)
{
    (void)state;
    refill_init(sc, 4, BUDGET_TICKS, PERIOD_TICKS, 0);
    refill_charge(sc, 2 * BUDGET_TICKS + 5000);
    assert_in_order();
    assert_true(refill_head(sc)->time >= 2 * PERIOD_TICKS);
}

static void round_robin_is_never_late(void **state)
{
    (void)state;
    refill_init(sc, 2, BUDGET_TICKS, 0, 1000);
    assert_true(refill_is_round_robin(sc));
    refill_charge(sc, 5000);
    assert_int_equal(refill_head(sc)->amount, BUDGET_TICKS - 5000);
    refill_exhaust(sc, 15000);
    assert_int_equal(refill_head(sc)->amount, BUDGET_TICKS);
    assert_true(refill_ready(sc, 1000));
    refill_charge(sc, BUDGET_TICKS * 3);
    assert_int_equal(refill_head(sc)->amount, 0);
}

static void activation_counts_from_now_and_merges(void **state)
{
    (void)state;
    refill_init(sc, 4, BUDGET_TICKS, PERIOD_TICKS, 0);
    refill_charge(sc, 5000);
    refill_activate(sc, PERIOD_TICKS + 10);
    assert_int_equal(sc->refill_count, 1);
    assert_int_equal(refill_head(sc)->time, PERIOD_TICKS + 10);
    assert_int_equal(refill_head(sc)->amount, BUDGET_TICKS);
    /* Not ready: nothing changes. */
    refill_charge(sc, BUDGET_TICKS);
    refill_activate(sc, PERIOD_TICKS + 20);
    assert_int_equal(refill_head(sc)->time, 2 * PERIOD_TICKS + 10);
}

static void update_gives_no_more_than_the_new_share(void **state)
{
    (void)state;
    refill_init(sc, 4, BUDGET_TICKS, PERIOD_TICKS, 0);
    refill_charge(sc, 15000);
    refill_update(sc, 6, 8000, 50000, 15000);
    assert_in_order();
    assert_int_equal(refill_head(sc)->amount, 5000);
    refill_update(sc, 3, 2000, 50000, 15000);
    assert_in_order();
    assert_int_equal(refill_head(sc)->amount, 2000);
    refill_update(sc, 3, 9000, 50000, 15000);
    assert_in_order();
    assert_int_equal(refill_head(sc)->amount, 2000);
    assert_int_equal(refill_at(sc, 1)->time, 15000 + 50000);
}

static void conversions_do_not_overflow(void **state)
{
    (void)state;
    assert_int_equal(ticks_from_us(1000), TIMER_KHZ);
    assert_int_equal(ticks_to_us(ticks_from_us(REFILL_MAX_US & ~UINT64_C(1))),
                     REFILL_MAX_US & ~UINT64_C(1));
    assert_true(ticks_from_us(REFILL_MAX_US) <= UINT64_MAX / 8);
    assert_int_equal(ticks_to_us(UINT64_MAX), UINT64_MAX / TIMER_KHZ * 1000
                                                  + UINT64_MAX % TIMER_KHZ * 1000 / TIMER_KHZ);
}

/* A million periods, all of each budget used: no tick is lost or won. */
static void long_run_does_not_drift(void **state)
{
    static const ticks_t budgets[] = { REFILL_MIN_TICKS, 12345, PERIOD_TICKS - 1 };
    const unsigned periods = 1000000;

    (void)state;
    for (unsigned b = 0; b < ARRAY_COUNT(budgets); b++) {
        refill_init(sc, 2, budgets[b], PERIOD_TICKS, 777);
        for (unsigned i = 0; i < periods; i++) {
            refill_activate(sc, refill_head(sc)->time);
            refill_charge(sc, budgets[b]);
        }
        assert_int_equal(refill_head(sc)->time, 777 + (ticks_t)periods * PERIOD_TICKS);
        assert_in_order();
    }
}

/* The last uses, to look back over a period. */
static struct {
    ticks_t start[USES], amount[USES];
    unsigned next;
} used;

static void record_use(ticks_t start, ticks_t amount)
{
    used.start[used.next % USES] = start;
    used.amount[used.next % USES] = amount;
    used.next++;
}

/* What was used since `from`. */
static ticks_t used_since(ticks_t from)
{
    ticks_t sum = 0;

    for (unsigned i = used.next; i > 0 && used.next - i < USES; i--) {
        ticks_t start = used.start[(i - 1) % USES], end = start + used.amount[(i - 1) % USES];

        if (end <= from) {
            break;
        }
        sum += end - (start > from ? start : from);
    }
    return sum;
}

/* One turn: wait until the head can be used (or longer), use some of it. */
static ticks_t random_turn(ticks_t now)
{
    struct refill *head = refill_head(sc);
    ticks_t use;

    if (random_word() % 4 == 0) {
        now += random_between(0, 2 * sc->period);
    }
    if (!refill_ready(sc, now)) {
        now = head->time - (random_word() % 8 == 0 ? KERNEL_WCET_TICKS : 0);
    }
    refill_activate(sc, now);
    assert_in_order();
    head = refill_head(sc);
    use = random_word() % 3 == 0 ? head->amount : random_between(1, head->amount);
    record_use(now, use);
    refill_charge(sc, use);
    assert_in_order();
    return now + use;
}

static void no_window_has_more_than_the_budget(void **state)
{
    (void)state;
    for (unsigned life = 0; life < 300; life++) {
        ticks_t period = random_between(4 * REFILL_MIN_TICKS, 1000000);
        ticks_t budget = random_between(REFILL_MIN_TICKS, period - 1);
        ticks_t now = random_between(1000000, 2000000), window = period - KERNEL_WCET_TICKS;

        used.next = 0;
        refill_init(sc, (unsigned)random_between(2, ROOM), budget, period, now);
        for (unsigned i = 0; i < 300; i++) {
            now = random_turn(now);
            if (used_since(now - window) > budget) {
                fail_msg("life %u, turn %u: %lu used in a window of %lu, budget %lu", life, i,
                         used_since(now - window), window, budget);
            }
        }
    }
}

static void random_reconfiguration_keeps_order(void **state)
{
    ticks_t now = 1000000;

    (void)state;
    refill_init(sc, 4, BUDGET_TICKS, PERIOD_TICKS, now);
    for (unsigned i = 0; i < 20000; i++) {
        if (random_word() % 3 == 0) {
            ticks_t period = random_between(4 * REFILL_MIN_TICKS, 1000000);

            refill_update(sc, (unsigned)random_between(2, ROOM),
                          random_between(REFILL_MIN_TICKS, period - 1), period, now);
            assert_in_order();
        } else {
            now = random_turn(now);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(starts_with_the_whole_budget, setup),
        cmocka_unit_test_setup(used_time_returns_after_a_period, setup),
        cmocka_unit_test_setup(rest_too_small_to_run_on_waits, setup),
        cmocka_unit_test_setup(full_ring_delays_the_last_refill, setup),
        cmocka_unit_test_setup(overrun_is_paid_back, setup),
        cmocka_unit_test_setup(round_robin_is_never_late, setup),
        cmocka_unit_test_setup(activation_counts_from_now_and_merges, setup),
        cmocka_unit_test_setup(update_gives_no_more_than_the_new_share, setup),
        cmocka_unit_test_setup(conversions_do_not_overflow, setup),
        cmocka_unit_test_setup(long_run_does_not_drift, setup),
        cmocka_unit_test_setup(no_window_has_more_than_the_budget, setup),
        cmocka_unit_test_setup(random_reconfiguration_keeps_order, setup),
    };

    return cmocka_run_group_tests_name("refill", tests, NULL, NULL);
}
