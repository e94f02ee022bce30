/* SPDX-License-Identifier: BSD-2-Clause */
/* Widths of badges and guards, as every 64-bit architecture has them. */
#pragma once
#include <annona/message.h>
