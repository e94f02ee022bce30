/* SPDX-License-Identifier: BSD-2-Clause */
/* Random choices: from a seed, or from the bytes a fuzzer gives. */
#pragma once
#include "types.h"

/* A whole random word; a number below n (n > 0); true once in n. */
word_t random_word(void);
unsigned random_below(unsigned n);
static inline bool one_in(unsigned n)
{
    return random_below(n) == 0;
}

/* Make the current thread's registers and IPC buffer those of a random system call; returns a
 * description of it in static memory. */
const char *random_system_call(void);

/* Mostly short messages from now on, or calls of all kinds. */
void random_prefer_ipc(bool on);

/* Make a world with threads and objects of all kinds, by system calls of the root task. */
void random_world(void);
