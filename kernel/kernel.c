/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel's only variable. */
#include "kernel.h"

struct kernel kernel;
