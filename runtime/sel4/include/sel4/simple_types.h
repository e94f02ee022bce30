/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The scalar types, and how to print them: SEL4_PRId64 and its relatives are conversions for
 * 64-bit integers, SEL4_PRI*_word for words, without the leading per cent sign.
 */
#pragma once
#include <annona/types.h>
#include <sel4/arch/simple_types.h>
#include <sel4/macros.h>
#include <sel4/sel4_arch/simple_types.h>

#define seL4_integer_size_assert(type, bytes)                                                      \
    SEL4_COMPILE_ASSERT(sizeof_##type##_is_##bytes##_bytes, sizeof(type) == (bytes))

#define _seL4_int8_type  char
#define _seL4_int16_type short
#define _seL4_int32_type int
#define _seL4_int64_type long
#define _seL4_int64_fmt  l
#define _seL4_word_fmt   l

seL4_integer_size_assert(seL4_Int8, 1) seL4_integer_size_assert(seL4_Uint16, 2)
    seL4_integer_size_assert(seL4_Uint32, 4) seL4_integer_size_assert(seL4_Uint64, 8)
        seL4_integer_size_assert(seL4_Word, 8)

#define _macro_str_concat_helper2(x)    #x
#define _macro_str_concat_helper1(x, y) _macro_str_concat_helper2(x##y)
#define _macro_str_concat(x, y)         _macro_str_concat_helper1(x, y)

#define SEL4_PRId64 "ld"
#define SEL4_PRIi64 "li"
#define SEL4_PRIu64 "lu"
#define SEL4_PRIx64 "lx"

#define SEL4_PRId_word "ld"
#define SEL4_PRIi_word "li"
#define SEL4_PRIu_word "lu"
#define SEL4_PRIx_word "lx"
#define SEL4_PRI_word  SEL4_PRIu_word

#define seL4_True  1
#define seL4_False 0
#ifdef __cplusplus
#define seL4_Null 0
#else
#define seL4_Null ((void *)0)
#endif
