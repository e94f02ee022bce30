/* SPDX-License-Identifier: BSD-2-Clause */
/* How this architecture's ABI calls the methods of the address-space objects. The labels of the
 * four cache operations follow each other in the order of enum cache_op. */
#pragma once
#include "invocation.h"

enum {
    LABEL_PAGE_MAP = ARMPageMap,
    LABEL_PAGE_UNMAP = ARMPageUnmap,
    LABEL_PAGE_CACHE = ARMPageClean_Data,
    LABEL_PAGE_GET_ADDRESS = ARMPageGetAddress,
    LABEL_PAGE_TABLE_MAP = ARMPageTableMap,
    LABEL_PAGE_TABLE_UNMAP = ARMPageTableUnmap,
    LABEL_VSPACE_CACHE = ARMVSpaceClean_Data,
    LABEL_ASID_CONTROL_MAKE_POOL = ARMASIDControlMakePool,
    LABEL_ASID_POOL_ASSIGN = ARMASIDPoolAssign,
    LABEL_SMC_CALL = ARMSMCCall,
};
