/* SPDX-License-Identifier: BSD-2-Clause */
/* Fault messages in words. */
#pragma once
#include "abi/spec.h"
#include <sel4/sel4.h>

#define FAULT_MAX_WORDS 16u

/* A fault message, taken out of the message registers before anything else uses them. */
struct fault {
    seL4_Word label;
    seL4_Word length;
    seL4_Word word[FAULT_MAX_WORDS]; /* those beyond `length` are zero */
};

/* Copies the fault message that was just received. */
void fault_read(struct fault *fault, seL4_MessageInfo_t tag);

/* Explains a fault of a domain. */
void fault_print(const struct fault *fault, const struct spec_domain *domain);
