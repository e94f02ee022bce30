/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Put in front of the init of the stations of tests/examples/limits: the one of lowest priority,
 * which is the last domain of all to run, prints the system counter.  The station is compiled with
 * its own init renamed to station_init; tests/examples/with-output maps the serial port.
 */
#include <microkit.h>
#include <stdint.h>

#define UART_AT 0x7f00000000 /* as in with-output */

void station_init(void);

static const char last[] = "station_00";

static seL4_Bool is_last(void)
{
    for (unsigned i = 0; i < sizeof last - 1; i++) {
        if (microkit_name[i] != last[i]) {
            return seL4_False;
        }
    }
    return seL4_True;
}

void init(void)
{
    char line[] = "last ................\n";
    uint64_t counter;

    __asm__ volatile("mrs %0, cntvct_el0" : "=r"(counter));
    for (int digit = 0; digit < 16; digit++) {
        line[5 + digit] = "0123456789abcdef"[counter >> (60 - 4 * digit) & 15];
    }
    for (const char *text = line; is_last() && *text != '\0'; text++) {
        *(volatile uint32_t *)UART_AT = (uint32_t)(unsigned char)*text;
    }
    station_init();
}
