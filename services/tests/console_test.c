/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tests of the console domain on the host: the test is the serial driver and both clients.
 *
 * Whatever the clients write, the foreground's bytes come out in order, the background's lines come
 * out whole, and nothing is lost while the driver's queue is full.
 */
#include "drivers/serial/serial_queue.h"
#include "init/tests/tap.h"
#include "services/console/console.h"
#include <microkit.h>
#include <stdlib.h>
#include <string.h>

extern struct serial_queue *serial_transmit, *serial_receive;
extern struct serial_queue *foreground_output, *foreground_input, *background_output;

static unsigned notifications[3];
static char printed[65536];
static size_t printed_length;

void microkit_notify(microkit_channel channel)
{
    notifications[channel]++;
}

/* The driver: takes at most `limit` bytes from the console. */
static void drain(size_t limit)
{
    uint8_t byte;
    while (limit-- > 0 && serial_queue_take(serial_transmit, &byte)) {
        printed[printed_length++] = (char)byte;
    }
    printed[printed_length] = '\0';
}

static void put(struct serial_queue *queue, const char *text)
{
    while (*text != '\0') {
        (void)serial_queue_put(queue, (uint8_t)*text++);
    }
}

/* Lets the console run until it and the driver have nothing more to do. */
static void settle(microkit_channel channel)
{
    notified(channel);
    while (serial_queue_length(serial_transmit) > 0) {
        drain(SIZE_MAX);
        notified(CONSOLE_SERIAL);
    }
}

static bool printed_is(const char *expected)
{
    printed[printed_length] = '\0';
    bool equal = strcmp(printed, expected) == 0;
    if (!equal) {
        printf("# printed: %s\n", printed);
    }
    printed_length = 0;
    return equal;
}

static bool input_is(const char *expected)
{
    char text[256];
    size_t length = 0;
    uint8_t byte;
    while (length < sizeof text - 1 && serial_queue_take(foreground_input, &byte)) {
        text[length++] = (char)byte;
    }
    text[length] = '\0';
    return strcmp(text, expected) == 0;
}

static void test_lines(void)
{
    put(foreground_output, "hello\nprompt> ");
    settle(CONSOLE_FOREGROUND);
    tap_ok(printed_is("hello\r\nprompt> "), "console.foreground output");
    put(serial_receive, "abx\bc\x7f"
                        "d");
    settle(CONSOLE_SERIAL);
    tap_ok(printed_is("abx\b \bc\b \bd"), "console.echo and backspace");
    tap_ok(input_is("") && notifications[CONSOLE_FOREGROUND] == 0, "console.nothing before Enter");
    put(background_output, "half a ");
    settle(CONSOLE_BACKGROUND);
    tap_ok(printed_is(""), "console.unfinished background line waits");
    put(background_output, "line\n");
    settle(CONSOLE_BACKGROUND);
    tap_ok(printed_is("\r\n[background] half a line\r\nprompt> abd"),
           "console.background line above what is typed");
    put(serial_receive, "\r");
    settle(CONSOLE_SERIAL);
    tap_ok(printed_is("\r\n") && input_is("abd\n") && notifications[CONSOLE_FOREGROUND] == 1,
           "console.Enter delivers the line");
    put(background_output, "two\n");
    settle(CONSOLE_BACKGROUND);
    tap_ok(printed_is("[background] two\r\n"), "console.background line on an empty line");
}

static void test_limits(void)
{
    put(serial_receive, "\b\b\x7f");
    settle(CONSOLE_SERIAL);
    tap_ok(printed_is(""), "console.nothing to erase");
    for (unsigned i = 0; i < 1000; i++) {
        put(serial_receive, "y");
    }
    settle(CONSOLE_SERIAL);
    printed_length = 0;
    put(serial_receive, "\n");
    settle(CONSOLE_SERIAL);
    tap_ok(serial_queue_length(foreground_input) == 129, "console.long lines are cut");
    uint8_t byte;
    while (serial_queue_take(foreground_input, &byte)) {
    }
    put(serial_receive, "\x01\x1b\x02");
    settle(CONSOLE_SERIAL);
    tap_ok(input_is("") && serial_queue_length(serial_receive) == 0,
           "console.control characters are ignored");
    printed_length = 0;
}

/* A slow driver: nothing may get lost, whatever the sizes. */
static void test_back_pressure(void)
{
    char expected[8192];
    size_t length = 0;
    put(foreground_output, "\n");
    settle(CONSOLE_FOREGROUND);
    printed_length = 0;
    for (unsigned i = 0; length < 3500; i++) {
        char line[32];
        snprintf(line, sizeof line, "line %u\n", i);
        put(foreground_output, line);
        length += (size_t)snprintf(expected + length, sizeof expected - length, "line %u\r\n", i);
    }
    notified(CONSOLE_FOREGROUND);
    put(foreground_output, "second lot\n");
    length += (size_t)snprintf(expected + length, sizeof expected - length, "second lot\r\n");
    for (unsigned turn = 0; turn < 1000; turn++) {
        drain(7);
        notified(CONSOLE_SERIAL);
    }
    tap_ok(printed_is(expected), "console.nothing is lost while the driver is slow");
}

static void test_hostile_queues(void)
{
    for (uint32_t i = 0; i < 200; i++) {
        foreground_output->head = i * 0x9e3779b9;
        background_output->tail = i * 0x7f4a7c15;
        serial_receive->head = ~i;
        notified(CONSOLE_FOREGROUND);
        drain(100);
        printed_length = 0;
    }
    tap_ok(true, "console.hostile indices do no harm");
}

int main(void)
{
    struct serial_queue **queues[] = { &serial_transmit, &serial_receive, &foreground_output,
                                       &foreground_input, &background_output };
    for (size_t i = 0; i < 5; i++) {
        *queues[i] = calloc(1, sizeof(struct serial_queue));
        if (*queues[i] == NULL) {
            return 1;
        }
    }
    init();
    test_lines();
    test_limits();
    test_back_pressure();
    test_hostile_queues();
    for (size_t i = 0; i < 5; i++) {
        free(*queues[i]);
    }
    return tap_end();
}
