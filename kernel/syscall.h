/* SPDX-License-Identifier: BSD-2-Clause */
/* System calls that only some configurations have; each configuration's folder (kernel/config) has
 * its own version of this function. */
#pragma once
#include "types.h"

/* Carry out debug or benchmark call `number` for the current thread; false if there is no such. */
bool syscall_extra(long number);
