/* SPDX-License-Identifier: BSD-2-Clause */
/* The shell's view of the other domains, which it gets from the inspector. */
#pragma once
#include "inspector.h"
#include "output.h"
#include <stdint.h>

#define CHANNEL_INSPECTOR 10

/* Processor time charged to a domain's own scheduling context since the system started. */
uint64_t ps_time_us(enum domain domain);

/* Prints the table of all domains. */
void ps_print(struct output *output);
