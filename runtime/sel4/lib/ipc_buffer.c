/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The variable that says where the calling thread's IPC buffer is.
 *
 * This file is compiled twice: for libsel4.a, where the variable is an ordinary global, and, with
 * CONFIG_LIB_SEL4_USE_THREAD_LOCALS, for libsel4_tls.a, where each thread has its own.  Programs
 * and libraries that do not know which of them they are linked with reach it through
 * sel4_ipc_buffer_variable.
 */
#include <sel4/functions.h>
#include <sel4/ipc_buffer.h>

LIBSEL4_THREAD_LOCAL seL4_IPCBuffer *__sel4_ipc_buffer;

seL4_IPCBuffer **sel4_ipc_buffer_variable(void)
{
    return &__sel4_ipc_buffer;
}
