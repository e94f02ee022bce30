/* SPDX-License-Identifier: BSD-2-Clause */
/* The message information word, as struct bits; the layout is ABI (abi/message.h). */
#pragma once
#include "message.h"
#include "types.h"

static const struct bits INFO_LENGTH = { ABI_INFO_LENGTH_POS, ABI_INFO_LENGTH_LEN };
static const struct bits INFO_EXTRA_CAPS = { ABI_INFO_EXTRA_CAPS_POS, ABI_INFO_EXTRA_CAPS_LEN };
static const struct bits INFO_LABEL = { ABI_INFO_LABEL_POS, ABI_INFO_LABEL_LEN };
static const struct bits INFO_CAPS_UNWRAPPED = { ABI_INFO_CAPS_UNWRAPPED_POS,
                                                 ABI_INFO_CAPS_UNWRAPPED_LEN };

static inline word_t info_make(word_t label, unsigned caps_unwrapped, unsigned extra_caps,
                               unsigned length)
{
    return bits_put(INFO_LABEL, label) | bits_put(INFO_CAPS_UNWRAPPED, caps_unwrapped)
           | bits_put(INFO_EXTRA_CAPS, extra_caps) | bits_put(INFO_LENGTH, length);
}

/* The number of message words meant: longer ones count as the maximum. */
static inline unsigned info_length(word_t info)
{
    unsigned length = (unsigned)bits_get(info, INFO_LENGTH);

    return length > seL4_MsgMaxLength ? seL4_MsgMaxLength : length;
}

static inline unsigned info_extra_caps(word_t info)
{
    return (unsigned)bits_get(info, INFO_EXTRA_CAPS);
}

static inline word_t info_label(word_t info)
{
    return bits_get(info, INFO_LABEL);
}
