/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Printing into a queue towards the console domain.  Bytes that do not fit are dropped and counted;
 * the console is notified once, by output_flush.
 */
#pragma once
#include "../../drivers/serial/serial_queue.h"
#include <microkit.h>
#include <stdint.h>

struct output {
    struct serial_queue *queue;
    microkit_channel channel;
    uint32_t dropped;
};

void output_character(struct output *output, char character);
void output_text(struct output *output, const char *text);
void output_decimal(struct output *output, uint64_t value);
void output_hex(struct output *output, uint64_t value);

/* Prints text or a number in a column of at least `width` characters. */
void output_text_column(struct output *output, const char *text, unsigned width);
void output_decimal_column(struct output *output, uint64_t value, unsigned width);

/* Prints microseconds as milliseconds with one decimal. */
void output_ms(struct output *output, uint64_t us);

/* Tells the console that there is something to print. */
void output_flush(struct output *output);
