/* SPDX-License-Identifier: BSD-2-Clause */
/* The boot information and the initial slots of a root task. */
#pragma once
#include <annona/bootinfo.h>
#include <sel4/types.h>
#define seL4_CapInitThreadPD seL4_CapInitThreadVSpace
