/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The end of a program without destructors.
 *
 * Nobody waits for a program's status here; the thread is suspended.  If the runtime has no
 * capability for it, or the thread is resumed, it gives way to others for ever.
 */
#include "crt_private.h"
#include <sel4/sel4.h>

__attribute__((weak)) void _exit(int status)
{
    seL4_CPtr tcb = crt_auxv_get(CRT_AT_CAP_TCB, seL4_CapNull);

    (void)status;
    for (;;) {
        if (tcb != seL4_CapNull) {
            seL4_TCB_Suspend(tcb);
        }
        seL4_Yield();
    }
}
