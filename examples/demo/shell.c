/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The demo's shell: reads lines from the console and makes the other domains show what they can do.
 *
 * Commands that ask other domains for something return at once; `waiting` then says which channels
 * have still to answer, and `finish` what to print after the last answer.  Meanwhile typed lines
 * stay in the input queue.
 */
#include "../../drivers/timer/arm_generic/counter.h"
#include "../../drivers/timer/timer.h"
#include "demo.h"
#include "output.h"
#include "ps.h"
#include <microkit.h>
#include <stdbool.h>
#include <stddef.h>

enum channel {
    CHANNEL_CONSOLE = 1,
    CHANNEL_TIMER = 3,
    CHANNEL_HOG = 4,
    CHANNEL_WORKER = 5,
    CHANNEL_FAST = 6,
    CHANNEL_SLOW = 7,
    CHANNEL_SUPERVISOR = 8,
    CHANNEL_CHILD = 9,
};

#define LINE_BYTES    64u
#define ALARM_SECONDS 2u
#define PAGE_BYTES    0x1000u

struct serial_queue *output_queue;
uint64_t output_queue_bytes;
struct serial_queue *input_queue;
uint64_t input_queue_bytes;
const struct client_results *fast_results;
const struct client_results *slow_results;
const struct worker_results *worker_results;

static struct output out = { .channel = CHANNEL_CONSOLE };
static uint64_t waiting; /* bit per channel */
static void (*finish)(void);
static uint64_t started_us;
static uint64_t before_us[DOMAIN_END];

static void print(const char *text)
{
    output_text(&out, text);
}

/* Processor time of a domain since the command was started. */
static uint64_t used_us(enum domain domain)
{
    return ps_time_us(domain) - before_us[domain];
}

/* The set of one channel. */
static uint64_t only(enum channel channel)
{
    return UINT64_C(1) << channel;
}

/* Wakes two domains, remembers how things stood, and waits for the answers. */
static void start_pair(enum channel first, enum channel second, uint64_t answers,
                       void (*then)(void))
{
    for (enum domain domain = DOMAIN_SERIAL; domain < DOMAIN_END; domain++) {
        before_us[domain] = ps_time_us(domain);
    }
    started_us = counter_us();
    waiting = answers;
    finish = then;
    microkit_notify(first);
    microkit_notify(second);
}

static void print_client(const char *name, uint32_t calls, uint64_t used, uint32_t limit,
                         uint32_t answer)
{
    print(name);
    print(": ");
    output_decimal(&out, calls);
    print(" calls, charged ");
    output_ms(&out, used);
    print(", ");
    output_decimal(&out, answer);
    print(" primes below ");
    output_decimal(&out, limit);
    print("\n");
}

static void finish_serve(void)
{
    uint64_t fast = used_us(DOMAIN_FAST);
    uint64_t slow = used_us(DOMAIN_SLOW);
    uint64_t server = used_us(DOMAIN_PRIMES);
    print_client("fast (priority 120)", fast_results->calls, fast, FAST_LIMIT,
                 fast_results->answer);
    print_client("slow (priority 110)", slow_results->calls, slow, SLOW_LIMIT,
                 slow_results->answer);
    print("primes, the passive server: charged ");
    output_ms(&out, server);
    print("\n");
    bool charged = fast > 0 && slow > 0 && server * 20 < fast + slow;
    print(charged ? "serve: the clients paid\n" : "serve: WRONG, the server paid\n");
}

static void command_serve(void)
{
    start_pair(CHANNEL_FAST, CHANNEL_SLOW, only(CHANNEL_FAST) | only(CHANNEL_SLOW),
               finish_serve);
}

static void finish_deadlines(void)
{
    uint64_t elapsed = counter_us() - started_us;
    uint64_t hog = used_us(DOMAIN_HOG);
    print("hog (priority 180, budget 20 %): wanted all, got ");
    output_decimal(&out, hog * 100 / elapsed);
    print(" %\n");
    print("worker (priority 170): ");
    output_decimal(&out, worker_results->jobs);
    print(" jobs, ");
    output_decimal(&out, worker_results->missed);
    print(" missed, the longest took ");
    output_ms(&out, worker_results->longest_us);
    print(" of 100.0 ms\n");
    bool kept = worker_results->missed == 0 && hog * 100 / elapsed <= 25;
    print(kept ? "deadlines: kept\n" : "deadlines: MISSED\n");
}

static void command_deadlines(void)
{
    print("two seconds of overload\n");
    /* The hog has no way to say when it is done. */
    start_pair(CHANNEL_HOG, CHANNEL_WORKER, only(CHANNEL_WORKER), finish_deadlines);
}

static void finish_alarm(void)
{
    print("alarm: after ");
    output_ms(&out, counter_us() - started_us);
    print("\n");
}

