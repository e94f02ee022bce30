/* SPDX-License-Identifier: BSD-2-Clause */
/* Fills memory, by words where it is aligned. */
#include <stdint.h>
#include <string.h>

typedef uint64_t __attribute__((may_alias)) fill_word;

__attribute__((weak)) void *memset(void *memory, int value, size_t bytes)
{
    unsigned char *out = memory;
    unsigned char byte = (unsigned char)value;
    fill_word word = UINT64_C(0x0101010101010101) * byte;

    for (; bytes > 0 && ((uintptr_t)out & (sizeof(word) - 1)) != 0; bytes--) {
        *out++ = byte;
    }
    for (; bytes >= sizeof(word); bytes -= sizeof(word)) {
        *(fill_word *)(void *)out = word;
        out += sizeof(word);
    }
    for (; bytes > 0; bytes--) {
        *out++ = byte;
    }
    return memory;
}
