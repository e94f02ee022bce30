/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Object types as Retype takes them, and the sizes of objects as powers of two.
 *
 * The types of all architectures come first and end at seL4_NonArchObjectTypeCount; the
 * architecture's own types and sizes follow in arch_objects.h.  seL4_SlotBits is the size of one
 * capability slot; a CNode of radix r has 2^(r + seL4_SlotBits) bytes.
 */
#pragma once
#include <kernel/gen_config.h>

#ifndef __ASSEMBLER__
typedef enum api_object {
    seL4_UntypedObject = 0,
    seL4_TCBObject = 1,
    seL4_EndpointObject = 2,
    seL4_NotificationObject = 3,
    seL4_CapTableObject = 4,
    seL4_SchedContextObject = 5,
    seL4_ReplyObject = 6,
    seL4_NonArchObjectTypeCount = 7
} api_object_t;
#endif

#define seL4_SlotBits         5
#define seL4_EndpointBits     4
#define seL4_NotificationBits 6
#define seL4_ReplyBits        5
#define seL4_MinUntypedBits   4

/*
 * A scheduling context is a fixed part and an array of refills.  The fixed part contains two
 * refills, so seL4_MaxExtraRefills(bits) = (2^bits - CoreSchedContextBytes) / RefillSizeBytes.
 */
#define seL4_MinSchedContextBits   7
#define seL4_CoreSchedContextBytes 128
#define seL4_RefillSizeBytes       16

/* Largest number of objects that one Retype makes. */
#define seL4_UntypedRetypeMaxObjects CONFIG_RETYPE_FAN_OUT_LIMIT

#include "arch_objects.h"
