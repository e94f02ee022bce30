/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Boards whose kernels are still to come.  A description for them is read, checked and reported on
 * in full, so that what only their architectures have can be written today; it cannot be built.
 * Of the x86 PC the memory is known at boot only: the figure here is a nominal one, for rules that
 * ask whether a thing could fit into any machine.
 */
#include "board.h"

const struct board planned_boards[] = {
    {
        .name = "qemu_virt_riscv64",
        .arch = ARCH_RISCV64,
        .about = "QEMU virt, RISC-V, Sv39",
        .load_address = 0x80200000,
        .user_top = 0x3fffffefff,
        .timer_khz = 10000,
        .cores = 1,
        .min_irq = 1,
        .max_irq = 95,
        .timer_irq = UINT64_MAX,
        .paddr_bits = 39,
        .tcb_bits = 11,
        .root_slot_bits = 17,
        .ram = {{0x80200000, 0x100000000}},
        .ram_count = 1,
    },
    {
        .name = "x86_64_generic",
        .arch = ARCH_X86_64,
        .about = "any x86-64 PC",
        .load_address = 0x100000,
        .user_top = 0x7fffffffefff,
        .timer_khz = 1000000,
        .cores = 1,
        .max_irq = 107,
        .timer_irq = UINT64_MAX,
        .paddr_bits = 47,
        .tcb_bits = 11,
        .root_slot_bits = 17,
        .ram = {{0x100000, 0xc0000000}},
        .ram_count = 1,
    },
    {0},
};
