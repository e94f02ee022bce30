/* SPDX-License-Identifier: BSD-2-Clause */
/* Sizes, limits, flags and message positions. */
#pragma once
#include <annona/errors.h>
#include <annona/faults.h>
#include <annona/flags.h>
#include <annona/message.h>
#include <annona/objects.h>
#include <sel4/arch/constants.h>
#include <sel4/config.h>
#include <sel4/plat/api/constants.h>
#include <sel4/sel4_arch/constants.h>
#include <sel4/simple_types.h>

/* How many extra refills a scheduling context of 2^size bytes has room for. */
LIBSEL4_INLINE_FUNC seL4_Word seL4_MaxExtraRefills(seL4_Word size)
{
    return (LIBSEL4_BIT(size) - seL4_CoreSchedContextBytes) / seL4_RefillSizeBytes;
}
