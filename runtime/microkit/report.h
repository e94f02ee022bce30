/* SPDX-License-Identifier: BSD-2-Clause */
/* What the library's own files need to report errors. */
#pragma once
#include <sel4/errors.h>

/* Reports that a method failed, and crashes with its error; does nothing if there was none. */
void microkit_check(const char *function, seL4_Error err);
