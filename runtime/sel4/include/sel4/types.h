/* SPDX-License-Identifier: BSD-2-Clause */
/* Names for capability pointers by the object they mean, and the types of messages. */
#pragma once
#include <annona/flags.h>
#include <annona/message.h>
#include <annona/objects.h>
#include <sel4/arch/types.h>
#include <sel4/errors.h>
#include <sel4/mode/types.h>
#include <sel4/sel4_arch/types.h>
#include <sel4/sel4_arch/types_gen.h>
#include <sel4/shared_types.h>
#include <sel4/simple_types.h>
#include <sel4/syscall.h>

#define seL4_NilData 0

typedef seL4_CPtr seL4_CNode;
typedef seL4_CPtr seL4_DomainSet;
typedef seL4_CPtr seL4_IRQControl;
typedef seL4_CPtr seL4_IRQHandler;
typedef seL4_CPtr seL4_SchedContext;
typedef seL4_CPtr seL4_SchedControl;
typedef seL4_CPtr seL4_TCB;
typedef seL4_CPtr seL4_Untyped;
