/* SPDX-License-Identifier: BSD-2-Clause */
/* Printing into a queue towards the console domain; see output.h. */
#include "output.h"

/* Writes the decimal digits of a value to the end of `text`; returns where they start. */
static const char *decimal_digits(char text[static 21], uint64_t value)
{
    unsigned position = 20;
    text[position] = '\0';
    do {
        text[--position] = (char)('0' + value % 10);
        value /= 10;
    } while (value != 0);
    return text + position;
}

static unsigned text_length(const char *text)
{
    unsigned length = 0;
    while (text[length] != '\0') {
        length++;
    }
    return length;
}

void output_character(struct output *output, char character)
{
    if (!serial_queue_put(output->queue, (uint8_t)character)) {
        output->dropped++;
    }
}

void output_text(struct output *output, const char *text)
{
    while (*text != '\0') {
        output_character(output, *text++);
    }
}

void output_decimal(struct output *output, uint64_t value)
{
    char text[21];
    output_text(output, decimal_digits(text, value));
}

void output_hex(struct output *output, uint64_t value)
{
    unsigned digits = 1;
    while (digits < 16 && value >> (4 * digits) != 0) {
        digits++;
    }
    output_text(output, "0x");
    while (digits > 0) {
        digits--;
        output_character(output, "0123456789abcdef"[value >> (4 * digits) & 15]);
    }
}

static void output_spaces(struct output *output, unsigned used, unsigned width)
{
    for (; used < width; used++) {
        output_character(output, ' ');
    }
}

void output_text_column(struct output *output, const char *text, unsigned width)
{
    output_text(output, text);
    output_spaces(output, text_length(text), width);
}

void output_decimal_column(struct output *output, uint64_t value, unsigned width)
{
    char text[21];
    const char *digits = decimal_digits(text, value);
    output_spaces(output, text_length(digits), width);
    output_text(output, digits);
}

void output_ms(struct output *output, uint64_t us)
{
    output_decimal(output, us / 1000);
    output_character(output, '.');
    output_decimal(output, us % 1000 / 100);
    output_text(output, " ms");
}

void output_flush(struct output *output)
{
    microkit_notify(output->channel);
}
