/* SPDX-License-Identifier: BSD-2-Clause */
/* Where a test continues when init gives up. */
#pragma once
#include <setjmp.h>

extern jmp_buf stop_target;
