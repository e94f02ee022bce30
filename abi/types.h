/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The scalar types of the user-level interface, and the assertion the other headers of this folder
 * use.
 *
 * This folder is shared by the kernel and by user programs.  It depends on nothing but the
 * configuration header <kernel/gen_config.h> and works in C and C++; the constants that assembly
 * needs are plain macros outside the `__ASSEMBLER__` guards.  Files that differ between
 * architectures are named arch_*.h and are found through the search path.
 *
 * Names beginning with `ABI_` are ours; all others are the names that users of libsel4 know.
 */
#pragma once

#define seL4_WordBits     64
#define seL4_WordSizeBits 3 /* log2 of the bytes of a word */

#ifndef __ASSEMBLER__

#if defined(__cplusplus)
#define ABI_ASSERT(condition, text) static_assert(condition, text)
#elif __STDC_VERSION__ >= 201112L
#define ABI_ASSERT(condition, text) _Static_assert(condition, text)
#else
#define ABI_ASSERT(condition, text) extern int abi_assertion[(condition) ? 1 : -1]
#endif

typedef signed char seL4_Int8;
typedef unsigned char seL4_Uint8;
typedef signed short seL4_Int16;
typedef unsigned short seL4_Uint16;
typedef signed int seL4_Int32;
typedef unsigned int seL4_Uint32;
typedef signed long seL4_Int64;
typedef unsigned long seL4_Uint64;

typedef seL4_Int8 seL4_Bool;
typedef seL4_Uint64 seL4_Word;
typedef seL4_Word seL4_CPtr;
typedef seL4_Word seL4_NodeId;
typedef seL4_Word seL4_PAddr;
typedef seL4_Word seL4_Domain;
typedef seL4_Uint64 seL4_Time; /* microseconds */

ABI_ASSERT(sizeof(seL4_Word) == seL4_WordBits / 8, "a word has 64 bits");
ABI_ASSERT(sizeof(seL4_Uint32) == 4 && sizeof(seL4_Uint16) == 2, "sizes of the small integers");

#endif
