/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The portable kernel's entries. The architecture's trap code has saved the user registers in
 * current_thread()->regs (with the fault address set for whatever is to be repeated), calls one of
 * these with interrupts off, and afterwards resumes current_thread(), which may be another one.
 */
#pragma once
#include "fault.h"

/* The number is taken from the saved registers. */
void entry_syscall(void);
/* At least one interrupt may be pending. */
void entry_interrupt(void);
/* A user-level instruction could not be carried out. */
void entry_fault(struct fault fault);
