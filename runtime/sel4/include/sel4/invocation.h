/* SPDX-License-Identifier: BSD-2-Clause */
/* Invocation labels. */
#pragma once
#include <annona/invocation.h>
