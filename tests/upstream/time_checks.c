/* SPDX-License-Identifier: BSD-2-Clause */
/* Scheduling contexts: limits, timeouts, what was consumed, yielding; and the domain schedule. */
#include "task.h"

static volatile word count;

static struct answer configure(word sc, word budget, word period, word extra)
{
    set_cap(0, sc);
    set_word(4, 0);
    return call(boot[BOOT_SCHED_CONTROL], SCHED_CONTROL_CONFIGURE_FLAGS, 1, 5, budget, period,
                extra, 1);
}

static void check_limits(void)
{
    word sc = make(SCHED_CONTEXT, 8), longest = 0x218def416bdb;
    struct answer a;

    a = configure(sc, 19, 1000, 0);
    check(a.label == RANGE_ERROR && a.mr[0] == 20 && a.mr[1] == longest, "too short");
    a = configure(sc, 20, longest + 1, 0);
    check(a.label == RANGE_ERROR && a.mr[1] == longest, "too long");
    a = configure(sc, 2000, 1000, 0);
    check(a.label == RANGE_ERROR && a.mr[0] == 20 && a.mr[1] == 1000, "more than the period");
    a = configure(sc, 1000, 2000, 9);
    check(a.label == RANGE_ERROR && a.mr[0] == 0 && a.mr[1] == 8, "more refills than fit");
    check_answer(configure(sc, 1000, 2000, 8), NO_ERROR, "as many as fit");
    a = call(sc, SCHED_CONTEXT_YIELD_TO, 0, 0, 0, 0, 0, 0);
    check_answer(a, ILLEGAL_OPERATION, "there is nobody to yield to");
    test_end("limits of time");
}

static void spin(word unused)
{
    (void)unused;
    for (;;) {
        count++;
    }
}

static void check_timeout(void)
{
    word endpoint = make(ENDPOINT, 0), reply = make(REPLY, 0), before;
    struct registers r = { .cap = endpoint, .reply = reply };
    struct thread t;

    thread_make(&t, 250, 2000, 1000000, 0);
    set_cap(0, endpoint);
    check_answer(call(t.tcb, TCB_SET_TIMEOUT_ENDPOINT, 1, 0, 0, 0, 0, 0), NO_ERROR, "handler");
    thread_start(&t, spin, 0);
    trap(RECV, &r);
    check_word(r.info, info(TIMEOUT, 0, 2), "it used up its budget");
    check(r.mr[0] == 0xbad6e && r.mr[1] >= 1900 && r.mr[1] < 10000, "which was two milliseconds");
    before = count;
    check_answer(configure(t.context, 2000, 1000000, 0), NO_ERROR, "another budget");
    r = (struct registers){ .cap = endpoint, .info = info(0, 0, 0), .reply = reply };
    trap(REPLY_RECV, &r);
    check(info_label(r.info) == TIMEOUT && count > before, "it went on with that");
    thread_end(&t);
    test_end("timeouts");
}

static void check_consumed(void)
{
    struct answer a, again;
    struct thread t;

    count = 0;
    thread_make(&t, 50, 1000, 1000, 0);
    thread_start(&t, spin, 0);
    check_word(count, 0, "it is below this thread");
    set_cap(0, SLOT_TCB);
    call(t.tcb, TCB_SET_PRIORITY, 1, 1, 100, 0, 0, 0);
    a = call(t.context, SCHED_CONTEXT_YIELD_TO, 0, 0, 0, 0, 0, 0);
    check(a.label == NO_ERROR && a.length == 1 && a.mr[0] >= 900, "its slice");
    check(count > 0, "it has run");
    call(t.tcb, TCB_SUSPEND, 0, 0, 0, 0, 0, 0);
    a = call(t.context, SCHED_CONTEXT_CONSUMED, 0, 0, 0, 0, 0, 0);
    again = call(t.context, SCHED_CONTEXT_CONSUMED, 0, 0, 0, 0, 0, 0);
    check(a.label == NO_ERROR && a.length == 1 && again.mr[0] == 0, "consumed is told once");
    thread_end(&t);
    test_end("consumed time");
}

static void check_domains(void)
{
    struct answer a;

    a = call(SLOT_DOMAIN, DOMAIN_SCHEDULE_CONFIGURE, 0, 3, CONFIG_NUM_DOMAIN_SCHEDULES - 1, 0, 1,
             0);
    check(a.label == RANGE_ERROR && a.mr[1] == CONFIG_NUM_DOMAIN_SCHEDULES - 2,
          "the last is fixed");
    a = call(SLOT_DOMAIN, DOMAIN_SCHEDULE_CONFIGURE, 0, 3, 0, 0, 0, 0);
    check(a.label == INVALID_ARGUMENT && a.mr[0] == 2, "the first is in use");
    a = call(SLOT_DOMAIN, DOMAIN_SCHEDULE_CONFIGURE, 0, 3, 0, 0, 625000, 0);
    check_answer(a, NO_ERROR, "ten milliseconds");
    check_answer(call(SLOT_DOMAIN, DOMAIN_SCHEDULE_SET_START, 0, 1, 0, 0, 0, 0), NO_ERROR,
                 "from 0");
    a = call(SLOT_DOMAIN, DOMAIN_SCHEDULE_SET_START, 0, 1, CONFIG_NUM_DOMAIN_SCHEDULES, 0, 0, 0);
    check(a.label == RANGE_ERROR && a.mr[1] == CONFIG_NUM_DOMAIN_SCHEDULES - 1, "no such entry");
    test_end("domain schedule");
}

void check_time(void)
{
    check_limits();
    check_timeout();
    check_consumed();
    check_domains();
}
