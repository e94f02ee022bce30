/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Put in front of the init of the demo's serial driver, which is the first domain to run: prints
 * the system counter.  The driver is compiled with its own init renamed to driver_init.
 */
#include "pl011.h"
#include <microkit.h>
#include <stdint.h>

void driver_init(void);

extern struct pl011 *serial_registers;

static void put(const char *text)
{
    while (*text != '\0') {
        serial_registers->data = (uint32_t)(unsigned char)*text++;
    }
}

void init(void)
{
    char line[] = "init ................\n";
    uint64_t counter;

    __asm__ volatile("mrs %0, cntvct_el0" : "=r"(counter));
    for (int digit = 0; digit < 16; digit++) {
        line[5 + digit] = "0123456789abcdef"[counter >> (60 - 4 * digit) & 15];
    }
    put(line);
    driver_init();
}
