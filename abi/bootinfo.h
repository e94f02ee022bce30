/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the root task is born with: the slots of its CSpace and the boot information page.
 *
 * Ranges of slots are half-open.  Slot untyped.start + i holds the untyped that untypedList[i]
 * describes.  If extraLen is not 0, chunks of extra information follow one page after the boot
 * information, each a seL4_BootInfoHeader and its bytes, packed without padding.
 */
#pragma once
#include <kernel/gen_config.h>
#include "message.h"
#include "types.h"

#define seL4_BootInfoFrameBits 12
#define seL4_BootInfoFrameSize 4096

#ifndef __ASSEMBLER__

enum seL4_RootCNodeCapSlots {
    seL4_CapNull = 0,
    seL4_CapInitThreadTCB = 1,
    seL4_CapInitThreadCNode = 2,
    seL4_CapInitThreadVSpace = 3,
    seL4_CapIRQControl = 4,
    seL4_CapASIDControl = 5,
    seL4_CapInitThreadASIDPool = 6,
    seL4_CapIOPortControl = 7,
    seL4_CapIOSpace = 8,
    seL4_CapBootInfoFrame = 9,
    seL4_CapInitThreadIPCBuffer = 10,
    seL4_CapDomain = 11,
    seL4_CapSMMUSIDControl = 12,
    seL4_CapSMMUCBControl = 13,
    seL4_CapInitThreadSC = 14,
    seL4_CapSMC = 15,
    seL4_NumInitialCaps = 16
};

enum {
    SEL4_BOOTINFO_HEADER_PADDING = 0,
    SEL4_BOOTINFO_HEADER_X86_VBE = 1,
    SEL4_BOOTINFO_HEADER_X86_MBMMAP = 2,
    SEL4_BOOTINFO_HEADER_X86_ACPI_RSDP = 3,
    SEL4_BOOTINFO_HEADER_X86_FRAMEBUFFER = 4,
    SEL4_BOOTINFO_HEADER_X86_TSC_FREQ = 5,
    SEL4_BOOTINFO_HEADER_FDT = 6,
    SEL4_BOOTINFO_HEADER_NUM = 7
};
typedef seL4_Word seL4_BootInfoID;

typedef seL4_Word seL4_SlotPos;

typedef struct seL4_SlotRegion {
    seL4_SlotPos start;
    seL4_SlotPos end;
} seL4_SlotRegion;

typedef struct seL4_UntypedDesc {
    seL4_PAddr paddr;
    seL4_Uint8 sizeBits;
    seL4_Uint8 isDevice;
    seL4_Uint8 padding[6];
} seL4_UntypedDesc;

typedef struct seL4_BootInfo {
    seL4_Word extraLen;
    seL4_NodeId nodeID;
    seL4_Word numNodes;
    seL4_Word numIOPTLevels;
    seL4_IPCBuffer *ipcBuffer;
    seL4_SlotRegion empty;
    seL4_SlotRegion sharedFrames;
    seL4_SlotRegion userImageFrames;
    seL4_SlotRegion userImagePaging;
    seL4_SlotRegion ioSpaceCaps;
    seL4_SlotRegion extraBIPages;
    seL4_Word initThreadCNodeSizeBits;
    seL4_Domain initThreadDomain;
    seL4_SlotRegion schedcontrol;
    seL4_SlotRegion untyped;
    seL4_UntypedDesc untypedList[CONFIG_MAX_NUM_BOOTINFO_UNTYPED_CAPS];
} seL4_BootInfo;

typedef struct seL4_BootInfoHeader {
    seL4_BootInfoID id;
    seL4_Word len; /* bytes, this header included */
} seL4_BootInfoHeader;

ABI_ASSERT(sizeof(seL4_UntypedDesc) == 16, "untyped description layout");
ABI_ASSERT(sizeof(seL4_BootInfoHeader) == 16, "boot information header layout");
ABI_ASSERT(sizeof(seL4_BootInfo) == 184 + 16 * CONFIG_MAX_NUM_BOOTINFO_UNTYPED_CAPS,
           "boot information layout");
ABI_ASSERT(sizeof(seL4_BootInfo) <= seL4_BootInfoFrameSize, "boot information fits its page");

#endif
