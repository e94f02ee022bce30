/* SPDX-License-Identifier: BSD-2-Clause */
/* From a capability address and a message to a method of an object, and back with the answer. */
#pragma once
#include "object.h"

/* Invoke the capability at `cptr` of the current thread's CSpace with the message in its registers.
 * Returns PREEMPTED if the system call has to run again. */
enum status invoke_capability(word_t cptr, struct invoke_options options);
/* The current thread's capability address did not resolve. */
void invoke_cap_fault(word_t cptr, bool receiving, struct lookup_failure failure);
