/* SPDX-License-Identifier: BSD-2-Clause */
/* The ring: head is written by the producer only, tail by the consumer only. */
#pragma once
#include <stdint.h>

#define RING_LENGTH 16u
#define NUMBERS     100u

struct numbers {
    uint32_t head; /* numbers ever put in */
    uint32_t ring[RING_LENGTH];
};

struct taken {
    uint32_t tail; /* numbers ever taken out */
};
