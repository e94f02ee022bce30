/* SPDX-License-Identifier: BSD-2-Clause */
/* Assertions of this library; what happens then is for the C library or the program to say. */
#pragma once
#include <sel4/macros.h>

#ifdef __cplusplus
extern "C"
#endif
    void
    __assert_fail(const char *text, const char *file, int line, const char *function);

#define seL4_Fail(text) __assert_fail(text, __FILE__, __LINE__, __func__)
#define seL4_Assert(expr)                                                                          \
    do {                                                                                           \
        if (!(expr)) {                                                                             \
            seL4_Fail(#expr);                                                                      \
        }                                                                                          \
    } while (0)
#define seL4_CompileTimeAssert(expr)                                                               \
    do {                                                                                           \
        SEL4_COMPILE_ASSERT(seL4_CompileTimeAssert, expr)                                          \
    } while (0)
