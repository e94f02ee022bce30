/* SPDX-License-Identifier: BSD-2-Clause */
/* Nothing older is common to the 32-bit and 64-bit Arm interfaces. */
#pragma once
