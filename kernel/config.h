/* SPDX-License-Identifier: BSD-2-Clause */
/* The configuration as constants, so that a feature switch is `if (FEATURE)` and not an #ifdef. */
#pragma once
#include "kernel/gen_config.h"

#ifdef CONFIG_DEBUG_BUILD
#define DEBUG_BUILD 1
#else
#define DEBUG_BUILD 0
#endif
#ifdef CONFIG_PRINTING
#define PRINTING 1
#else
#define PRINTING 0
#endif
#ifdef CONFIG_HARDWARE_DEBUG_API
#define HARDWARE_DEBUG 1
#else
#define HARDWARE_DEBUG 0
#endif
#ifdef CONFIG_ALLOW_SMC_CALLS
#define ALLOW_SMC_CALLS 1
#else
#define ALLOW_SMC_CALLS 0
#endif
#ifdef CONFIG_ENABLE_BENCHMARKS
#define BENCHMARKS 1
#else
#define BENCHMARKS 0
#endif
#ifdef CONFIG_BENCHMARK_TRACK_UTILISATION
#define TRACK_UTILISATION 1
#else
#define TRACK_UTILISATION 0
#endif
