/* SPDX-License-Identifier: BSD-2-Clause */
/* Error codes of invocations. */
#pragma once
#include <annona/errors.h>
