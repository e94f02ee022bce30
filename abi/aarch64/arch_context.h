/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The registers of a thread in the order of ReadRegisters and WriteRegisters.
 *
 * The first ABI_CONTEXT_FRAME_WORDS are the "frame" group of CopyRegisters, the rest its "integer"
 * group; a timeout reply has the words before the thread registers.
 */
#pragma once
#include "types.h"

#define ABI_CONTEXT_WORDS       36
#define ABI_CONTEXT_FRAME_WORDS 17

#ifndef __ASSEMBLER__

typedef struct seL4_UserContext_ {
    seL4_Word pc, sp, spsr, x0, x1, x2, x3, x4, x5, x6, x7, x8, x16, x17, x18, x29, x30;
    seL4_Word x9, x10, x11, x12, x13, x14, x15, x19, x20, x21, x22, x23, x24, x25, x26, x27, x28;
    seL4_Word tpidr_el0;
    seL4_Word tpidrro_el0;
} seL4_UserContext;

/* Registers of a secure monitor call. */
typedef struct seL4_ARM_SMCContext_ {
    seL4_Word x0, x1, x2, x3, x4, x5, x6, x7;
} seL4_ARM_SMCContext;

ABI_ASSERT(sizeof(seL4_UserContext) == 8 * ABI_CONTEXT_WORDS, "user context layout");
ABI_ASSERT(__builtin_offsetof(seL4_UserContext, x9) == 8 * ABI_CONTEXT_FRAME_WORDS,
           "user context groups");

#endif
