/* SPDX-License-Identifier: BSD-2-Clause */
/* AArch64's sizes, message positions and virtual CPU registers. */
#pragma once
#include <annona/arch_vcpu.h>
#include <annona/faults.h>
#include <annona/flags.h>
#include <annona/objects.h>
