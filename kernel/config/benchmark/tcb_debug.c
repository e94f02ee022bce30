/* SPDX-License-Identifier: BSD-2-Clause */
/* No hardware breakpoints in this configuration. */
#include "objects/tcb_config.h"

const struct method tcb_debug_methods[] = { { 0, 0, 0, NULL } };
const unsigned tcb_debug_method_count = 0;
