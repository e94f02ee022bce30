/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers of hardware breakpoints and watchpoints. */
#pragma once
#include <annona/flags.h>
