/* SPDX-License-Identifier: BSD-2-Clause */
/* Register values for start.S: what each bit is for. */
#pragma once

/* abi/image.h, in a form the assembler reads; loader.c asserts that they agree. */
#define HEADER_OFFSET       0x40
#define IMAGE_MAGIC_VALUE   0x474d49414e4f4e41
#define IMAGE_VERSION_VALUE 1

#define REGISTERS_BYTES 80 /* struct kernel_registers */

#define MPIDR_AFFINITY 0xffffff
#define CURRENT_EL2    (2 << 2)

/* RW; and no traps of pointer authentication (APK, API), where there is such a thing. */
#define HCR_EL1_IS_AARCH64            (1 << 31 | 3 << 40)
#define CNTHCTL_EL1_COUNTER_AND_TIMER 3
#define CPTR_NO_TRAPS                 0x33ff
#define PMCR_COUNTERS_POS             11
#define PMCR_COUNTERS_LEN             5
#define PFR0_GIC_REGISTERS            (0xf << 24)
/* System registers for the interrupt controller at EL2, and for EL1 too. */
#define ICC_SRE_ALL 0xf
#define ICC_SRE_EL2 S3_4_C12_C9_5
/* EL1 with everything off: only the bits that must be one. */
#define SCTLR_EL1_OFF 0x30d00800
/* EL1 with its own stack pointer, all interrupts masked. */
#define PSTATE_EL1 0x3c5
