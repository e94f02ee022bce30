/* SPDX-License-Identifier: BSD-2-Clause */
/* How AArch64's 64-bit words are spelt in C: both are long. */
#pragma once
#define SEL4_WORD_IS_UINT64
#define SEL4_INT64_IS_LONG
