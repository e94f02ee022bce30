/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a failed mapping says: the number of address bits left where a table is missing, which names
 * the level of the missing table.
 */
#pragma once
#include <sel4/functions.h>

#define SEL4_MAPPING_LOOKUP_LEVEL  2
#define SEL4_MAPPING_LOOKUP_NO_PT  21
#define SEL4_MAPPING_LOOKUP_NO_PD  30
#define SEL4_MAPPING_LOOKUP_NO_PUD 39

LIBSEL4_INLINE_FUNC seL4_Word seL4_MappingFailedLookupLevel(void)
{
    return seL4_GetMR(SEL4_MAPPING_LOOKUP_LEVEL);
}
