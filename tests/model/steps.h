/* SPDX-License-Identifier: BSD-2-Clause */
/* Random requests of the current thread, and the world they are made in. */
#pragma once
#include "types.h"

struct step_request {
    const char *what;   /* for people */
    word_t x[9];        /* registers 0 to 8 */
    word_t buffer[128]; /* words of the IPC buffer that are set before the call, where... */
    bool set[128];      /* ...these say so */
};

void random_seed(word_t seed);
word_t random_word(void);
unsigned random_below(unsigned n);

static inline bool one_in(unsigned n)
{
    return random_below(n) == 0;
}

/* What the setup makes lies in the slots from world_first_free() on, in this order; then three
 * slots for each thread: TCB, IPC buffer, scheduling context. */
enum world_slot {
    WORLD_ENDPOINT_A,
    WORLD_ENDPOINT_B,
    WORLD_NOTIFICATION_A,
    WORLD_NOTIFICATION_B,
    WORLD_REPLY_A,
    WORLD_REPLY_B,
    WORLD_REPLY_C,
    WORLD_REPLY_D,
    WORLD_REPLY_E,
    WORLD_CNODE,
    WORLD_UNTYPED_A,
    WORLD_UNTYPED_B,
    WORLD_THREADS,
    WORLD_THREAD_COUNT = 5
};
word_t world_first_free(void);

/* Does the model have the methods of this label, or is it none of any method? */
bool step_label_is_known(word_t label);
/* The first receive of a thread of the setup that is a server. */
void step_request_first_receive(struct step_request *r, unsigned number);
/* What the current thread asks for next. */
void step_request_make(struct step_request *r);
/* Start the model with what world_create() has made. */
void model_boot(void);
