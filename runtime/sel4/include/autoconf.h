/* SPDX-License-Identifier: BSD-2-Clause */
/* The configuration, under the name older programs include. */
#pragma once
#include <kernel/gen_config.h>
#include <sel4/gen_config.h>
