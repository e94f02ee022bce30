/* SPDX-License-Identifier: BSD-2-Clause */
/* Building messages from lists of words and taking answers apart. */
#include "invoke.h"

struct answer answer_from(const struct sel4_registers *r)
{
    seL4_MessageInfo_t info = { { r->info } };
    struct answer answer = {
        .badge = r->cap,
        .label = seL4_MessageInfo_get_label(info),
        .length = seL4_MessageInfo_get_length(info),
        .extra_caps = seL4_MessageInfo_get_extraCaps(info),
        .unwrapped = seL4_MessageInfo_get_capsUnwrapped(info),
        .mr = { r->mr[0], r->mr[1], r->mr[2], r->mr[3] },
    };

    return answer;
}

struct answer call_words(enum seL4_Syscall_ID number, seL4_CPtr cap, seL4_Word label,
                         struct cap_list list, const seL4_Word *words, seL4_Word count)
{
    struct sel4_registers r = {
        .cap = cap, .info = seL4_MessageInfo_new(label, 0, list.count, count).words[0]
    };

    for (seL4_Word i = 0; i < list.count; i++) {
        seL4_SetCap((int)i, list.cap[i]);
    }
    for (seL4_Word i = 0; i < count; i++) {
        if (i < seL4_FastMessageRegisters) {
            r.mr[i] = words[i];
        } else {
            seL4_SetMR((int)i, words[i]);
        }
    }
    sel4_trap(number, &r);
    return answer_from(&r);
}
