/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The registers of a virtual CPU, by the numbers that the VCPU methods take.  Only a kernel with
 * virtual machines has these methods; the numbers are part of the interface everywhere.
 */
#pragma once

typedef enum {
    seL4_VCPUReg_SCTLR = 0,
    seL4_VCPUReg_CPACR = 1,
    seL4_VCPUReg_TTBR0 = 2,
    seL4_VCPURegSaveRange_start = seL4_VCPUReg_TTBR0,
    seL4_VCPUReg_TTBR1 = 3,
    seL4_VCPUReg_TCR = 4,
    seL4_VCPUReg_MAIR = 5,
    seL4_VCPUReg_AMAIR = 6,
    seL4_VCPUReg_CIDR = 7,
    seL4_VCPUReg_ACTLR = 8,
    seL4_VCPUReg_AFSR0 = 9,
    seL4_VCPUReg_AFSR1 = 10,
    seL4_VCPUReg_ESR = 11,
    seL4_VCPUReg_FAR = 12,
    seL4_VCPUReg_PAR = 13,
    seL4_VCPUReg_VBAR = 14,
    seL4_VCPUReg_TPIDR_EL1 = 15,
    seL4_VCPUReg_VMPIDR_EL2 = 16,
    seL4_VCPUReg_SP_EL1 = 17,
    seL4_VCPUReg_ELR_EL1 = 18,
    seL4_VCPUReg_SPSR_EL1 = 19,
    seL4_VCPURegSaveRange_end = seL4_VCPUReg_SPSR_EL1,
    seL4_VCPUReg_CNTV_CTL = 20,
    seL4_VCPUReg_CNTV_CVAL = 21,
    seL4_VCPUReg_CNTVOFF = 22,
    seL4_VCPUReg_CNTKCTL_EL1 = 23,
    seL4_VCPUReg_Num = 24
} seL4_VCPUReg;
