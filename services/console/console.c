/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The console domain: shares one serial line between two clients.
 *
 * The foreground client's output goes out as it is, and typed lines go to it.  Of the background
 * client only whole lines are printed, each with its name in front, and never into the middle of a
 * line: what stands on the line at that moment - prompt and what has been typed - is printed again
 * below.
 *
 * A client can fill its own queue and no more: the console takes from a client only what the serial
 * driver's queue has room for, and goes on when the driver says it is through.
 */
#include "console.h"
#include "../../drivers/serial/serial_queue.h"
#include <microkit.h>
#include <stdbool.h>

#define LINE_BYTES 128u
#define RESERVE    (4 * LINE_BYTES) /* room one round needs at most */
#define BACKSPACE  0x08
#define DELETE     0x7f

struct serial_queue *serial_transmit;
struct serial_queue *serial_receive;
struct serial_queue *foreground_output;
struct serial_queue *foreground_input;
struct serial_queue *background_output;

struct line {
    uint32_t length;
    char text[LINE_BYTES];
};

static struct line prompt;     /* what the foreground client printed since its last newline */
static struct line typed;      /* what was typed since the last newline */
static struct line background; /* an unfinished line of the background client */

static void put(char character)
{
    if (character == '\n') {
        serial_queue_put(serial_transmit, '\r');
    }
    serial_queue_put(serial_transmit, (uint8_t)character);
}

static void put_text(const char *text)
{
    while (*text != '\0') {
        put(*text++);
    }
}

static void put_line(const struct line *line)
{
    for (uint32_t i = 0; i < line->length; i++) {
        put(line->text[i]);
    }
}

static void line_append(struct line *line, char character)
{
    if (line->length < LINE_BYTES) {
        line->text[line->length++] = character;
    }
}

static bool has_room(void)
{
    return serial_queue_length(serial_transmit) + RESERVE <= SERIAL_QUEUE_BYTES;
}

/* Prints what the foreground client wrote. */
static void serve_foreground(void)
{
    uint8_t byte;
    while (has_room() && serial_queue_take(foreground_output, &byte)) {
        put((char)byte);
        if (byte == '\n') {
            prompt.length = 0;
        } else {
            line_append(&prompt, (char)byte);
        }
    }
}

/* Prints a finished line of the background client, and what stood on the line before. */
static void print_background(void)
{
    bool redraw = prompt.length + typed.length > 0;
    if (redraw) {
        put('\n');
    }
    put_text("[" CONSOLE_BACKGROUND_NAME "] ");
    put_line(&background);
    put('\n');
    background.length = 0;
    if (redraw) {
        put_line(&prompt);
        put_line(&typed);
    }
}

static void serve_background(void)
{
    uint8_t byte;
    while (has_room() && serial_queue_take(background_output, &byte)) {
        if (byte == '\n') {
            print_background();
        } else {
            line_append(&background, (char)byte);
        }
    }
}

/* A line was typed: to the foreground client with it. */
static void finish_typed(void)
{
    for (uint32_t i = 0; i < typed.length; i++) {
        serial_queue_put(foreground_input, (uint8_t)typed.text[i]);
    }
    serial_queue_put(foreground_input, '\n');
    typed.length = 0;
    prompt.length = 0;
    put('\n');
    microkit_notify(CONSOLE_FOREGROUND);
}

/* Echoes and edits the line being typed. */
static void type_character(char character)
{
    if (character == '\r' || character == '\n') {
        finish_typed();
    } else if (character == BACKSPACE || character == DELETE) {
        if (typed.length > 0) {
            typed.length--;
            put_text("\b \b");
        }
    } else if (character >= ' ' && typed.length < LINE_BYTES) {
        line_append(&typed, character);
        put(character);
    }
}

static void serve_typing(void)
{
    uint8_t byte;
    while (has_room() && serial_queue_take(serial_receive, &byte)) {
        type_character((char)byte);
    }
}

void init(void)
{
}

void notified(microkit_channel channel)
{
    (void)channel;
    uint32_t before = serial_queue_length(serial_transmit);
    serve_foreground();
    serve_background();
    serve_typing();
    if (serial_queue_length(serial_transmit) != before || before > 0) {
        microkit_notify(CONSOLE_SERIAL);
    }
}
