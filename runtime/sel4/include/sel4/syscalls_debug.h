/* SPDX-License-Identifier: BSD-2-Clause */
/* System calls that only kernels for debugging have. */
#pragma once
#include <sel4/functions.h>
#include <sel4/sel4_arch/syscalls.h>

#ifdef CONFIG_PRINTING
LIBSEL4_INLINE_FUNC void seL4_DebugPutChar(char c)
{
    sel4_trap_plain(seL4_SysDebugPutChar, (seL4_Word)(seL4_Uint8)c);
}

LIBSEL4_INLINE_FUNC void seL4_DebugPutString(const char *str)
{
    for (const char *s = str; *s != '\0'; s++) {
        seL4_DebugPutChar(*s);
    }
}

LIBSEL4_INLINE_FUNC void seL4_DebugDumpScheduler(void)
{
    sel4_trap_plain(seL4_SysDebugDumpScheduler, 0);
}
#endif

#ifdef CONFIG_DEBUG_BUILD
LIBSEL4_INLINE_FUNC void seL4_DebugHalt(void)
{
    sel4_trap_plain(seL4_SysDebugHalt, 0);
}

LIBSEL4_INLINE_FUNC void seL4_DebugSnapshot(void)
{
    sel4_trap_plain(seL4_SysDebugSnapshot, 0);
}

/* The kernel's number for the kind of a capability; 0 for an empty slot. */
LIBSEL4_INLINE_FUNC seL4_Uint32 seL4_DebugCapIdentify(seL4_CPtr cap)
{
    return (seL4_Uint32)sel4_trap_plain(seL4_SysDebugCapIdentify, cap);
}

/* Gives a thread a name for the kernel's reports; the name travels in the IPC buffer. */
LIBSEL4_INLINE_FUNC void seL4_DebugNameThread(seL4_CPtr tcb, const char *name)
{
    char *text = (char *)seL4_GetIPCBuffer()->msg;
    seL4_Word i = 0;

    while (i < seL4_MsgMaxLength * sizeof(seL4_Word) - 1 && name[i] != '\0') {
        text[i] = name[i];
        i++;
    }
    text[i] = '\0';
    sel4_trap_plain(seL4_SysDebugNameThread, tcb);
}
#endif

#if defined(CONFIG_DEBUG_BUILD) && defined(CONFIG_ENABLE_SMP_SUPPORT)
LIBSEL4_INLINE_FUNC seL4_Uint32 seL4_DebugGetThreadAffinity(seL4_CPtr tcb)
{
    return (seL4_Uint32)sel4_trap_plain(seL4_SysDebugGetThreadAffinity, tcb);
}
#endif

#ifdef CONFIG_DANGEROUS_CODE_INJECTION
LIBSEL4_INLINE_FUNC void seL4_DebugRun(void (*userfn)(void *), void *userarg)
{
    struct sel4_registers r = { (seL4_Word)userfn, (seL4_Word)userarg, { 0, 0, 0, 0 }, 0, 0 };

    sel4_trap(seL4_SysDebugRun, &r);
}
#endif
