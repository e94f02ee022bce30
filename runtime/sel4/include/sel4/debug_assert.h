/* SPDX-License-Identifier: BSD-2-Clause */
/* An assertion that only debug builds check. */
#pragma once
#include <sel4/assert.h>
#include <sel4/config.h>

#ifdef CONFIG_DEBUG_BUILD
#define seL4_DebugAssert(expr) seL4_Assert(expr)
#else
#define seL4_DebugAssert(expr) ((void)0)
#endif
