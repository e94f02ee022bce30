/* SPDX-License-Identifier: BSD-2-Clause */
/* Nothing is common to the 32-bit and 64-bit Arm constants. */
#pragma once
