/* SPDX-License-Identifier: BSD-2-Clause */
/* Types of kernel objects. */
#pragma once
#include <annona/objects.h>
#include <sel4/arch/objecttype.h>
#include <sel4/sel4_arch/objecttype.h>
typedef seL4_ArchObjectType object_t;
typedef seL4_ArchObjectType seL4_ObjectType;
