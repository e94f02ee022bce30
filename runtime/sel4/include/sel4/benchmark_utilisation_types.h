/* SPDX-License-Identifier: BSD-2-Clause */
/* Positions of the figures of BenchmarkGetThreadUtilisation in the IPC buffer. */
#pragma once
#include <annona/benchmark.h>
