/* SPDX-License-Identifier: BSD-2-Clause */
/* System call numbers. */
#pragma once
#include <annona/syscalls.h>
typedef enum seL4_Syscall_ID seL4_Syscall_ID;
