/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sending, receiving and yielding.
 *
 * The plain calls take their message from the IPC buffer: registers 0 to 3 are loaded from it and,
 * after receiving, stored to it.  The ...WithMRs calls take and give these four by pointer instead;
 * a null pointer means that the caller has no use for that register.
 */
#pragma once
#include <sel4/functions.h>
#include <sel4/sel4_arch/syscalls.h>
#include <sel4/types.h>

#define LIBSEL4_MCS_REPLY   seL4_CPtr reply
#define MCS_PARAM_DECL(reg) seL4_CPtr reply
#define MCS_PARAM           reply
#define MCS_REPLY_DECL      LIBSEL4_MCS_REPLY
#define MCS_REPLY           reply

/* The registers for a call on `cap`, with message registers 0 to 3 from the IPC buffer. */
LIBSEL4_INLINE_FUNC struct sel4_registers sel4_load(seL4_CPtr cap, seL4_MessageInfo_t info)
{
    struct sel4_registers r = { cap, info.words[0], { 0, 0, 0, 0 }, 0, 0 };

    for (int i = 0; i < seL4_FastMessageRegisters; i++) {
        r.mr[i] = seL4_GetMR(i);
    }
    return r;
}

/* The same with the message registers given by pointer, as far as the message is long. */
LIBSEL4_INLINE_FUNC struct sel4_registers sel4_load_mrs(seL4_CPtr cap, seL4_MessageInfo_t info,
                                                        seL4_Word *mr0, seL4_Word *mr1,
                                                        seL4_Word *mr2, seL4_Word *mr3)
{
    struct sel4_registers r = { cap, info.words[0], { 0, 0, 0, 0 }, 0, 0 };
    seL4_Word length = seL4_MessageInfo_get_length(info);

    r.mr[0] = mr0 != seL4_Null && length > 0 ? *mr0 : 0;
    r.mr[1] = mr1 != seL4_Null && length > 1 ? *mr1 : 0;
    r.mr[2] = mr2 != seL4_Null && length > 2 ? *mr2 : 0;
    r.mr[3] = mr3 != seL4_Null && length > 3 ? *mr3 : 0;
    return r;
}

