/* SPDX-License-Identifier: BSD-2-Clause */
/* A release kernel has no system calls beyond the common ones. */
#include "syscall.h"

bool syscall_extra(long number)
{
    (void)number;
    return false;
}
