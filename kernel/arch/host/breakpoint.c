/* SPDX-License-Identifier: BSD-2-Clause */
/* The host port has the debug registers of AArch64. */
#include "../aarch64/breakpoint.c"
