/* SPDX-License-Identifier: BSD-2-Clause */
/* Copies memory that may overlap: from the end if the target begins inside the source. */
#include <stdint.h>
#include <string.h>

typedef uint64_t __attribute__((may_alias)) copy_word;

static void copy_down(unsigned char *out, const unsigned char *in, size_t bytes)
{
    if ((((uintptr_t)out ^ (uintptr_t)in) & (sizeof(copy_word) - 1)) == 0) {
        for (; bytes > 0 && ((uintptr_t)out & (sizeof(copy_word) - 1)) != 0; bytes--) {
            *--out = *--in;
        }
        for (; bytes >= sizeof(copy_word); bytes -= sizeof(copy_word)) {
            out -= sizeof(copy_word);
            in -= sizeof(copy_word);
            *(copy_word *)(void *)out = *(const copy_word *)(const void *)in;
        }
    }
    for (; bytes > 0; bytes--) {
        *--out = *--in;
    }
}

static void copy_up(unsigned char *out, const unsigned char *in, size_t bytes)
{
    if ((((uintptr_t)out ^ (uintptr_t)in) & (sizeof(copy_word) - 1)) == 0) {
        for (; bytes > 0 && ((uintptr_t)out & (sizeof(copy_word) - 1)) != 0; bytes--) {
            *out++ = *in++;
        }
        for (; bytes >= sizeof(copy_word); bytes -= sizeof(copy_word)) {
            *(copy_word *)(void *)out = *(const copy_word *)(const void *)in;
            out += sizeof(copy_word);
            in += sizeof(copy_word);
        }
    }
    for (; bytes > 0; bytes--) {
        *out++ = *in++;
    }
}

__attribute__((weak)) void *memmove(void *to, const void *from, size_t bytes)
{
    unsigned char *out = to;
    const unsigned char *in = from;

    if ((uintptr_t)out - (uintptr_t)in >= bytes) {
        copy_up(out, in, bytes);
    } else {
        copy_down(out + bytes, in + bytes, bytes);
    }
    return to;
}
