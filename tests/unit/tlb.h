/* SPDX-License-Identifier: BSD-2-Clause */
/* The model of a TLB that forgets nothing by itself; see tlb.c. */
#pragma once

/* Compare with the tables after a kernel entry: NULL, or what is wrong. */
const char *tlb_check(void);
/* Start with an empty TLB. */
void tlb_forget(void);
