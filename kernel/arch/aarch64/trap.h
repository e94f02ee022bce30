/* SPDX-License-Identifier: BSD-2-Clause */
/* Between vectors.S and trap.c. */
#pragma once
#include "types.h"

/* An exception at user level other than a system call; registers are saved. */
void trap_user_fault(void);
/* An exception in kernel mode; `x` holds x0 to x30 and the stack pointer. */
_Noreturn void trap_unexpected(unsigned vector, const word_t *x);

/* The first way to user level, at the end of booting. */
_Noreturn void trap_first(void);

/* Code, not to be called. */
void trap_idle(void);
extern const char trap_vectors[];
