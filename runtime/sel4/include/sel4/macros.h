/* SPDX-License-Identifier: BSD-2-Clause */
/* Attributes and small helpers that the other headers of this library use. */
#pragma once
#include <sel4/config.h>

#ifndef CONST
#define CONST __attribute__((__const__))
#endif
#ifndef PURE
#define PURE __attribute__((__pure__))
#endif

#define SEL4_PACKED                   __attribute__((packed))
#define SEL4_DEPRECATED(message)      __attribute__((deprecated(message)))
#define SEL4_DEPRECATE_MACRO(message) _Pragma("GCC warning \"deprecated macro\"")

#define LIBSEL4_UNUSED      __attribute__((unused))
#define LIBSEL4_WEAK        __attribute__((weak))
#define LIBSEL4_NOINLINE    __attribute__((noinline))
#define LIBSEL4_INLINE      static inline LIBSEL4_UNUSED
#define LIBSEL4_INLINE_FUNC static inline LIBSEL4_UNUSED

#ifdef CONFIG_LIB_SEL4_USE_THREAD_LOCALS
#define LIBSEL4_THREAD_LOCAL __thread
#else
#define LIBSEL4_THREAD_LOCAL
#endif

#define SEL4_COMPILE_ASSERT(name, condition)                                                       \
    typedef int __assert_failed_##name[(condition) ? 1 : -1] LIBSEL4_UNUSED;
#define SEL4_SIZE_SANITY(index, entry, array)                                                      \
    SEL4_COMPILE_ASSERT(array##entry##MissingOrInvalidSize, (index) == (entry))

/* An enumerator that makes the enumeration as wide as a long. */
#define SEL4_FORCE_LONG_ENUM(type) type##_FORCE_LONG_ENUM = __LONG_MAX__

#define LIBSEL4_BIT(n) (1ul << (n))
