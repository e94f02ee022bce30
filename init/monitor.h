/* SPDX-License-Identifier: BSD-2-Clause */
/* The monitor: what init is once the system runs. */
#pragma once
#include "init.h"

/* Waits for faults and for signals of passive domains, for ever. */
_Noreturn void monitor_run(const struct init *init);
