/* SPDX-License-Identifier: BSD-2-Clause */
/* The host port has the interface of AArch64. */
#pragma once
#include "../aarch64/vm_labels.h"
