/* SPDX-License-Identifier: BSD-2-Clause */
/* The architecture's invocation labels are defined together with the others. */
#pragma once
#include <annona/invocation.h>
