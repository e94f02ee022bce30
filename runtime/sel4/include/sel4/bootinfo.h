/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the boot information is kept for programs that do not want to pass it around. */
#pragma once
#include <sel4/bootinfo_types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Remembers the boot information; also installs its IPC buffer for the calling thread. */
void seL4_InitBootInfo(seL4_BootInfo *bi);

/* What was remembered, or null. */
seL4_BootInfo *seL4_GetBootInfo(void);

#ifdef __cplusplus
}
#endif
