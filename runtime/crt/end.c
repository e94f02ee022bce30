/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The end of a program without destructors.
 *
 * Nobody waits for a program's status here; the thread is suspended.  If the runtime has no
 * capability for it, or the thread is resumed, it gives way to others for ever.
 *
 * The call is made by hand because the stubs know the IPC buffer's variable, which this library must
 * not: it is thread-local in some programs and not in others.
 */
#include "crt_private.h"
#include <sel4/sel4.h>

static void suspend(seL4_CPtr tcb)
{
    struct sel4_registers r = { .cap = tcb,
                                .info = (seL4_Word)TCBSuspend << ABI_INFO_LABEL_POS };

    sel4_trap(seL4_SysCall, &r);
}

__attribute__((weak)) void _exit(int status)
{
    seL4_CPtr tcb = crt_auxv_get(CRT_AT_CAP_TCB, seL4_CapNull);

    (void)status;
    for (;;) {
        if (tcb != seL4_CapNull) {
            suspend(tcb);
        }
        seL4_Yield();
    }
}
