/* SPDX-License-Identifier: BSD-2-Clause */
/* Nothing is common to the 32-bit and 64-bit Arm mapping failures. */
#pragma once
#include <sel4/sel4_arch/mapping.h>
