/* SPDX-License-Identifier: BSD-2-Clause */
#pragma once
#include "types.h"

/* Start the timer with nothing to wait for; false if its frequency is not the configured one. */
bool timer_init(void);
