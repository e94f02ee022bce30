/* SPDX-License-Identifier: BSD-2-Clause */
/* Comparing the kernel with the model. */
#pragma once
#include <stdbool.h>

/* NULL if the kernel's state is a picture of the model's; else the first difference. `late`: the
 * kernel has not looked at the clock in its last entry (fast path). */
const char *compare_states(bool late);