/* Hands out what was received: badge, and message registers to the IPC buffer. */
LIBSEL4_INLINE_FUNC seL4_MessageInfo_t sel4_store(const struct sel4_registers *r, seL4_Word *sender)
{
    seL4_MessageInfo_t info = { { r->info } };

    for (int i = 0; i < seL4_FastMessageRegisters; i++) {
        seL4_SetMR(i, r->mr[i]);
    }
    if (sender != seL4_Null) {
        *sender = r->cap;
    }
    return info;
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t sel4_store_mrs(const struct sel4_registers *r,
                                                      seL4_Word *sender, seL4_Word *mr0,
                                                      seL4_Word *mr1, seL4_Word *mr2,
                                                      seL4_Word *mr3)
{
    seL4_MessageInfo_t info = { { r->info } };

    if (mr0 != seL4_Null) {
        *mr0 = r->mr[0];
    }
    if (mr1 != seL4_Null) {
        *mr1 = r->mr[1];
    }
    if (mr2 != seL4_Null) {
        *mr2 = r->mr[2];
    }
    if (mr3 != seL4_Null) {
        *mr3 = r->mr[3];
    }
    if (sender != seL4_Null) {
        *sender = r->cap;
    }
    return info;
}

LIBSEL4_INLINE_FUNC void seL4_Send(seL4_CPtr dest, seL4_MessageInfo_t msgInfo)
{
    struct sel4_registers r = sel4_load(dest, msgInfo);

    sel4_trap(seL4_SysSend, &r);
}

LIBSEL4_INLINE_FUNC void seL4_SendWithMRs(seL4_CPtr dest, seL4_MessageInfo_t msgInfo,
                                          seL4_Word *mr0, seL4_Word *mr1, seL4_Word *mr2,
                                          seL4_Word *mr3)
{
    struct sel4_registers r = sel4_load_mrs(dest, msgInfo, mr0, mr1, mr2, mr3);

    sel4_trap(seL4_SysSend, &r);
}

LIBSEL4_INLINE_FUNC void seL4_NBSend(seL4_CPtr dest, seL4_MessageInfo_t msgInfo)
{
    struct sel4_registers r = sel4_load(dest, msgInfo);

    sel4_trap(seL4_SysNBSend, &r);
}

LIBSEL4_INLINE_FUNC void seL4_NBSendWithMRs(seL4_CPtr dest, seL4_MessageInfo_t msgInfo,
                                            seL4_Word *mr0, seL4_Word *mr1, seL4_Word *mr2,
                                            seL4_Word *mr3)
{
    struct sel4_registers r = sel4_load_mrs(dest, msgInfo, mr0, mr1, mr2, mr3);

    sel4_trap(seL4_SysNBSend, &r);
}

LIBSEL4_INLINE_FUNC void seL4_Signal(seL4_CPtr dest)
{
    struct sel4_registers r = { dest, 0, { 0, 0, 0, 0 }, 0, 0 };

    sel4_trap(seL4_SysSend, &r);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_Recv(seL4_CPtr src, seL4_Word *sender, seL4_CPtr reply)
{
    struct sel4_registers r = { src, 0, { 0, 0, 0, 0 }, reply, 0 };

    sel4_trap(seL4_SysRecv, &r);
    return sel4_store(&r, sender);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_RecvWithMRs(seL4_CPtr src, seL4_Word *sender,
                                                        seL4_CPtr reply, seL4_Word *mr0,
                                                        seL4_Word *mr1, seL4_Word *mr2,
                                                        seL4_Word *mr3)
{
    struct sel4_registers r = { src, 0, { 0, 0, 0, 0 }, reply, 0 };

    sel4_trap(seL4_SysRecv, &r);
    return sel4_store_mrs(&r, sender, mr0, mr1, mr2, mr3);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_NBRecv(seL4_CPtr src, seL4_Word *sender,
                                                   seL4_CPtr reply)
{
    struct sel4_registers r = { src, 0, { 0, 0, 0, 0 }, reply, 0 };

    sel4_trap(seL4_SysNBRecv, &r);
    return sel4_store(&r, sender);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_Wait(seL4_CPtr src, seL4_Word *sender)
{
    struct sel4_registers r = { src, 0, { 0, 0, 0, 0 }, 0, 0 };

    sel4_trap(seL4_SysWait, &r);
    return sel4_store(&r, sender);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_WaitWithMRs(seL4_CPtr src, seL4_Word *sender,
                                                        seL4_Word *mr0, seL4_Word *mr1,
                                                        seL4_Word *mr2, seL4_Word *mr3)
{
    struct sel4_registers r = { src, 0, { 0, 0, 0, 0 }, 0, 0 };

    sel4_trap(seL4_SysWait, &r);
    return sel4_store_mrs(&r, sender, mr0, mr1, mr2, mr3);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_NBWait(seL4_CPtr src, seL4_Word *sender)
{
    struct sel4_registers r = { src, 0, { 0, 0, 0, 0 }, 0, 0 };

    sel4_trap(seL4_SysNBWait, &r);
    return sel4_store(&r, sender);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_Poll(seL4_CPtr src, seL4_Word *sender)
{
    return seL4_NBWait(src, sender);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_Call(seL4_CPtr dest, seL4_MessageInfo_t msgInfo)
{
    struct sel4_registers r = sel4_load(dest, msgInfo);

    sel4_trap(seL4_SysCall, &r);
    return sel4_store(&r, (seL4_Word *)seL4_Null);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_CallWithMRs(seL4_CPtr dest, seL4_MessageInfo_t msgInfo,
                                                        seL4_Word *mr0, seL4_Word *mr1,
                                                        seL4_Word *mr2, seL4_Word *mr3)
{
    struct sel4_registers r = sel4_load_mrs(dest, msgInfo, mr0, mr1, mr2, mr3);

    sel4_trap(seL4_SysCall, &r);
    return sel4_store_mrs(&r, (seL4_Word *)seL4_Null, mr0, mr1, mr2, mr3);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_ReplyRecv(seL4_CPtr src, seL4_MessageInfo_t msgInfo,
                                                      seL4_Word *sender, seL4_CPtr reply)
{
    struct sel4_registers r = sel4_load(src, msgInfo);

    r.reply = reply;
    sel4_trap(seL4_SysReplyRecv, &r);
    return sel4_store(&r, sender);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_ReplyRecvWithMRs(seL4_CPtr src,
                                                             seL4_MessageInfo_t msgInfo,
                                                             seL4_Word *sender, seL4_Word *mr0,
                                                             seL4_Word *mr1, seL4_Word *mr2,
                                                             seL4_Word *mr3, seL4_CPtr reply)
{
    struct sel4_registers r = sel4_load_mrs(src, msgInfo, mr0, mr1, mr2, mr3);

    r.reply = reply;
    sel4_trap(seL4_SysReplyRecv, &r);
    return sel4_store_mrs(&r, sender, mr0, mr1, mr2, mr3);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_NBSendRecv(seL4_CPtr dest, seL4_MessageInfo_t msgInfo,
                                                       seL4_CPtr src, seL4_Word *sender,
                                                       seL4_CPtr reply)
{
    struct sel4_registers r = sel4_load(src, msgInfo);

    r.reply = reply;
    r.dest = dest;
    sel4_trap(seL4_SysNBSendRecv, &r);
    return sel4_store(&r, sender);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_NBSendRecvWithMRs(
    seL4_CPtr dest, seL4_MessageInfo_t msgInfo, seL4_CPtr src, seL4_Word *sender, seL4_Word *mr0,
    seL4_Word *mr1, seL4_Word *mr2, seL4_Word *mr3, seL4_CPtr reply)
{
    struct sel4_registers r = sel4_load_mrs(src, msgInfo, mr0, mr1, mr2, mr3);

    r.reply = reply;
    r.dest = dest;
    sel4_trap(seL4_SysNBSendRecv, &r);
    return sel4_store_mrs(&r, sender, mr0, mr1, mr2, mr3);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_NBSendWait(seL4_CPtr dest, seL4_MessageInfo_t msgInfo,
                                                       seL4_CPtr src, seL4_Word *sender)
{
    struct sel4_registers r = sel4_load(src, msgInfo);

    r.reply = dest;
    sel4_trap(seL4_SysNBSendWait, &r);
    return sel4_store(&r, sender);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_NBSendWaitWithMRs(seL4_CPtr dest,
                                                              seL4_MessageInfo_t msgInfo,
                                                              seL4_CPtr src, seL4_Word *sender,
                                                              seL4_Word *mr0, seL4_Word *mr1,
                                                              seL4_Word *mr2, seL4_Word *mr3)
{
    struct sel4_registers r = sel4_load_mrs(src, msgInfo, mr0, mr1, mr2, mr3);

    r.reply = dest;
    sel4_trap(seL4_SysNBSendWait, &r);
    return sel4_store_mrs(&r, sender, mr0, mr1, mr2, mr3);
}

LIBSEL4_INLINE_FUNC void seL4_Yield(void)
{
    sel4_trap_plain(seL4_SysYield, 0);
}

#ifdef CONFIG_SET_TLS_BASE_SELF
LIBSEL4_INLINE_FUNC void seL4_SetTLSBase(seL4_Word tls_base)
{
    sel4_trap_plain(seL4_SysSetTLSBase, tls_base);
}
#endif
