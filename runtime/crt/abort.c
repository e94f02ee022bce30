/* SPDX-License-Identifier: BSD-2-Clause */
/* The end of a program that has found itself wrong: a fault, so that its fault handler learns. */
#include "crt_private.h"

__attribute__((weak)) void abort(void)
{
    __builtin_trap();
}
