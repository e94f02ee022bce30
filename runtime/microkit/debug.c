/* SPDX-License-Identifier: BSD-2-Clause */
/* Output through the kernel, reports of wrong use, and the deliberate crash. */
#include "report.h"
#include <microkit.h>

#ifdef CONFIG_PRINTING
void microkit_dbg_putc(int c)
{
    seL4_DebugPutChar((char)c);
}
#else
void microkit_dbg_putc(int c)
{
    (void)c;
}
#endif

void microkit_dbg_puts(const char *s)
{
    for (; *s != '\0'; s++) {
        microkit_dbg_putc(*s);
    }
}

void microkit_dbg_put8(seL4_Uint8 x)
{
    microkit_dbg_put32(x);
}

void microkit_dbg_put32(seL4_Uint32 x)
{
    char digits[11];
    unsigned int i = sizeof(digits) - 1;

    digits[i] = '\0';
    do {
        digits[--i] = (char)('0' + x % 10);
        x /= 10;
    } while (x > 0);
    microkit_dbg_puts(&digits[i]);
}

void microkit_internal_crash(seL4_Error err)
{
    volatile int *address = (volatile int *)(seL4_Word)err;

    *address = 0;
}

/* A name of full length has no end of its own. */
static void put_domain_name(void)
{
    for (unsigned int i = 0; i < MICROKIT_PD_NAME_LENGTH && microkit_name[i] != '\0'; i++) {
        microkit_dbg_putc(microkit_name[i]);
    }
    microkit_dbg_putc(' ');
}

void microkit_report_invalid(const char *function, const char *kind, seL4_Uint32 number)
{
    put_domain_name();
    microkit_dbg_puts(function);
    microkit_dbg_puts(": invalid ");
    microkit_dbg_puts(kind);
    microkit_dbg_puts(" given '");
    microkit_dbg_put32(number);
    microkit_dbg_puts("'\n");
}

void microkit_check(const char *function, seL4_Error err)
{
    if (err == seL4_NoError) {
        return;
    }
    put_domain_name();
    microkit_dbg_puts(function);
    microkit_dbg_puts(": error ");
    microkit_dbg_put32(err);
    microkit_dbg_puts("\n");
    microkit_internal_crash(err);
}
