/* SPDX-License-Identifier: BSD-2-Clause */
/* Tracking of kernel entries is an option that no configuration has, so there are no types. */
#pragma once
#include <sel4/config.h>
