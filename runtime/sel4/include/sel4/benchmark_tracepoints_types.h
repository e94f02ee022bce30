/* SPDX-License-Identifier: BSD-2-Clause */
/* Tracepoints are an option that no configuration has, so there are no types. */
#pragma once
#include <sel4/config.h>
