/* SPDX-License-Identifier: BSD-2-Clause */
/* What depends on the processor: numbers of hardware breakpoints. */
#pragma once
#include <sel4/arch/constants_cortex_a53.h>
