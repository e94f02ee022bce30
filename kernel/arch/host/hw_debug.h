/* SPDX-License-Identifier: BSD-2-Clause */
/* The host port has the debug registers of AArch64. */
#pragma once
#include "../aarch64/hw_debug.h"
