/* SPDX-License-Identifier: BSD-2-Clause */
/* Rows from logs, and the registers of often used calls; see bench.h. */
#include "bench.h"

/* The last rounds are left out, because a peer may have no stamp for them. */
#define LAST_ROUNDS 2

void report_ways(const char *name, const struct worker *from, seL4_Word from_offset,
                 const struct worker *to)
{
    for (seL4_Word i = WARM_UP; i < ROUNDS - LAST_ROUNDS; i++) {
        sample_add(instructions_between(from->log[i + from_offset].before, to->log[i].after));
    }
    samples_report(name);
}

void report_own(const char *name, const struct worker *worker)
{
    report_ways(name, worker, 0, worker);
}

static seL4_Word message_info(seL4_Word words)
{
    return seL4_MessageInfo_new(0, 0, 0, words).words[0];
}

struct trap trap_signal(seL4_CPtr notification)
{
    return (struct trap){ { notification, 0, 0, 0, 0, 0, 0, (seL4_Word)seL4_SysSend, 0 } };
}

struct trap trap_wait(seL4_CPtr notification)
{
    return (struct trap){ { notification, 0, 0, 0, 0, 0, 0, (seL4_Word)seL4_SysWait, 0 } };
}

struct trap trap_ready_and_wait(seL4_CPtr notification)
{
    return (struct trap){ { notification, 0, 0, 0, 0, 0, SLOT_DONE, (seL4_Word)seL4_SysNBSendWait,
                            0 } };
}

struct trap trap_ready_and_receive(void)
{
    return (struct trap){ { SLOT_ENDPOINT, 0, 0, 0, 0, 0, SLOT_REPLY, (seL4_Word)seL4_SysNBSendRecv,
                            SLOT_DONE } };
}

struct trap trap_reply_and_receive(seL4_Word words)
{
    return (struct trap){ { SLOT_ENDPOINT, message_info(words), 0, 0, 0, 0, SLOT_REPLY,
                            (seL4_Word)seL4_SysReplyRecv, 0 } };
}
