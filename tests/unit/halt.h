/* SPDX-License-Identifier: BSD-2-Clause */
/* Kernels that stop: host port only. */
#pragma once
#include <stdbool.h>

/* Does the machine stop while this is done? What it does is not seen by the caller. */
bool machine_halts(void (*act)(const void *argument), const void *argument);
