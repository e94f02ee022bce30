/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Faults: what a thread did, kept in its TCB until its handler has received and answered it.
 * `kind` is the message label; the meaning of a and b depends on it:
 *
 *     capability fault   a: address, b: in receive phase (the lookup failure is beside it)
 *     unknown system call a: number
 *     user exception     a: number, b: code
 *     debug exception    a: address, b: reason | breakpoint number << 8
 *     timeout            a: badge of the scheduling context
 *     VM fault           a: address, b: status register, instruction: was a fetch
 */
#pragma once
#include "types.h"

struct lookup_failure;
struct tcb;

enum fault_debug_reason {
    FAULT_DEBUG_DATA,
    FAULT_DEBUG_INSTRUCTION,
    FAULT_DEBUG_SINGLE_STEP,
    FAULT_DEBUG_SOFTWARE,
};

struct fault {
    uint8_t kind; /* enum seL4_Fault_tag; 0: none */
    bool instruction;
    word_t a, b;
};

/* Send the current thread's fault to its handler; without one it stops. */
void fault_handle(struct tcb *thread, struct fault fault);
/* Send a timeout fault; false if the thread has no valid timeout handler. */
bool fault_send_timeout(struct tcb *thread);
/* Write the fault message of `sender` to the receiver's message registers; returns its length. */
unsigned fault_write_message(struct tcb *sender, struct tcb *receiver, word_t *buffer);
/* The words of a lookup failure as users see them, starting with its type; returns their number. */
enum { LOOKUP_FAILURE_WORDS = 4 };
unsigned lookup_failure_words(const struct lookup_failure *f, word_t words[LOOKUP_FAILURE_WORDS]);
/* The handler has replied with a message: apply it to the faulter. Returns whether it restarts. */
bool fault_apply_reply(struct tcb *faulter, struct tcb *handler);
/* The debug kernel's report of a fault nobody handles. */
void fault_print(const struct tcb *thread);
