/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Accessors of the message words: message information, capability rights, CNode data.
 *
 * For a word type B and a field F there are B_get_F(word), B_set_F(word, value), which returns the
 * changed word, and B_ptr_get_F(&word), B_ptr_set_F(&word, value); B_new(fields...) and
 * B_ptr_new(&word, fields...) make a whole one.  Values are cut to the width of their field.
 */
#pragma once
#include <annona/message.h>
#include <sel4/macros.h>

LIBSEL4_INLINE_FUNC CONST seL4_Uint64 sel4_bits_put(seL4_Uint64 value, unsigned pos, unsigned len)
{
    return (value & (~0ul >> (64 - len))) << pos;
}

/* The four accessors of one field, `len` bits from bit `pos` on. */
#define SEL4_WORD_FIELD(block, field, pos, len)                                                    \
    LIBSEL4_INLINE_FUNC CONST seL4_Uint64 block##_get_##field(block##_t word)                      \
    {                                                                                              \
        return (word.words[0] >> (pos)) & (~0ul >> (64 - (len)));                                  \
    }                                                                                              \
    LIBSEL4_INLINE_FUNC CONST block##_t block##_set_##field(block##_t word, seL4_Uint64 value)     \
    {                                                                                              \
        word.words[0] &= ~sel4_bits_put(~0ul, (pos), (len));                                       \
        word.words[0] |= sel4_bits_put(value, (pos), (len));                                       \
        return word;                                                                               \
    }                                                                                              \
    LIBSEL4_INLINE_FUNC PURE seL4_Uint64 block##_ptr_get_##field(block##_t *word)                  \
    {                                                                                              \
        return block##_get_##field(*word);                                                         \
    }                                                                                              \
    LIBSEL4_INLINE_FUNC void block##_ptr_set_##field(block##_t *word, seL4_Uint64 value)           \
    {                                                                                              \
        *word = block##_set_##field(*word, value);                                                 \
    }

SEL4_WORD_FIELD(seL4_MessageInfo, label, ABI_INFO_LABEL_POS, ABI_INFO_LABEL_LEN)
SEL4_WORD_FIELD(seL4_MessageInfo, capsUnwrapped, ABI_INFO_CAPS_UNWRAPPED_POS,
                ABI_INFO_CAPS_UNWRAPPED_LEN)
SEL4_WORD_FIELD(seL4_MessageInfo, extraCaps, ABI_INFO_EXTRA_CAPS_POS, ABI_INFO_EXTRA_CAPS_LEN)
SEL4_WORD_FIELD(seL4_MessageInfo, length, ABI_INFO_LENGTH_POS, ABI_INFO_LENGTH_LEN)

SEL4_WORD_FIELD(seL4_CapRights, capAllowGrantReply, ABI_RIGHTS_GRANT_REPLY_POS, 1)
SEL4_WORD_FIELD(seL4_CapRights, capAllowGrant, ABI_RIGHTS_GRANT_POS, 1)
SEL4_WORD_FIELD(seL4_CapRights, capAllowRead, ABI_RIGHTS_READ_POS, 1)
SEL4_WORD_FIELD(seL4_CapRights, capAllowWrite, ABI_RIGHTS_WRITE_POS, 1)

SEL4_WORD_FIELD(seL4_CNode_CapData, guard, ABI_CNODE_DATA_GUARD_POS, seL4_GuardBits)
SEL4_WORD_FIELD(seL4_CNode_CapData, guardSize, ABI_CNODE_DATA_GUARD_SIZE_POS, seL4_GuardSizeBits)

LIBSEL4_INLINE_FUNC CONST seL4_MessageInfo_t seL4_MessageInfo_new(seL4_Uint64 label,
                                                                  seL4_Uint64 capsUnwrapped,
                                                                  seL4_Uint64 extraCaps,
                                                                  seL4_Uint64 length)
{
    seL4_MessageInfo_t info;

    info.words[0] =
        sel4_bits_put(label, ABI_INFO_LABEL_POS, ABI_INFO_LABEL_LEN)
        | sel4_bits_put(capsUnwrapped, ABI_INFO_CAPS_UNWRAPPED_POS, ABI_INFO_CAPS_UNWRAPPED_LEN)
        | sel4_bits_put(extraCaps, ABI_INFO_EXTRA_CAPS_POS, ABI_INFO_EXTRA_CAPS_LEN)
        | sel4_bits_put(length, ABI_INFO_LENGTH_POS, ABI_INFO_LENGTH_LEN);
    return info;
}

LIBSEL4_INLINE_FUNC void seL4_MessageInfo_ptr_new(seL4_MessageInfo_t *info, seL4_Uint64 label,
                                                  seL4_Uint64 capsUnwrapped, seL4_Uint64 extraCaps,
                                                  seL4_Uint64 length)
{
    *info = seL4_MessageInfo_new(label, capsUnwrapped, extraCaps, length);
}

LIBSEL4_INLINE_FUNC CONST seL4_CapRights_t seL4_CapRights_new(seL4_Uint64 capAllowGrantReply,
                                                              seL4_Uint64 capAllowGrant,
                                                              seL4_Uint64 capAllowRead,
                                                              seL4_Uint64 capAllowWrite)
{
    seL4_CapRights_t rights;

    rights.words[0] = sel4_bits_put(capAllowGrantReply, ABI_RIGHTS_GRANT_REPLY_POS, 1)
                      | sel4_bits_put(capAllowGrant, ABI_RIGHTS_GRANT_POS, 1)
                      | sel4_bits_put(capAllowRead, ABI_RIGHTS_READ_POS, 1)
                      | sel4_bits_put(capAllowWrite, ABI_RIGHTS_WRITE_POS, 1);
    return rights;
}

LIBSEL4_INLINE_FUNC void seL4_CapRights_ptr_new(seL4_CapRights_t *rights,
                                                seL4_Uint64 capAllowGrantReply,
                                                seL4_Uint64 capAllowGrant, seL4_Uint64 capAllowRead,
                                                seL4_Uint64 capAllowWrite)
{
    *rights = seL4_CapRights_new(capAllowGrantReply, capAllowGrant, capAllowRead, capAllowWrite);
}

LIBSEL4_INLINE_FUNC CONST seL4_CNode_CapData_t seL4_CNode_CapData_new(seL4_Uint64 guard,
                                                                      seL4_Uint64 guardSize)
{
    seL4_CNode_CapData_t data;

    data.words[0] = sel4_bits_put(guard, ABI_CNODE_DATA_GUARD_POS, seL4_GuardBits)
                    | sel4_bits_put(guardSize, ABI_CNODE_DATA_GUARD_SIZE_POS, seL4_GuardSizeBits);
    return data;
}

LIBSEL4_INLINE_FUNC void seL4_CNode_CapData_ptr_new(seL4_CNode_CapData_t *data, seL4_Uint64 guard,
                                                    seL4_Uint64 guardSize)
{
    *data = seL4_CNode_CapData_new(guard, guardSize);
}
