/* SPDX-License-Identifier: BSD-2-Clause */
/* Access to __sel4_ipc_buffer that does not depend on whether it is thread-local. */
#pragma once
#include <sel4/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The address of the calling thread's __sel4_ipc_buffer. */
seL4_IPCBuffer **sel4_ipc_buffer_variable(void);

#ifdef __cplusplus
}
#endif
