/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copies memory: words as long as both sides can be aligned at once, else bytes.  Memory may be
 * device memory, so no access is unaligned.
 */
#include <stdint.h>
#include <string.h>

/* May alias anything, as a copy does. */
typedef uint64_t __attribute__((may_alias)) copy_word;

__attribute__((weak)) void *memcpy(void *__restrict to, const void *__restrict from, size_t bytes)
{
    unsigned char *out = to;
    const unsigned char *in = from;

    if ((((uintptr_t)out ^ (uintptr_t)in) & (sizeof(copy_word) - 1)) == 0) {
        for (; bytes > 0 && ((uintptr_t)out & (sizeof(copy_word) - 1)) != 0; bytes--) {
            *out++ = *in++;
        }
        for (; bytes >= 4 * sizeof(copy_word); bytes -= 4 * sizeof(copy_word)) {
            copy_word *o = (void *)out;
            const copy_word *i = (const void *)in;
            copy_word a = i[0], b = i[1], c = i[2], d = i[3];

            o[0] = a;
            o[1] = b;
            o[2] = c;
            o[3] = d;
            out += 4 * sizeof(copy_word);
            in += 4 * sizeof(copy_word);
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
    return to;
}
