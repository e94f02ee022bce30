/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the SDK tool writes into a domain's ELF file.
 *
 * The tool finds these by name and requires every one of them, so they must outlive the linker's
 * removal of unused sections and have bytes in the file or in zero-filled memory of a segment.
 */
#include <microkit.h>

#define PATCHED __attribute__((used, retain, section(".data.microkit")))

PATCHED char microkit_name[MICROKIT_PD_NAME_LENGTH] = "";
PATCHED seL4_Bool microkit_passive = seL4_False;
PATCHED seL4_Word microkit_irqs = 0;
PATCHED seL4_Word microkit_notifications = 0;
PATCHED seL4_Word microkit_pps = 0;
PATCHED seL4_Word microkit_ioports = 0;

/* The topmost page of every domain's address space. */
seL4_IPCBuffer *__sel4_ipc_buffer = (seL4_IPCBuffer *)(seL4_UserVSpaceTop & ~0xfff);

_Static_assert(sizeof(seL4_IPCBuffer) <= 4096, "the IPC buffer fits its page");
