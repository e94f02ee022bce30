/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Output of the examples where the kernel does not print, in the configurations release and
 * benchmark.  There microkit_dbg_puts and its relatives do nothing, which is as it should be; but a
 * test has to see what an example says.  So `run` links each program with this file and has the
 * linker turn those calls into these (--wrap), and `with-output` maps the serial port's registers
 * into each domain.  The example's own sources and description stay as they are.
 */
#include <microkit.h>
#include <stdint.h>

#define UART_AT            0x7f00000000 /* as in with-output */
#define FLAG_TRANSMIT_FULL (1u << 5)

/* Registers of the PL011, as far as they are needed here. */
struct uart {
    volatile uint32_t data;
    uint32_t reserved_04[5];
    volatile uint32_t flags;
};
_Static_assert(sizeof(struct uart) == 0x1c, "register layout");

void __wrap_microkit_dbg_putc(int c);
void __wrap_microkit_dbg_puts(const char *s);
void __wrap_microkit_dbg_put8(seL4_Uint8 x);
void __wrap_microkit_dbg_put32(seL4_Uint32 x);

void __wrap_microkit_dbg_putc(int c)
{
    struct uart *uart = (struct uart *)UART_AT;
    while (uart->flags & FLAG_TRANSMIT_FULL) {
    }
    uart->data = (uint8_t)c;
}

void __wrap_microkit_dbg_puts(const char *s)
{
    for (; *s != '\0'; s++) {
        __wrap_microkit_dbg_putc(*s);
    }
}

void __wrap_microkit_dbg_put8(seL4_Uint8 x)
{
    __wrap_microkit_dbg_put32(x);
}

void __wrap_microkit_dbg_put32(seL4_Uint32 x)
{
    if (x >= 10) {
        __wrap_microkit_dbg_put32(x / 10);
    }
    __wrap_microkit_dbg_putc((int)('0' + x % 10));
}
