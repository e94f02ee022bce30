/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A root task that prints the untyped memory it is given, one line each: start, bits, and a d for
 * devices.  The last line says how many capability slots are free.
 */
#include <crt.h>
#include <sel4/sel4.h>

int main(void);

static void print_hex(seL4_Word value)
{
    for (int shift = 60; shift >= 0; shift -= 4) {
        seL4_DebugPutChar("0123456789abcdef"[value >> shift & 15]);
    }
}

int main(void)
{
    const seL4_BootInfo *boot = crt_bootinfo();
    for (seL4_Word i = 0; i < boot->untyped.end - boot->untyped.start; i++) {
        print_hex(boot->untypedList[i].paddr);
        seL4_DebugPutChar(' ');
        print_hex(boot->untypedList[i].sizeBits);
        seL4_DebugPutChar(boot->untypedList[i].isDevice ? 'd' : ' ');
        seL4_DebugPutChar('\n');
    }
    print_hex(boot->empty.end - boot->empty.start);
    seL4_DebugPutChar('E');
    seL4_DebugPutChar('\n');
    for (;;) {
        seL4_Yield();
    }
}
