/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * AArch64 object types, object sizes and the user part of the address space; included by objects.h.
 *
 * One page-table object serves every level below the VSpace root: 512 entries of 8 bytes.  The
 * older names of the levels (PGD, PUD, page directory) are kept for programs that use them.
 */
#pragma once

#ifndef __ASSEMBLER__
typedef enum _mode_object {
    seL4_ARM_HugePageObject = 7,
    seL4_ARM_VSpaceObject = 8,
    seL4_ModeObjectTypeCount = 9
} seL4_ModeObjectType;

typedef enum _object {
    seL4_ARM_SmallPageObject = 9,
    seL4_ARM_LargePageObject = 10,
    seL4_ARM_PageTableObject = 11,
    seL4_ObjectTypeCount = 12
} seL4_ArchObjectType;
#endif

/* Types of configurations that do not exist here have numbers no kernel accepts. */
#define seL4_ARM_VCPUObject                0xfffe
#define seL4_ARM_IOPageTableObject         0xffff
#define seL4_ARM_PageUpperDirectoryObject  seL4_ARM_PageTableObject
#define seL4_ARM_PageDirectoryObject       seL4_ARM_PageTableObject
#define seL4_ARM_PageGlobalDirectoryObject seL4_ARM_VSpaceObject

#ifdef CONFIG_HARDWARE_DEBUG_API
#define seL4_TCBBits 12
#else
#define seL4_TCBBits 11
#endif

#define seL4_PageBits      12
#define seL4_LargePageBits 21
#define seL4_HugePageBits  30

#define seL4_VSpaceBits         12
#define seL4_VSpaceIndexBits    9
#define seL4_VSpaceEntryBits    3
#define seL4_PGDBits            12
#define seL4_PGDIndexBits       9
#define seL4_PGDEntryBits       3
#define seL4_PUDBits            12
#define seL4_PUDIndexBits       9
#define seL4_PUDEntryBits       3
#define seL4_PageDirBits        12
#define seL4_PageDirIndexBits   9
#define seL4_PageDirEntryBits   3
#define seL4_PageTableBits      12
#define seL4_PageTableIndexBits 9
#define seL4_PageTableEntryBits 3

#define seL4_ASIDPoolBits      12
#define seL4_ASIDPoolIndexBits 9 /* 512 address spaces in a pool */
#define seL4_NumASIDPoolsBits  7
#define seL4_IOPageTableBits   12
#define seL4_VCPUBits          12
#define seL4_ARM_VCPUBits      12

#define seL4_MaxUntypedBits 47

/* The last address of user space; both are inclusive. */
#define seL4_UserTop       0x00007fffffffffff
#define seL4_UserVSpaceTop 0x00007fffffffffff
