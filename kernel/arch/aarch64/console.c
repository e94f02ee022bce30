/* SPDX-License-Identifier: BSD-2-Clause */
/* The debug console, and the end of everything. */
#include "arch/arch.h"
#include "kernel.h"
#include "pl011.h"
#include "print.h"

void console_put(char c)
{
    if (kernel.arch.console == 0) {
        return;
    }
    if (c == '\n') {
        pl011_put(kernel.arch.console, '\r');
    }
    pl011_put(kernel.arch.console, c);
}

void arch_halt(void)
{
    print("halting...\n");
    for (;;) {
        asm volatile("msr daifset, #15\n\twfi" : : : "memory");
    }
}
