/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Floating-point state (RFC "FPU context switching"). The owner is the thread whose state the FPU
 * registers hold: the last one that ran with the FPU enabled. Switching to a thread with the FPU
 * disabled costs nothing but closing the access; only another thread with the FPU enabled, or
 * leaving the scheduling domain, makes the kernel save.
 */
#pragma once

struct tcb;

/* A thread is about to run. */
void fpu_switch_to(struct tcb *thread);
/* Write the owner's state back to it; nobody owns the FPU afterwards. */
void fpu_save(void);
/* The same if the thread is the owner: its saved registers are about to be read or written, or it
 * must not use the FPU any longer. */
void fpu_release(const struct tcb *thread);
