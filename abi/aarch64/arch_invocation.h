/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the AArch64 part of the invocation labels begins; included by invocation.h. */
#pragma once
#include "invocation.h"

enum { nInvocationLabels = ARMVSpaceClean_Data };
