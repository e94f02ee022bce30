/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the kernel assumes where the device tree says nothing, from the board's file in
 * kernel/boards by way of kernel.mk:
 *
 *     BOARD_RAM_START, BOARD_RAM_END
 *     BOARD_CONSOLE                         PL011
 *     BOARD_GIC_DISTRIBUTOR, BOARD_GIC_CPU  GICv2
 */
#pragma once
#include "config.h"

/* May user level read the performance counters? */
#ifdef CONFIG_EXPORT_PMU_USER
enum { EXPORT_PMU = 1 };
#else
enum { EXPORT_PMU = 0 };
#endif
