/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The host port's machine as the portable kernel sees it: numbers of interrupts and timer
 * constants, those of the QEMU virt machine. The machine itself is in host.h.
 */
#pragma once
#include "types.h"

enum { IRQ_COUNT = 160, IRQ_KERNEL_TIMER = 27 };

#define TIMER_KHZ 62500
#define TIMER_PRECISION_TICKS 0

/* Nothing of the machine is kept in the kernel's own state. */
struct arch_cpu {
    word_t root;   /* of the current address space, 0: none */
    unsigned asid; /* of the current address space */
};

struct arch_kernel {
    word_t unused;
};
