/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads characters when the serial port interrupts, and answers each line in capitals. */
#include <microkit.h>
#include <stdint.h>

#define UART_IRQ   1
#define LINE_BYTES 80

/* Registers of the PL011, as far as they are needed here. */
struct uart {
    volatile uint32_t data;
    uint32_t reserved_04[5];
    volatile uint32_t flags;
    uint32_t reserved_1c[7];
    volatile uint32_t interrupt_mask;
    uint32_t reserved_3c[2];
    volatile uint32_t interrupt_clear;
};
_Static_assert(sizeof(struct uart) == 0x48, "register layout");

#define FLAG_RECEIVE_EMPTY (1u << 4)
#define FLAG_TRANSMIT_FULL (1u << 5)
#define INTERRUPT_RECEIVE  (1u << 4 | 1u << 6) /* data, and time-out with less data */

struct uart *uart;

static char line[LINE_BYTES];
static unsigned length;

static void put(char character)
{
    while (uart->flags & FLAG_TRANSMIT_FULL) {
    }
    uart->data = (uint8_t)character;
}

static void put_text(const char *text)
{
    while (*text != '\0') {
        put(*text++);
    }
}

static void answer(void)
{
    for (unsigned i = 0; i < length; i++) {
        put(line[i] >= 'a' && line[i] <= 'z' ? (char)(line[i] - 'a' + 'A') : line[i]);
    }
    put_text("\r\n");
    length = 0;
}

void init(void)
{
    uart->interrupt_clear = 0x7ff;
    uart->interrupt_mask = INTERRUPT_RECEIVE;
    put_text("serial: type something\r\n");
}

void notified(microkit_channel channel)
{
    uart->interrupt_clear = INTERRUPT_RECEIVE;
    while (!(uart->flags & FLAG_RECEIVE_EMPTY)) {
        char character = (char)uart->data;
        if (character == '\r' || character == '\n') {
            answer();
        } else if (length < LINE_BYTES) {
            line[length++] = character;
        }
    }
    microkit_irq_ack(channel);
}
