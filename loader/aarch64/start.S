/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The image's first instructions: entered at EL2 or EL1 with the MMU off, x0 perhaps the address of
 * a device tree. Only one processor goes on, at EL1; the C code prepares everything else and fills
 * in a struct with the kernel's registers.
 */
#include "exception_level.h"

    .section .text.start, "ax", %progbits
    .global _start
_start:
    b begin

    /* The image header (abi/image.h); the tool fills in the rest. */
    .org _start + HEADER_OFFSET
    .global header
header:
    .quad IMAGE_MAGIC_VALUE
    .quad IMAGE_VERSION_VALUE
    .quad _start
    .zero 104

begin:
    mov x19, x0
    msr daifset, #15
    mrs x0, mpidr_el1
    tst x0, #MPIDR_AFFINITY
    b.ne park

    adrp x0, stack_top
    mov sp, x0
    mrs x0, currentel
    cmp x0, #CURRENT_EL2
    b.lo at_el1
    b.hi at_el3

    /* EL2: leave nothing that could trap or disturb EL1, then go there. */
    mov x0, sp
    msr sp_el1, x0
    ldr x0, =HCR_EL1_IS_AARCH64
    msr hcr_el2, x0
    mrs x0, cnthctl_el2
    orr x0, x0, #CNTHCTL_EL1_COUNTER_AND_TIMER
    msr cnthctl_el2, x0
    msr cntvoff_el2, xzr
    ldr x0, =CPTR_NO_TRAPS
    msr cptr_el2, x0
    msr hstr_el2, xzr
    msr vttbr_el2, xzr
    mrs x0, midr_el1
    msr vpidr_el2, x0
    mrs x0, mpidr_el1
    msr vmpidr_el2, x0
    mrs x0, pmcr_el0
    ubfx x0, x0, #PMCR_COUNTERS_POS, #PMCR_COUNTERS_LEN
    msr mdcr_el2, x0
    mrs x0, id_aa64pfr0_el1
    tst x0, #PFR0_GIC_REGISTERS
    b.eq 1f
    mov x0, #ICC_SRE_ALL
    msr ICC_SRE_EL2, x0
    isb
1:  ldr x0, =SCTLR_EL1_OFF
    msr sctlr_el1, x0
    mov x0, #PSTATE_EL1
    msr spsr_el2, x0
    adr x0, at_el1
    msr elr_el2, x0
    eret

at_el1:
    msr spsel, #1
    adrp x0, stack_top
    mov sp, x0
    sub sp, sp, #REGISTERS_BYTES
    mov x0, x19
    mov x1, sp
    mov x29, xzr
    mov x30, xzr
    bl loader_prepare
    mov x9, x0
    ldp x0, x1, [sp]
    ldp x2, x3, [sp, #16]
    ldp x4, x5, [sp, #32]
    ldp x10, x11, [sp, #48]
    ldp x12, x13, [sp, #64]
    tlbi vmalle1
    ic iallu
    dsb sy
    msr mair_el1, x10
    msr tcr_el1, x11
    msr ttbr0_el1, x12
    msr ttbr1_el1, x12
    isb
    msr sctlr_el1, x13
    isb
    msr tpidr_el1, xzr
    br x9

at_el3:
    adr x0, el3_text
    bl loader_fail

park:
    wfe
    b park

    .ltorg
el3_text:
    .asciz "started at EL3; start the image at EL2 or EL1"
