/* SPDX-License-Identifier: BSD-2-Clause */
/* The host port has the object types of AArch64. */
#include "../aarch64/object_types.c"
