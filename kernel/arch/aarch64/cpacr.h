/* SPDX-License-Identifier: BSD-2-Clause */
/* CPACR_EL1: who may use floating point and vectors without a trap. */
#pragma once

enum { CPACR_FPU_KERNEL = 1 << 20, CPACR_FPU_ALL = 3 << 20 };
