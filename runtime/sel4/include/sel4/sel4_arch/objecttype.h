/* SPDX-License-Identifier: BSD-2-Clause */
/* The architecture's object types are defined together with the others. */
#pragma once
#include <annona/objects.h>
