/* SPDX-License-Identifier: BSD-2-Clause */
/* Scheduling contexts, threads, interrupts, and the start of the system. */
#pragma once
#include "init.h"

/* Gives every scheduling context its budget and period. */
void threads_configure_scheds(const struct init *init);

/* Configures all threads; none runs yet. */
void threads_configure(const struct init *init);

/* Connects interrupt handlers to notifications. */
void threads_connect_irqs(const struct init *init);

/* Starts all threads by falling priority, then the domain schedule if there is one. */
void threads_start(const struct init *init);