static void command_alarm(void)
{
    started_us = counter_us();
    microkit_mr_set(0, ALARM_SECONDS);
    microkit_ppcall(CHANNEL_TIMER, microkit_msginfo_new(TIMER_ALARM, 1));
    if (microkit_mr_get(0) != TIMER_OK) {
        print("alarm: refused\n");
        return;
    }
    waiting = only(CHANNEL_TIMER);
    finish = finish_alarm;
}

static void command_time(void)
{
    microkit_ppcall(CHANNEL_TIMER, microkit_msginfo_new(TIMER_GET, 0));
    uint64_t us = microkit_mr_get(0);
    uint64_t seconds = microkit_mr_get(1);
    print("up ");
    output_ms(&out, us);
    print(", clock ");
    output_decimal(&out, seconds);
    print(" s\n");
}

static void command_crash(void)
{
    microkit_notify(CHANNEL_CHILD);
}

static void command_restart(void)
{
    microkit_notify(CHANNEL_SUPERVISOR);
}

static void command_ps(void)
{
    ps_print(&out);
}

static void print_region(const char *name, uint64_t address, uint64_t bytes, uint64_t used)
{
    output_text_column(&out, name, 16);
    output_hex(&out, address);
    output_decimal_column(&out, bytes, 10);
    output_decimal_column(&out, used, 10);
    print("\n");
}

static void command_mem(void)
{
    print("REGION          ADDRESS       BYTES    IN USE\n");
    print_region("shell_output", (uint64_t)output_queue, output_queue_bytes,
                 serial_queue_length(output_queue));
    print_region("shell_input", (uint64_t)input_queue, input_queue_bytes,
                 serial_queue_length(input_queue));
    print_region("fast_results", (uint64_t)fast_results, PAGE_BYTES, sizeof *fast_results);
    print_region("slow_results", (uint64_t)slow_results, PAGE_BYTES, sizeof *slow_results);
    print_region("worker_results", (uint64_t)worker_results, PAGE_BYTES, sizeof *worker_results);
    output_decimal(&out, out.dropped);
    print(" bytes of output dropped\n");
}

/* Waits for an answer that never comes: no more prompts, no more commands. */
static void command_quit(void)
{
    print("Goodbye.  (Ctrl-C ends QEMU.)\n");
    waiting = UINT64_MAX;
}

static void command_help(void);

static const struct {
    const char *name;
    void (*run)(void);
    const char *about;
} commands[] = {
    { "help", command_help, "this list" },
    { "ps", command_ps, "the domains and the processor time they used" },
    { "mem", command_mem, "the shell's memory regions" },
    { "time", command_time, "ask the timer domain for the time" },
    { "alarm", command_alarm, "wait for an interrupt of the real-time clock" },
    { "serve", command_serve, "two clients call a passive server; who pays?" },
    { "deadlines", command_deadlines, "one domain overruns its budget, another has deadlines" },
    { "crash", command_crash, "make the child crash; its parent restarts it" },
    { "restart", command_restart, "ask the parent to restart the child" },
    { "quit", command_quit, "end the demo" },
};
#define COMMAND_COUNT (sizeof commands / sizeof commands[0])

static void command_help(void)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        print("  ");
        output_text_column(&out, commands[i].name, 12);
        print(commands[i].about);
        print("\n");
    }
}

static bool text_equal(const char *a, const char *b)
{
    while (*a != '\0' && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

static void run_command(const char *line)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (text_equal(line, commands[i].name)) {
            commands[i].run();
            return;
        }
    }
    if (*line != '\0') {
        print("unknown command; try help\n");
    }
}

static void print_prompt(void)
{
    print("annona> ");
    output_flush(&out);
}

/* Takes typed lines, one command after the other, until there are no more or one has to wait. */
static void read_commands(void)
{
    static char line[LINE_BYTES];
    static uint32_t length;
    uint8_t byte;
    while (waiting == 0 && serial_queue_take(input_queue, &byte)) {
        if (byte != '\n') {
            line[length] = (char)byte;
            length += length < LINE_BYTES - 1;
            continue;
        }
        line[length] = '\0';
        length = 0;
        run_command(line);
        output_flush(&out);
        if (waiting == 0) {
            print_prompt();
        }
    }
}

void init(void)
{
    out.queue = output_queue;
    print("\nAnnona demo: twelve protection domains.  Try help; Ctrl-C leaves QEMU.\n");
    print_prompt();
}

void notified(microkit_channel channel)
{
    if (waiting & UINT64_C(1) << channel) {
        waiting &= ~(UINT64_C(1) << channel);
        if (waiting == 0) {
            finish();
            print_prompt();
        }
    }
    read_commands();
}
