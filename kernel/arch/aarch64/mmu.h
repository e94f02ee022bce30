/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The translation regime, shared by the kernel, its page-table entries (pte.h) and the loader.
 *
 *     TTBR1  kernel window, 39 bits, three levels starting at level 1, global entries
 *     TTBR0  user address spaces, 48 bits, four levels starting at level 0, entries with nG set,
 *            tagged with the ASID in TTBR0 bits 63..48
 *
 * Both have 4 KiB granules and inner-shareable write-back walks.
 *
 *      63  55 54  53 52    50                               12 11 10 9 8 7 6 5 4   2 1 0
 *     +------+---+---+-------+--------------------------------+--+--+---+---+-+-----+---+
 *     |      |UXN|PXN|       |  output or next-level address  |nG|AF|SH | AP|0| attr| ty|
 *     +------+---+---+-------+--------------------------------+--+--+---+---+-+-----+---+
 *
 * Type: 1 block (levels 1, 2), 3 table (levels 0 to 2) or page (level 3).
 */
#pragma once

/* Attribute indices in MAIR. */
#define MMU_ATTR_DEVICE       0 /* nGnRnE */
#define MMU_ATTR_NONCACHEABLE 1 /* normal, inner and outer non-cacheable */
#define MMU_ATTR_NORMAL       4 /* normal, write-back, read and write allocate */
#define MMU_MAIR              0x000000ff00004400

#define MMU_VALID         0x1
#define MMU_TABLE_OR_PAGE 0x2
#define MMU_ATTR_POS      2
#define MMU_AP_USER       (1 << 6) /* accessible at EL0 */
#define MMU_AP_READ_ONLY  (1 << 7)
#define MMU_SH_INNER      (3 << 8)
#define MMU_AF            (1 << 10)
#define MMU_NOT_GLOBAL    (1 << 11)
#define MMU_PXN_POS       53
#define MMU_UXN_POS       54
#define MMU_ADDRESS_MASK  0x0000fffffffff000

/* TCR_EL1 without the physical address size (bits 34..32) and the ASID size (bit 36), which depend
 * on the processor: T0SZ 16, T1SZ 25, 4 KiB granules, walks inner shareable write-back. */
#define MMU_TCR_T0SZ(bits) (64 - (bits))
#define MMU_TCR_T1SZ(bits) ((64 - (bits)) << 16)
#define MMU_TCR_WALKS      0xb5003500
#define MMU_TCR_IPS_POS    32
#define MMU_TCR_AS_POS     36
#define MMU_USER_BITS      48
