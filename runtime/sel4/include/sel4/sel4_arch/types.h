/* SPDX-License-Identifier: BSD-2-Clause */
/* AArch64's address space capability and register contexts. */
#pragma once
#include <annona/arch_context.h>
#include <sel4/simple_types.h>

typedef seL4_CPtr seL4_ARM_VSpace;
