/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Invocation labels: the methods of invocations.def, numbered by counting.
 *
 * An option that adds a method moves all later labels, so this header reads the configuration.
 * nArchInvocationLabels is the first number beyond the last label, nInvocationLabels the first one
 * of the architecture's own list.
 */
#pragma once
#include <kernel/gen_config.h>

enum invocation_label {
    InvalidInvocation = 0,
#define INVOCATION(name) name,
#include "invocations.def"
#undef INVOCATION
    nArchInvocationLabels
};

#include "arch_invocation.h"
